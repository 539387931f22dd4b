"""The document as a page shows it: headings, paragraphs, tracked sentences with their measure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from recommendations.choices import ClauseKind
from recommendations.models import Clause, Plan
from reports.contents import Cell


@dataclass
class Run:
    """A stretch of a paragraph: plain words, or a tracked sentence with its measure's cell."""

    text: str
    cell: Cell | None = None


@dataclass
class Block:
    """A heading (level 1 to 3) or a paragraph (level 0) of the document."""

    level: int
    anchor: str = ""
    note: str = ""
    runs: list[Run] = field(default_factory=list)
    count: int = 0


def words_between(text: str, start: int, end: int, *, gone: frozenset[int]) -> str:
    """The characters of a span as they read: repairs left out, line breaks closed.

    A line break between two Latin letters or digits becomes a blank, any other one nothing.
    """
    said: list[str] = []
    broken = False
    for index in range(start, end):
        letter = text[index]
        if index in gone:
            continue
        if letter in "\r\n\f":
            broken = True
            continue
        if broken and letter in " \t\u3000":
            continue
        if broken and said and said[-1].isascii() and letter.isascii() and letter.isalnum():
            said.append(" ")
        broken = False
        said.append(letter)
    return "".join(said)


def _runs(
    text: str, span: tuple[int, int], tracked: list[tuple[Clause, Cell]], gone: frozenset[int]
) -> list[Run]:
    """A paragraph cut at the tracked sentences; a sentence takes its number and stop with it."""
    runs: list[Run] = []
    at, end = span
    inside = [(clause, cell) for clause, cell in tracked if at <= clause.start < end]
    for clause, cell in inside:
        begins = max(at, clause.start - len(clause.number))
        stops = min(end, clause.end + 1)
        runs.append(Run(words_between(text, at, begins, gone=gone)))
        runs.append(Run(words_between(text, begins, stops, gone=gone), cell))
        at = stops
    runs.append(Run(words_between(text, at, end, gone=gone)))
    return [run for run in runs if run.text]


def _headings(clauses: Iterable[Clause]) -> dict[int, Clause]:
    """Sections, areas and numbered findings by where they start."""
    return {
        clause.start: clause
        for clause in clauses
        if clause.kind in {ClauseKind.SECTION, ClauseKind.AREA}
        or (clause.kind == ClauseKind.FINDING and clause.number)
    }


def _heading(clause: Clause, *, problems: int, count: int) -> Block:
    level = 1 if clause.kind == ClauseKind.SECTION else 2
    note = str(problems) if clause.kind == ClauseKind.FINDING and clause.text == "problem" else ""
    return Block(level, f"p{clause.position}", note, [Run(f"{clause.number}{clause.title}")], count)


def pages_of(plan: Plan, cells: Mapping[int, Cell]) -> list[Block]:
    """The whole document in reading order. Two queries."""
    edition = plan.edition
    text = edition.text
    gone = frozenset(
        index for repair in edition.repairs for index in range(repair["start"], repair["end"])
    )
    clauses = list(edition.clauses.order_by("position"))
    positions = dict(plan.measures.values_list("clause_id", "position"))
    tracked = sorted(
        (
            (clause, cells[positions[clause.pk]])
            for clause in clauses
            if clause.pk in positions and positions[clause.pk] in cells
        ),
        key=lambda pair: pair[0].start,
    )
    heads = _headings(clauses)
    blocks: list[Block] = []
    problems = 0
    for start, end in edition.paragraphs:
        clause = heads.get(start)
        if clause is not None:
            problems += clause.kind == ClauseKind.FINDING and clause.text == "problem"
            count = sum(clause.start <= one.start < clause.end for one, _cell in tracked)
            blocks.append(_heading(clause, problems=problems, count=count))
            # A heading that runs into its text is followed by what is left of the paragraph.
            start = _behind_heading(text, start, end, f"{clause.number}{clause.title}")
        if start < end:
            blocks.append(Block(0, runs=_runs(text, (start, end), tracked, gone)))
    return blocks


def _behind_heading(text: str, start: int, end: int, heading: str) -> int:
    """Where the paragraph goes on behind its heading; its end where it holds nothing else."""
    wanted = [letter for letter in heading if not letter.isspace()]
    matched = 0
    for index in range(start, end):
        if matched == len(wanted):
            return index
        if text[index] == wanted[matched]:
            matched += 1
        elif not text[index].isspace():
            return start
    return end
