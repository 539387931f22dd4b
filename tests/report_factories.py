"""Schedules, drafts and signed reports for tests, made by the actions that people use."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.models import User
from core.periods import Period
from recommendations.models import Plan
from reports.actions import Manner, add_schedule, correct_report, freeze_report
from reports.choices import FileFormat
from reports.contents import Contents
from reports.issuing import issue
from reports.models import Report, Schedule
from reports.outputs.blocks import Document, Paragraph
from reports.periods import Special
from reports.writing import compose, corrected_words, gather_period, words_mark
from tests.factories import BY, SEPTEMBER, actor, at

# The morning of the due day of September's report, and when it is signed.
KNOWN, SIGNED = at("2026-10-14 06:00"), at("2026-10-15 10:00")
WORD_AND_PAGE = (FileFormat.DOCX, FileFormat.HTML)


def make_schedule(plan: Plan, **more: Any) -> Schedule:
    """A monthly report to leaders from September on, kept in Word and as a page."""
    manner = {
        name: more.pop(name) for name in list(more) if name in Manner.__dataclass_fields__
    }  # fmt: skip
    facts = {"kind": "month", "first_period": SEPTEMBER, "issuer": "示例督查室", **more}
    wanted = Manner(**{"formats": WORD_AND_PAGE, **manner})
    return add_schedule(plan=plan, manner=wanted, by=BY, **facts)


def keyed(words: Document) -> Document:
    """The words with a key on every paragraph, where they were composed without."""
    blocks = [
        replace(block, key=f"p.{place}")
        if isinstance(block, Paragraph) and not block.key and block.tone == "plain"
        else block
        for place, block in enumerate(words.blocks)
    ]
    return replace(words, blocks=tuple(blocks))


def make_draft(
    schedule: Schedule, period: Period | Special = SEPTEMBER, *, known: datetime = KNOWN,
    contents: Contents | None = None,
) -> Report:  # fmt: skip
    """A period's report as the clock drafts it."""
    told = contents or gather_period(schedule, period, known_at=known)
    words = compose(told, schedule=schedule, period=period, drafted_on=timezone.localdate(known))
    return freeze_report(
        schedule=schedule, period=period, contents=told, document=keyed(words), known_at=known,
        by=BY,
    )  # fmt: skip


def sign(report: Report, person: User, *, now: datetime = SIGNED, reason: str = "") -> Report:
    """Signed as it stands, by a person who has read it."""
    return issue(
        report, person=person, version=report.version, seen=words_mark(report), reason=reason,
        now=now, by=actor(person),
    )  # fmt: skip


def make_correction(
    report: Report, *, reason: str = "数字有误", known: datetime = SIGNED
) -> Report:
    """A correction of a signed report, as a draft."""
    contents = gather_period(report.schedule, report.subject, known_at=known)
    words = compose(
        contents, schedule=report.schedule, period=report.subject,
        drafted_on=timezone.localdate(known),
    )  # fmt: skip
    words = corrected_words(keyed(words), corrects=report, reason=reason)
    return correct_report(
        report=report, contents=contents, document=words, reason=reason, known_at=known, by=BY
    )
