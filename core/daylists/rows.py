"""Reads a list with one day a line: date, off or worked, name; from a text, a CSV or a sheet."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from core.daylists.shape import Fault, ListedDay, UnreadableList, YearList, as_year

_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_CUTS = re.compile(r"[\t,;，；、]")
_OFF = frozenset(
    ("休", "放假", "休息", "节假日", "假日", "法定节假日", "off", "holiday", "rest", "0", "0.0")
)
_WORKED = frozenset(
    ("班", "上班", "补班", "调休上班", "工作日", "worked", "work", "workday", "1", "1.0")
)

Cell = object


def cut_lines(text: str) -> list[list[str]]:
    """A pasted text or CSV as rows of cells: comma, semicolon, 、 or tab between them."""
    return [[_tidy(cell).strip('"') for cell in _CUTS.split(line)] for line in text.splitlines()]


def read_rows(rows: Iterable[Sequence[Cell]], *, year: int | None = None) -> YearList:
    """The year's list from rows of cells; empty rows, and a head in the first, are passed over.

    The year is the given one, else that of most rows. Raises UnreadableList with every fault,
    each with its row.
    """
    days: list[ListedDay] = []
    faults: list[Fault] = []
    for line, row in enumerate(rows, start=1):
        cells = [
            cell if isinstance(cell, date) else _tidy("" if cell is None else str(cell))
            for cell in row
        ]
        if not any(cells) or (not days and not faults and _is_head(cells)):
            continue
        read = _read_row(cells, line)
        if isinstance(read, Fault):
            faults.append(read)
        else:
            days.append(read)
    if not days:
        raise UnreadableList(faults or [Fault(0, "empty")])
    years = [day.date.year for day in days]
    chosen = year if year is not None else max(set(years), key=lambda one: (years.count(one), one))
    return as_year(days, year=chosen, faults=faults)


def _is_head(cells: Sequence[date | str]) -> bool:
    """A first row without any digit: 日期, 类型, 名称."""
    return not any(isinstance(cell, date) or re.search(r"\d", cell) for cell in cells)


def _read_row(cells: Sequence[date | str], line: int) -> ListedDay | Fault:
    day = _read_date(cells[0])
    if day is None:
        code = "no_such_day" if _DATE.fullmatch(str(cells[0])) else "no_date"
        return Fault(line, code, {"text": str(cells[0])[:40]})
    kind = str(cells[1]).lower() if len(cells) > 1 else ""
    if kind not in _OFF | _WORKED:
        return Fault(line, "no_kind", {"text": kind[:40]})
    name = str(cells[2]) if len(cells) > 2 else ""
    return ListedDay(day, kind in _WORKED, name, line)


def _read_date(cell: date | str) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    found = _DATE.fullmatch(cell)
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def _tidy(cell: str) -> str:
    return unicodedata.normalize("NFKC", cell).strip().strip("\ufeff'")
