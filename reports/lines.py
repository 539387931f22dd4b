"""A schedule period by period, as its page shows it: planned, under way, drafted or signed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from core.calendar import work_calendar
from core.models import WorkItem, WorkState
from core.workdays import WorkCalendar
from recommendations.choices import PlanState
from reports.actions.schedules import FREEZE
from reports.models import Report, Schedule
from reports.planning import Planned, coming, due, fallen_due

SHOWN = 12


@dataclass(frozen=True)
class Line:
    """One period. `state` is one of the words of the page; `work` is there while it is under way.

    planned: its day is to come. waiting: due, and a worker takes it next. running: a worker has
    it. resting: it failed and is tried again. parked: it failed too often. passed: its day passed
    while nothing ran, and the schedule drafts no such ones. drafted, signed: the report is there.
    """

    planned: Planned
    state: str
    report: Report | None = None
    work: WorkItem | None = None

    @property
    def can_run(self) -> bool:
        """Whether a person may have it drafted now."""
        return self.state in {"parked", "passed"}


@dataclass(frozen=True)
class Course:
    """A schedule with its periods, newest first; `earlier` more are not listed."""

    schedule: Schedule
    lines: Sequence[Line]
    earlier: int
    next_days: Sequence[Planned]


def _under_way(work: WorkItem, now: datetime) -> str:
    if work.state == WorkState.PARKED:
        return "parked"
    if work.token and work.lease_until is not None and work.lease_until > now:
        return "running"
    return "resting" if work.attempts and work.last_error else "waiting"


@dataclass(frozen=True)
class _There:
    """What is stored of the schedules shown."""

    reports: Mapping[tuple[tuple[int, str, str, int], str], Report]
    work: Mapping[str, WorkItem]


def _line(schedule: Schedule, one: Planned, there: _There, wanted: set[str], now: datetime) -> Line:
    report = there.reports.get((schedule.series_key, one.key))
    if report is not None:
        return Line(one, "signed" if report.signed else "drafted", report)
    work = there.work.get(schedule.work_key(one.key))
    if work is not None and work.state != WorkState.DONE:
        return Line(one, _under_way(work, now), work=work)
    return Line(one, "waiting" if one.key in wanted else "passed")


def _course(
    schedule: Schedule, there: _There, *, now: datetime, calendar: WorkCalendar, most: int
) -> Course:
    today: date = timezone.localdate(now)
    runs = schedule.active and schedule.plan.state == PlanState.ACTIVE
    fallen = fallen_due(schedule.terms, today=today, calendar=calendar)
    wanted = (
        {one.key for one in due(schedule.terms, there=(), today=today, calendar=calendar)}
        if runs
        else set()
    )
    # What a schedule that has ended never came to is not passed over: it was not its any more.
    lines = [_line(schedule, one, there, wanted, now) for one in fallen]
    if not schedule.active:
        lines = [line for line in lines if line.state != "passed"]
    later = coming(schedule.terms, today=today, calendar=calendar) if runs else []
    ahead = [Line(one, "planned") for one in later]
    return Course(
        schedule, [*reversed(ahead), *reversed(lines[-most:])], max(0, len(lines) - most), later
    )


def courses(schedules: Sequence[Schedule], *, now: datetime, most: int = SHOWN) -> list[Course]:
    """Each schedule with its periods. Three queries for any number of them."""
    plans = {schedule.plan_id for schedule in schedules}
    rows = (
        Report.objects.filter(schedule__plan__in=plans)
        .for_list()
        .select_related("schedule__plan")
        .order_by("edition", "state", "pk")
    )
    reports: dict[tuple[tuple[int, str, str, int], str], Report] = {}
    for row in rows:
        held = reports.get((row.schedule.series_key, row.period))
        # The latest signed one; a draft only while nothing is signed.
        if held is None or row.signed or not held.signed:
            reports[(row.schedule.series_key, row.period)] = row
    of = {f"{schedule.public_id}:" for schedule in schedules}
    work = {
        item.key: item
        for item in WorkItem.objects.filter(kind=FREEZE).exclude(state=WorkState.DONE)
        if any(item.key.startswith(one) for one in of)
    }
    there, calendar = _There(reports, work), work_calendar()
    return [
        _course(schedule, there, now=now, calendar=calendar, most=most) for schedule in schedules
    ]
