"""What the cells of a unit's sheet say, as the text under which an answer is kept.

Each reader gives the answer, or None where the cell says nothing (which leaves things as they are),
or raises `Unclear` whose sentence says how to mend the cell.
"""

import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from core.exact import show, to_scaled
from core.sheets import Cell
from core.zh import half_up
from progress.sheets.model import Item, Line
from progress.sheets.shape import CLEAR, LONGEST
from recommendations.imports.cells import Unclear, choice, day, number, plain

# Marks for nothing. 无 is an answer where words are asked.
_DASHES = {"", "-", "—", "——", "－", "/"}


def tidy(text: str) -> str:
    """A text as it is compared: without blanks at the ends of its lines."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.strip() for line in lines).strip("\n")


def clears(cell: Cell) -> bool:
    """Whether the cell says that its answer shall go."""
    bare = unicodedata.normalize("NFKC", str(cell or "")).strip("()（）【】[] \n").lower()
    return bare in CLEAR


def text(cell: Cell) -> str | None:
    """Words, as typed."""
    if isinstance(cell, datetime):
        cell = cell.date()
    said = "" if cell is None else tidy(str(cell))
    if len(said) > LONGEST:
        raise Unclear("too_long", most=LONGEST, length=len(said))
    return None if said in _DASHES else said


def percent(cell: Cell, *, last: Decimal | None, kept: Collection[str]) -> str | None:
    """0 to 100; what reads as one of `kept` is that.

    A bare 0.85 is 85 where the last round was beyond 1: that is what Excel makes of a typed “85%”.
    """
    value = number(cell, share=False)
    if value is None:
        return None
    if show(value) in kept:
        return show(value)
    signed = plain(cell).endswith("%")
    if not signed and 0 < value <= 1:
        if last is not None and last > 1:
            value *= 100
        elif value < 1:
            raise Unclear("share_or_percent", text=show(value), ratio=show(value * 100))
    if not 0 <= value <= 100:
        raise Unclear("not_a_percent", text=plain(cell))
    return show(half_up(value, 4))


def rating(cell: Cell, ratings: Mapping[str, str]) -> str | None:
    """One of the ratings, by its words in either language."""
    return choice(cell, ratings) or None


def a_day(cell: Cell, *, year: int | None) -> str | None:
    """A day as ISO."""
    found = day(cell, year=year)
    if found.ongoing:
        raise Unclear("no_day", text=plain(cell))
    return found.on.isoformat() if found.on else None


def figure(cell: Cell) -> str | None:
    """An exact figure."""
    value = number(cell, share=False)
    if value is None:
        return None
    try:
        to_scaled(value)
    except ValueError as error:
        raise Unclear("no_number", text=plain(cell)) from error
    return show(value)


def lines(cell: Cell, asked: tuple[Line, ...]) -> Iterator[tuple[Line, str]]:
    """Each line's answer as it stands: “name：answer”. What is not asked raises."""
    left = list(asked)
    for said in tidy("" if cell is None else str(cell)).split("\n"):
        if said in _DASHES:
            continue
        if not asked:
            raise Unclear("no_lines_here")
        # Two that are called alike are told apart by their order.
        told = _told(said, left) or _told(said, asked)
        if told is None:
            labels = "、".join(label_of(line) for line in asked)
            raise Unclear("unknown_line", text=said, labels=labels)
        if told[0] in left:
            left.remove(told[0])
        yield told


def _told(said: str, asked: Sequence[Line]) -> tuple[Line, str] | None:
    """The line that is meant, the longest name first, and what follows its colon."""
    for line in sorted(asked, key=lambda one: -len(one.label)):
        name = label_of(line)
        if said.startswith(name):
            rest = said[len(name) :].lstrip()
            if not rest or rest[0] in ":：":
                return line, rest.lstrip(":：").strip()
    return None


def label_of(line: Line) -> str:
    """A line's name as its cell prints it."""
    return tidy(line.label).replace("\n", " ")


def cell_of(item: Item, asked: tuple[Line, ...]) -> str:
    """What a cell of several answers says: every name, with what was answered so far."""
    return "\n".join(f"{label_of(line)}：{item.values.get(line.name, '')}" for line in asked)
