"""Working days: Monday to Friday, less public holidays, plus the weekend days worked in lieu.

Each November the State Council publishes the next year's arrangement, so a calendar knows which
years are published; a day in any other year is counted Monday to Friday and the page says so.
"""

import csv
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import accumulate
from pathlib import Path
from types import MappingProxyType

SEED_FILE = Path(__file__).with_name("workdays_seed.csv")


@dataclass(frozen=True)
class WorkCalendar:
    """Which days are worked, and arithmetic in working days.

    ``exceptions`` maps a date to whether it is worked, and needs to hold only the days that
    differ from Monday-to-Friday. An entry always counts, in an unpublished year too: whoever
    recorded it meant it. ``published_years`` decides only what ``is_published`` answers.
    """

    exceptions: Mapping[date, bool] = field(hash=False)
    published_years: frozenset[int]
    _days: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _extra: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        own = MappingProxyType(dict(self.exceptions))
        differing = sorted(
            (d.toordinal(), 1 if worked else -1)
            for d, worked in own.items()
            if worked != _is_monday_to_friday(d)
        )
        object.__setattr__(self, "exceptions", own)
        object.__setattr__(self, "_days", tuple(day for day, _ in differing))
        object.__setattr__(self, "_extra", (0, *accumulate(sign for _, sign in differing)))

    def is_workday(self, d: date) -> bool:
        """Whether ``d`` is worked."""
        worked = self.exceptions.get(d)
        return _is_monday_to_friday(d) if worked is None else worked

    def is_published(self, year: int) -> bool:
        """Whether the holidays of ``year`` are known; if not, say that Monday–Friday was used."""
        return year in self.published_years

    def add(self, d: date, n: int) -> date:
        """The ``n``-th working day after ``d``, which is itself not counted.

        ``n`` = 0 gives ``d`` if it is worked and the next working day if not; a negative ``n``
        counts backwards. Raises ValueError where the answer lies outside the years 1 to 9999.
        """
        ordinal = d.toordinal()
        if n > 0:
            return self._nth(self._count(ordinal) + n)
        return self._nth(self._count(ordinal - 1) + 1 + n)

    def between(self, a: date, b: date) -> int:
        """The number of working days after ``a`` up to and including ``b``; negative if b < a."""
        return self._count(b.toordinal()) - self._count(a.toordinal())

    def _count(self, ordinal: int) -> int:
        """Working days from the first day of the year 1 (a Monday) up to ``ordinal``."""
        weeks, rest = divmod(ordinal, 7)
        return weeks * 5 + min(rest, 5) + self._extra[bisect_right(self._days, ordinal)]

    def _nth(self, count: int) -> date:
        """The first day by which ``count`` working days have passed."""
        # An exception moves the answer by at most one working day, so by at most three days.
        guess, slack = count * 7 // 5, 3 * len(self._days) + 7
        span = range(guess - slack, guess + slack)
        return date.fromordinal(span[bisect_left(span, count, key=self._count)])


def load_seed() -> list[tuple[date, bool, str]]:
    """The exceptions shipped with the software, oldest first: date, whether worked, its name.

    Source: the State Council's yearly notices for 2020 to 2026, as collected by the MIT-licensed
    package chinesecalendar 1.11.0.
    """
    with SEED_FILE.open(encoding="utf-8", newline="") as lines:
        return [
            (date.fromisoformat(row["date"]), row["is_workday"] == "1", row["name"])
            for row in csv.DictReader(lines)
        ]


@cache
def seed_calendar() -> WorkCalendar:
    """The calendar made of the shipped exceptions alone."""
    rows = load_seed()
    return WorkCalendar({d: worked for d, worked, _ in rows}, frozenset(d.year for d, *_ in rows))


def _is_monday_to_friday(d: date) -> bool:
    return d.weekday() < 5
