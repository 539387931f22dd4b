"""A report's cuts: what one leader in charge or one unit is sent of it, as words and as files.

Composed anew from the frozen figures, and the same each time for a signed report.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils import timezone

from reports.choices import FileFormat
from reports.contents import Contents
from reports.contents.portfolio import cut
from reports.models import Report
from reports.outputs.blocks import Document
from reports.outputs.files import make_file, makeable
from reports.parts import split, whose
from reports.queries import contents_of
from reports.writing import MadeFile, compose, document_shown, file_name, tail_of

FORMATS = (FileFormat.DOCX, FileFormat.PDF, FileFormat.XLSX)


@dataclass(frozen=True)
class Portfolio:
    """One part of a report: its figures and the words on them."""

    contents: Contents
    document: Document


def formats() -> list[FileFormat]:
    """What a cut can be had as on this machine."""
    return [one for one in FORMATS if one in makeable()]


def sent_as(report: Report) -> list[FileFormat]:
    """As what a cut is mailed: what the schedule wants of it; Word where it wants none of these."""
    wanted = [one for one in formats() if one in report.schedule.wanted]
    return wanted or [FileFormat.DOCX]


def portfolio_of(report: Report, part: str) -> Portfolio:
    """A leader's or a unit's part of a report. It is an extract, so unsigned.

    Raises ValueError for the whole report.
    """
    leader, unit = split(part)
    contents = cut(contents_of(report), leader=leader, unit=unit)
    whole = document_shown(report)
    composed = compose(
        contents,
        schedule=report.schedule,
        period=report.subject,
        drafted_on=timezone.localdate(report.known_at),
    )
    words = replace(
        composed,
        title_lines=(*whole.title_lines, f"（摘编：{whose(part)}）"),
        issue_line=whole.issue_line,
        issuer=whole.issuer,
        date_text=whole.date_text,
        closing=whole.closing,
        recipients="",
    )
    return Portfolio(contents, words)


def portfolio_files(
    report: Report, portfolio: Portfolio, wanted: Iterable[FileFormat]
) -> list[MadeFile]:
    """The files of a part, in these formats."""
    day, found = timezone.localdate(report.known_at), []
    for one in wanted:
        made = make_file(one, portfolio.contents, portfolio.document, on=day)
        name = file_name(
            portfolio.contents["plan"]["title"], report.subject.label_zh,
            tail=f"{portfolio.document.title_lines[-1]}{tail_of(one)}",
            audience=report.schedule.audience, edition=report.edition,
        )  # fmt: skip
        found.append(MadeFile(one, name, made.data, made.notes))
    return found
