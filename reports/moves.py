"""What a change of the work calendar moves in this room: the days on which reports are drafted."""

from collections.abc import Iterator

from core.moves import CalendarChange, Follower, Move, follow_calendar
from core.periods import Period
from recommendations.choices import PlanState
from reports.models import Schedule
from reports.periods import Special, due_on
from reports.queries import drafted


def _periods(schedule: Schedule, change: CalendarChange) -> Iterator[Period | Special]:
    """From the period before today's, or the schedule's first, to the plan's last."""
    first = schedule.first
    if isinstance(first, Special):
        yield first
        return
    period = Period.containing(schedule.kind, change.today).previous()
    if period.starts_on < first.starts_on:
        period = first
    while period.starts_on <= schedule.plan.ends_on:
        yield period
        period = period.next()


def report_moves(change: CalendarChange) -> list[Move]:
    """The due days of reports that are not drafted yet. Two queries; nothing is stored of them."""
    there = drafted()
    found: list[Move] = []
    for schedule in Schedule.objects.filter(
        active=True, plan__state=PlanState.ACTIVE
    ).select_related("plan"):
        for period in _periods(schedule, change):
            if period.key in there.get(schedule.series_key, set()):
                continue
            old, new = (
                due_on(period, due_in_workdays=schedule.due_after, calendar=calendar).isoformat()
                for calendar in (change.before, change.after)
            )
            if old != new:
                found.append(Move("report_due", schedule.plan.slug, period.key, old, new))
    return found


def register_moves() -> None:
    """Called when the site starts."""
    follow_calendar("reports", Follower(report_moves, lambda _change: None))
