"""What a report is made of and called: gathered, composed, sealed, rendered. Writes nothing."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from core.periods import Period
from core.zh import date_zh
from recommendations.models import Plan
from reports import seals
from reports.choices import Audience, FileFormat, ReportKind
from reports.contents import Contents, gather, lifted, parts_of, with_changes
from reports.layers import narrative
from reports.models import Report, Schedule
from reports.outputs.blocks import Document, Paragraph
from reports.outputs.files import ENDINGS, make_file, makeable
from reports.outputs.kept import document_of
from reports.outputs.narrative import Spell
from reports.outputs.narrative.together import combined
from reports.periods import Special
from reports.queries import contents_of, last_report, seal_of
from reports.seals import Corrected, Covered, Seal, canonical, digest

_CIRCULAR = "通报"


def open_key(plan: Plan, kind: str, audience: str) -> str | None:
    """What an active schedule holds, so that a plan has one of a kind for an audience.

    None for special reports, of which there may be many.
    """
    return None if kind == ReportKind.SPECIAL else f"{plan.pk}:{kind}:{audience}"


# --- figures


def gather_period(schedule: Schedule, period: Period | Special, *, known_at: datetime) -> Contents:
    """The contents of a period: as of its last day, as known now, against the report before it.

    A special report tells of its own days alone, whatever an earlier one on its subject has told.
    """
    earlier = last_report(schedule, before=period.ends_on) if schedule.pk else None
    was = {one["plan"]["slug"]: one for one in parts_of(contents_of(earlier))} if earlier else {}

    told_until = earlier.known_at if earlier and not isinstance(period, Special) else None

    def gathered(plan: Plan) -> Contents:
        contents = gather(
            plan, as_of=period.ends_on, known_at=known_at, since=period.starts_on,
            audience=schedule.audience, told_until=told_until,
        )  # fmt: skip
        before = was.get(plan.slug)
        if earlier is None or before is None:
            return contents
        return with_changes(contents, before, period=earlier.period)

    contents = gathered(schedule.plan)
    if schedule.pk:
        # Who reads the report may read every published plan, and no draft of one.
        listed = schedule.further.filter(plan__published_at__lte=known_at).select_related("plan")
        if others := list(listed):
            contents["further"] = [gathered(one.plan) for one in others]
    return contents


# --- words


def compose(
    contents: Contents, *, schedule: Schedule, period: Period | Special, drafted_on: date
) -> Document:
    """The draft on these contents, as the schedule wants it."""
    told = (
        Spell(period.starts_on, period.ends_on, schedule.name)
        if isinstance(period, Special)
        else period
    )
    composed = combined(
        parts_of(contents), period=told, issuer=schedule.issuer, drafted_on=drafted_on,
        ranking=schedule.ranking,
    )  # fmt: skip
    return replace(composed, recipients=schedule.addressee)


def corrected_words(draft: Document, *, corrects: Report, reason: str) -> Document:
    """The draft of a correction: it begins with which issue it corrects, and why."""
    day = date_zh(timezone.localdate(corrects.signed_at))
    was = seals.issue_words(corrects.number or 0, corrects.edition)
    told = f"本期更正{day}签发的{was}，以本期为准。更正原因：{reason.rstrip('。')}。"
    return replace(draft, blocks=(Paragraph(told, "notice"), *draft.blocks))


def kept_words(composed: Document) -> str:
    """A document as the text that is kept."""
    return canonical(composed.data())


def draft_of(report: Report) -> Document:
    """The document as it was composed. Reports of before composed documents were kept get one."""
    if report.draft:
        return document_of(json.loads(report.draft))
    return compose(
        contents_of(report),
        schedule=report.schedule,
        period=report.subject,
        drafted_on=timezone.localdate(report.known_at),
    )


def words_of(report: Report) -> Document:
    """The draft with what people wrote in the place of what was composed."""
    return narrative(draft_of(report), dict(report.passages.values_list("key", "text")))


def words_mark(report: Report) -> str:
    """A mark of the draft's words as they stand, by which a signer signs what was read."""
    return digest(kept_words(words_of(report)))


def document_shown(report: Report) -> Document:
    """The report as a reader reads it: from its seal, or the draft with its words."""
    return document_of(seal_of(report).document) if report.signed else words_of(report)


