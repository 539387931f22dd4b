"""Where a table's head ends and its rows begin."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from core.sheets import Cell, Sheet
from recommendations.imports.columns import is_known

# A head stands within the first rows, and has few levels.
DEPTH, SEARCHED = 4, 30


@dataclass(frozen=True)
class Head:
    """Rows `first` to `last` (from 0) are the head; `names` has one text a column, '' for none."""

    first: int
    last: int
    names: tuple[str, ...]


def spread(sheet: Sheet, *, rows: range) -> Iterator[list[Cell]]:
    """These rows with the value of joined cells in every cell that they cover."""
    joined: dict[int, list[tuple[int, int, Cell]]] = defaultdict(list)
    # In their order: rows are opened some at a time.
    for top, left, bottom, right in sorted(sheet.merged):
        if top >= len(sheet.rows) or left >= len(sheet.rows[top]):
            continue
        value = sheet.rows[top][left]
        for row in range(max(top, rows.start), min(bottom + 1, rows.stop)):
            joined[row].append((left, right, value))
    for number, cells in zip(rows, islice(sheet.rows, rows.start, rows.stop), strict=True):
        given = list(cells)
        for left, right, value in joined.get(number, ()):
            for column in range(left, min(right + 1, len(given))):
                given[column] = value
        yield given


def _text(cell: Cell) -> str:
    return "" if cell is None else "".join(str(cell).split())


def _names(grid: Sequence[Sequence[Cell]]) -> tuple[str, ...]:
    """Each column's levels from the top, joined by “/”; a level that is the same again is once."""
    names = []
    for column in zip(*grid, strict=True):
        levels = list(dict.fromkeys(text for cell in column if (text := _text(cell))))
        names.append("/".join(levels))
    return tuple(names)


def find_head(sheet: Sheet) -> Head | None:
    """The rows whose texts are most of a ledger's heads; None where no row is like a head.

    Of blocks that name as many columns the one of fewest rows counts, then the first: a title
    above the head or a first row below it add nothing.
    """
    searched = min(SEARCHED, len(sheet.rows))
    grid = list(spread(sheet, rows=range(searched)))
    best: tuple[int, int, int] | None = None
    found: Head | None = None
    for first in range(searched):
        for last in range(first, min(first + DEPTH, searched)):
            names = _names(grid[first : last + 1])
            hits = sum(1 for name in set(names) if name and is_known(name))
            score = (hits, first - last, -first)
            if hits >= 2 and (best is None or score > best):
                best, found = score, Head(first, last, names)
    return None if found is None else _with_joined(sheet, found)


def _with_joined(sheet: Sheet, head: Head) -> Head:
    """The head with the rows above it into which its joined cells reach."""
    tops = [top for top, _left, bottom, _right in sheet.merged if top < head.first <= bottom]
    return head_at(sheet, first=min(tops), last=head.last) if tops else head


def head_at(sheet: Sheet, *, first: int, last: int) -> Head:
    """The head that a person says is there. Raises ValueError outside the sheet."""
    if not 0 <= first <= last < len(sheet.rows):
        raise ValueError(f"Rows {first} to {last} are not in {sheet.name}.")
    return Head(first, last, _names(list(spread(sheet, rows=range(first, last + 1)))))


def signature(names: Sequence[str]) -> str:
    """The head as one text, by which its map is remembered."""
    return "|".join(names)
