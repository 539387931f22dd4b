"""The indicators' lines: pace, how far of the target, and the change since the year before."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TypedDict

from core.exact import show
from core.zh import half_up
from indicators.pace import PaceReason, PathPoint
from indicators.pace import words as pace_words
from indicators.queries import Reading, readings
from recommendations.models import Plan
from reports.contents.lights import iso, one
from reports.contents.shape import IndicatorLine, ReasonLine

# A value of a year before is comparable if it is at most a quarter older than that.
_SPAN = timedelta(days=92)


class Shares(TypedDict):
    """The part of an indicator's line that this module tells."""

    task: int | None
    of_target: str | None
    last_year: str | None
    last_year_on: str | None
    on_year: str | None


def year_before(day: date) -> date:
    """The same day of the year before; 28 February for 29 February."""
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)


def of_target(reading: Reading) -> Decimal | None:
    """The way gone from the baseline to the last target, in percent; None where there is none."""
    actual, baseline = reading.pace.actual, reading.indicator.baseline_value
    target = reading.target
    if actual is None or baseline is None or target is None or target.value == baseline:
        return None
    way: Decimal = (actual - baseline) / (target.value - baseline) * 100
    return way


def _last_year(reading: Reading) -> PathPoint | None:
    if reading.pace.actual_on is None:
        return None
    day = year_before(reading.pace.actual_on)
    found = [one for one in reading.values if day - _SPAN <= one.on <= day]
    return found[-1] if found else None


def _on_year(actual: Decimal, before: Decimal, unit: str) -> Decimal | None:
    """Percent; points where the figure is itself a percentage."""
    if unit in {"%", "％"}:
        return actual - before
    return (actual - before) / abs(before) * 100 if before else None


def shares(reading: Reading) -> Shares:
    """See `IndicatorLine`."""
    row, actual = reading.indicator, reading.pace.actual
    before, way = _last_year(reading), of_target(reading)
    change = (
        _on_year(actual, before.value, row.unit_of_measure)
        if actual is not None and before is not None
        else None
    )
    return {
        "task": row.initiative.code if row.initiative else None,
        "of_target": None if way is None else str(half_up(way, 1)),
        "last_year": show(before.value) if before else None,
        "last_year_on": before.on.isoformat() if before else None,
        "on_year": None if change is None else str(half_up(change, 1)),
    }


def _pace_reason(reason: PaceReason) -> ReasonLine:
    return {
        "code": reason.code,
        "light": reason.light.value,
        "zh": pace_words(reason, "zh"),
        "en": pace_words(reason, "en"),
    }


def _indicator(reading: Reading) -> IndicatorLine:
    row, pace, target = reading.indicator, reading.pace, reading.target
    achieved = pace.achievement * 100 if pace.achievement is not None else None
    return {
        "code": row.code,
        "name": row.name,
        "unit": row.unit_of_measure,
        "baseline": show(row.baseline_value) if row.baseline_value is not None else None,
        "baseline_on": iso(row.baseline_on),
        "baseline_sentence": row.baseline_sentence,
        "actual": show(pace.actual) if pace.actual is not None else None,
        "actual_on": iso(pace.actual_on),
        "planned": show(half_up(pace.planned, 1)) if pace.planned is not None else None,
        "achieved": one(achieved),
        "target": show(target.value) if target else None,
        "target_on": iso(target.on) if target else None,
        "light": pace.light.value,
        "reasons": [_pace_reason(reason) for reason in pace.reasons],
        "is_example": row.is_example,
        **shares(reading),
    }


def indicators(plan: Plan, *, as_of: date, known_at: datetime) -> list[IndicatorLine]:
    """Those that were there, by number."""
    known = plan.indicators.known_at(known_at).select_related("initiative").order_by("code")
    return [_indicator(reading) for reading in readings(known, as_of=as_of, known_at=known_at)]
