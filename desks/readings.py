"""What the page of a reading shows: the outline beside the document, the unsure first."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Unit
from desks.reading import Block, Mark, behind_heading, runs_of, sentence
from recommendations.models import Correction, Reading
from recommendations.queries.documents import document_of, units_for
from recommendations.readings.corrections import follower
from recommendations.readings.doubts import Doubt, doubts
from recommendations.readings.pieces import (
    AREA,
    FINDING,
    MEASURE,
    RECOMMENDATIONS,
    SECTION,
    Piece,
    Pieces,
    by_key,
    measures,
)
from recommendations.readings.wording import Document

LEVELS = {SECTION: 1, AREA: 2, FINDING: 2, MEASURE: 3}
MOST_PLACES, EXCERPT, MOST_NAMES = 24, 24, 30
SENTENCES, HALTS = "。；;！？!?\n", "，,：:、"


def doubt_words(doubt: Doubt) -> str:
    """A doubt as a sentence: what to look at."""
    sentences = {
        "no_measures": _("No measure was found. Choose a paragraph and mark it as a measure."),
        "numbering": _("The number %(number)s does not follow the one before it."),
        "gap": _("A number before %(number)s is left out: is a measure missing?"),
        "double": _("Another measure has the same words."),
        "no_area": _("It stands before the first area of its section."),
        "empty_area": _("This area holds no measure."),
        "warning": "%(message)s",
        "short": _("Very short (%(letters)s characters): is it a whole measure?"),
        "long": _("Very long (%(letters)s characters): are these several measures?"),
        "no_number": _("No number is printed."),
        "unit": _("Not a known unit: %(names)s"),
        "no_year": _("Deadline without a year: %(words)s"),
    }
    figures = dict(doubt.figures)
    if doubt.code == "warning" and not (get_language() or "zh").startswith("en"):
        figures["message"] = _("The reader was not sure about the text here.")
    return sentences[doubt.code] % figures


@dataclass
class Line:
    """A line of the outline."""

    piece: Piece
    level: int
    doubts: list[str]
    number: int = 0
    chosen: bool = False

    @property
    def label(self) -> str:
        return self.piece.title or self.piece.text[:EXCERPT]

    @property
    def value(self) -> str:
        """What it is, as the list of choices says it."""
        return f"{FINDING}:{self.piece.sort}" if self.piece.kind == FINDING else self.piece.kind

    @property
    def holds(self) -> bool:
        return self.piece.sort == RECOMMENDATIONS


class Place(NamedTuple):
    """A place at which a measure may be split, with the words around it."""

    at: int
    before: str
    behind: str


class Name(NamedTuple):
    """A unit's name as printed, and what it was matched to."""

    name: str
    times: int
    unit: Unit | None
    open: bool


@dataclass
class Page:
    """Everything that the page of one reading shows."""

    lines: list[Line]
    unsure: list[tuple[Piece | None, str]]
    blocks: list[Block]
    counts: dict[str, int]
    names: list[Name]
    units: list[Unit]
    corrections: list[Correction]
    more_names: int = 0
    chosen: Line | None = None
    paragraph: int | None = None
    excerpt: str = ""
    places: list[Place] = field(default_factory=list)
    areas: list[Piece] = field(default_factory=list)
    follower: Piece | None = None


def places_of(piece: Piece, document: Document) -> list[Place]:
    """The ends of sentences within a measure; of clauses where it has none."""
    text = document.text
    for stops in (SENTENCES, HALTS):
        found = []
        for at in range(piece.start + 1, piece.end):
            # What follows a stop in brackets belongs to the sentence before it.
            if text[at - 1] not in stops or text[at] in stops + "”）)（(":
                continue
            before = document.words(max(piece.start, at - EXCERPT), at)
            behind = document.words(at, min(piece.end, at + EXCERPT))
            if behind and before:
                found.append(Place(at, before[-12:], behind[:12]))
        if found:
            return found[:MOST_PLACES]
    return []


def _mark(piece: Piece, line: Line, document: Document) -> Mark | None:
    """Where a piece is marked in the text: a measure whole, anything else by its heading."""
    if piece.dropped:
        return None
    if piece.kind == MEASURE:
        return sentence(document, piece.start, piece.end, piece.number, line)
    paragraph = document.paragraph_at(piece.start)
    if paragraph is None:
        return None
    stop = document.paragraphs[paragraph][1]
    heading = f"{piece.number}{piece.title}"
    goes_on = behind_heading(document, piece.start, stop, heading) if heading else piece.start
    return Mark(piece.start, goes_on, line) if goes_on > piece.start else None


