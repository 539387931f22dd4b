"""What a worker does for a large ledger: asked for at a page, ended once, or refused in words."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import Actor, record
from core.refusals import Conflict, require
from core.versions import save_version
from recommendations.choices import ImportState, ImportWork
from recommendations.models import LedgerImport
from recommendations.queries.imports import require_idle, rows_of
from recommendations.writing.work import plan_import_work

_FROM = {ImportWork.APPLY: ImportState.CHECKED, ImportWork.UNDO: ImportState.APPLIED}


@transaction.atomic
def queue_import(
    *, batch: LedgerImport, what: ImportWork, on: date, version: int, now: datetime, by: Actor
) -> LedgerImport:
    """Have a checked ledger brought in, or an applied one undone, by a worker: once."""
    require(
        batch.state == _FROM[what],
        _("This import has already been %(state)s.") % {"state": batch.get_state_display()},
        kind=Conflict,
    )
    require_idle(batch)
    save_version(batch, version=version)
    steps = rows_of(batch)
    plan_import_work(batch, what, on=on, now=now, steps=steps, by=by)
    record(
        by=by, verb="ledger.queued", subject=batch, plan=batch.plan.slug,
        after={"what": what.label, "rows": steps},
    )  # fmt: skip
    return batch


@transaction.atomic
def refuse_import(*, batch: LedgerImport, sentence: str, by: Actor) -> LedgerImport:
    """The worker could not do what was asked: the page says why, and it may be asked again."""
    save_version(batch, version=batch.version, result={**batch.result, "refused": sentence})
    record(
        by=by, verb="ledger.refused", subject=batch, plan=batch.plan.slug,
        after={"reason": sentence},
    )  # fmt: skip
    return batch
