"""English on request: a report as a reference translation, on a page and as files.

Nothing is written and nothing is kept: the same report gives the same bytes.
"""

import re
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from core.periods import Period
from reports.choices import FileFormat
from reports.contents import Contents, lifted, parts_of
from reports.models import Report
from reports.outputs.blocks import Document
from reports.outputs.files import ENDINGS, make_file
from reports.outputs.kept import document_of
from reports.outputs.narrative import Spell
from reports.outputs.narrative.reference import Issue, issue_en, reference
from reports.periods import Special
from reports.queries import contents_of, seal_of
from reports.seals import Seal
from reports.writing import MadeFile, draft_of, words_of

_SUBJECT = re.compile(r"(.*)落实情况的专题(?:报告|通报)", re.DOTALL)
_REFUSED = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_KEPT_LETTERS = 60


def told_of(period: Period | Special, official: Document) -> Period | Spell:
    """The period as sentences tell it; a special report's subject as its title has it."""
    if isinstance(period, Period):
        return period
    last = official.title_lines[-1] if official.title_lines else ""
    found = _SUBJECT.fullmatch(last)
    return Spell(period.starts_on, period.ends_on, found[1] if found else last)


def _as_sealed(seal: Seal) -> Issue:
    was = seal.corrects
    return Issue(
        day=date.fromisoformat(seal.day),
        number=seal.number,
        edition=seal.edition,
        corrects=issue_en(seal.number, was.edition) if was else "",
        corrects_on=date.fromisoformat(was.day) if was else None,
        reason=seal.reason,
    )


def _as_drafted(report: Report) -> Issue:
    was = report.corrects
    return Issue(
        day=timezone.localdate(report.known_at),
        corrects=issue_en(was.number or 0, was.edition) if was else "",
        corrects_on=timezone.localdate(was.signed_at) if was else None,
        reason=report.reason,
    )


@dataclass(frozen=True)
class English:
    """A report's figures, their English words, and the day that its files bear."""

    contents: Contents
    document: Document
    on: date


def english_of(report: Report) -> English:
    """The reference translation: of a signed report by its seal, else by the draft as it stands.

    Refuses contents or a seal that do not match their hash.
    """
    if report.signed:
        seal = seal_of(report)
        contents = lifted(dict(seal.contents))
        official, issue = document_of(seal.document), _as_sealed(seal)
    else:
        contents = contents_of(report)
        official, issue = words_of(report), _as_drafted(report)
    document = reference(
        parts_of(contents), period=told_of(report.subject, official), official=official,
        composed=draft_of(report), issue=issue,
    )  # fmt: skip
    return English(contents, document, issue.day)


def english_draft(
    contents: Contents, composed: Document, *, period: Period | Special, on: date
) -> Document:
    """The translation of a report that nobody has kept, polished or signed."""
    return reference(
        parts_of(contents), period=told_of(period, composed), official=composed, composed=composed,
        issue=Issue(on),
    )  # fmt: skip


def english_name(contents: Contents, document: Document, one: FileFormat) -> str:
    """The name of its file: the plan as it is called, and what it is in English."""
    title = _REFUSED.sub("", contents["plan"]["title"])[:_KEPT_LETTERS]
    tail = ", one page" if one == FileFormat.SUMMARY else ""
    last = _REFUSED.sub("", document.title_lines[-1])[:_KEPT_LETTERS]
    return f"{title} {last} (English reference{tail}).{ENDINGS[one]}"


def english_file(report: Report, one: FileFormat) -> MadeFile:
    """A report's reference translation in one format."""
    told = english_of(report)
    made = make_file(one, told.contents, told.document, on=told.on)
    return MadeFile(one, english_name(told.contents, told.document, one), made.data, made.notes)