def _blocks(document: Document, lines: Sequence[Line]) -> list[Block]:
    """Every paragraph with its marks; headings in their level."""
    marks = [mark for line in lines if (mark := _mark(line.piece, line, document))]
    marks.sort(key=lambda mark: mark.begin)
    starting: dict[int, list[Mark]] = {}
    for mark in marks:
        first = document.paragraph_at(mark.begin)
        last = document.paragraph_at(mark.stop - 1)
        for paragraph in range(first if first is not None else 0, (last or first or 0) + 1):
            starting.setdefault(paragraph, []).append(mark)
    blocks = []
    for number, (start, end) in enumerate(document.paragraphs):
        runs = runs_of(document, start, end, starting.get(number, []))
        heads = [run.cell for run in runs if run.cell and run.cell.level < LEVELS[MEASURE]]
        whole = len(runs) == 1 and heads
        level = heads[0].level if whole else 0
        blocks.append(Block(level, f"t{number}", runs=runs, paragraph=number))
    return blocks


def _names(reading: Reading, pieces: Pieces) -> list[Name]:
    """The units that the document names and nobody knows, with what a person said of them.

    Those that are open come first.
    """
    known = units_for(reading)
    times = Counter(unit.name for piece in measures(pieces) for unit in piece.units)
    found = [
        Name(name, count, known.get(name), name not in known and name not in reading.matches)
        for name, count in times.items()
        if name not in known or name in reading.matches
    ]
    return sorted(found, key=lambda one: not one.open)


def _level(piece: Piece) -> int:
    """How deep it stands; a section that is an area of its own stands at the top."""
    if piece.kind == AREA and piece.number and "/" not in piece.path:
        return LEVELS[SECTION]
    return LEVELS[piece.kind]


def _lines(pieces: Pieces, found: Sequence[Doubt], chosen: int | None) -> list[Line]:
    said: dict[int, list[str]] = {}
    for doubt in found:
        if doubt.key is not None:
            said.setdefault(doubt.key, []).append(doubt_words(doubt))
    numbers = {piece.key: number for number, piece in enumerate(measures(pieces), start=1)}
    return [
        Line(
            piece,
            _level(piece),
            said.get(piece.key, []),
            numbers.get(piece.key, 0),
            piece.key == chosen,
        )
        for piece in pieces
    ]


def page_of(reading: Reading, *, key: int | None, paragraph: int | None) -> Page:
    """The page, with a piece or an unmarked paragraph chosen."""
    pieces = reading.pieces
    document = document_of(reading.edition)
    known = units_for(reading)
    settled_names = {*known, *reading.matches}
    found = doubts(pieces, warnings=reading.edition.warnings, known=settled_names)
    lines = _lines(pieces, found, key)
    names = _names(reading, pieces)
    by = by_key(pieces)
    active = [piece for piece in pieces if not piece.dropped]
    page = Page(
        lines=lines,
        unsure=[(by.get(one.key or 0), doubt_words(one)) for one in found],
        blocks=_blocks(document, lines),
        counts=dict(Counter(piece.kind for piece in active)),
        names=names[:MOST_NAMES],
        more_names=max(0, len(names) - MOST_NAMES),
        units=sorted({unit.pk: unit for unit in known.values()}.values(),
                     key=lambda unit: (unit.position, unit.pk)),
        corrections=list(reading.corrections.order_by("-number")[:6]),
        chosen=next((line for line in lines if line.chosen), None),
    )  # fmt: skip
    if page.chosen is not None:
        _about_piece(page, page.chosen.piece, pieces, document)
    elif paragraph is not None and 0 <= paragraph < len(document.paragraphs):
        page.paragraph = paragraph
        page.excerpt = document.words(*document.paragraphs[paragraph])
    return page


def _about_piece(page: Page, piece: Piece, pieces: Pieces, document: Document) -> None:
    """What may be done to the chosen piece."""
    page.areas = [one for one in pieces if one.kind == AREA and not one.dropped]
    if piece.dropped:
        return
    page.follower = follower(pieces, piece.key) if piece.kind != SECTION else None
    if piece.kind == MEASURE:
        page.places = places_of(piece, document)
