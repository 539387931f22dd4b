"""What must hold of every pace, whatever the path and the values."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.pace import (
    Bounds,
    Pace,
    PaceLight,
    PacePolicy,
    PathPoint,
    pace_on,
    planned_on,
    words,
)

RANK = {PaceLight.RED: 0, PaceLight.YELLOW: 1, PaceLight.GREEN: 2}
LARGEST = Decimal("922337203685477.5807")

days = st.dates(date(2024, 1, 1), date(2028, 12, 31))
values = st.one_of(
    st.integers(-1000, 1000).map(Decimal),
    st.decimals(-LARGEST, LARGEST, places=4, allow_nan=False, allow_infinity=False),
)
points = st.builds(PathPoint, on=days, value=values)
paths = st.lists(points, max_size=4, unique_by=lambda p: p.on)
directions = st.sampled_from(["rise", "fall"])
policies = st.builds(PacePolicy, stale_after_days=st.none() | st.integers(0, 400))
whatever = settings(deadline=None, max_examples=150)


def pace(
    direction: str, baseline: PathPoint, targets: list[PathPoint], actual: PathPoint, age: int = 0
) -> Pace:
    return pace_on(
        direction=direction,
        baseline=baseline,
        targets=targets,
        actual=actual,
        as_of=actual.on + timedelta(days=age),
        policy=PacePolicy(stale_after_days=100),
    )


@whatever
@given(directions, points, paths, days, values, values)
def test_a_value_further_along_never_worsens_the_light(direction, baseline, targets, on, one, two):
    worse, better = sorted((one, two), reverse=direction == "fall")
    before = pace(direction, baseline, targets, PathPoint(on, worse))
    after = pace(direction, baseline, targets, PathPoint(on, better))
    assert (before.light is PaceLight.GREY) == (after.light is PaceLight.GREY)
    if before.light is not PaceLight.GREY:
        assert RANK[after.light] >= RANK[before.light]


@whatever
@given(directions, points, paths, points, st.integers(0, 300), st.integers(0, 300))
def test_a_later_day_with_nothing_new_never_betters_the_light(
    direction, baseline, targets, actual, one, two
):
    sooner, later = sorted((one, two))
    before = pace(direction, baseline, targets, actual, sooner).light
    after = pace(direction, baseline, targets, actual, later).light
    if before is not PaceLight.GREY:
        assert RANK[after] <= RANK[before]


@whatever
@given(points, paths, days)
def test_a_path_stays_between_its_lowest_and_highest_point(baseline, targets, as_of):
    planned = planned_on(baseline, targets, as_of)
    if planned is not None:
        levels = [baseline.value, *(target.value for target in targets)]
        assert min(levels) <= planned <= max(levels)


@whatever
@given(points, paths, points)
def test_falling_is_rising_in_a_mirror(baseline, targets, actual):
    def mirrored(point: PathPoint) -> PathPoint:
        return PathPoint(point.on, -point.value)

    up = pace("rise", baseline, targets, actual)
    down = pace("fall", mirrored(baseline), [mirrored(t) for t in targets], mirrored(actual))
    assert (up.light, up.achievement) == (down.light, down.achievement)


@whatever
@given(directions, points, paths, points)
def test_the_achievement_agrees_with_the_light(direction, baseline, targets, actual):
    found = pace(direction, baseline, targets, actual)
    if found.achievement is not None:
        assert (found.light is PaceLight.GREEN) == (found.achievement >= Decimal("0.9"))
        assert (found.light is PaceLight.RED) == (found.achievement < Decimal("0.6"))
        assert (found.reasons[0].code == "regression") == (found.achievement < 0)


@whatever
@given(
    st.sampled_from(["rise", "fall", "hold"]),
    st.none() | points,
    paths,
    st.none() | points,
    days,
    policies,
)
def test_every_pace_has_a_reason_for_its_light_in_both_languages(
    direction, baseline, targets, actual, as_of, policy
):
    found = pace_on(
        direction=direction,
        baseline=baseline,
        targets=targets,
        actual=actual,
        as_of=as_of,
        bounds=Bounds(Decimal(0), Decimal(100)),
        policy=policy,
    )
    assert found.reasons[0].light is found.light
    for reason in found.reasons:
        assert words(reason, "zh") != words(reason, "en")
