"""Where the parts of a bar and their words stand when it is drawn. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass

# The bar's own units.
_BAR_WIDTH = 594.0
_CHARACTER = 14.0
_DIGIT = 8.0

_Part = tuple[str, str, int]


@dataclass(frozen=True)
class Segment:
    """One part of the bar as drawn: SVG numbers as text, the figure only where it fits."""

    colour: str
    x: str
    width: str
    middle: str
    figure: str
    label: str
    label_x: str


def segments(parts: Sequence[_Part]) -> list[Segment]:
    """Colour, word and count of each part as drawn; labels keep their order and never overlap."""
    total = sum(n for _colour, _word, n in parts)
    spans, x = [], 0.0
    for part in parts:
        spans.append((part, x, _BAR_WIDTH * part[2] / total))
        x += _BAR_WIDTH * part[2] / total
    labels = _apart([(left + wide / 2, _under(part, wide)) for part, left, wide in spans])
    return [
        Segment(
            part[0],
            f"{left + _gap(wide):.2f}",
            f"{wide - 2 * _gap(wide):.2f}",
            f"{left + wide / 2:.1f}",
            str(part[2]) if _fits(part, wide) else "",
            _under(part, wide),
            f"{middle:.1f}",
        )
        for (part, left, wide), middle in zip(spans, labels, strict=True)
    ]


def _gap(width: float) -> float:
    """What is left free at either side of a segment, so that outlines do not touch."""
    return min(1.0, width / 4)


def _fits(part: _Part, width: float) -> bool:
    return len(str(part[2])) * _DIGIT + 6 <= width


def _under(part: _Part, width: float) -> str:
    """The word under a segment, with the figure where the segment is too narrow for it."""
    return part[1] if _fits(part, width) else f"{part[1]}{part[2]}"


def _length(label: str) -> float:
    return sum(_DIGIT if letter.isascii() else _CHARACTER for letter in label) + _DIGIT


def _apart(wanted: list[tuple[float, str]]) -> list[float]:
    """Middles as near to the wanted ones as labels side by side within the bar allow."""
    lengths = [_length(label) for _middle, label in wanted]
    middles, free = [], 0.0
    for (middle, _text), length in zip(wanted, lengths, strict=True):
        middles.append(max(middle, free + length / 2))
        free = middles[-1] + length / 2
    edge = _BAR_WIDTH
    for number in reversed(range(len(middles))):
        middles[number] = min(middles[number], edge - lengths[number] / 2)
        edge = middles[number] - lengths[number] / 2
    return middles
