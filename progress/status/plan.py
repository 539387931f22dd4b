"""How much was planned to be done by a day, and how much milestones say was done."""

from calendar import monthrange
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from progress.status.known import Facts, MilestoneFact

_HUNDRED = Decimal(100)
_FOUR_PLACES = Decimal("0.0001")
_AS_PRINTED = Decimal("0.1")


def planned_on(facts: Facts, as_of: date, *, plan_by: str = "days") -> Decimal | None:
    """The percentage planned to be done by the end of ``as_of``, to four decimals, half up.

    By the weights of milestones due by then where there are milestones; else along the planned
    points, from 0 at the start, level after the last; else straight from start to due, by days or
    by whole months. None where there is nothing to go by, as with an ongoing initiative without
    milestones or points.
    """
    if facts.milestones:
        planned = _weight_share(facts.milestones, [m.due_on <= as_of for m in facts.milestones])
    elif facts.planned_points:
        planned = _along_points(facts, as_of)
    elif facts.ongoing or facts.starts_on is None or facts.due_on is None:
        return None
    elif plan_by == "months":
        planned = _by_months(facts.starts_on, facts.due_on, as_of)
    else:
        path = [(facts.starts_on, Decimal(0)), (facts.due_on, _HUNDRED)]
        planned = _interpolated(path, as_of)
    return planned.quantize(_FOUR_PLACES, rounding=ROUND_HALF_UP)


def months_over(since: date, as_of: date) -> int:
    """The calendar months that are over by the end of ``as_of``, that of ``since`` the first."""
    begun = (as_of.year - since.year) * 12 + as_of.month - since.month
    last = as_of.day == monthrange(as_of.year, as_of.month)[1]
    return max(0, begun + last)


def _by_months(starts_on: date, due_on: date, as_of: date) -> Decimal:
    """Months over out of all months from start to due, both counted whole, to one decimal."""
    if as_of < starts_on:
        return Decimal(0)
    if as_of >= due_on:
        return _HUNDRED
    months = (due_on.year - starts_on.year) * 12 + due_on.month - starts_on.month + 1
    share = Decimal(months_over(starts_on, as_of)) * 100 / months
    return share.quantize(_AS_PRINTED, rounding=ROUND_HALF_UP)


def percent_known(facts: Facts, as_of: date) -> Decimal | None:
    """The approved percentage, or the milestones' done share where they tell the progress."""
    if facts.percent is not None or facts.told_by != "milestones" or not facts.milestones:
        return facts.percent
    done = _weight_share(facts.milestones, [m.is_done(as_of) for m in facts.milestones])
    return done.quantize(_FOUR_PLACES, rounding=ROUND_HALF_UP)


def _weight_share(milestones: tuple[MilestoneFact, ...], counted: list[bool]) -> Decimal:
    """The counted milestones' percentage of all weight; all alike where none has a weight."""
    weights = [m.weight for m in milestones]
    if not any(weights):
        weights = [Decimal(1)] * len(weights)
    part = sum((w for w, counts in zip(weights, counted, strict=True) if counts), Decimal(0))
    return part * 100 / sum(weights, Decimal(0))


def _along_points(facts: Facts, as_of: date) -> Decimal:
    path: list[tuple[date, Decimal]] = []
    points = sorted(facts.planned_points)
    if facts.starts_on is not None and facts.starts_on < points[0][0]:
        path.append((facts.starts_on, Decimal(0)))
    highest = Decimal(0)
    for on, planned in points:
        highest = max(highest, planned)
        path.append((on, highest))
    return _interpolated(path, as_of)


def _interpolated(path: list[tuple[date, Decimal]], as_of: date) -> Decimal:
    """Along a path that never falls; 0 before its first point, level after its last."""
    before: tuple[date, Decimal] | None = None
    for on, planned in path:
        if as_of < on:
            if before is None:
                return Decimal(0)
            share = Decimal((as_of - before[0]).days) / (on - before[0]).days
            return before[1] + (planned - before[1]) * share
        before = (on, planned)
    return path[-1][1]
