"""What the clock asks of this room: rounds open, rounds close, standings follow the day."""

from collections.abc import Iterator
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from core.audit import Actor
from core.calendar import work_calendar
from core.periods import Period
from core.work.claims import Claim
from core.work.kinds import Due, Kind, register
from progress.actions import close_round, open_round, send_reminders
from progress.models import Round
from progress.queries import Cadences, cadences_of, round_days
from progress.recompute import KIND, do_recompute, nothing_by_the_clock
from progress.standings import refresh_plan
from recommendations.choices import PlanState
from recommendations.models import Plan

PLANNER = Actor.system("planner")


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _periods(cadences: Cadences, kind: str, *, since: date, until: date) -> Iterator[Period]:
    """The plan's periods of one kind that have begun, from the one it was published in on."""
    plan = cadences.plan
    period = Period.containing(kind, max(plan.starts_on, since))
    published_on = timezone.localdate(plan.published_at) if plan.published_at else plan.ends_on
    while period.starts_on <= min(until, plan.ends_on):
        if period.ends_on >= published_on and cadences.asks(period):
            yield period
        period = period.next()


def rounds_to_open(now: datetime) -> Iterator[Due]:
    """Every round whose first day has come, of each cadence in the plan, missed ones too."""
    today, calendar = timezone.localdate(now), work_calendar()
    there = set(Round.objects.values_list("plan_id", "period"))
    active = list(Plan.objects.filter(state=PlanState.ACTIVE))
    cadences = cadences_of(active)
    for plan in active:
        for kind, first in cadences[plan.pk].first_days().items():
            for period in _periods(cadences[plan.pk], kind, since=first, until=today):
                days = round_days(plan, period, calendar=calendar)
                if days.opens_on <= today and (plan.pk, period.key) not in there:
                    yield Due(
                        f"{plan.slug}:{period.key}",
                        _midnight(days.opens_on),
                        {"plan": plan.pk, "period": period.key},
                    )


def do_open(claim: Claim) -> None:
    """Open one round."""
    plan = Plan.objects.get(pk=claim.payload["plan"])
    with transaction.atomic():
        claim.finish()
        open_round(
            plan=plan,
            period=Period.parse(claim.payload["period"]),
            now=claim.clock(),
            by=PLANNER,
        )


def rounds_to_close(now: datetime) -> Iterator[Due]:
    """Every round whose last review day is over."""
    today = timezone.localdate(now)
    for round_ in Round.objects.filter(
        closed_at__isnull=True, review_ends_on__lt=today
    ).select_related("plan"):
        yield Due(
            f"{round_.plan.slug}:{round_.period}",
            _midnight(round_.review_ends_on),
            {"round": round_.pk},
        )


def do_close(claim: Claim) -> None:
    """Close one round and keep its standings."""
    round_ = Round.objects.select_related("plan").get(pk=claim.payload["round"])
    with transaction.atomic():
        claim.finish()
        close_round(round_=round_, now=claim.clock(), by=PLANNER)


def standings_of_the_day(now: datetime) -> Iterator[Due]:
    """Each active plan once a day: lights move because time passes."""
    today = timezone.localdate(now)
    for slug, pk in Plan.objects.filter(state=PlanState.ACTIVE).values_list("slug", "pk"):
        yield Due(f"{slug}:{today.isoformat()}", _midnight(today), {"plan": pk})


def do_standings(claim: Claim) -> None:
    """Bring one plan's present standings to today."""
    plan = Plan.objects.get(pk=claim.payload["plan"])
    now = claim.clock()
    with transaction.atomic():
        claim.finish()
        refresh_plan(plan, as_of=timezone.localdate(now), now=now)


def reminders_of_the_day(now: datetime) -> Iterator[Due]:
    """Each active plan once a day; a day that was missed is made up by the next one's run."""
    today = timezone.localdate(now)
    for slug, pk in Plan.objects.filter(state=PlanState.ACTIVE).values_list("slug", "pk"):
        yield Due(f"{slug}:{today.isoformat()}", _midnight(today), {"plan": pk})


def do_remind(claim: Claim) -> None:
    """Decide what has come by now, whatever day it was planned for."""
    plan = Plan.objects.get(pk=claim.payload["plan"])
    with transaction.atomic():
        claim.finish()
        send_reminders(plan=plan, now=claim.clock(), by=PLANNER)


def register_kinds() -> None:
    """Called when the site starts."""
    register(Kind("round.open", rounds_to_open, do_open))
    register(Kind("round.close", rounds_to_close, do_close))
    register(Kind("standings.refresh", standings_of_the_day, do_standings))
    register(Kind("reminders.send", reminders_of_the_day, do_remind))
    register(Kind(KIND, nothing_by_the_clock, do_recompute))
