"""What we read about indicators: the pace of many at once, as of a day and as then known."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import ngettext

from indicators.models import Indicator, Target, Value
from indicators.pace import Bounds, Direction, Pace, PathPoint, pace_on
from recommendations.choices import InitiativeState
from recommendations.gaps import Gap
from recommendations.models import Plan


@dataclass(frozen=True)
class Reading:
    """An indicator on a day: its pace, the points of its path, and the values up to then."""

    indicator: Indicator
    pace: Pace
    targets: tuple[PathPoint, ...]
    values: tuple[PathPoint, ...]

    @property
    def target(self) -> PathPoint | None:
        """The last target."""
        return self.targets[-1] if self.targets else None


def _values(
    indicators: list[Indicator], *, as_of: date, known_at: datetime
) -> dict[int, list[PathPoint]]:
    """Approved values by day; of two for one day the later approval counts."""
    by_day: dict[int, dict[date, Decimal]] = defaultdict(dict)
    for row in Value.objects.filter(
        indicator__in=indicators, measured_on__lte=as_of, approved_at__lte=known_at
    ).order_by("measured_on", "approved_at", "pk"):
        by_day[row.indicator_id][row.measured_on] = row.value
    return {
        pk: [PathPoint(on, value) for on, value in sorted(days.items())]
        for pk, days in by_day.items()
    }


def readings(indicators: Iterable[Indicator], *, as_of: date, known_at: datetime) -> list[Reading]:
    """The pace of each indicator, in the given order. Two queries."""
    listed = list(indicators)
    values = _values(listed, as_of=as_of, known_at=known_at)
    targets: dict[int, list[PathPoint]] = defaultdict(list)
    for row in Target.objects.filter(indicator__in=listed, recorded_at__lte=known_at).order_by(
        "due_on"
    ):
        targets[row.indicator_id].append(PathPoint(row.due_on, row.value))
    return [
        _reading(row, targets.get(row.pk, []), values.get(row.pk, []), as_of=as_of)
        for row in listed
    ]


def _reading(
    row: Indicator, targets: list[PathPoint], values: list[PathPoint], *, as_of: date
) -> Reading:
    baseline = (
        PathPoint(row.baseline_on, row.baseline_value)
        if row.baseline_on is not None and row.baseline_value is not None
        else None
    )
    bounds = (
        Bounds(row.lower, row.upper) if row.lower is not None or row.upper is not None else None
    )
    pace = pace_on(
        direction=Direction(row.direction),
        baseline=baseline,
        targets=targets,
        actual=values[-1] if values else None,
        bounds=bounds,
        as_of=as_of,
    )
    return Reading(row, pace, tuple(targets), tuple(values))


def without_indicator(plan: Plan) -> Gap | None:
    """Initiatives that nothing measures, those marked as needing none left out."""
    rows = plan.initiatives.filter(indicators__isnull=True, no_indicator=False)
    out = (InitiativeState.CANCELLED, InitiativeState.MERGED)
    found = list(rows.exclude(state__in=out).order_by("code"))
    if not found:
        return None
    words = ngettext(
        "%(n)d initiative has no indicator", "%(n)d initiatives have no indicator", len(found)
    )
    return Gap("indicators", words % {"n": len(found)}, initiatives=found)
