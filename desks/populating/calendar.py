"""A made-up plan's days: its rounds, and what came before them."""

from dataclasses import dataclass
from datetime import date, timedelta

from core.periods import Period, PeriodKind
from core.workdays import WorkCalendar
from desks.populating.scene import Scene, moment, period_back
from progress.status import RoundFact

OPENS_AT = 8  # o'clock
FILES_AFTER, REVIEW_ENDS_AFTER = 3, 5  # working days, as plans have them unless told otherwise


@dataclass(frozen=True, slots=True)
class RoundDays:
    """One round. `closed_at` is None while it runs."""

    id: int
    number: int
    period: str
    starts_on: date
    ends_on: date
    opens_on: date
    filing_due_on: date
    review_ends_on: date
    opened_at: str
    closed_at: str | None
    was_filed: RoundFact
    was_missed: RoundFact


@dataclass(frozen=True, slots=True)
class PlanDays:
    """When the plan was made, assigned and published, and its rounds, oldest first."""

    kind: PeriodKind
    starts_on: date
    ends_on: date
    made_on: date
    made_at: str
    assigned_on: date
    assigned_at: str
    adopted_on: date
    published_at: str
    rounds: tuple[RoundDays, ...]

    def after(self, steps: int) -> Period:
        """The period so many after the plan's first."""
        return period_back(Period.containing(self.kind, self.starts_on), -steps)


def _last_period(kind: PeriodKind, scene: Scene, calendar: WorkCalendar) -> Period:
    """The latest whose round has opened by now."""
    period = Period.containing(kind, scene.today)
    opens_on = calendar.add(period.starts_on, 0)
    if moment(scene.zone, opens_on, OPENS_AT) <= scene.now_text:
        return period
    return period.previous()


def _round(
    period: Period, number: int, key: int, scene: Scene, calendar: WorkCalendar
) -> RoundDays:
    opens_on = calendar.add(period.starts_on, 0)
    ends = calendar.add(period.ends_on, REVIEW_ENDS_AFTER)
    closes = moment(scene.zone, ends + timedelta(days=1), 0)
    return RoundDays(
        id=key,
        number=number,
        period=period.key,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        opens_on=opens_on,
        filing_due_on=calendar.add(period.ends_on, FILES_AFTER),
        review_ends_on=ends,
        opened_at=moment(scene.zone, opens_on, OPENS_AT),
        closed_at=closes if closes <= scene.now_text else None,
        was_filed=RoundFact(period.key, period.ends_on, filed=True),
        was_missed=RoundFact(period.key, period.ends_on, filed=False),
    )


def plan_days(
    scene: Scene, *, number: int, first_round: int, draft: bool, back: int, ahead: int
) -> PlanDays:
    """Every fifth plan is filed by the quarter. It begins `back` periods before its first round
    and ends `ahead` periods after its last; a draft has no rounds yet."""
    calendar = scene.calendar()
    kind = PeriodKind.QUARTER if number % 5 == 0 else PeriodKind.MONTH
    last = _last_period(kind, scene, calendar)
    rounds = 0 if draft else scene.size.rounds
    first = period_back(last, max(rounds - 1, 0))
    periods = [period_back(first, -step) for step in range(rounds)]
    opens_on = calendar.add(first.starts_on, 0)
    made_on = opens_on - timedelta(days=20)
    zone = scene.zone
    return PlanDays(
        kind=kind,
        starts_on=period_back(first, back).starts_on,
        ends_on=period_back(last, -ahead).ends_on,
        made_on=made_on,
        made_at=moment(zone, made_on, 9),
        assigned_on=made_on + timedelta(days=4),
        assigned_at=moment(zone, made_on + timedelta(days=4), 10),
        adopted_on=made_on + timedelta(days=6),
        published_at=moment(zone, opens_on, OPENS_AT - 1),
        rounds=tuple(
            _round(period, index + 1, first_round + index, scene, calendar)
            for index, period in enumerate(periods)
        ),
    )
