"""The rows below a head as values of mapped columns. A row knows its number for life."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any

from core.sheets import Cell, Sheet
from recommendations.imports import cells
from recommendations.imports.cells import Unclear
from recommendations.imports.faults import Fault
from recommendations.imports.heads import Head, spread
from recommendations.imports.known import Known

TEXTS = frozenset((
    "title", "deliverable", "annual_goal", "goal_q1", "goal_q2", "goal_q3", "goal_q4",
    "contact_words", "remarks",
))  # fmt: skip
# What one task spread over several joined rows may say once a row.
_JOINABLE = {*TEXTS, "supporting", "joint", "leaders"} - {"title"}
_BLANK = ("", (), None)
# Hardly two rows have the same one.
_EACH_ITS_OWN = frozenset({"row_key", "code"})
_FOOT = re.compile(r"^(?:填报人|填表人|审核人|单位负责人|联系电话|合计|总计|小计|注|说明)[:：]?")


@dataclass(slots=True)
class ReadRow:
    """One item of the table: its values by field, and the column of each field."""

    number: int
    values: dict[str, Any] = field(default_factory=dict)
    columns: Mapping[str, int] = field(default_factory=dict)
    # Fields whose cell was empty: what that means depends on where the row comes from.
    blank: set[str] = field(default_factory=set)


@dataclass
class ReadTable:
    """The items of a table, what was wrong with their cells, and the rows that are no items.

    `rows` are read while they are gone through, once: when one comes, its faults are there.
    """

    rows: Iterator[ReadRow] = field(default_factory=lambda: iter(()))
    faults: list[Fault] = field(default_factory=list)
    left_out: list[tuple[int, str]] = field(default_factory=list)


class _Reader:
    """Reads each kind of cell once: the same words come again in thousands of rows."""

    def __init__(self, known: Known, sheet: Sheet, columns: Mapping[str, int], first: int) -> None:
        self.known, self.sheet, self.columns, self.first = known, sheet, columns, first
        self._ways: Mapping[str, Callable[[Cell], Any]] = {
            "row_key": cells.words,
            "row_version": cells.whole,
            "code": cells.whole,
            "goal_year": cells.year,
            "area": cells.folded_name,
            "measure": cells.words,
            "leaders": cells.names,
            "lead": self._units,
            "joint": self._units,
            "supporting": self._units,
            "period": lambda cell: cells.span(cell, year=known.year),
            "starts_on": lambda cell: cells.day(cell, year=known.year, start=True),
            "due_on": lambda cell: cells.day(cell, year=known.year),
            "ongoing": cells.flag,
            "no_indicator": cells.flag,
            "told_by": lambda cell: cells.choice(cell, known.told_by),
            "cadence": lambda cell: cells.choice(cell, known.cadence),
            "weight": lambda cell: cells.number(cell, share=self._shares),
        }
        # Each field with its column and how its cells are read: one reader for all rows.
        self.fields = [(name, column, self._way(name)) for name, column in columns.items()]

    @cached_property
    def _shares(self) -> bool:
        column = self.columns.get("weight")
        # Our own sheets hold weights as they are.
        if column is None or "row_key" in self.columns:
            return False
        return cells.holds_shares(row[column] for row in islice(self.sheet.rows, self.first, None))

    def _units(self, cell: Cell) -> tuple[int, ...]:
        found, unknown = cells.units(cell, self.known.units)
        if unknown:
            raise Unclear("unknown_unit", text="、".join(unknown))
        return found

    def _way(self, name: str) -> Callable[[Cell], Any]:
        """How a cell of this field is read. The reader raises Unclear."""
        if name in TEXTS:
            return self._text(name)
        return self._ways[name] if name in _EACH_ITS_OWN else _once(self._ways[name])

    def _text(self, name: str) -> Callable[[Cell], str]:
        most = self.known.longest.get(name)

        def read(cell: Cell) -> str:
            text = cells.words(cell)
            if most is not None and len(text) > most:
                raise Unclear("too_long", most=most, length=len(text))
            return text

        return read


def _once(way: Callable[[Cell], Any]) -> Callable[[Cell], Any]:
    """Reads each cell once: the last answer for the same cell is kept, also that it is unclear."""
    kept: dict[tuple[type, Cell], Any] = {}

    def read(cell: Cell) -> Any:
        place = (type(cell), cell)
        if place not in kept:
            try:
                kept[place] = way(cell)
            except Unclear as error:
                kept[place] = error
        answer = kept[place]
        if isinstance(answer, Unclear):
            raise answer
        return answer

    return read


def read_rows(sheet: Sheet, head: Head, columns: Mapping[str, int], known: Known) -> ReadTable:
    """Every item below the head. `columns` maps fields to columns; the title is among them."""
    table = ReadTable()
    table.rows = _items(table, sheet, head, _Reader(known, sheet, columns, head.last + 1))
    return table


def _items(table: ReadTable, sheet: Sheet, head: Head, reader: _Reader) -> Iterator[ReadRow]:
    """The items one by one, each when the rows that are joined to it have been read."""
    columns = reader.columns
    inside = _inside_joined(sheet, columns["title"])
    last: ReadRow | None = None
    grid = spread(sheet, rows=range(reader.first, len(sheet.rows)))
    for number, row in enumerate(grid, start=reader.first):
        if all(cell is None for cell in row):
            continue
        note = _no_item(row, columns, number, head)
        if note is not None:
            table.left_out.append((number, note))
        elif last is not None and number in inside and inside[number] <= last.number:
            _join(table, last, reader, row, number)
        else:
            if last is not None:
                yield last
            last = _read_row(table.faults, reader, row, number)
    if last is not None:
        yield last


def _inside_joined(sheet: Sheet, column: int) -> dict[int, int]:
    """Row → the first row of the joined title cell that it lies in, the first rows left out."""
    return {
        row: top
        for top, left, bottom, right in sheet.merged
        if left <= column <= right
        for row in range(top + 1, bottom + 1)
    }


def _no_item(
    row: Sequence[Cell], columns: Mapping[str, int], number: int, head: Head
) -> str | None:
    """The text of a row that is no item: a heading over rows, column numbers, a foot; else None."""
    filled = [cell for cell in row if cell is not None]
    title = row[columns["title"]]
    text = cells.plain(filled[0])
    # Most rows differ in their first two cells: the others are not looked at.
    alike = all(cells.plain(cell) == text for cell in filled[1:])
    if alike and (len(filled) > 1 or title is None):
        return text
    numbers = number == head.last + 1 and len(filled) > 2
    if numbers and all(cells.plain(cell) == str(n) for n, cell in enumerate(filled, start=1)):
        return " ".join(map(cells.plain, filled))
    if _FOOT.match(text) and (title is None or _FOOT.match(cells.plain(title))):
        return " ".join(map(cells.plain, filled))
    return None


def _read_row(faults: list[Fault], reader: _Reader, row: Sequence[Cell], number: int) -> ReadRow:
    # One map of columns for all rows: nobody writes into it.
    read = ReadRow(number, columns=reader.columns)
    for name, column, way in reader.fields:
        cell = row[column]
        try:
            value = way(cell)
        except Unclear as error:
            faults.append(Fault(number, column, error.code, error.figures))
            continue
        if cell is None or (not value and value in _BLANK):
            read.blank.add(name)
        read.values[name] = value
    return read


def _join(
    table: ReadTable, first: ReadRow, reader: _Reader, row: Sequence[Cell], number: int
) -> None:
    """A further row of the same joined task: texts and lists are added to the first row's."""
    more = _read_row(table.faults, reader, row, number)
    for name, value in more.values.items():
        have = first.values.get(name)
        if name in more.blank or value == have:
            continue
        if name in first.blank:
            first.values[name] = value
            first.blank.discard(name)
        elif name in TEXTS and name in _JOINABLE:
            first.values[name] = have if str(value) in str(have).split("\n") else f"{have}\n{value}"
        elif name in _JOINABLE and isinstance(have, tuple):
            first.values[name] = tuple(dict.fromkeys((*have, *value)))
        else:
            table.faults.append(Fault(number, first.columns[name], "split_row"))
