"""What a cell says: days, numbers, names and choices as people type them.

Each reader returns the value, or raises `Unclear` whose sentence says how to mend the cell.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from core.sheets import Cell
from core.zh import half_up
from recommendations.imports.days import Day, read_day
from recommendations.outline.deadlines import read_deadline

# Day 1 of spreadsheets, and the serials that can be meant as days of this century.
_EPOCH = date(1899, 12, 30)
_SERIALS = range(36_526, 73_051)
YEARS = range(2000, 2101)
_NOTHING = {"", "-", "—", "——", "－", "/", "无", "暂无", "none", "n/a"}
_LONGEST_NOTHING = max(map(len, _NOTHING))
_YES = {
    "是",
    "√",
    "✓",
    "✔",
    "y",
    "yes",
    "true",
    "1",
    "长期坚持",
    "长期",
    "持续推进",
    "不设",
    "不设指标",
}
_NO = {"否", "×", "x", "n", "no", "false", "0"}
_LINE_ENDS = re.compile(r"\r\n|\r|\n")
_UNIT_ENDS = re.compile(r"([、,;])")
_BETWEEN = re.compile(r"[、，,;；\n/]+")


class Unclear(ValueError):
    """A cell that cannot be taken as it is. `code` names the sentence, `figures` fill it."""

    def __init__(self, code: str, **figures: str | int) -> None:
        super().__init__(code)
        self.code, self.figures = code, figures


def plain(cell: Cell) -> str:
    """A cell as one line of narrow digits and letters, for reading values; '' for nothing."""
    if cell is None:
        return ""
    text = str(cell)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    text = text.strip().lstrip("'")
    text = " ".join(text.split())
    return "" if len(text) <= _LONGEST_NOTHING and text.lower() in _NOTHING else text


def words(cell: Cell) -> str:
    """A cell as text: as typed, less blanks at the ends of lines; '' for nothing."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        cell = cell.date()
    text = str(cell).strip()
    if "\n" in text or "\r" in text:
        text = "\n".join(line.strip() for line in _LINE_ENDS.split(text))
    return "" if len(text) <= _LONGEST_NOTHING and text.lower() in _NOTHING else text


def day(cell: Cell, *, year: int | None, start: bool = False) -> Day:
    """A day, with the words that were printed. `start` takes the first day of a span, else the
    last. `year` is the one that “11月底前” means."""
    if isinstance(cell, datetime):
        return Day(cell.date())
    if isinstance(cell, date):
        return Day(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool) and int(cell) in _SERIALS:
        return Day(_EPOCH + timedelta(days=int(cell)))
    text = plain(cell)
    if not text:
        return Day(None)
    if text.isdigit() and len(text) == 5 and int(text) in _SERIALS:
        return Day(_EPOCH + timedelta(days=int(text)))
    found = _iso_day(text) or read_day(text, year=year, start=start)
    if found is None and not start:
        # Whatever a document may print as a deadline, a cell may say too.
        told = read_deadline(text, year=year)
        found = None if told is None else Day(told.on, told.text, told.ongoing)
    if found is None or (found.on is None and not found.ongoing):
        raise Unclear("no_day", text=text)
    return found


def _iso_day(text: str) -> Day | None:
    """As our own files write it, of whatever century."""
    try:
        return Day(date.fromisoformat(text)) if len(text) == 10 else None
    except ValueError:
        return None


@dataclass(frozen=True)
class Span:
    """From when to when: 2026年3月—12月."""

    starts: Day
    due: Day


_TO = re.compile(r"\s*(?:—+|－+|–|~|～|至|到|-{1,2}(?!\d{1,2}(?:-|$)))\s*")


def span(cell: Cell, *, year: int | None) -> Span:
    """A start and a due date in one cell; a single day is the due date."""
    if isinstance(cell, date):
        return Span(Day(None), day(cell, year=year))
    text = plain(cell)
    parts = [part for part in _TO.split(text) if part]
    if len(parts) == 1:
        return Span(Day(None), day(parts[0], year=year))
    if len(parts) != 2:
        if not parts:
            return Span(Day(None), Day(None))
        raise Unclear("no_day", text=text)
    starts = day(parts[0], year=year, start=True)
    told = starts.on.year if starts.on else year
    return Span(starts, day(parts[1], year=told))


