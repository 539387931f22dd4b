"""What people write instead of a paragraph as it was composed, one paragraph at a time."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import require_may
from core.audit import Actor, record
from core.models import AuditEvent
from core.refusals import BadInput, Conflict, require
from core.versions import save_version
from reports.drafts import require_draft
from reports.layers import places
from reports.models import Passage, Report
from reports.outputs.words import clean
from reports.writing import draft_of

LONGEST = 40_000


def _checked(text: str) -> str:
    """The text as it is kept: lines end alike, no blanks around it. Refuses what cannot be."""
    found = "\n".join(line.strip() for line in text.splitlines() if line.strip())
    for holds, sentence in (
        (found, _("Write the paragraph, or restore it as composed.")),
        (
            len(found) <= LONGEST,
            _("The paragraph is longer than %(most)d characters. Shorten it.") % {"most": LONGEST},
        ),
        (
            clean(found) == found,
            _("The paragraph holds an invisible control character. Delete it and save again."),
        ),
    ):
        require(holds, sentence, fields={"text": sentence})
    return found


def _composed(report: Report, key: str, drawn: str) -> str:
    """The paragraph as composed; refuses unknown ones, and a draft that was drawn anew."""
    fresh = Report.objects.get(pk=report.pk)
    found = {place.key: place.text for place in places(draft_of(fresh))}
    require(
        key in found,
        _("There is no such paragraph in this report. Load the page again."),
        kind=BadInput,
    )
    require(
        drawn == fresh.sha256,
        _("The draft was drawn anew with other figures. Compare your words with them, then save."),
        kind=Conflict,
    )
    return found[key]


def _seen(row: Passage | None, version: int) -> None:
    """Refuse where somebody wrote or restored the paragraph since the person saw it."""
    require(
        (row.version if row else 0) == version,
        _("Somebody else changed this in the meantime. Look at the newer text, then save again."),
        kind=Conflict,
    )


def _first_version(report: Report) -> int:
    """Above every version that a passage of this report ever had, so that none comes twice."""
    return (
        1
        + AuditEvent.objects.filter(
            subject_kind=report._meta.label_lower,
            subject_id=report.public_id,
            verb__in=("passage.written", "passage.restored"),
        ).count()
    )


@transaction.atomic
def write_passage(
    *, report: Report, key: str, text: str, version: int, drawn: str, person: User, now: datetime,
    by: Actor,
) -> Passage | None:  # fmt: skip
    """Write a paragraph of a draft anew. What says the same as was composed is no passage: None.

    `version` is that of the passage as the person saw it, 0 for the paragraph as composed; `drawn`
    is the hash of the figures that it was composed from.
    """
    require_may(person, Permission.REPORT_DRAFT)
    require_draft(report)
    wanted = _checked(text)
    composed = _composed(report, key, drawn)
    row = Passage.objects.filter(report=report, key=key).first()
    _seen(row, version)
    before = row.text if row else composed
    if wanted == before:
        return row
    if wanted == composed and row:
        row.delete()
        row = None
    elif row:
        save_version(row, version=version, text=wanted, written_by=person, written_at=now)
    else:
        row = Passage.objects.create(
            report=report, key=key, text=wanted, written_by=person, written_at=now,
            version=_first_version(report),
        )  # fmt: skip
    record(
        by=by, verb="passage.written", subject=report, plan=report.schedule.plan.slug,
        before={"place": key, "text": before}, after={"place": key, "text": wanted},
    )  # fmt: skip
    return row


@transaction.atomic
def restore_passage(
    *, report: Report, key: str, version: int, drawn: str, person: User, by: Actor
) -> None:
    """Take back what was written: the paragraph reads as it was composed. The trail keeps it."""
    require_may(person, Permission.REPORT_DRAFT)
    require_draft(report)
    composed = _composed(report, key, drawn)
    row = Passage.objects.filter(report=report, key=key).first()
    _seen(row, version)
    if row is None:
        return
    before = row.text
    row.delete()
    record(
        by=by, verb="passage.restored", subject=report, plan=report.schedule.plan.slug,
        before={"place": key, "text": before}, after={"place": key, "text": composed},
    )  # fmt: skip
