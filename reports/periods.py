"""When a report on a period is due."""

from dataclasses import dataclass
from datetime import date

from core.periods import Period, PeriodKind
from core.workdays import WorkCalendar
from core.zh import date_zh

__all__ = ["Period", "PeriodKind", "Special", "due_on"]


@dataclass(frozen=True, slots=True)
class Special:
    """The days of a special report 专题, where others have a calendar period. Both ends belong."""

    starts_on: date
    ends_on: date
    kind: str = "special"

    def __post_init__(self) -> None:
        if self.ends_on < self.starts_on:
            raise ValueError("A special report ends on its first day or later.")

    @property
    def key(self) -> str:
        """The last day, in the place where a period has its key."""
        return self.ends_on.isoformat()

    @property
    def label_zh(self) -> str:
        """2026年10月1日至2026年11月15日."""
        return f"{date_zh(self.starts_on)}至{date_zh(self.ends_on)}"

    @property
    def label_en(self) -> str:
        """2026-10-01 to 2026-11-15."""
        return f"{self.starts_on.isoformat()} to {self.ends_on.isoformat()}"


def due_on(period: Period | Special, *, due_in_workdays: int, calendar: WorkCalendar) -> date:
    """The day the period's report is due: that many working days after the period's last day.

    0 means the last day itself, or the next working day where that one is not worked. Raises
    ValueError for a negative number: a period is not reported before it ends.
    """
    if due_in_workdays < 0:
        raise ValueError("A report cannot be due before its period has ended.")
    return calendar.add(period.ends_on, due_in_workdays)