# --- seals


@dataclass(frozen=True)
class Signature:
    """Who signs (“” for the clock), on which day, as which issue of which year."""

    signer: str
    day: date
    number: int
    year: int


def as_signed(draft: Document, *, signature: Signature, edition: int) -> Document:
    """The words as they are signed: number, date and, upward, who signed (GB/T 9704-2012, 7.2)."""
    day = date_zh(signature.day)
    upward = draft.audience != Audience.UNITS
    return replace(
        draft,
        issue_line=seals.issue_words(signature.number, edition),
        date_text=day,
        closing=(draft.issuer, day),
        signer=signature.signer if upward else "",
        printed_on=day,
    )


def seal_for(
    report: Report, *, contents: Mapping[str, Any], draft: Document, signature: Signature
) -> Seal:
    """What signing this draft seals. `report` may be one that is not stored yet."""
    schedule, subject, corrects = report.schedule, report.subject, report.corrects
    return Seal(
        contents=contents,
        document=as_signed(draft, signature=signature, edition=report.edition).data(),
        kind=schedule.kind,
        audience=schedule.audience,
        covered=Covered(
            subject.key, subject.label_zh, subject.label_en, subject.ends_on.isoformat()
        ),
        number=signature.number,
        year=signature.year,
        edition=report.edition,
        signer=signature.signer,
        day=signature.day.isoformat(),
        corrects=Corrected(
            corrects.edition,
            timezone.localdate(corrects.signed_at).isoformat(),
            corrects.seal_sha256,
        )
        if corrects
        else None,
        reason=report.reason,
    )


# --- files


_SUMMARY_TAIL = "（一页摘要）.pdf"
_DRAFT = "（送审稿）"
_KEPT_LETTERS = 60


@dataclass(frozen=True)
class MadeFile:
    """A report in one format; `notes` say what in it is not as it was written."""

    format: FileFormat
    name: str
    data: bytes
    notes: tuple[str, ...] = ()


def formats_of(schedule: Schedule) -> list[FileFormat]:
    """The formats that it wants, of those that this machine can make."""
    return [one for one in makeable() if one in schedule.wanted]


def tail_of(one: FileFormat) -> str:
    """How a file's name ends."""
    return _SUMMARY_TAIL if one == FileFormat.SUMMARY else f".{ENDINGS[one]}"


def file_name(
    plan_title: str, label: str, *, tail: str, audience: str = Audience.UPWARD, edition: int = 0
) -> str:
    """《…》2026年10月落实情况报告.docx, without characters that file systems refuse."""
    kept = "".join(letter for letter in plan_title if letter not in '\\/:*?"<>|' and letter >= " ")
    what = _CIRCULAR if audience == Audience.UNITS else "报告"
    again = f"（更正{edition}）" if edition else ""
    return f"{kept[:_KEPT_LETTERS]}{label}落实情况{what}{again}{tail}"


def sealed_file(text: str, one: FileFormat) -> MadeFile:
    """A file of a signed report, from the text of its seal and nothing else."""
    seal = seals.opened(text)
    contents = lifted(dict(seal.contents))
    name = file_name(
        contents["plan"]["title"], seal.covered.zh, tail=tail_of(one), audience=seal.audience,
        edition=seal.edition,
    )  # fmt: skip
    words = document_of(seal.document)
    made = make_file(one, contents, words, on=date.fromisoformat(seal.day))
    return MadeFile(one, name, made.data, made.notes)


def sealed_files(text: str, formats: Iterable[FileFormat]) -> list[MadeFile]:
    """Every file of a signed report."""
    return [sealed_file(text, one) for one in formats]


def draft_file(report: Report, one: FileFormat) -> MadeFile:
    """A file of a draft as it stands; nothing of it is kept."""
    contents = contents_of(report)
    name = file_name(
        contents["plan"]["title"], report.subject.label_zh, tail=f"{_DRAFT}{tail_of(one)}",
        audience=report.schedule.audience, edition=report.edition,
    )  # fmt: skip
    day = timezone.localdate(report.known_at)
    made = make_file(one, contents, words_of(report), on=day)
    return MadeFile(one, name, made.data, made.notes)
