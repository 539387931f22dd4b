"""Builds the example through the same actions that people use, at the times they would have."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from core.audit import Actor
from core.calendar import work_calendar
from core.periods import Period
from core.workdays import WorkCalendar
from desks.examples.asks import ask_and_decide
from desks.examples.beijing import ADDRESSES, FIGURES, MILESTONES, ROWS, TITLES
from desks.examples.filings import file_rounds
from desks.examples.lives import MERGED, SUSPENDED, assign, break_down, decline
from desks.examples.people import Cast, SignIn, add_people
from desks.examples.reports import add_reports
from desks.examples.stage import Stage
from indicators.actions import Baseline, add_indicator, set_target
from progress.standings import once
from recommendations.actions import (
    NewPlan,
    Step,
    accept_initiative,
    add_edition,
    address_finding,
    make_plan,
    publish_plan,
    reach_milestone,
    record_adoption,
    set_milestones,
)
from recommendations.choices import FindingKind
from recommendations.models import Plan

SLUG = "beijing-ai"
SAMPLE = Path(__file__).resolve().parents[2] / "recommendations" / "samples" / "beijing-ai.txt"
SOURCE = "《北京市人工智能产业发展建议》，公开文本，见 recommendations/samples/README.md"
BUILDER = Actor.system("example")


@dataclass(frozen=True)
class Clock:
    """The example's own time: months and working days around the day of the first run."""

    today: date
    calendar: WorkCalendar

    def month(self, offset: int) -> Period:
        """The month that many months from this one."""
        period = Period.containing("month", self.today)
        for _ in range(abs(offset)):
            period = period.next() if offset > 0 else period.previous()
        return period

    def working_day(self, offset: int) -> date:
        """That many working days from today."""
        return self.calendar.add(self.today, offset)

    def at(self, day: date, hour: int = 9, minute: int = 0) -> datetime:
        """A moment of a day, local time."""
        return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def _make_plan(clock: Clock) -> Plan:
    """The first document as a plan, from a year ago to a year and a half ahead."""
    begun = clock.at(clock.month(-3).starts_on)
    edition = add_edition(
        data=SAMPLE.read_bytes(), file_name=SAMPLE.name, source=SOURCE, now=begun, by=BUILDER
    )
    return make_plan(
        edition=edition,
        new=NewPlan(
            slug=SLUG,
            title="北京市人工智能产业发展建议",
            short_title="人工智能产业发展建议",
            starts_on=clock.month(-12).starts_on,
            ends_on=clock.month(18).ends_on,
            titles=TITLES,
        ),
        now=begun,
        by=BUILDER,
    )


def _address_problems(plan: Plan, *, now: datetime) -> None:
    problems = list(plan.findings.filter(kind=FindingKind.PROBLEM).order_by("position"))
    for measure in plan.measures.select_related("area", "plan").order_by("position"):
        finding = problems[ADDRESSES[measure.area.position] - 1]
        address_finding(measure=measure, finding=finding, now=now, by=BUILDER)


def _assign(plan: Plan, cast: Cast, clock: Clock) -> None:
    """Initiatives to their units; those that have begun are accepted."""
    now = clock.at(clock.month(-3).starts_on, 10)
    for initiative in plan.initiatives.select_related("plan").order_by("code"):
        assign(initiative, cast, clock, on=plan.starts_on, now=now, by=BUILDER)
        if ROWS[initiative.code].starts <= 0:
            accept_initiative(
                initiative=initiative, on=clock.month(ROWS[initiative.code].starts).starts_on,
                version=initiative.version, now=now, by=BUILDER,
            )  # fmt: skip


def _set_milestones(plan: Plan, clock: Clock) -> None:
    initiative = plan.initiatives.get(code=8)
    steps = [
        Step(title, clock.working_day(offset), Decimal(weight))
        for title, offset, weight, _done in MILESTONES
    ]
    now = clock.at(clock.month(-3).starts_on, 11)
    milestones = set_milestones(
        initiative=initiative, steps=steps, on=plan.starts_on, version=initiative.version,
        now=now, by=BUILDER,
    )  # fmt: skip
    for milestone, (_title, offset, _weight, done) in zip(milestones, MILESTONES, strict=True):
        if done:
            reach_milestone(
                milestone=milestone, on=clock.working_day(offset - 2), now=now, by=BUILDER
            )


def _add_indicators(plan: Plan, clock: Clock) -> None:
    """Three baselines of the document with their sentences, each with an invented target."""
    then = clock.at(clock.month(-3).starts_on, 11)
    for figure in FIGURES:
        # Baselines are the document's own: they stay when an example goes.
        indicator = plan.indicators.filter(name=figure.name).first() or add_indicator(
            plan=plan,
            name=figure.name,
            unit_of_measure=figure.unit,
            baseline=Baseline(
                value=Decimal(figure.baseline), on=date(*figure.on),
                edition=plan.edition, quote=figure.quote,
            ),
            initiative=plan.initiatives.get(code=figure.initiative),
            now=then,
            by=BUILDER,
        )  # fmt: skip
        set_target(
            indicator=indicator, due_on=clock.month(13).ends_on, value=Decimal(figure.target),
            is_example=True, now=then, by=BUILDER,
        )  # fmt: skip


@transaction.atomic
def build_example(*, now: datetime) -> list[SignIn]:
    """The whole example as of `now`; the sign-ins, whose passwords are kept nowhere else."""
    clock = Clock(timezone.localdate(now), work_calendar())
    with once(as_of=clock.today, now=now + timedelta(seconds=1)):
        return _build(clock, now=now)


def _build(clock: Clock, *, now: datetime) -> list[SignIn]:
    plan = _make_plan(clock)
    _address_problems(plan, now=now)
    begun = clock.at(clock.month(-3).starts_on)
    break_down(plan, [MERGED, SUSPENDED], on=plan.starts_on, now=begun, by=BUILDER)
    cast = add_people(now=begun, by=BUILDER)
    _assign(plan, cast, clock)
    _set_milestones(plan, clock)
    _add_indicators(plan, clock)
    record_adoption(
        plan=plan, adopted_by="示例领导小组", number="", on=clock.month(-3).starts_on,
        version=plan.version, by=BUILDER,
    )  # fmt: skip
    publish_plan(
        plan=plan, version=plan.version, now=clock.at(clock.month(-3).starts_on, 12), by=BUILDER
    )
    stage = Stage(plan, cast, clock)
    file_rounds(stage, now=now)
    ask_and_decide(stage, now=now)
    decline(stage)
    add_reports(plan, cast, clock, now=now, by=BUILDER)
    return cast.sign_ins
