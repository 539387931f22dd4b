"""A year as months of days, and what would move, as templates want them."""

import calendar as months
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from core.calendar import DayRow
from core.moves import Move
from core.workdays import WorkCalendar

OF_PERIODS = ("opens_on", "filing_due_on", "review_ends_on", "report_due")
# What moves, in the order of weight; the second word heads the list.
KINDS: dict[str, Any] = {
    "opens_on": _("Rounds open"),
    "filing_due_on": _("Filing is due"),
    "review_ends_on": _("Review ends"),
    "report_due": _("Reports are drafted"),
    "light": _("Lights"),
    "figures": _("Figures of reasons, lights staying"),
    "due_on": _("Due dates that would fall on a day off; they stay"),
    "answer_due": _("Answers wanted on a day off; the day stays"),
    "reply_due": _("Replies wanted on a day off; the day stays"),
}


class Cell(NamedTuple):
    """One day of the year's view. `mark` is off, worked or nothing."""

    date: date
    mark: str
    rest: bool
    name: str
    by_hand: bool
    today: bool


class Month(NamedTuple):
    """A month as weeks from Monday; days of other months are None."""

    first: date
    weeks: list[list[Cell | None]]
    workdays: int


def months_of(
    year: int, *, rows: Iterable[DayRow], calendar: WorkCalendar, today: date
) -> list[Month]:
    """The year's twelve months."""
    named = {row.date: row for row in rows}

    def cell(day: date) -> Cell:
        row = named.get(day)
        differs = calendar.is_workday(day) != (day.weekday() < 5)
        mark = ("worked" if calendar.is_workday(day) else "off") if differs else ""
        return Cell(
            day, mark, not calendar.is_workday(day), row.name if row else "",
            bool(row and not row.published), day == today,
        )  # fmt: skip

    found = []
    for number in range(1, 13):
        weeks = [
            [cell(day) if day.month == number else None for day in week]
            for week in months.Calendar().monthdatescalendar(year, number)
        ]
        worked = sum(not one.rest for week in weeks for one in week if one)
        found.append(Month(date(year, number, 1), weeks, worked))
    return found


@dataclass
class MoveGroup:
    """All that moves of one kind; `hidden` counts what this person may not read."""

    kind: str
    label: Any
    moves: list[Move] = field(default_factory=list)
    hidden: int = 0

    @property
    def of_periods(self) -> bool:
        """Whether what moves is told by a period's key."""
        return self.kind in OF_PERIODS

    @property
    def total(self) -> int:
        return len(self.moves) + self.hidden


def grouped(
    moves: Sequence[Move], *, plans: Mapping[str, str], sees_progress: bool
) -> list[MoveGroup]:
    """The moves by kind, plans by the names that `plans` gives their addresses.

    Who may not read progress gets counts where they tell of it.
    """
    groups = {kind: MoveGroup(kind, label) for kind, label in KINDS.items()}
    for move in moves:
        group = groups[move.kind]
        if move.progress and not sees_progress:
            group.hidden += 1
        else:
            group.moves.append(replace(move, plan=plans.get(move.plan, move.plan)))
    return [group for group in groups.values() if group.total]
