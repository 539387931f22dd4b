"""How reports come to be: drafted once on the due day, drawn anew with a reason, corrected."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core.audit import Actor, record
from core.models import AuditEvent
from core.periods import Period
from core.refusals import Conflict, require
from core.search.entries import index
from core.versions import save_version
from reports.choices import ReportKind, ReportState
from reports.contents import Contents, parts_of
from reports.models import Passage, Report, Schedule
from reports.outputs.blocks import Document, Paragraph
from reports.outputs.narrative import is_example
from reports.periods import Special
from reports.seals import canonical, digest
from reports.writing import draft_of, kept_words

REASON_LONGEST = 500


def _figures(contents: Contents, document: Document, known_at: datetime) -> dict[str, object]:
    """What of a report is frozen, with the head of the trail at this moment."""
    text = canonical(contents)
    head = AuditEvent.objects.order_by("-seq").first()
    return {
        "as_of": date.fromisoformat(contents["as_of"]),
        "known_at": known_at,
        "contents": text,
        "sha256": digest(text),
        "audit_seq": head.seq if head else 0,
        "audit_link": head.link if head else "",
        "draft": kept_words(document),
        "is_example": any(map(is_example, parts_of(contents))),
    }


def _has_report(schedule: Schedule, period: str) -> bool:
    """Whether the period has a report, also of an earlier schedule of this kind and audience."""
    rows = Report.objects.filter(period=period, edition=0)
    if schedule.kind == ReportKind.SPECIAL:
        return rows.filter(schedule=schedule).exists()
    return rows.filter(
        schedule__plan=schedule.plan_id,
        schedule__kind=schedule.kind,
        schedule__audience=schedule.audience,
    ).exists()


@transaction.atomic
def freeze_report(
    *, schedule: Schedule, period: Period | Special, contents: Contents, document: Document,
    known_at: datetime, by: Actor,
) -> Report:  # fmt: skip
    """Keep a period's figures for good, and the words composed of them as its draft.

    Refuses a period that has a report.
    """
    require(
        not _has_report(schedule, period.key),
        _("This period's report has already been frozen."),
        kind=Conflict,
    )
    report = Report.objects.create(
        schedule=schedule,
        period=period.key,
        period_ends_on=period.ends_on,
        **_figures(contents, document, known_at),
    )
    index("report", [report.pk])
    record(
        by=by, verb="report.frozen", subject=report, plan=schedule.plan.slug,
        after={"period": period.key, "sha256": report.sha256},
    )  # fmt: skip
    return report


def _require_reason(reason: str, sentence: str) -> str:
    """The reason without blanks around it; refuses none, and one that is too long to be kept."""
    found = reason.strip()
    require(found, sentence, fields={"reason": sentence})
    long = _("Write at most %(most)d characters.") % {"most": REASON_LONGEST}
    require(len(found) <= REASON_LONGEST, long, fields={"reason": long})
    return found


def _keys(document: Document) -> dict[str, str]:
    """The paragraphs that may be written anew, by their keys."""
    return {
        block.key: block.text
        for block in document.blocks
        if isinstance(block, Paragraph) and block.key
    }


@transaction.atomic
def redraw_report(
    *, report: Report, contents: Contents, document: Document, reason: str, version: int,
    known_at: datetime, by: Actor,
) -> Report:  # fmt: skip
    """Draw a draft anew with the figures as known now; what people wrote stays where it fits.

    A passage whose paragraph is no more is dropped, and the trail keeps its words.
    """
    why = _require_reason(reason, _("Write why the draft is drawn anew."))
    require(
        report.state == ReportState.DRAFT,
        _("A signed report does not change any more. Correct it by a new issue."),
        kind=Conflict,
    )
    before = report.sha256
    save_version(report, version=version, **_figures(contents, document, known_at))
    lost = report.passages.exclude(key__in=list(_keys(document)))
    dropped = dict(lost.values_list("key", "text"))
    lost.delete()
    record(
        by=by, verb="report.redrawn", subject=report, plan=report.schedule.plan.slug,
        before={"sha256": before},
        after={"sha256": report.sha256, "reason": why, "dropped": dropped},
    )  # fmt: skip
    return report


@transaction.atomic
def correct_report(
    *, report: Report, contents: Contents, document: Document, reason: str, known_at: datetime,
    by: Actor,
) -> Report:  # fmt: skip
    """Begin a correction of a signed report: a draft of its own, with the figures as known now.

    The report stays as it is. What people wrote goes over where the paragraph below it is the
    same. Refuses what is not signed, and what is being corrected or has been.
    """
    why = _require_reason(reason, _("Write what is corrected, and why."))
    require(
        report.signed,
        _("Only a signed report is corrected. A draft is changed or drawn anew."),
        kind=Conflict,
    )
    last = Report.objects.filter(schedule=report.schedule, period=report.period).aggregate(
        last=Max("edition")
    )["last"]
    require(
        report.edition == last,
        _("This issue has a correction already. Go on with the correction."),
        kind=Conflict,
    )
    correction = Report.objects.create(
        schedule=report.schedule,
        period=report.period,
        period_ends_on=report.period_ends_on,
        edition=report.edition + 1,
        corrects=report,
        reason=why,
        **_figures(contents, document, known_at),
    )
    _carry_over(report, correction, document)
    index("report", [correction.pk])
    record(
        by=by, verb="report.correction_begun", subject=correction, plan=report.schedule.plan.slug,
        after={"period": report.period, "edition": correction.edition, "reason": why,
               "sha256": correction.sha256},
    )  # fmt: skip
    return correction


def _carry_over(report: Report, correction: Report, document: Document) -> None:
    """What people wrote instead of paragraphs that are composed the same now."""
    was, now = _keys(draft_of(report)), _keys(document)
    same = [row for row in report.passages.all() if now.get(row.key, "") == was.get(row.key)]
    Passage.objects.bulk_create(
        Passage(
            report=correction, key=row.key, text=row.text, written_by=row.written_by,
            written_at=row.written_at,
        )
        for row in same
    )  # fmt: skip
