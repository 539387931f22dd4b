"""What workers do in this room: large ledgers are checked, brought in and undone.

The rows are gone through first, outside any transaction and with progress told; then one
transaction writes everything and ends the work, or nothing. So a bar that stands still at its end
means “being written”, and after a kill the next worker begins anew with nothing half done.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import override

from core.audit import Actor
from core.memory import collecting_seldom
from core.refusals import Refusal
from core.work.claims import Claim
from core.work.kinds import Due, Kind, register
from recommendations.actions.imports import apply_import, check_import, undo_import
from recommendations.actions.queued import refuse_import
from recommendations.choices import ImportWork
from recommendations.models import LedgerImport
from recommendations.queries.imports import Looked, kept_or_looked, look, rows_of

# Writing fifty thousand rows must fit: nothing can be told while it lasts.
LEASE = timedelta(seconds=100)
TOLD_TIMES = 20
Look = Callable[[LedgerImport, Callable[[int], None]], Looked]


def nothing_by_the_clock(now: datetime) -> Iterator[Due]:
    """These items are written by the actions that need them."""
    yield from ()


def _batch(claim: Claim) -> LedgerImport:
    found = LedgerImport.objects.select_related("plan", "file")
    return found.get(pk=claim.payload["batch"])


def _teller(claim: Claim, total: int) -> Callable[[int], None]:
    """Tells how many rows were gone through, now and then: each time is a write."""
    every, told = max(1, total // TOLD_TIMES), 0

    def tell(done: int) -> None:
        nonlocal told
        if done - told >= every:
            told = done
            claim.progress(done, total)

    return tell


def _looked(claim: Claim, batch: LedgerImport, look: Look) -> Looked:
    """What is told of the rows that are gone through: from none of them to all."""
    total = rows_of(batch)
    claim.progress(0, total)
    looked = look(batch, _teller(claim, total))
    claim.progress(total, total)
    return looked


def _end(claim: Claim, act: Callable[[Actor], object]) -> None:
    """The one transaction: the result and its mark. What is refused is told, and ended too."""
    by = Actor(**claim.payload["by"])
    try:
        with transaction.atomic():
            # The mark first: whoever else holds this work by now waits here, and then leaves it.
            claim.finish()
            act(by)
    except Refusal as refusal:
        with transaction.atomic():
            claim.finish()
            refuse_import(batch=_batch(claim), sentence=str(refusal.sentence), by=by)


def do_check(claim: Claim) -> None:
    """Check every row of a large ledger against its plan."""
    batch = _batch(claim)
    with override(claim.payload["language"] or None), collecting_seldom():
        looked = _looked(claim, batch, look)
        version, now = claim.payload["version"], claim.clock()
        _end(
            claim,
            lambda by: check_import(batch=batch, looked=looked, version=version, now=now, by=by),
        )


def do_apply(claim: Claim) -> None:
    """Bring a large ledger in."""
    batch = _batch(claim)
    with override(claim.payload["language"] or None), collecting_seldom():
        looked = _looked(claim, batch, kept_or_looked)
        on, version = date.fromisoformat(claim.payload["on"]), claim.payload["version"]
        now = claim.clock()
        _end(
            claim,
            lambda by: apply_import(
                batch=batch, on=on, version=version, now=now, by=by, looked=looked
            ),
        )


def do_undo(claim: Claim) -> None:
    """Take a large ledger back."""
    batch = _batch(claim)
    with override(claim.payload["language"] or None), collecting_seldom():
        claim.progress(0, rows_of(batch))
        on, version = date.fromisoformat(claim.payload["on"]), claim.payload["version"]
        now = claim.clock()
        _end(claim, lambda by: undo_import(batch=batch, on=on, version=version, now=now, by=by))


def register_kinds() -> None:
    """Called when the site starts."""
    for what, do in (
        (ImportWork.CHECK, do_check), (ImportWork.APPLY, do_apply), (ImportWork.UNDO, do_undo),
    ):  # fmt: skip
        register(Kind(what.value, nothing_by_the_clock, do, lease=LEASE))
