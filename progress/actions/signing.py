"""A unit's signature on paper 线下审签: entered by the reporter, with its scan."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import require_may
from core.audit import Actor, Told, record_many
from core.files.judging import Examined
from core.refusals import Conflict, require
from core.search.entries import index
from core.templatetags.words import day
from core.versions import save_version
from progress.actions.updates import require_complete, require_under_way
from progress.choices import EDITABLE, SignRoad, UpdateState
from progress.evidence import beside
from progress.models import Evidence, PaperSignature, Update
from progress.passage import begun_on
from progress.standings import refresh
from progress.writing import hold, put, told_of

SCANS = ("pdf", "ofd", "png", "jpeg")


@dataclass(frozen=True)
class Signature:
    """What stands on the paper: who signed, as what, on which day."""

    signer: str
    position: str
    signed_on: date


def _check(update: Update, said: Signature, *, now: datetime) -> None:
    """Under way, complete, still within the unit, and signed on a day that can be."""
    require(
        update.state in {*EDITABLE, UpdateState.FOR_SIGNING},
        _("The update has been submitted already. Load the page again."),
        kind=Conflict,
    )
    require_under_way(update)
    require_complete(update)
    for name, words in (("signer", said.signer), ("position", said.position)):
        told = _("Write the signer's name and position as they stand on the paper.")
        require(words.strip(), told, fields={name: told})
    told = _("The paper cannot have been signed in the future. Mend the day.")
    require(said.signed_on <= timezone.localdate(now), told, fields={"signed_on": told})
    first = begun_on(update)
    told = _(
        "This draft was begun on %(day)s; a paper signed before that is of another one. Mend the"
        " day, or have this draft signed."
    ) % {"day": day(first)}
    require(said.signed_on >= first, told, fields={"signed_on": told})


def _scan(
    update: Update, scan: Examined | Evidence, *, not_secret: bool, person: User, now: datetime
) -> Evidence:
    """The scan as evidence of this update: put there now, or there already."""
    kind = scan.kind if isinstance(scan, Examined) else scan.file.kind
    told = _("The scan is a PDF, an OFD or a picture. Scan or photograph the signed paper.")
    require(kind in SCANS, told, fields={"scan": told})
    if isinstance(scan, Examined):
        (row,) = put(
            owner=update, files=[scan], note=_("signed paper"), not_secret=not_secret,
            person=person, now=now,
        )  # fmt: skip
        return row
    told = _("The scan is not beside this update any more. Choose another file.")
    require(beside(update).filter(pk=scan.pk).exists(), told, fields={"scan": told}, kind=Conflict)
    return scan


@transaction.atomic
def sign_on_paper(
    *, update: Update, said: Signature, scan: Examined | Evidence | None, not_secret: bool,
    person: User, version: int, now: datetime, by: Actor,
) -> Update:  # fmt: skip
    """The update was signed on paper: with the scan it leaves the unit and counts as filed.

    `scan` is a new file, for which `not_secret` is the person's word, or one that stands beside the
    update already.
    """
    hold(update)
    require_may(person, Permission.UPDATE_FILE, unit=update.unit)
    _check(update, said, now=now)
    told = _("Add the scan of the signed paper.")
    require(scan is not None, told, fields={"scan": told})
    assert scan is not None  # narrowed by the line above
    save_version(
        update,
        version=version,
        state=UpdateState.SUBMITTED,
        signed_by=None,
        signed_how=SignRoad.PAPER,
        handed_at=update.handed_at if update.state == UpdateState.FOR_SIGNING else now,
        submitted_at=now,
        speaks_on=min(update.round.ends_on, timezone.localdate(now)),
    )
    row = _scan(update, scan, not_secret=not_secret, person=person, now=now)
    signature = PaperSignature.objects.create(
        update_filed=update,
        revision=update.revision,
        signer=said.signer.strip(),
        position=said.position.strip(),
        signed_on=said.signed_on,
        scan=row,
        entered_by=person,
        entered_at=now,
    )
    index("update", [update.pk])
    refresh([update.initiative], as_of=timezone.localdate(now), now=now)
    record_many(by=by, events=_told(update, signature, new=isinstance(scan, Examined)))
    return update


def _told(update: Update, signature: PaperSignature, *, new: bool) -> list[Told]:
    after = {
        "signer": signature.signer,
        "position": signature.position,
        "signed_on": signature.signed_on,
        "scan": signature.scan.name,
        "percent": update.percent,
        "self_rating": update.self_rating,
    }
    plan = update.round.plan.slug
    signed = Told("update.signed_on_paper", subject=update, plan=plan, after=after)
    return [*([told_of(signature.scan)] if new else []), signed]
