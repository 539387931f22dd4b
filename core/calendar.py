"""The working days of this installation: the shipped ones, as edited here."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import DateTimeField, F, Value

from core import workdays
from core.daylists import YearList
from core.models import CalendarDay, FormerDay
from core.workdays import WorkCalendar

SHIPPED = "chinesecalendar"
# What is asked of the table, and the calendars that were last built of exactly that.
_KEPT = 3
_Rows = tuple[tuple[date, bool, bool], ...]
_kept: list[tuple[_Rows, WorkCalendar]] = []


@dataclass(frozen=True)
class DayRow:
    """One stored day as plain values."""

    date: date
    worked: bool
    name: str
    source: str
    published: bool


def work_calendar() -> WorkCalendar:
    """The calendar in force; the shipped one while the table is empty.

    Costs one small query, so ask once per page or action, not once per row.
    """
    return _remembered(tuple(CalendarDay.objects.values_list("date", "is_workday", "published")))


def calendar_known_at(known_at: datetime) -> WorkCalendar:
    """The calendar as it was in force at a moment: what was changed since is taken back.

    One query.
    """
    columns = ("date", "is_workday", "published", "at", "pk")
    present = CalendarDay.objects.annotate(at=Value(None, output_field=DateTimeField()))
    former = FormerDay.objects.filter(recorded_at__gt=known_at).annotate(at=F("recorded_at"))
    asked = present.order_by().values_list(*columns)
    rows: dict[date, tuple[date, bool, bool]] = {}
    changes: list[tuple[datetime, int, date, bool | None, bool]] = []
    for day, worked, known, at, pk in asked.union(
        former.order_by().values_list(*columns), all=True
    ):
        if at is None:
            rows[day] = (day, worked, known)
        else:
            changes.append((at, pk, day, worked, known))
    # From the last change back: the first after the moment tells what was in force at it.
    for _at, _pk, day, was, known in sorted(changes, reverse=True):
        rows.pop(day, None)
        if was is not None:
            rows[day] = (day, was, known)
    return _remembered(tuple(rows[day] for day in sorted(rows)))


def _remembered(rows: _Rows) -> WorkCalendar:
    """Built once for as long as the same days are asked for; the shipped one of none."""
    if not rows:
        return workdays.seed_calendar()
    for known, calendar in _kept:
        if known == rows:
            return calendar
    calendar = _built(rows)
    _kept[:] = [(rows, calendar), *_kept[: _KEPT - 1]]
    return calendar


def stored_days(*, year: int | None = None) -> list[DayRow]:
    """The days in force, oldest first, of one year or of all; the shipped ones while none is kept.

    One query.
    """
    rows = [
        DayRow(row.date, row.is_workday, row.name, row.source, row.published)
        for row in CalendarDay.objects.order_by("date")
    ]
    if not rows:
        rows = [DayRow(*row, SHIPPED, published=True) for row in workdays.load_seed()]
    return [row for row in rows if year is None or row.date.year == year]


def calendar_of(rows: Iterable[DayRow]) -> WorkCalendar:
    """The calendar that these days would make."""
    return _built(tuple((row.date, row.worked, row.published) for row in rows))


def fingerprint(rows: Iterable[DayRow]) -> str:
    """What a preview was computed from, so that applying it can tell whether it still holds."""
    text = "\n".join(repr(row) for row in sorted(rows, key=lambda row: row.date))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def with_day(rows: Iterable[DayRow], day: DayRow) -> list[DayRow]:
    """The days with one set by hand. A day like any other of its weekday needs no row.

    It keeps being part of its year's list where it was: correcting a holiday unpublishes no year.
    """
    others = {row.date: row for row in rows}
    before = others.pop(day.date, None)
    published = day.published or (before is not None and before.published)
    if published or day.name or day.worked != (day.date.weekday() < 5):
        others[day.date] = DayRow(day.date, day.worked, day.name, day.source, published)
    return sorted(others.values(), key=lambda row: row.date)


def with_year(rows: Iterable[DayRow], found: YearList, *, source: str) -> list[DayRow]:
    """The days with one year's list in place of what was published of that year before.

    Days set by hand stay unless the list names them; the list's own December days of the year
    before join those of that year.
    """
    kept = {row.date: row for row in rows if not (row.published and row.date.year == found.year)}
    new = {
        day.date: DayRow(day.date, day.worked, day.name, source, published=True)
        for day in found.days
    }
    return sorted({**kept, **new}.values(), key=lambda row: row.date)


def seed_calendar(*, now: datetime) -> int:
    """Store the shipped days that are not there yet, edited ones untouched; returns how many.

    What a newer release brings is known from then on.
    """
    there = set(CalendarDay.objects.values_list("date", flat=True))
    new = [
        CalendarDay(date=day, is_workday=worked, name=name, source=SHIPPED)
        for day, worked, name in workdays.load_seed()
        if day not in there
    ]
    CalendarDay.objects.bulk_create(new, ignore_conflicts=True)
    if there:
        FormerDay.objects.bulk_create(FormerDay(date=row.date, recorded_at=now) for row in new)
    return len(new)


def _built(rows: _Rows) -> WorkCalendar:
    days: Mapping[date, bool] = {day: worked for day, worked, _published in rows}
    return WorkCalendar(days, frozenset(day.year for day, _worked, known in rows if known))
