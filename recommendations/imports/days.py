"""A day as offices print it in tables: 2026.11.22, 11月底前, 年底前, 三季度末, 长期坚持."""

import calendar
import re
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Day:
    """A day, and the words that said it where they were less than a day.

    `on` is None for nothing and for what has no end.
    """

    on: date | None
    words: str = ""
    ongoing: bool = False


_ONGOING = re.compile(
    r"^(?:长期|长期坚持|持续推进|持续实施|常态化推进|常态化|全年持续推进|ongoing)$", re.I
)
_BEFORE = r"(?:之前|以前|前完成|前|完成)?"
_YEAR = r"(?:(?P<y>20\d\d|\d\d)\s*年|(?P<rel>今年|本年|当年|明年)?)"
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"^(?P<y>20\d\d)\s*(?:年|[-./])\s*(?P<m>\d{{1,2}})\s*(?:月|[-./])\s*(?P<d>\d{{1,2}})\s*[日号]?{_BEFORE}$",
        r"^(?P<y>20\d\d)(?P<m>\d\d)(?P<d>\d\d)$",
        rf"^(?P<y>20\d\d)\s*[-./]\s*(?P<m>\d{{1,2}}){_BEFORE}$",
        rf"^{_YEAR}\s*(?P<m>\d{{1,2}})\s*(?:月|[./])\s*(?P<d>\d{{1,2}})\s*[日号]?{_BEFORE}$",
        rf"^{_YEAR}\s*(?P<m>\d{{1,2}})\s*月\s*(?P<third>上旬|中旬|下旬|初|底|末)?{_BEFORE}$",
        rf"^{_YEAR}\s*第?(?P<q>[一二三四1-4])季度[底末]?{_BEFORE}$",
        rf"^{_YEAR}\s*[qQ](?P<q>[1-4])$",
        rf"^{_YEAR}\s*(?P<half>上半年|下半年)[底末]?{_BEFORE}$",
        rf"^{_YEAR}\s*(?P<end>年?[底末]|年内|全年)?{_BEFORE}$",
    )
)
_FIRST = {"上旬": 1, "中旬": 11, "下旬": 21, "初": 1}
_LAST = {"上旬": 10, "中旬": 20, "初": 10}


def read_day(text: str, *, year: int | None, start: bool = False) -> Day | None:
    """The day that `text` (narrow digits) says, or None where it says none.

    `start` takes the first day of a month, quarter or year; else the last. A text without a year
    means `year`; without that either there is no day.
    """
    told = text.strip()
    if _ONGOING.match(told):
        return Day(None, told, ongoing=True)
    for form in _FORMS:
        match = form.match(told)
        if match and told:
            parts = match.groupdict()
            on = _on(parts, year, start=start)
            # A day printed as such needs no words beside it.
            return None if on is None else Day(on, "" if parts.get("d") else told)
    return None


def _on(parts: dict[str, str | None], year: int | None, *, start: bool) -> date | None:
    if parts.get("y"):
        told: int | None = int(parts["y"] or 0) % 2000 + 2000
    else:
        told = year + 1 if year and parts.get("rel") == "明年" else year
    if told is None or not _says_something(parts):
        return None
    first, last = _months(parts)
    if not 1 <= first <= last <= 12:
        return None
    if parts.get("d"):
        day = int(parts["d"] or 0)
    elif start:
        day = _FIRST.get(parts.get("third") or "", 1)
    else:
        day = _LAST.get(parts.get("third") or "", calendar.monthrange(told, last)[1])
    month = first if start else last
    return date(told, month, day) if 1 <= day <= calendar.monthrange(told, month)[1] else None


def _says_something(parts: dict[str, str | None]) -> bool:
    """A bare “前” names no day."""
    return any(parts.get(name) for name in ("y", "rel", "m", "q", "half", "end"))


def _months(parts: dict[str, str | None]) -> tuple[int, int]:
    """The first and last month meant."""
    if parts.get("m"):
        month = int(parts["m"] or 0)
        return month, month
    if parts.get("q"):
        quarter = _QUARTERS[parts["q"] or "1"]
        return quarter * 3 - 2, quarter * 3
    if parts.get("half"):
        return (1, 6) if parts["half"] == "上半年" else (7, 12)
    return 1, 12
