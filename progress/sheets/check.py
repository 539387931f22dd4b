"""What a unit's sheet would change, three ways: as it left, as it came back, as things stand now.

A cell that is empty, or that says what it said when the sheet left, changes nothing. A cell that
was filled in is a change where nobody else touched the answer, and a conflict where somebody did.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from core.sentences import Figure
from core.sheets import Cell
from progress.sheets import cells
from progress.sheets.faults import Fault
from progress.sheets.model import FieldChange, Item, Line
from progress.sheets.reading import ReadRow
from progress.sheets.shape import BY_KEY, Kind
from recommendations.imports.cells import Unclear

_CLEARED = "\0"


@dataclass(frozen=True)
class Known:
    """What the sheet is held against: items by key, the words of ratings, today.

    `strangers` are keys that lead to something this person does not file: the code and figures of
    the sentence that says so.
    """

    items: Mapping[str, Item]
    ratings: Mapping[str, str]
    today: date
    strangers: Mapping[str, tuple[str, Mapping[str, Figure]]] = field(default_factory=dict)


@dataclass(frozen=True)
class RowChange:
    """A row that would write something. In conflicts `before` is what somebody else wrote."""

    item: Item
    sheet: str
    row: int
    changes: tuple[FieldChange, ...]
    conflicts: tuple[FieldChange, ...]


@dataclass(frozen=True)
class Checked:
    """A whole file: rows that change, items that stay, what is wrong, what is not in the file."""

    rows: list[RowChange]
    same: list[Item]
    faults: list[Fault]
    missing: list[Item]


def check_rows(rows: Sequence[ReadRow], known: Known) -> Checked:
    """Every row of a file against what is there."""
    found = Checked([], [], [], [])
    seen: set[str] = set()
    for row in rows:
        item = known.items.get(row.key)
        if item is None:
            found.faults.extend(_stranger(row, known))
        elif row.key in seen:
            found.faults.append(_of_row(row, item, "row_twice"))
        else:
            seen.add(row.key)
            _check(row, item, known, found)
    found.missing.extend(
        item for key, item in known.items.items() if key not in seen and not item.locked
    )
    return found


def _of_row(row: ReadRow, item: Item, code: str) -> Fault:
    return Fault(row.sheet, row.row, None, code, {"code": item.code, "title": item.title})


def _stranger(row: ReadRow, known: Known) -> Iterator[Fault]:
    """A row that is not this person's. Emptied it asks for nothing."""
    if any(cell is not None for cell in row.cells.values()):
        code, figures = known.strangers.get(row.key, ("unknown_row", {"text": row.key[:40]}))
        yield Fault(row.sheet, row.row, None, code, figures)


def _check(row: ReadRow, item: Item, known: Known, found: Checked) -> None:
    answers, faults = _answers(row, item, known)
    base = _base(row, item)
    changes: list[FieldChange] = []
    conflicts: list[FieldChange] = []
    for (name, column, label), said in answers.items():
        now = item.values.get(name, "")
        mine = "" if said == _CLEARED else said
        if _same(mine, now) or (base is not None and _same(mine, base.get(name, ""))):
            continue
        change = FieldChange(name, column, label, now, mine)
        untouched = _same("" if base is None else base.get(name, ""), now)
        (changes if untouched else conflicts).append(change)
    if item.locked and (changes or conflicts or faults):
        found.faults.append(_of_row(row, item, item.locked))
        return
    found.faults.extend(faults)
    if changes or conflicts:
        found.rows.append(RowChange(item, row.sheet, row.row, tuple(changes), tuple(conflicts)))
    elif not faults:
        found.same.append(item)


def _same(one: str, other: str) -> bool:
    return cells.tidy(one) == cells.tidy(other)


def _base(row: ReadRow, item: Item) -> Mapping[str, str] | None:
    """The answers when the sheet left; None where it cannot be told."""
    if row.base is not None:
        return row.base
    return item.values if row.version == item.version else None


_Answers = dict[tuple[str, str, str], str]


def _answers(row: ReadRow, item: Item, known: Known) -> tuple[_Answers, list[Fault]]:
    """What the row's cells say, by field, column and line; and the cells that cannot be read."""
    found: _Answers = {}
    faults: list[Fault] = []
    base = _base(row, item) or {}
    for key, cell in row.cells.items():
        try:
            if BY_KEY[key].lined:
                found |= _lines(key, cell, item, known)
            elif cells.clears(cell):
                found[key, key, ""] = _CLEARED
            elif (said := _said(key, cell, item, known, base)) is not None:
                found[key, key, ""] = said
        except Unclear as error:
            faults.append(Fault(row.sheet, row.row, row.places[key], error.code, error.figures))
    return found, faults


def _said(key: str, cell: Cell, item: Item, known: Known, base: Mapping[str, str]) -> str | None:
    kind = BY_KEY[key].kind
    if kind == Kind.PERCENT:
        kept = {base.get(key, ""), item.values.get(key, "")}
        said = cells.percent(cell, last=item.last_percent, kept=kept)
        if said is not None and item.told_by != "percent" and said not in kept:
            raise Unclear("no_percent_here")
        return said
    if kind == Kind.CHOICE:
        return cells.rating(cell, known.ratings)
    if kind == Kind.DATE:
        return cells.a_day(cell, year=item.year)
    return cells.text(cell)


def _lines(key: str, cell: Cell, item: Item, known: Known) -> _Answers:
    """The answers of one cell, line by line."""
    asked = item.lines.get(key, ())
    if cells.clears(cell):
        return {(line.name, key, line.label): _CLEARED for line in asked}
    found: _Answers = {}
    read = _READERS[BY_KEY[key].kind]
    for line, answer in cells.lines(cell, asked):
        said = _CLEARED if cells.clears(answer) else read(answer, line, item, known)
        if said is None:
            continue
        place = (line.name, key, line.label)
        if found.setdefault(place, said) != said:
            raise Unclear("line_twice", label=line.label)
    return found


def _step(answer: str, line: Line, item: Item, known: Known) -> str | None:
    said = cells.a_day(answer, year=item.year)
    if said is not None and date.fromisoformat(said) > known.today:
        raise Unclear("future_step", label=line.label)
    return said


def _figure(answer: str, _line: Line, _item: Item, _known: Known) -> str | None:
    return cells.figure(answer)


_READERS: Mapping[Kind, Callable[[str, Line, Item, Known], str | None]] = {
    Kind.DAYS: _step,
    Kind.FIGURES: _figure,
}