def number(cell: Cell, *, share: bool) -> Decimal | None:
    """An exact number, a percent sign left out. `share`: the column holds shares of one, so that
    0.85 means 85."""
    if isinstance(cell, bool):
        raise Unclear("no_number", text=str(cell))
    text = plain(cell).replace(",", "").replace("约", "")
    if not text:
        return None
    percent = text.endswith("%")
    try:
        value = Decimal(text.removesuffix("%").strip())
    except InvalidOperation as error:
        raise Unclear("no_number", text=text) from error
    if not value.is_finite() or abs(value) >= 10**9:
        raise Unclear("no_number", text=text)
    # A spreadsheet's 0.1 + 0.2 is 0.30000000000000004: four decimals are what is kept.
    return half_up(value * 100 if share and not percent and abs(value) <= 1 else value, 4)


def holds_shares(cells: Iterable[Cell]) -> bool:
    """Whether a column holds shares of one: percentages beside fractions, or fractions alone."""
    bare, signed = [], False
    for cell in cells:
        text = plain(cell)
        if text.endswith("%"):
            signed = True
            continue
        try:
            bare.append(abs(Decimal(text)) if text else Decimal(0))
        except InvalidOperation:
            continue
    fractions = [value for value in bare if 0 < value < 1]
    return bool(fractions) and (signed or all(value <= 1 for value in bare))


def whole(cell: Cell) -> int | None:
    """A whole number such as an item's own."""
    if type(cell) is int and 0 <= cell < 10**8:
        return cell
    text = plain(cell).removesuffix(".0")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise Unclear("no_whole_number", text=text)
    return int(text)


def year(cell: Cell) -> int | None:
    """A year of this century: 2026, 2026年, 2026年度."""
    text = plain(cell).removesuffix(".0").removesuffix("度").removesuffix("年").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and int(text) in YEARS):
        raise Unclear("no_year", text=text)
    return int(text)


def flag(cell: Cell) -> bool:
    """Yes or no; nothing is no."""
    text = plain(cell).lower()
    if text in _YES:
        return True
    if not text or text in _NO:
        return False
    raise Unclear("no_flag", text=text)


def names(cell: Cell) -> tuple[str, ...]:
    """Persons' names, each once, in the order of the cell."""
    return tuple(
        dict.fromkeys(name for part in _BETWEEN.split(plain(cell)) if (name := part.strip()))
    )


def choice(cell: Cell, labels: Mapping[str, str]) -> str:
    """The key of one of `labels` (word → key); '' for nothing."""
    text = plain(cell).lower()
    if not text:
        return ""
    if text not in labels:
        raise Unclear("no_choice", text=text, choices="、".join(dict.fromkeys(labels)))
    return labels[text]


def units(cell: Cell, known: Mapping[str, int]) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """The units of a cell in its order, and the names that no unit has.

    `known` maps names in the form of `folded_name` to keys. A known name may hold a 、 itself: of
    the ways to read a cell the one with the fewest unknown names counts, then the fewest units.
    """
    text = folded_name(cell)
    if not text:
        return (), ()
    if text in known:
        return (known[text],), ()
    # Names and what stands between them, in turn.
    parts = _UNIT_ENDS.split(text)
    found: list[int] = []
    unknown: list[str] = []
    for piece in filter(None, _fewest(parts, known)):
        if piece in known:
            found.append(known[piece])
        else:
            unknown.append(piece)
    return tuple(dict.fromkeys(found)), tuple(dict.fromkeys(unknown))


def _fewest(parts: Sequence[str], known: Mapping[str, int]) -> list[str]:
    """The pieces of a cell where known names are whole. `parts` are names and separators in
    turn."""
    held = [name for name in known if "、" in name or "," in name or ";" in name]
    if not held:
        return [*parts[::2]]
    widest = max(len(_UNIT_ENDS.split(name)) for name in held)
    # From the end: (unknown names, units, pieces) of the best way to read the rest.
    best: list[tuple[int, int, list[str]]] = [(0, 0, [])]
    for start in range(len(parts) - 1, -1, -2):
        ways = []
        for end in range(start + 1, min(start + widest, len(parts)) + 1, 2):
            piece = "".join(parts[start:end])
            if end == start + 1 or piece in known:
                strange, many, rest = best[-((end - start + 1) // 2)]
                lacks = piece != "" and piece not in known
                ways.append((strange + lacks, many + 1, [piece, *rest]))
        best.append(min(ways, key=lambda way: way[:2]))
    return best[-1][2]


def folded_name(name: Cell) -> str:
    """A name as it is compared: no blanks, narrow brackets and letters."""
    if name is None:
        return ""
    text = unicodedata.normalize("NFKC", str(name))
    if "\n" in text:
        text = "、".join("".join(line.split()) for line in text.split("\n") if line.strip())
    else:
        text = "".join(text.split())
    return "" if len(text) <= _LONGEST_NOTHING and text.lower() in _NOTHING else text
