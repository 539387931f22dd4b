"""The working days of this installation: the shipped ones, as edited here."""

from datetime import datetime

from django.db.models import Count, Max

from core import workdays
from core.models import CalendarDay
from core.workdays import WorkCalendar

_Signature = tuple[int, datetime | None]
# The last calendar built by this process and what the table looked like then.
_kept: list[tuple[_Signature, WorkCalendar]] = []


def work_calendar() -> WorkCalendar:
    """The calendar in force; the shipped one while the table is empty.

    Costs one small query, so ask once per page or action, not once per row.
    """
    signature = _signature()
    if signature[0] == 0:
        return workdays.seed_calendar()
    if _kept and _kept[0][0] == signature:
        return _kept[0][1]
    days = dict(CalendarDay.objects.values_list("date", "is_workday"))
    calendar = WorkCalendar(days, frozenset(day.year for day in days))
    _kept[:] = [(signature, calendar)]
    return calendar


def seed_calendar() -> int:
    """Store the shipped days that are not there yet, edited ones untouched; returns how many."""
    there = set(CalendarDay.objects.values_list("date", flat=True))
    new = [
        CalendarDay(date=day, is_workday=worked, name=name, source="chinesecalendar")
        for day, worked, name in workdays.load_seed()
        if day not in there
    ]
    CalendarDay.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def _signature() -> _Signature:
    found = CalendarDay.objects.aggregate(rows=Count("pk"), changed=Max("changed_at"))
    return found["rows"], found["changed"]
