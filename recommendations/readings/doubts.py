"""What a person should look at first in a reading: codes with figures, pages have the words."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from recommendations.readings.pieces import AREA, MEASURE, Piece, Pieces, active, groups, measures

SHORT, LONG = 8, 400
# Latin letters tell less each than Chinese ones.
SHORT_LATIN, LONG_LATIN = 24, 1600
_DIGITS = {letter: value for value, letter in enumerate("〇一二三四五六七八九")}
_FIGURE = re.compile(r"\d{1,3}|[〇零一二三四五六七八九十]{1,3}|[①-⑳]")


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing to look at. `key` is the piece it is about; None for the document as a whole."""

    code: str
    key: int | None = None
    figures: Mapping[str, Any] = field(default_factory=dict)


def doubts(
    pieces: Pieces,
    *,
    warnings: Sequence[Mapping[str, Any]] = (),
    known: Collection[str] = (),
) -> list[Doubt]:
    """Everything to look at, the gravest kind first, then in document order.

    `known` are the names of units that are known or that a person has matched. A piece that a
    person has settled raises no doubt; a piece that is set aside neither.
    """
    found = list(_no_measures(pieces))
    for check in (_numbering, _gaps, _doubles, _without_area, _empty_areas):
        found += check(pieces)
    found += _told(pieces, warnings, [one.key for one in found])
    found += [doubt for piece in measures(pieces) for doubt in _of_measure(piece, known)]
    settled = {piece.key for piece in pieces if piece.settled}
    return [doubt for doubt in found if doubt.key is None or doubt.key not in settled]


def _no_measures(pieces: Pieces) -> Iterator[Doubt]:
    if not measures(pieces):
        yield Doubt("no_measures")


def value_of(number: str) -> int | None:
    """What a printed number counts: 二是 is 2, （十一） 11, ③ 3; None for anything else."""
    found = _FIGURE.search(number)
    if not found:
        return None
    figure = found.group()
    if "①" <= figure <= "⑳":
        return ord(figure) - ord("①") + 1
    if figure.isdigit():
        return int(figure)
    tens, ten, ones = figure.replace("零", "〇").partition("十")
    if not ten:
        return _DIGITS.get(tens) if len(tens) == 1 else None
    return 10 * _DIGITS.get(tens, 1) + _DIGITS.get(ones, 0)


def _runs(pieces: Pieces) -> Iterator[list[Piece]]:
    """Measures of one area in order, and areas of one section: what should count on."""
    for group in groups(pieces):
        yield group.measures
    by_section: dict[int, list[Piece]] = defaultdict(list)
    for group in groups(pieces):
        if group.piece is not None:
            by_section[group.section.key if group.section else 0].append(group.piece)
    yield from by_section.values()


def _shape(number: str) -> str:
    """A number without its figure: 一、 and （一） count each on their own."""
    return _FIGURE.sub("#", number, count=1)


def _counted(pieces: Pieces, judge: Callable[[int, int], bool], code: str) -> list[Doubt]:
    found = []
    for run in _runs(pieces):
        before: dict[str, int] = {}
        for piece in run:
            here, shape = value_of(piece.number), _shape(piece.number)
            if here is None:
                continue
            if shape in before and judge(before[shape], here):
                found.append(Doubt(code, piece.key, {"number": piece.number}))
            before[shape] = here
    return found


def _numbering(pieces: Pieces) -> list[Doubt]:
    """A number that is printed again or goes back, unless counting starts afresh."""
    return _counted(pieces, lambda before, here: here <= before and here != 1, "numbering")


def _gaps(pieces: Pieces) -> list[Doubt]:
    """A number that is left out."""
    return _counted(pieces, lambda before, here: here > before + 1, "gap")


def _doubles(pieces: Pieces) -> list[Doubt]:
    """Two measures with the same words."""
    seen: set[str] = set()
    found = []
    for piece in measures(pieces):
        words = "".join(piece.text.split())
        if words in seen:
            found.append(Doubt("double", piece.key))
        seen.add(words)
    return found


def _without_area(pieces: Pieces) -> list[Doubt]:
    """Measures before any area, in a document that has areas."""
    listed = groups(pieces)
    if not any(group.piece for group in listed):
        return []
    return [Doubt("no_area", group.measures[0].key) for group in listed if group.piece is None]


def _empty_areas(pieces: Pieces) -> list[Doubt]:
    return [
        Doubt("empty_area", group.piece.key)
        for group in groups(pieces)
        if group.piece is not None and not group.measures
    ]


def _told(
    pieces: Pieces, warnings: Sequence[Mapping[str, Any]], raised: Iterable[int | None]
) -> list[Doubt]:
    """The reader's own warnings, at the piece where they stand; none twice."""
    known = set(raised)
    found = []
    for warning in warnings:
        if warning["code"] == "no_measures":
            continue
        piece = _nearest(pieces, int(warning["start"]))
        if piece is None or piece.key not in known:
            figures = {"message": str(warning["message"])}
            found.append(Doubt("warning", piece.key if piece else None, figures))
    return found


def _nearest(pieces: Pieces, place: int) -> Piece | None:
    """The measure at a place, or the next piece: a number stands before what it numbers."""
    listed = [piece for piece in active(pieces) if piece.kind in (MEASURE, AREA)]
    holding = [one for one in listed if one.kind == MEASURE and one.start <= place < one.end]
    behind = sorted((one for one in listed if one.start >= place), key=lambda one: one.start)
    return next(iter(holding or behind), None)


def _of_measure(piece: Piece, known: Collection[str]) -> Iterator[Doubt]:
    letters = len("".join(piece.text.split()))
    latin = piece.text[:40].isascii()
    if letters < (SHORT_LATIN if latin else SHORT):
        yield Doubt("short", piece.key, {"letters": letters})
    if letters > (LONG_LATIN if latin else LONG):
        yield Doubt("long", piece.key, {"letters": letters})
    if not piece.number:
        yield Doubt("no_number", piece.key)
    unknown = [unit.name for unit in piece.units if unit.name not in known]
    if unknown:
        yield Doubt("unit", piece.key, {"names": "、".join(unknown)})
    if piece.due_words and piece.due_on is None:
        yield Doubt("no_year", piece.key, {"words": piece.due_words})
