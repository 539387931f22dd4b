"""Finds the rows of a unit's sheet in a file that came back. What the cells mean is checked later.

Rows are known by their keys, so sheets may be sorted, joined or copied into another workbook. What
the answers were when the sheet left stands in the hidden sheet; where that is lost, `base` is None.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.sheets import Cell, Sheet
from progress.sheets.shape import BY_HEAD, BY_KEY, FORMAT, ROW_KEY, ROW_VERSION, SHEET_ABOUT

# Among how many first rows the head is looked for.
SEARCHED = 30


class NotOurs(ValueError):
    """No table of the file has the head of a unit's sheet."""


@dataclass(frozen=True)
class ReadRow:
    """One row: `cells` by column key, `places` where each stands, from 0."""

    sheet: str
    row: int
    key: str
    version: int
    cells: Mapping[str, Cell]
    places: Mapping[str, int]
    base: Mapping[str, str] | None


def read_unit_sheets(sheets: Sequence[Sheet]) -> list[ReadRow]:
    """Every row with a key, of every visible table. Raises NotOurs where there is no such table."""
    bases = _bases(sheets)
    found: list[ReadRow] = []
    known = False
    for sheet in sheets:
        head = None if sheet.name == SHEET_ABOUT else _head(sheet)
        if head is None:
            continue
        known = True
        number, places = head
        found += [
            row
            for at, cells in enumerate(sheet.rows[number + 1 :], start=number + 1)
            if (row := _row(sheet.name, at, cells, places, bases)) is not None
        ]
    if not known:
        raise NotOurs
    return found


def _head(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """The row of the heads, and the column of each key."""
    for number, row in enumerate(sheet.rows[:SEARCHED]):
        if {ROW_KEY, ROW_VERSION} <= set(row):
            named = {str(cell).strip(): at for at, cell in enumerate(row) if cell is not None}
            places = {BY_HEAD[head]: at for head, at in named.items() if head in BY_HEAD}
            return number, {
                **{key: at for key, at in places.items() if BY_KEY[key].filled},
                ROW_KEY: named[ROW_KEY],
                ROW_VERSION: named[ROW_VERSION],
            }
    return None


def _row(
    sheet: str,
    at: int,
    cells: Sequence[Cell],
    places: Mapping[str, int],
    bases: Mapping[str, Mapping[str, str]] | None,
) -> ReadRow | None:
    key = str(cells[places[ROW_KEY]] or "").strip()
    if not key:
        return None
    version = str(cells[places[ROW_VERSION]])
    # What cannot be read is a version that never was.
    told = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else -1
    return ReadRow(
        sheet=sheet,
        row=at,
        key=key,
        version=told,
        cells={name: cells[place] for name, place in places.items() if name in BY_KEY},
        places={name: place for name, place in places.items() if name in BY_KEY},
        base=None if bases is None or told < 0 else bases.get(f"{key}/{told}"),
    )


def _bases(sheets: Sequence[Sheet]) -> dict[str, dict[str, str]] | None:
    """What was answered when the sheet left, by key and version; None where no sheet tells."""
    about = next((sheet for sheet in sheets if sheet.name == SHEET_ABOUT), None)
    if about is None or not any(list(row[:2]) == ["format", FORMAT] for row in about.rows):
        return None
    found: dict[str, dict[str, str]] = {}
    for row in about.rows:
        if len(row) >= 4 and row[0] == "was":
            found.setdefault(str(row[1]), {})
            if row[2] is not None:
                found[str(row[1])][str(row[2])] = "" if row[3] is None else str(row[3])
    return found
