"""When a report on a period is due."""

from datetime import date

from core.periods import Period, PeriodKind
from core.workdays import WorkCalendar

__all__ = ["Period", "PeriodKind", "due_on", "due_periods"]


def due_on(period: Period, *, due_in_workdays: int, calendar: WorkCalendar) -> date:
    """The day the period's report is due: that many working days after the period's last day.

    0 means the last day itself, or the next working day where that one is not worked. Raises
    ValueError for a negative number: a period is not reported before it ends.
    """
    if due_in_workdays < 0:
        raise ValueError("A report cannot be due before its period has ended.")
    return calendar.add(period.ends_on, due_in_workdays)


def due_periods(
    kind: PeriodKind | str,
    *,
    first: Period,
    today_local: date,
    due_in_workdays: int,
    calendar: WorkCalendar,
) -> list[Period]:
    """Every period from ``first`` on whose report is due by ``today_local``, oldest first.

    All of them each time, those long past included: whoever was off for a month catches up, and
    whoever asks twice finds the same. Raises ValueError where ``first`` is of another kind.
    """
    if first.kind != PeriodKind(kind):
        raise ValueError(f"The first period {first.key} is not a {kind}.")
    due: list[Period] = []
    period = first
    while due_on(period, due_in_workdays=due_in_workdays, calendar=calendar) <= today_local:
        due.append(period)
        period = period.next()
    return due
