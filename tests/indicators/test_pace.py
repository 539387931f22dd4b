"""The pace of indicators, case by case: from 100 at the end of 2025 to 200, or down to 0."""

import json
from datetime import date
from decimal import Decimal

import pytest

from core.sentences import Sentence
from indicators.pace import (
    SENTENCES,
    Bounds,
    Direction,
    PaceLight,
    PacePolicy,
    PaceReason,
    PathPoint,
    pace_on,
    planned_on,
    words,
)

RED, YELLOW, GREEN, GREY = PaceLight.RED, PaceLight.YELLOW, PaceLight.GREEN, PaceLight.GREY
YEAR_END = date(2026, 12, 31)


def point(on, value):
    return PathPoint(on, Decimal(value))


BASELINE = point(date(2025, 12, 31), 100)
RISING, FALLING = [point(YEAR_END, 200)], [point(YEAR_END, 0)]


def pace(direction, value, *, on=YEAR_END, targets=None, baseline=BASELINE, **more):
    if targets is None:
        targets = RISING if direction == "rise" else FALLING
    actual = None if value is None else point(on, value)
    return pace_on(
        direction=direction,
        baseline=baseline,
        targets=targets,
        actual=actual,
        as_of=more.pop("as_of", YEAR_END),
        **more,
    )


@pytest.mark.parametrize(
    ("direction", "value", "achievement", "light", "code"),
    [
        ("rise", "200", "1", GREEN, "on_path"),
        ("rise", "250", "1.5", GREEN, "on_path"),
        ("rise", "190", "0.9", GREEN, "on_path"),
        ("rise", "189.9999", "0.8999", YELLOW, "behind_path"),
        ("rise", "160", "0.6", YELLOW, "behind_path"),
        ("rise", "159.9999", "0.5999", RED, "behind_path"),
        ("rise", "100", "0", RED, "behind_path"),
        ("rise", "90", "-0.1", RED, "regression"),
        ("fall", "0", "1", GREEN, "on_path"),
        ("fall", "10", "0.9", GREEN, "on_path"),
        ("fall", "10.0001", "0.8999", YELLOW, "behind_path"),
        ("fall", "40", "0.6", YELLOW, "behind_path"),
        ("fall", "40.0001", "0.5999", RED, "behind_path"),
        ("fall", "100", "0", RED, "behind_path"),
        ("fall", "120", "-0.2", RED, "regression"),
        ("fall", "-20", "1.2", GREEN, "on_path"),
    ],
)
def test_achievement_is_the_part_of_the_planned_change(direction, value, achievement, light, code):
    found = pace(direction, value)
    assert found.achievement == Decimal(achievement)
    assert (found.light, found.reasons[0].code) == (light, code)
    assert (found.actual, found.actual_on) == (Decimal(value), YEAR_END)


def test_a_value_is_held_against_the_path_on_its_own_day():
    found = pace("rise", "150", on=date(2026, 7, 2), as_of=date(2026, 11, 23))
    assert found.planned == Decimal("150.1370")
    assert found.light is GREEN


def test_a_path_goes_straight_between_points_and_level_after_the_last():
    targets = [point(date(2026, 1, 20), 300), point(date(2026, 1, 10), 200)]
    assert planned_on(BASELINE, targets, date(2025, 12, 30)) is None
    assert planned_on(BASELINE, targets, date(2025, 12, 31)) == 100
    assert planned_on(BASELINE, targets, date(2026, 1, 5)) == 150
    assert planned_on(BASELINE, targets, date(2026, 1, 10)) == 200
    assert planned_on(BASELINE, targets, date(2026, 1, 15)) == 250
    assert planned_on(BASELINE, targets, date(2027, 1, 1)) == 300


def test_a_falling_path_falls():
    assert planned_on(BASELINE, [point(date(2026, 1, 10), 0)], date(2026, 1, 5)) == 50


def test_targets_that_the_baseline_overtook_are_left_out():
    old = point(date(2025, 12, 31), 500)
    assert planned_on(BASELINE, [old, *RISING], YEAR_END) == 200
    assert planned_on(BASELINE, [old], YEAR_END) is None


def test_two_targets_on_one_day_are_refused():
    with pytest.raises(ValueError, match="Two targets are set for one day"):
        planned_on(BASELINE, [point(YEAR_END, 1), point(YEAR_END, 2)], YEAR_END)


@pytest.mark.parametrize(
    ("direction", "value", "target", "light", "code"),
    [
        ("rise", "100", "100", GREEN, "level_kept"),
        ("rise", "101", "100", GREEN, "level_kept"),
        ("rise", "99", "100", RED, "level_lost"),
        ("fall", "100", "100", GREEN, "level_kept"),
        ("fall", "101", "100", RED, "level_lost"),
        ("rise", "85", "80", GREEN, "level_kept"),  # at least 80, from 100
        ("rise", "79", "80", RED, "level_lost"),
        ("fall", "115", "120", GREEN, "level_kept"),  # at most 120, from 100
        ("fall", "121", "120", RED, "level_lost"),
    ],
)
def test_where_no_change_is_asked_for_the_level_is_kept_or_lost(
    direction, value, target, light, code
):
    found = pace(direction, value, targets=[point(YEAR_END, target)])
    assert (found.light, found.reasons[0].code, found.achievement) == (light, code, None)


