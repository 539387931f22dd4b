"""A plan's terms: how often it is filed, in how many working days, and what a change would move.

Rounds that have opened keep their days, and terms to accept that run go on running. A new cadence
begins with its first period behind the last round that has opened, so that no period is filed
twice and none is left out; until then rounds of the old one keep coming.
"""

from collections.abc import Iterator
from copy import copy
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import NamedTuple

from core.periods import Period
from core.workdays import WorkCalendar
from progress.models import Round
from progress.moves import coming_periods
from progress.queries import RoundDays, cadences_of, round_days
from recommendations.models import Plan

LONGEST = 60


@dataclass(frozen=True)
class Terms:
    """What a person sets of a plan's rounds; terms in working days.

    `filing_due_after` and `review_ends_after` count from a period's end, `accept_within` from the
    day on which a unit could know what it was assigned.
    """

    cadence: str
    filing_due_after: int
    review_ends_after: int
    accept_within: int

    def as_dict(self) -> dict[str, object]:
        """By the names of the plan's columns."""
        return asdict(self)


class Moved(NamedTuple):
    """A round to come, with the days that it has now and would have; None where there is none."""

    period: str
    before: RoundDays | None
    after: RoundDays | None


def terms_of(plan: Plan) -> Terms:
    """The plan's terms now."""
    return Terms(plan.cadence, plan.filing_due_after, plan.review_ends_after, plan.accept_within)


def _own_rounds_end(plan: Plan) -> date | None:
    """The last day of the last round that asked by the plan's own cadence."""
    ends = [
        row.ends_on
        for row in Round.objects.filter(plan=plan)
        if Period.parse(row.period).kind == plan.cadence_on(row.ends_on)
    ]
    return max(ends, default=None)


def _first_of(cadence: str, *, behind: date) -> Period:
    """The first period of a cadence that begins behind a day."""
    period = Period.containing(cadence, behind + timedelta(days=1))
    return period if period.starts_on > behind else period.next()


def with_terms(plan: Plan, terms: Terms) -> Plan:
    """A copy of the plan that goes by these terms from here on. Not to be saved. One query."""
    then = copy(plan)
    for name, value in terms.as_dict().items():
        setattr(then, name, value)
    last = _own_rounds_end(plan)
    if terms.cadence == plan.cadence or last is None:
        return then
    before = _first_of(terms.cadence, behind=last).starts_on - timedelta(days=1)
    kept = [pair for pair in plan.former_cadences if date.fromisoformat(pair[0]) < before]
    if plan.cadence_on(before) != terms.cadence:
        kept.append([before.isoformat(), plan.cadence_on(before)])
    then.former_cadences = kept
    return then


def _coming(
    plan: Plan, *, today: date, calendar: WorkCalendar, opened: set[str]
) -> Iterator[tuple[str, RoundDays]]:
    for period in coming_periods(cadences_of([plan])[plan.pk], today=today):
        if period.key not in opened:
            yield period.key, round_days(plan, period, calendar=calendar)


def moved_rounds(plan: Plan, terms: Terms, *, today: date, calendar: WorkCalendar) -> list[Moved]:
    """The rounds not yet opened whose days would be others, or that would come or not come.

    In the order of their filing days. Six queries.
    """
    opened = set(plan.rounds.values_list("period", flat=True))
    before = dict(_coming(plan, today=today, calendar=calendar, opened=opened))
    then = with_terms(plan, terms)
    after = dict(_coming(then, today=today, calendar=calendar, opened=opened))
    found = [
        Moved(key, before.get(key), after.get(key))
        for key in {**before, **after}
        if before.get(key) != after.get(key)
    ]

    def place(one: Moved) -> tuple[date, str]:
        days = one.after or one.before
        assert days is not None  # it is in one of the two
        return days.filing_due_on, one.period

    return sorted(found, key=place)
