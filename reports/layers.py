"""The two layers of a report: what was composed from the figures, and what people wrote instead.

Plain Python. Only paragraphs that carry a key are for editing; a heading, a table, a bar and an
attachment are figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from reports.outputs.blocks import Block, Document, Heading, Paragraph
from reports.outputs.words import clean
from reports.strangers import known_figures, strangers

if TYPE_CHECKING:
    from reports.contents import Cell, Contents

SAME, CHANGED, ADDED, GONE = "same", "changed", "added", "gone"
# A longer sentence, or more of them, is shown as a whole: comparing grows with the square.
_LONGEST, _MOST = 1500, 1500
_SENTENCE = re.compile(r"[^。！？；\n]*[。！？；\n]+|[^。！？；\n]+")
_WORD = re.compile(r"[\d.,]+|[A-Za-z]+|.", re.DOTALL)
_NAMED = re.compile(r"第(\d+)项")
_AREA, _MEASURE = re.compile(r"area\.(\d+)\."), re.compile(r"(?:behind|matters)\.(\d+)\.")
# What stands between one measure's words and the next's.
_BETWEEN = re.compile(r"(?:[；，、。]|[一二三四五六七八九十]+是|其中，|需要关注的是，)+$")


@dataclass(frozen=True, slots=True)
class Place:
    """A paragraph for editing, under the headings that stand above it."""

    key: str
    headings: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters: same, added or gone; `stranger` where it is a figure of no data."""

    kind: str
    text: str
    stranger: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: same, changed, added or gone, with its pieces."""

    kind: str
    pieces: tuple[Piece, ...]


def narrative(document: Document, passages: Mapping[str, str]) -> Document:
    """The document with what people wrote, by the paragraph's key. Unknown keys change nothing.

    A passage of several lines becomes as many paragraphs: `overall.1`, `overall.1~2`, …
    """
    blocks: list[Block] = []
    for block in document.blocks:
        if isinstance(block, Paragraph) and block.key and block.key in passages:
            lines = passages[block.key].splitlines() or [""]
            blocks += [
                replace(block, text=line, key=block.key + (f"~{number}" if number > 1 else ""))
                for number, line in enumerate(lines, 1)
            ]
        else:
            blocks.append(block)
    return replace(document, blocks=tuple(blocks))


def places(document: Document) -> list[Place]:
    """Every paragraph for editing, in reading order."""
    above: dict[int, str] = {}
    found = []
    for block in document.blocks:
        if isinstance(block, Heading):
            above = {level: text for level, text in above.items() if level < block.level}
            above[block.level] = block.text
        elif isinstance(block, Paragraph) and block.key:
            found.append(Place(block.key, tuple(above.values()), block.text))
    return found


def known_in(contents: Contents, document: Document) -> frozenset[str]:
    """Every figure that stands in the frozen data or in a paragraph composed from them."""
    composed = (
        text
        for block in document.blocks
        for text in block.texts()
        # A table's plain counts may be numbers of rows; its shares are computed.
        if isinstance(block, Paragraph) or "%" in text
    )
    return known_figures(contents, composed)


# --- what a person changed


def changed(original: str, text: str, known: frozenset[str] | None = None) -> list[Sentence]:
    """What became of each sentence of `original`; figures of `text` not in `known` are marked.

    What is same or added, put together, is `text`; what is same or gone is `original`.
    """
    marks = [] if known is None else [(one.start, one.end) for one in strangers(text, known)]
    was, now = _sentences(original), _sentences(text)
    found, at = [], 0
    for kind, before, after in _paired(was, now):
        pieces = _within(before, after) if kind == CHANGED else [Piece(kind, before or after)]
        found.append(Sentence(kind, tuple(_marked(pieces, at, marks))))
        at += len(after)
    return found


def _sentences(text: str) -> list[str]:
    return _SENTENCE.findall(text)


def _paired(was: Sequence[str], now: Sequence[str]) -> Iterable[tuple[str, str, str]]:
    """Sentences side by side: kind, the one before, the one after."""
    if len(was) + len(now) > _MOST:
        yield from (
            (SAME if "".join(was) == "".join(now) else CHANGED, "".join(was), "".join(now)),
        )
        return
    for tag, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from ((SAME, one, one) for one in was[a:b])
            continue
        both = min(b - a, d - c)
        yield from ((CHANGED, was[a + n], now[c + n]) for n in range(both))
        yield from ((GONE, one, "") for one in was[a + both : b])
        yield from ((ADDED, "", one) for one in now[c + both : d])


def _within(before: str, after: str) -> list[Piece]:
    """A changed sentence word by word; a number is one word."""
    was, now = _WORD.findall(before), _WORD.findall(after)
    if len(was) + len(now) > _LONGEST:
        return [Piece(GONE, before), Piece(ADDED, after)]
    pieces = []
    for tag, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(SAME, "".join(was[a:b])))
            continue
        pieces += [Piece(GONE, "".join(was[a:b]))] if a < b else []
        pieces += [Piece(ADDED, "".join(now[c:d]))] if c < d else []
    return pieces


def _marked(pieces: Iterable[Piece], at: int, marks: Sequence[tuple[int, int]]) -> list[Piece]:
    """The pieces cut at the marks, so that each is wholly a stranger or not at all."""
    found: list[Piece] = []
    for piece in pieces:
        if piece.kind == GONE:
            found.append(piece)
            continue
        end = at + len(piece.text)
        cuts = {at, end} | {cut for mark in marks for cut in mark if at < cut < end}
        steps = sorted(cuts)
        for start, stop in zip(steps, steps[1:], strict=False):
            inside = any(first <= start and stop <= last for first, last in marks)
            found.append(Piece(piece.kind, piece.text[start - at : stop - at], inside))
        at = end
    return found


# --- whose words a paragraph holds


def cells_of(contents: Contents) -> dict[int, Cell]:
    """Every measure's cell by its position."""
    return {cell["position"]: cell for area in contents["areas"] for cell in area["cells"]}