def test_on_the_baselines_own_day_nothing_is_divided_by_zero():
    assert pace("rise", "100", on=BASELINE.on).light is GREEN
    assert pace("rise", "99", on=BASELINE.on).light is RED


@pytest.mark.parametrize(
    ("lower", "upper", "value", "light"),
    [
        (10, 20, 10, GREEN),
        (10, 20, 20, GREEN),
        (10, 20, "9.9999", RED),
        (10, 20, "20.0001", RED),
        (None, 20, -5, GREEN),
        (None, 20, 21, RED),
        (0, None, 10**9, GREEN),
        (0, None, -1, RED),
    ],
)
def test_a_range_is_held_or_not(lower, upper, value, light):
    bounds = Bounds(*(None if end is None else Decimal(end) for end in (lower, upper)))
    found = pace("hold", value, bounds=bounds, baseline=None, targets=[])
    code = "in_range" if light is GREEN else "out_of_range"
    assert (found.light, found.reasons[0].code) == (light, code)
    assert found.planned is found.achievement is None


@pytest.mark.parametrize(("lower", "upper"), [(None, None), (2, 1)])
def test_bounds_that_make_no_sense_are_refused(lower, upper):
    with pytest.raises(ValueError, match="bound"):
        Bounds(lower and Decimal(lower), upper and Decimal(upper))


def test_holding_needs_bounds():
    with pytest.raises(ValueError, match="needs its bounds"):
        pace("hold", 5)


def test_an_unknown_direction_is_refused():
    with pytest.raises(ValueError, match="sideways"):
        pace("sideways", 5)


def test_no_value_is_grey_and_so_is_one_that_is_not_known_yet():
    for found in (pace("rise", None), pace("rise", 150, as_of=date(2026, 6, 30))):
        assert (found.light, found.reasons[0].code) == (GREY, "no_value")
        assert found.actual is found.actual_on is found.planned is None


def test_a_value_without_a_path_is_grey_yet_shown():
    for more in ({"baseline": None}, {"targets": []}):
        found = pace("rise", 150, **more)
        assert (found.light, found.reasons[0].code) == (GREY, "no_path")
        assert found.actual == 150


def test_a_value_from_before_the_baseline_is_not_judged():
    found = pace("rise", 90, on=date(2025, 6, 30))
    assert (found.light, found.reasons[0].code) == (GREY, "before_baseline")


@pytest.mark.parametrize(
    ("age", "value", "light", "codes"),
    [
        (90, 200, GREEN, ["on_path"]),
        (91, 200, YELLOW, ["stale", "on_path"]),
        (91, 101, RED, ["behind_path", "stale"]),
    ],
)
def test_an_old_value_is_a_reason_of_its_own(age, value, light, codes):
    as_of = date.fromordinal(YEAR_END.toordinal() + age)
    found = pace("rise", value, as_of=as_of, policy=PacePolicy(stale_after_days=90))
    assert found.light is light
    assert [reason.code for reason in found.reasons] == codes


def test_thresholds_are_the_policys():
    strict = PacePolicy(red_below=Decimal("0.8"), yellow_below=Decimal("1.0"))
    assert pace("rise", "179", policy=strict).light is RED
    assert pace("rise", "199", policy=strict).light is YELLOW


@pytest.mark.parametrize(
    "changes",
    [{"red_below": Decimal(1)}, {"red_below": Decimal(-1)}, {"stale_after_days": -1}],
)
def test_thresholds_that_make_no_sense_are_refused(changes):
    with pytest.raises(ValueError, match=r"."):
        PacePolicy(**changes)


FIGURES = {
    "actual": "130",
    "value_on": "2026-09-30",
    "planned": "174.8",
    "baseline": "100",
    "ratio": "0.401",
    "baseline_on": "2025-12-31",
    "range": "10～20",
    "age": 91,
    "limit": 90,
}


@pytest.mark.parametrize("code", SENTENCES)
def test_every_code_has_words_with_its_figures_in_both_languages(code):
    reason = PaceReason(code, RED, FIGURES)
    sentence = SENTENCES[code]
    assert isinstance(sentence, Sentence)
    assert sentence.zh.count("{") == sentence.en.count("{")
    chinese, english = words(reason), words(reason, "en")
    assert not set("{}") & set(chinese + english)
    if "{value_on}" in sentence.zh:
        assert "2026年9月30日" in chinese
        assert "30 September 2026" in english


def test_a_pace_is_worded_with_the_part_achieved():
    reason = pace("rise", "130", on=date(2026, 9, 30)).reasons[0]
    assert json.loads(json.dumps(dict(reason.figures))) == reason.figures
    assert words(reason) == "2026年9月30日为130，序时应达174.8，完成计划变化量的40.1%"


def test_an_unknown_code_is_an_error():
    with pytest.raises(KeyError):
        words(PaceReason("bad_weather", RED))


def test_directions_are_those_stored():
    assert [d.value for d in Direction] == ["rise", "fall", "hold"]
