"""What a change of the work calendar moves in this room: rounds, terms, lights."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Q, QuerySet

from core.moves import CalendarChange, Follower, Move, follow_calendar, moved_day
from core.periods import Period
from progress.facts import policies
from progress.models import CoordinationMatter, Direction, FormerDays, Round
from progress.queries import Cadences, RoundDays, cadences_of, round_days
from progress.recompute import recompute
from progress.standings import recoloured
from recommendations.choices import OPEN_STATES, PlanState
from recommendations.models import Initiative, Plan

# Initiatives whose facts are held in memory at a time.
SLICE = 1_000


def coming_periods(cadences: Cadences, *, today: date) -> Iterator[Period]:
    """The plan's periods, of each cadence, from the one before today's to its last."""
    plan = cadences.plan
    for kind in cadences.first_days():
        period = Period.containing(kind, max(plan.starts_on, today)).previous()
        while period.starts_on <= plan.ends_on:
            if period.ends_on >= plan.starts_on and cadences.asks(period):
                yield period
            period = period.next()


def _moved(kept: Round, days: RoundDays, *, today: date) -> RoundDays:
    """Where an open round's days go; it has opened, and its review never ends before its filing."""
    filing = moved_day(kept.filing_due_on, days.filing_due_on, today=today)
    review = moved_day(kept.review_ends_on, days.review_ends_on, today=today)
    return RoundDays(kept.opens_on, filing, max(filing, review))


def _open_rounds(change: CalendarChange) -> Iterator[tuple[Round, RoundDays]]:
    """The open rounds that move, with their new days. What has run out by now stays."""
    for row in Round.objects.filter(
        closed_at__isnull=True, review_ends_on__gte=change.today
    ).select_related("plan"):
        period = Period.parse(row.period)
        before = round_days(row.plan, period, calendar=change.before)
        after = round_days(row.plan, period, calendar=change.after)
        moved = _moved(row, after, today=change.today)
        stays = (row.filing_due_on, row.review_ends_on) == (
            moved.filing_due_on,
            moved.review_ends_on,
        )
        if before != after and not stays:
            yield row, moved


def _day_moves(slug: str, period: str, before: RoundDays, after: RoundDays) -> Iterator[Move]:
    for kind in ("opens_on", "filing_due_on", "review_ends_on"):
        old, new = getattr(before, kind), getattr(after, kind)
        if old != new:
            yield Move(kind, slug, period, old.isoformat(), new.isoformat())


def round_moves(change: CalendarChange) -> list[Move]:
    """The days of rounds that are open, and of those to come to each plan's end. Four queries."""
    found: list[Move] = []
    for row, days in _open_rounds(change):
        kept = RoundDays(row.opens_on, row.filing_due_on, row.review_ends_on)
        found += _day_moves(row.plan.slug, row.period, kept, days)
    there = set(Round.objects.values_list("plan_id", "period"))
    active = list(Plan.objects.filter(state=PlanState.ACTIVE))
    cadences = cadences_of(active)
    for plan in active:
        for period in coming_periods(cadences[plan.pk], today=change.today):
            if (plan.pk, period.key) in there:
                continue
            before = round_days(plan, period, calendar=change.before)
            after = round_days(plan, period, calendar=change.after)
            found += _day_moves(plan.slug, period.key, before, after)
    return found


def follow_rounds(change: CalendarChange) -> None:
    """Open rounds take their new days; those to come are computed when they open."""
    for row, days in list(_open_rounds(change)):
        FormerDays.objects.create(
            round=row, filing_due_on=row.filing_due_on, review_ends_on=row.review_ends_on,
            recorded_at=change.now,
        )  # fmt: skip
        Round.objects.filter(pk=row.pk, closed_at__isnull=True).update(
            filing_due_on=days.filing_due_on, review_ends_on=days.review_ends_on
        )


def _resting(change: CalendarChange) -> list[date]:
    """The days to come that would be off and were worked."""
    return [d for d in change.days if d >= change.today and not change.after.is_workday(d)]


def term_moves(change: CalendarChange) -> list[Move]:
    """Terms that a person set and that would fall on a day off: named, never moved. Three queries.

    Requests, matters and directions carry days that somebody wrote; no term of theirs is counted
    in working days.
    """
    days = _resting(change)
    if not days:
        return []
    found: list[tuple[str, Initiative, date]] = [
        ("due_on", row, row.due_on)
        for row in Initiative.objects.of_open_plans()
        .filter(state__in=OPEN_STATES, due_on__in=days)
        .select_related("plan")
        if row.due_on
    ]
    asked: Iterable[tuple[str, QuerySet[CoordinationMatter] | QuerySet[Direction]]] = (
        ("answer_due", CoordinationMatter.objects.filter(answer="", due_on__in=days)),
        ("reply_due", Direction.objects.filter(reply="", due_on__in=days)),
    )
    for kind, rows in asked:
        for row in rows.select_related("initiative__plan"):
            if row.due_on:
                found.append((kind, row.initiative, row.due_on))
    return [
        Move(kind, row.plan.slug, str(row), day.isoformat(), day.isoformat(), progress=True)
        for kind, row, day in found
    ]


def _touched(change: CalendarChange) -> QuerySet[Initiative]:
    """The initiatives whose standing counts over one of the changed days.

    Backwards that is everything due, or with a milestone due, before a day that has passed;
    forwards what is due soon, by the longest such term of any plan.
    """
    past = [d for d in change.days if d <= change.today]
    plans = list(Plan.objects.filter(state=PlanState.ACTIVE))
    rules = policies(plans, as_of=change.today, known_at=change.now).values()
    longest = max((rule.due_soon_days for rule in rules), default=0)
    horizon = max(c.add(change.today, longest + 1) for c in (change.before, change.after))
    touched = Q(pk__in=[])
    if past:
        touched |= Q(due_on__lt=past[-1]) | Q(milestones__rows__due_on__lt=past[-1])
    if len(past) < len(change.days):
        touched |= Q(due_on__gte=change.days[len(past)], due_on__lte=horizon)
    return Initiative.objects.filter(touched, plan__in=plans).order_by("plan", "code").distinct()


def light_moves(change: CalendarChange) -> list[Move]:
    """The lights that would change today, and per plan how many figures would without the light."""
    touched = list(_touched(change).select_related("plan"))
    found: list[Move] = []
    figures: dict[str, int] = {}
    for start in range(0, len(touched), SLICE):
        for one in recoloured(
            touched[start : start + SLICE],
            as_of=change.today,
            known_at=change.now,
            calendars=(change.before, change.after),
        ):
            slug = one.initiative.plan.slug
            if one.before.light != one.after.light:
                lights = one.before.light.value, one.after.light.value
                found.append(Move("light", slug, str(one.initiative), *lights, progress=True))
            elif one.before != one.after:
                figures[slug] = figures.get(slug, 0) + 1
    return found + [Move("figures", slug, str(n), "", "") for slug, n in sorted(figures.items())]


def follow_lights(change: CalendarChange) -> None:
    """Present standings follow; those of closed rounds stay as they are."""
    plans = Plan.objects.filter(pk__in=_touched(change).values("plan")).order_by("slug")
    recompute(plans, now=change.now)


def register_moves() -> None:
    """Called when the site starts. Rounds go first: lights look at them."""
    follow_calendar("rounds", Follower(round_moves, follow_rounds))
    follow_calendar("terms", Follower(term_moves, lambda _change: None))
    follow_calendar("lights", Follower(light_moves, follow_lights))
