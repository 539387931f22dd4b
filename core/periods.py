"""Periods that rounds and reports speak of: calendar months, quarters, half-years and years."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

from core.zh import numeral_zh


class PeriodKind(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


_MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.HALF: 6, PeriodKind.YEAR: 12}
# Written out, as the standard library's names follow the machine's locale.
MONTH_NAMES = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_KEY = re.compile(r"(?P<year>\d{4})(?:-(?P<mark>[QH]?)(?P<number>\d{1,2}))?", re.ASCII)
_KINDS = {"": PeriodKind.MONTH, "Q": PeriodKind.QUARTER, "H": PeriodKind.HALF}


@dataclass(frozen=True)
class Period:
    """One calendar period; ``number`` counts within the year from 1, and is 1 for a year.

    Raises ValueError for a kind, year (1 to 9999) or number that does not exist.
    """

    kind: PeriodKind
    year: int
    number: int = 1

    def __post_init__(self) -> None:
        # Stored kinds arrive as plain text.
        object.__setattr__(self, "kind", PeriodKind(self.kind))
        if not 1 <= self.year <= 9999:
            raise ValueError(f"The year of a period lies between 1 and 9999, not at {self.year}.")
        if not 1 <= self.number <= _per_year(self.kind):
            raise ValueError(f"A year has no {self.kind} number {self.number}.")

    @classmethod
    def parse(cls, key: str) -> Self:
        """The period written as ``key``; raises ValueError for anything but its exact form."""
        found = _KEY.fullmatch(key)
        if found is not None:
            mark, number = found["mark"], int(found["number"] or 1)
            kind = PeriodKind.YEAR if mark is None else _KINDS[mark]
            if 1 <= number <= _per_year(kind) and int(found["year"]) > 0:
                period = cls(kind, int(found["year"]), number)
                if period.key == key:
                    return period
        raise ValueError(f"“{key}” is not a period: write 2026-10, 2026-Q3, 2026-H1 or 2026.")

    @classmethod
    def containing(cls, kind: PeriodKind | str, d: date) -> Self:
        """The period of this kind that ``d`` falls in."""
        kind = PeriodKind(kind)
        return cls(kind, d.year, (d.month - 1) // _MONTHS[kind] + 1)

    @property
    def key(self) -> str:
        """2026-10, 2026-Q3, 2026-H1 or 2026; the keys of one kind sort by time."""
        tails = {
            PeriodKind.MONTH: f"-{self.number:02}",
            PeriodKind.QUARTER: f"-Q{self.number}",
            PeriodKind.HALF: f"-H{self.number}",
            PeriodKind.YEAR: "",
        }
        return f"{self.year:04}{tails[self.kind]}"

    @property
    def starts_on(self) -> date:
        return date(self.year, (self.number - 1) * _MONTHS[self.kind] + 1, 1)

    @property
    def ends_on(self) -> date:
        """The last day that belongs to the period."""
        last_month = self.number * _MONTHS[self.kind]
        if last_month == 12:
            return date(self.year, 12, 31)
        return date(self.year, last_month + 1, 1) - timedelta(days=1)

    def next(self) -> Self:
        return self._moved(1)

    def previous(self) -> Self:
        return self._moved(-1)

    @property
    def label_zh(self) -> str:
        """2026年10月, 2026年第三季度, 2026年上半年 or 2026年."""
        tails = {
            PeriodKind.MONTH: f"{self.number}月",
            PeriodKind.QUARTER: f"第{numeral_zh(self.number)}季度",
            PeriodKind.HALF: "上半年" if self.number == 1 else "下半年",
            PeriodKind.YEAR: "",
        }
        return f"{self.year}年{tails[self.kind]}"

    @property
    def label_en(self) -> str:
        """October 2026, Q3 2026, First half of 2026 or 2026."""
        heads = {
            PeriodKind.MONTH: f"{MONTH_NAMES[self.number - 1]} ",
            PeriodKind.QUARTER: f"Q{self.number} ",
            PeriodKind.HALF: "First half of " if self.number == 1 else "Second half of ",
            PeriodKind.YEAR: "",
        }
        return f"{heads[self.kind]}{self.year}"

    def _moved(self, by: int) -> Self:
        per_year = _per_year(self.kind)
        year, index = divmod(self.year * per_year + self.number - 1 + by, per_year)
        return type(self)(self.kind, year, index + 1)


def _per_year(kind: PeriodKind) -> int:
    return 12 // _MONTHS[kind]
