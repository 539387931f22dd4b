"""The pace of an indicator: its latest value against the path from baseline to dated targets.

A value is held against the path on its own day, not on the day of reading: a figure for June says
nothing about September. That it is old is a reason of its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum

from core.exact import show
from core.sentences import Figure, Language, Sentence
from core.zh import half_up

_FOUR_PLACES = Decimal("0.0001")
_LOUDNESS = ("red", "yellow", "grey", "green")


class Direction(StrEnum):
    RISE = "rise"
    FALL = "fall"
    HOLD = "hold"


class PaceLight(StrEnum):
    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"
    GREY = "grey"


@dataclass(frozen=True)
class PathPoint:
    """A value and the day it speaks of: a baseline, a target, or a measured value."""

    on: date
    value: Decimal


@dataclass(frozen=True)
class Bounds:
    """The range to hold, both ends in it; None leaves an end open, but not both.

    Raises ValueError where neither end is given or they are the wrong way round.
    """

    lower: Decimal | None = None
    upper: Decimal | None = None

    def __post_init__(self) -> None:
        if self.lower is None and self.upper is None:
            raise ValueError("A range to hold needs a lower or an upper bound.")
        if self.lower is not None and self.upper is not None and self.lower > self.upper:
            raise ValueError("The lower bound lies above the upper one.")

    def hold(self, value: Decimal) -> bool:
        above = self.lower is None or value >= self.lower
        return above and (self.upper is None or value <= self.upper)


@dataclass(frozen=True)
class PacePolicy:
    """Thresholds of achievement, and after how many days (calendar days) a value is old.

    Raises ValueError unless 0 ≤ red_below ≤ yellow_below, and for negative days.
    """

    red_below: Decimal = Decimal("0.60")
    yellow_below: Decimal = Decimal("0.90")
    stale_after_days: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.red_below <= self.yellow_below:
            raise ValueError("Achievement must satisfy 0 ≤ red_below ≤ yellow_below.")
        if self.stale_after_days is not None and self.stale_after_days < 0:
            raise ValueError("A value cannot be old after a negative number of days.")


@dataclass(frozen=True)
class PaceReason:
    """A code, the light it speaks for, and figures that can be written as JSON."""

    code: str
    light: PaceLight
    figures: Mapping[str, Figure] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Pace:
    """Where an indicator stands: its light and all reasons, those that decide it first.

    ``planned`` is the path on ``actual_on``, in the indicator's own unit; None without a path and
    for a range to hold. ``achievement`` is the part of the planned change that was achieved, 1
    being all of it, rounded down to four decimals; negative where the value went the wrong way.
    """

    actual: Decimal | None
    actual_on: date | None
    planned: Decimal | None
    achievement: Decimal | None
    light: PaceLight
    reasons: tuple[PaceReason, ...]


SENTENCES: Mapping[str, Sentence] = {
    "no_value": Sentence("尚无数据", "No value yet"),
    "no_path": Sentence(
        "{value_on}为{actual}，未设基期值或目标值",
        "{actual} on {value_on}, no baseline or no target set",
    ),
    "before_baseline": Sentence(
        "{value_on}为{actual}，早于基期{baseline_on}",
        "{actual} on {value_on}, before the baseline of {baseline_on}",
    ),
    "regression": Sentence(
        "{value_on}为{actual}，较基期值{baseline}不进反退，序时应达{planned}，完成计划变化量的{ratio}",
        "{actual} on {value_on}, worse than the baseline {baseline}; {planned} planned by then, "
        "{ratio} of the planned change",
    ),
    "behind_path": Sentence(
        "{value_on}为{actual}，序时应达{planned}，完成计划变化量的{ratio}",
        "{actual} on {value_on}, {planned} planned by then, {ratio} of the planned change",
    ),
    "on_path": Sentence(
        "{value_on}为{actual}，序时应达{planned}，完成计划变化量的{ratio}",
        "{actual} on {value_on}, {planned} planned by then, {ratio} of the planned change",
    ),
    "level_kept": Sentence(
        "{value_on}为{actual}，达到序时应达的{planned}",
        "{actual} on {value_on}, which meets the {planned} planned by then",
    ),
    "level_lost": Sentence(
        "{value_on}为{actual}，未达到序时应达的{planned}",
        "{actual} on {value_on}, which does not meet the {planned} planned by then",
    ),
    "in_range": Sentence(
        "{value_on}为{actual}，在要求范围（{range}）内",
        "{actual} on {value_on}, within the range to hold ({range})",
    ),
    "out_of_range": Sentence(
        "{value_on}为{actual}，超出要求范围（{range}）",
        "{actual} on {value_on}, outside the range to hold ({range})",
    ),
    "stale": Sentence(
        "最近数据为{value_on}，距今{age}天，超过{limit}天",
        "The latest value is of {value_on}, {age} days old, more than {limit}",
    ),
}


def words(reason: PaceReason, language: Language = "zh") -> str:
    """The reason as a sentence without its full stop; raises KeyError for an unknown code."""
    return SENTENCES[reason.code].fill(reason.figures, language)


def planned_on(
    baseline: PathPoint | None, targets: Iterable[PathPoint], as_of: date
) -> Decimal | None:
    """The value planned for ``as_of``, to four decimals half up, in the indicator's unit.

    Straight from point to point, level after the last target; None before the baseline, and
    without a baseline or a target after it. Targets dated up to the baseline's day were
    overtaken by it. Raises ValueError for two targets on one day.
    """
    later = sorted((t.on, t.value) for t in targets if baseline and t.on > baseline.on)
    if baseline is None or not later or as_of < baseline.on:
        return None
    if len({on for on, _ in later}) < len(later):
        raise ValueError("Two targets are set for one day.")
    start, level = baseline.on, baseline.value
    for on, value in later:
        if as_of < on:
            # The product is exact; only the division rounds.
            moved = (value - level) * (as_of - start).days / (on - start).days
            return (level + moved).quantize(_FOUR_PLACES, rounding=ROUND_HALF_UP)
        start, level = on, value
    return level.quantize(_FOUR_PLACES, rounding=ROUND_HALF_UP)


def pace_on(
    *,
    direction: Direction | str,
    baseline: PathPoint | None,
    targets: Sequence[PathPoint],
    actual: PathPoint | None,
    as_of: date,
    bounds: Bounds | None = None,
    policy: PacePolicy | None = None,
) -> Pace:
    """The indicator's pace as known at the end of ``as_of``; a later value does not count.

    Achievement = (actual − baseline) ÷ (planned − baseline): red below ``red_below``, yellow below
    ``yellow_below``, and a regression is red. Where the path asks for no change in the wanted
    direction, the planned level is either kept or lost. A range is held or not. A value that is
    too old is at best yellow. Grey means that there is nothing to judge.

    Raises ValueError for an unknown direction, and for ``hold`` without bounds.
    """
    direction, policy = Direction(direction), policy or PacePolicy()
    if direction is Direction.HOLD and bounds is None:
        raise ValueError("An indicator that is to hold needs its bounds.")
    if actual is None or actual.on > as_of:
        reason = PaceReason("no_value", PaceLight.GREY)
        return Pace(None, None, None, None, PaceLight.GREY, (reason,))
    planned = achievement = None
    if direction is Direction.HOLD and bounds is not None:
        reason = _held(actual, bounds)
    else:
        planned = planned_on(baseline, targets, actual.on)
        if baseline is None or planned is None:
            reason = _no_path(baseline, targets, actual)
        else:
            sign = 1 if direction is Direction.RISE else -1
            achievement, reason = _judged(sign, baseline.value, planned, actual, policy)
    reasons = sorted(
        [reason, *_stale(actual, as_of, policy)], key=lambda r: _LOUDNESS.index(r.light)
    )
    light = reasons[0].light
    return Pace(actual.value, actual.on, planned, achievement, light, tuple(reasons))


def _judged(
    sign: int, baseline: Decimal, planned: Decimal, actual: PathPoint, policy: PacePolicy
) -> tuple[Decimal | None, PaceReason]:
    """``sign`` is 1 where rising is wanted and -1 where falling is."""
    wanted, achieved = sign * (planned - baseline), sign * (actual.value - baseline)
    figures = _figures(actual) | {"planned": show(half_up(planned, 1)), "baseline": show(baseline)}
    if wanted <= 0:
        if achieved >= wanted:
            return None, PaceReason("level_kept", PaceLight.GREEN, figures)
        return None, PaceReason("level_lost", PaceLight.RED, figures)
    achievement = (achieved / wanted).quantize(_FOUR_PLACES, rounding=ROUND_FLOOR)
    figures["ratio"] = show(achievement)
    # Products, not quotients, so that a boundary is exact.
    if achieved < 0:
        return achievement, PaceReason("regression", PaceLight.RED, figures)
    if achieved < policy.red_below * wanted:
        return achievement, PaceReason("behind_path", PaceLight.RED, figures)
    if achieved < policy.yellow_below * wanted:
        return achievement, PaceReason("behind_path", PaceLight.YELLOW, figures)
    return achievement, PaceReason("on_path", PaceLight.GREEN, figures)


def _held(actual: PathPoint, bounds: Bounds) -> PaceReason:
    if bounds.upper is None:
        span = f"≥{show(bounds.lower or Decimal(0))}"
    elif bounds.lower is None:
        span = f"≤{show(bounds.upper)}"
    else:
        span = f"{show(bounds.lower)}～{show(bounds.upper)}"
    figures = _figures(actual) | {"range": span}
    if bounds.hold(actual.value):
        return PaceReason("in_range", PaceLight.GREEN, figures)
    return PaceReason("out_of_range", PaceLight.RED, figures)


def _no_path(
    baseline: PathPoint | None, targets: Sequence[PathPoint], actual: PathPoint
) -> PaceReason:
    if baseline is not None and targets and actual.on < baseline.on:
        figures = _figures(actual) | {"baseline_on": baseline.on.isoformat()}
        return PaceReason("before_baseline", PaceLight.GREY, figures)
    return PaceReason("no_path", PaceLight.GREY, _figures(actual))


def _stale(actual: PathPoint, as_of: date, policy: PacePolicy) -> list[PaceReason]:
    age, limit = (as_of - actual.on).days, policy.stale_after_days
    if limit is None or age <= limit:
        return []
    figures: dict[str, Figure] = {"value_on": actual.on.isoformat(), "age": age, "limit": limit}
    return [PaceReason("stale", PaceLight.YELLOW, figures)]


def _figures(actual: PathPoint) -> dict[str, Figure]:
    return {"actual": show(actual.value), "value_on": actual.on.isoformat()}
