"""The document as a page shows it: headings and paragraphs, with marks where pieces stand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from recommendations.choices import ClauseKind
from recommendations.models import Clause, DocumentEdition
from recommendations.queries.documents import document_of
from recommendations.readings.wording import Document, words_between
from reports.contents import Cell


@dataclass
class Mark:
    """A stretch of the text and what stands there: a measure's cell, or a piece of a reading."""

    begin: int
    stop: int
    target: Any


@dataclass
class Run:
    """A stretch of a paragraph: plain words, or a marked sentence with what stands there."""

    text: str
    cell: Any = None
    first: bool = True


@dataclass
class Block:
    """A heading (level 1 to 3) or a paragraph (level 0) of the document."""

    level: int
    anchor: str = ""
    note: str = ""
    runs: list[Run] = field(default_factory=list)
    count: int = 0
    paragraph: int = 0
    piece: Any = None


def runs_of(document: Document, start: int, end: int, marks: Sequence[Mark]) -> list[Run]:
    """A stretch cut at its marks; a mark that began in an earlier paragraph goes on here.

    Marks come sorted; of two that overlap the first wins.
    """
    runs: list[Run] = []
    at = start
    for mark in marks:
        low, high = max(at, mark.begin), min(end, mark.stop)
        if low >= high:
            continue
        runs.append(Run(words_between(document.text, at, low, gone=document.gone)))
        said = words_between(document.text, low, high, gone=document.gone)
        runs.append(Run(said, mark.target, first=mark.begin >= start))
        at = high
    runs.append(Run(words_between(document.text, at, end, gone=document.gone)))
    return [run for run in runs if run.text]


def sentence(document: Document, start: int, end: int, number: str, target: Any) -> Mark:
    """A measure's mark: a sentence takes its number and its stop with it."""
    text = document.text
    stop = end + 1 if end < len(text) and not text[end].isspace() else end
    begin = start
    left = [letter for letter in number if not letter.isspace()]
    while left and begin > 0 and (document.blank(begin - 1) or text[begin - 1] == left[-1]):
        begin -= 1
        if not document.blank(begin):
            left.pop()
    return Mark(begin if not left else start, stop, target)


def behind_heading(document: Document, start: int, end: int, heading: str) -> int:
    """Where a paragraph goes on behind its heading; its end where it holds nothing else."""
    wanted = [letter for letter in heading if not letter.isspace()]
    matched = 0
    for place in range(start, end):
        if matched == len(wanted):
            return place
        if document.blank(place):
            continue
        if document.text[place] != wanted[matched]:
            return start
        matched += 1
    return end


def _headings(clauses: Iterable[Clause]) -> dict[int, Clause]:
    """Sections, areas and numbered findings by where they start."""
    return {
        clause.start: clause
        for clause in clauses
        if (clause.kind in {ClauseKind.SECTION, ClauseKind.AREA} and clause.title)
        or (clause.kind == ClauseKind.FINDING and clause.number)
    }


def _heading(clause: Clause, *, problems: int, count: int) -> Block:
    # A section that is an area of its own stands at the top too.
    level = 1 if clause.kind != ClauseKind.FINDING and "/" not in clause.path else 2
    note = str(problems) if clause.kind == ClauseKind.FINDING and clause.text == "problem" else ""
    return Block(level, f"p{clause.position}", note, [Run(f"{clause.number}{clause.title}")], count)


def pages_of(
    edition: DocumentEdition, positions: Mapping[int, int], cells: Mapping[int, Cell]
) -> list[Block]:
    """The whole edition in reading order. One query.

    `positions` maps its clauses to the measures that they word.
    """
    document = document_of(edition)
    clauses = list(edition.clauses.order_by("position"))
    tracked = sorted(
        (clause for clause in clauses if positions.get(clause.pk) in cells),
        key=lambda clause: clause.start,
    )
    marks = [
        sentence(document, one.start, one.end, one.number, cells[positions[one.pk]])
        for one in tracked
    ]
    heads = _headings(clauses)
    blocks: list[Block] = []
    problems = 0
    for start, end in document.paragraphs:
        clause = heads.get(start)
        if clause is not None:
            problems += clause.kind == ClauseKind.FINDING and clause.text == "problem"
            count = sum(clause.start <= one.start < clause.end for one in tracked)
            blocks.append(_heading(clause, problems=problems, count=count))
            # A heading that runs into its text is followed by what is left of the paragraph.
            start = behind_heading(document, start, end, f"{clause.number}{clause.title}")
        if start < end:
            blocks.append(Block(0, runs=runs_of(document, start, end, marks)))
    return blocks