def part_named(contents: Contents, key: str) -> tuple[Contents, str]:
    """The plan's contents that a paragraph is composed of, and its key within them.

    In a report on several plans a paragraph's key begins with its plan's slug.
    """
    slug, _dot, within = key.partition(".")
    for one in [contents, *contents.get("further", [])] if contents.get("further") else []:
        if one["plan"]["slug"] == slug:
            return one, within
    return contents, key


def spoken_of(contents: Contents, key: str, text: str) -> list[Cell]:
    """The measures that a paragraph speaks of: its key's, and those that it names."""
    contents, key = part_named(contents, key)
    cells = cells_of(contents)
    named = {int(found) for found in _NAMED.findall(text)}
    if found := _MEASURE.match(key):
        named.add(int(found[1]))
    if (found := _AREA.match(key)) and 0 < int(found[1]) <= len(contents["areas"]):
        named |= {cell["position"] for cell in contents["areas"][int(found[1]) - 1]["cells"]}
    return [cells[position] for position in sorted(named & set(cells))]


def own_words(text: str, key: str, position: int, titles: Mapping[int, str]) -> str:
    """What a paragraph says of one measure alone, without the words on others; "" for nothing.

    A measure is named as the sentences name it, number and title: 第4项 within somebody's words
    begins nobody's line.
    """
    found = _MEASURE.match(key)
    if found:
        return text if int(found[1]) == position else ""
    named = [
        (one.start(), int(one[1]))
        for one in _NAMED.finditer(text)
        if titles.get(int(one[1])) and text.startswith(titles[int(one[1])], one.end())
    ]
    ends = [*(start for start, _number in named), len(text)][1:]
    told = [
        _BETWEEN.sub("", text[start:end])
        for (start, number), end in zip(named, ends, strict=True)
        if number == position
    ]
    return "……".join(told)


def unit_lines(
    contents: Contents, document: Document, positions: Iterable[int]
) -> list[dict[str, Any]]:
    """What a unit is asked to check: of each of its measures the figures, and every sentence on it.

    A line's key names the paragraph and the measure (`area.2.1/4`); that of the figures themselves
    is `figures/4`.
    """
    cells, found = cells_of(contents), []
    titles = {position: clean(cell["title"]) for position, cell in cells.items()}
    for position in sorted(set(positions) & set(cells)):
        cell = cells[position]
        found.append({"key": f"figures/{position}", **_figures(cell)})
        for place in places(document):
            part, key = part_named(contents, place.key)
            if part is contents and (told := own_words(place.text, key, position, titles)):
                line = {"key": f"{place.key}/{position}", "headings": list(place.headings)}
                found.append({**line, "position": position, "text": told})
    return found


_SHOWN = ("position", "title", "light", "percent", "planned", "gap", "due_on", "expected_on")


def _figures(cell: Cell) -> dict[str, Any]:
    shown: Mapping[str, Any] = cell
    return {name: shown[name] for name in _SHOWN} | {
        "leads": list(cell["leads"]),
        "reasons": [{"zh": one["zh"], "en": one["en"]} for one in cell["reasons"]],
    }


def place_of(line: str) -> tuple[str, int]:
    """The composed paragraph's key and the measure's position that the key of a line names."""
    key, _slash, position = line.rpartition("/")
    return key.partition("~")[0], int(position)
