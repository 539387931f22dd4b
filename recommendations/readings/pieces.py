"""What a reading holds: the pieces of a document in order, each tied to its place in the text.

A measure belongs to the last area before it, an area to the last section before it: the order alone
says what stands under what. A piece that was set aside stays where it was and counts no more.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any, Protocol

from recommendations.readings.wording import Document

SECTION, AREA, MEASURE, FINDING = "section", "area", "measure", "finding"
KINDS = (SECTION, AREA, MEASURE, FINDING)
STATUS, STRENGTH, PROBLEM = "status", "strength", "problem"
FINDING_KINDS = (STATUS, STRENGTH, PROBLEM)
RECOMMENDATIONS, FINDINGS, OTHER = "recommendations", "findings", "other"
LEAD, SUPPORT = "lead", "supporting"

# The widths of the columns in which pieces end up.
LONGEST = {"number": 30, "title": 300, "path": 120}
SHORT_TITLE = 20
# A closing stop parts a measure from the next one and is none of its words.
STOPS = "；;。，,、"
_FIRST_PART = re.compile(r"[，；。,;.（(]")
_NUMBER = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}是|第[一二三四五六七八九十]{1,3}[，,、]|[（(][一二三四五六七八九十\d]{1,3}[）)]"
    r"|[一二三四五六七八九十]{1,3}、|[①-⑳]|(?:Recommendation )?\d{1,3}[.．、)](?!\d))"
)


class Outlined(Protocol):
    """A piece of the reader's outline."""

    @property
    def path(self) -> str: ...
    @property
    def number(self) -> str | None: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


@dataclass(frozen=True, slots=True)
class NamedUnit:
    """A unit as the document names it; `role` is lead or support."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a document. `text[start:end]` is it; a measure's span leaves its number out.

    `key` names it for good within its reading. `title` is a measure's short working title, and the
    printed heading of any other piece. `text` is a measure's own wording, an area's introduction.
    `sort` is a section's use (recommendations, findings, other) or a finding's kind.
    """

    key: int
    kind: str
    path: str
    start: int
    end: int
    number: str = ""
    title: str = ""
    text: str = ""
    sort: str = ""
    units: tuple[NamedUnit, ...] = ()
    due_words: str = ""
    due_on: date | None = None
    dropped: bool = False
    settled: bool = False

    def as_json(self) -> dict[str, Any]:
        """Plain values; the day as text."""
        told = asdict(self)
        told["due_on"] = self.due_on.isoformat() if self.due_on else None
        return told

    @classmethod
    def of_json(cls, told: Mapping[str, Any]) -> "Piece":
        """The piece that `as_json` told of."""
        values = {one.name: told[one.name] for one in fields(cls) if one.name in told}
        values["units"] = tuple(NamedUnit(one["name"], one["role"]) for one in told["units"])
        values["due_on"] = date.fromisoformat(told["due_on"]) if told["due_on"] else None
        return cls(**values)


Pieces = tuple[Piece, ...]


@dataclass
class AreaGroup:
    """An area with its measures; `piece` is None for measures that stand before any area."""

    piece: Piece | None
    section: Piece | None
    measures: list[Piece] = field(default_factory=list)


def working_title(text: str) -> str:
    """A measure's first part, at most 20 characters: a start for the person who names it."""
    return _FIRST_PART.split(text.strip(), maxsplit=1)[0][:SHORT_TITLE] or text[:SHORT_TITLE]


def printed_number(words: str) -> str:
    """The number with which a measure's words begin, as printed; empty where there is none."""
    found = _NUMBER.match(words)
    return found.group() if found else ""


def free_path(path: str, taken: Iterable[str]) -> str:
    """The path, with a count behind it where another piece has it already."""
    used = set(taken)
    path = path[: LONGEST["path"] - 5]
    count, found = 1, path
    while found in used:
        count += 1
        found = f"{path}~{count}"
    return found


def active(pieces: Iterable[Piece]) -> list[Piece]:
    """The pieces that count, in order."""
    return [piece for piece in pieces if not piece.dropped]


def measures(pieces: Iterable[Piece]) -> list[Piece]:
    """The measures that count, in order."""
    return [piece for piece in active(pieces) if piece.kind == MEASURE]


def groups(pieces: Iterable[Piece]) -> list[AreaGroup]:
    """The areas that count, each with its measures, in order; no area is left out."""
    section: Piece | None = None
    found: list[AreaGroup] = []
    for piece in active(pieces):
        if piece.kind == SECTION:
            section = piece
        elif piece.kind == AREA:
            found.append(AreaGroup(piece, section))
        elif piece.kind == MEASURE:
            if not found or found[-1].section is not section:
                found.append(AreaGroup(None, section))
            found[-1].measures.append(piece)
    return found


def spoken(document: Document, start: int, end: int, *, key: int, path: str) -> Piece:
    """A measure made of a stretch of the text: its printed number taken off, its stops as well."""
    start, end = document.trimmed(start, end)
    number = printed_number(document.words(start, end))
    begin = start
    for letter in number:
        while document.blank(begin) and not letter.isspace():
            begin += 1
        begin += 1
    begin, end = document.trimmed(begin, end, behind=STOPS)
    text = document.words(begin, end) if begin < end else ""
    return Piece(key, MEASURE, path, begin, end, number, working_title(text), text)


def heading(words: str) -> tuple[str, str]:
    """The title in a stretch of text that is to be a heading, and what runs on behind it."""
    first, _, rest = words.partition("\n")
    head, stop, tail = first.partition("。")
    if not stop and len(first) > LONGEST["title"]:
        head, tail = first[: LONGEST["title"]], first[LONGEST["title"] :]
    rest = "\n".join(part for part in (tail, rest) if part)
    return head.strip(" ：:")[: LONGEST["title"]], rest


def pieces_of(outline: Any) -> Pieces:
    """The reader's outline as pieces; findings stand under their section."""
    found: list[Piece] = []
    taken: set[str] = set()

    def add(kind: str, one: Outlined, **more: Any) -> None:
        path = free_path(one.path, taken)
        taken.add(path)
        number = (one.number or "")[: LONGEST["number"]]
        more["title"] = str(more.get("title") or "")[: LONGEST["title"]]
        found.append(Piece(len(found) + 1, kind, path, one.start, one.end, number, **more))

    findings = list(outline.findings)
    for section in outline.sections:
        # Measures right under a section make it an area of their own: one piece, not two.
        if all(area.path != section.path for area in section.areas):
            add(SECTION, section, title=section.title, sort=section.kind)
        while findings and findings[0].start < section.end:
            one = findings.pop(0)
            add(FINDING, one, title=one.title, sort=one.kind)
        for area in section.areas:
            add(AREA, area, title=area.title, text=area.intro or "")
            for one in area.measures:
                add(MEASURE, one, title=working_title(one.text), text=one.text, **_asked(one))
    for one in findings:
        add(FINDING, one, title=one.title, sort=one.kind)
    return tuple(found)


def _asked(measure: Any) -> dict[str, Any]:
    """Who is to do a measure and by when, as its closing words print it."""
    return {
        "units": tuple(NamedUnit(one.name, one.role) for one in measure.units),
        "due_words": measure.due.text if measure.due else "",
        "due_on": measure.due.on if measure.due else None,
    }


def by_key(pieces: Iterable[Piece]) -> dict[int, Piece]:
    """The pieces by their key."""
    return {piece.key: piece for piece in pieces}
