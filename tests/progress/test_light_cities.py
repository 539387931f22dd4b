"""Four cities' printed rules at their printed boundaries, and where print leaves a gap."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from core.workdays import seed_calendar
from progress.lights import Light, Policy
from progress.presets import PRESETS, PRINTED
from progress.status import Facts, MilestoneFact, RoundFact, planned_on, standing_on

CALENDAR = seed_calendar()
RED, YELLOW, GREEN, NOT_STARTED = Light.RED, Light.YELLOW, Light.GREEN, Light.NOT_STARTED
YINCHUAN, SANYA = PRESETS["yinchuan"], PRESETS["sanya"]
WUHAN, XUANCHENG = PRESETS["wuhan"], PRESETS["xuancheng"]

YEAR = Facts(
    state="in_progress",
    starts_on=date(2026, 1, 1),
    due_on=date(2026, 12, 31),
    completed_on=None,
    ongoing=False,
    told_by="percent",
    percent=None,
    planned_points=(),
    milestones=(),
    rounds=(),
    self_rating=None,
    override=None,
)
TODAY = date(2026, 11, 23)


def stand(facts, policy, as_of=TODAY):
    return standing_on(facts, policy=policy, as_of=as_of, calendar=CALENDAR)


def light(facts, policy, as_of=TODAY):
    return stand(facts, policy, as_of).light


def codes(facts, policy, as_of=TODAY):
    return [reason.code for reason in stand(facts, policy, as_of).reasons]


def at(percent, planned, **changes):
    points = ((TODAY, Decimal(planned)),)
    return replace(YEAR, percent=Decimal(percent), planned_points=points, **changes)


@pytest.mark.parametrize(
    ("behind", "found"),
    [
        ("0", GREEN),
        ("9.9", GREEN),  # the gap in print, read as on track
        ("9.9999", GREEN),
        ("10.0", YELLOW),
        ("10.0001", YELLOW),
        ("29.9", YELLOW),
        ("30.0", YELLOW),
        ("30.0001", RED),
        ("30.1", RED),
        ("-5", GREEN),
    ],
)
def test_yinchuan_counts_percentage_points(behind, found):
    for planned in (Decimal(40), Decimal(80)):
        assert light(at(planned - Decimal(behind), planned), YINCHUAN) is found


@pytest.mark.parametrize(
    ("as_of", "found"),
    [
        (date(2026, 8, 31), NOT_STARTED),
        (date(2026, 9, 14), NOT_STARTED),
        (date(2026, 9, 29), NOT_STARTED),
        (date(2026, 9, 30), YELLOW),  # the planned month is over
        (date(2026, 11, 29), YELLOW),
        (date(2026, 11, 30), RED),  # three months in a row
        (date(2027, 2, 28), RED),
    ],
)
def test_yinchuan_lights_what_has_not_begun_in_its_month(as_of, found):
    facts = replace(YEAR, state="assigned", starts_on=date(2026, 9, 15), due_on=date(2027, 12, 31))
    assert light(facts, YINCHUAN, as_of) is found
    assert light(facts, PRESETS["default"], as_of) is NOT_STARTED


@pytest.mark.parametrize(
    ("changes", "lit"),
    [
        ({}, True),
        ({"percent": Decimal(0)}, True),
        ({"percent": Decimal(1)}, False),
        ({"state": "in_progress"}, False),
        ({"starts_on": None}, False),
        ({"told_by": "words"}, True),
    ],
)
def test_what_counts_as_begun(changes, lit):
    facts = replace(YEAR, state="assigned", starts_on=date(2026, 9, 1), due_on=date(2027, 12, 31))
    found = codes(replace(facts, **changes), YINCHUAN)
    assert ("not_begun_late" in found) is lit


def test_a_milestone_that_is_done_has_begun():
    one = MilestoneFact("方案印发", date(2026, 9, 30), Decimal(1), date(2026, 9, 20))
    facts = replace(YEAR, state="assigned", told_by="milestones", starts_on=date(2026, 9, 1))
    facts = replace(facts, milestones=(one,))
    assert "not_begun_late" not in codes(facts, YINCHUAN)
    undone = replace(facts, milestones=(replace(one, done_on=None),))
    assert "not_begun_late" in codes(undone, YINCHUAN)


def test_the_reason_tells_the_months():
    facts = replace(YEAR, state="assigned", starts_on=date(2026, 9, 15), due_on=date(2027, 12, 31))
    (reason,) = stand(facts, YINCHUAN, date(2026, 10, 31)).reasons
    assert (reason.light, dict(reason.figures)) == (
        YELLOW, {"starts_on": "2026-09-15", "count": 2},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("percent", "found"),
    [("60", GREEN), ("59.9999", YELLOW), ("30", YELLOW), ("29.9999", RED), ("0", RED)],
)
def test_sanya_lights_by_half_of_the_plan(percent, found):
    assert light(at(percent, 60), SANYA) is found


def rounds(*told):
    """Rounds from January on: a percentage approved, "w" for waiting, "n" for nothing filed."""
    found = []
    for month, what in enumerate(told, start=1):
        last = planned_day(month)
        percent = None if what in ("w", "n") else Decimal(what)
        found.append(RoundFact(f"2026-{month:02}", last, what != "n", percent))
    return tuple(found)


def planned_day(month):
    return date(2026, month, 28 if month == 2 else 30 if month in (4, 6, 9, 11) else 31)


def told_at_end_of(month, percent, *told, **changes):
    """Twelve equal months; the rounds until then."""
    points = tuple((planned_day(n), Decimal(n) * 8) for n in range(1, 13))
    facts = replace(YEAR, planned_points=points, percent=Decimal(percent), rounds=rounds(*told))
    return replace(facts, **changes), planned_day(month)


@pytest.mark.parametrize(
    ("month", "percent", "told", "found"),
    [
        (2, 15, ("8", "15"), YELLOW),  # one month short
        (2, 15, ("7", "15"), RED),  # two in a row
        (3, 23, ("7", "16", "23"), YELLOW),  # February had caught up
        (3, 24, ("7", "15", "24"), GREEN),  # caught up now
        (3, 23, ("7", "w", "23"), YELLOW),  # what waits for review ends the row
        (2, 7, ("7", "n"), RED),  # nothing filed is a month missed
        (1, 7, ("7",), YELLOW),
    ],
)
def test_sanya_turns_red_after_two_months_short_in_a_row(month, percent, told, found):
    facts, day = told_at_end_of(month, percent, *told)
    assert light(facts, SANYA, day) is found
    assert ("short_rounds" in codes(facts, SANYA, day)) is (found is RED)


def test_short_rounds_count_only_where_the_policy_says_so():
    facts, day = told_at_end_of(3, 21, "7", "14", "21")
    assert "short_rounds" not in codes(facts, replace(SANYA, short_rounds_red=0), day)
    assert "short_rounds" not in codes(facts, replace(SANYA, short_rounds_red=4), day)
    (reason,) = [r for r in stand(facts, SANYA, day).reasons if r.code == "short_rounds"]
    assert dict(reason.figures) == {"count": 3, "period": "2026-03"}


def test_short_rounds_are_never_read_of_words_and_follow_milestones():
    facts, day = told_at_end_of(2, 15, "7", "15", told_by="words")
    assert "short_rounds" not in codes(facts, SANYA, day)
    steps = tuple(MilestoneFact(f"第{n}步", planned_day(n), Decimal(1), None) for n in range(1, 5))
    facts = replace(YEAR, told_by="milestones", milestones=steps, rounds=rounds("w", "w"))
    assert "short_rounds" in codes(facts, SANYA, planned_day(2))
    first = (replace(steps[0], done_on=planned_day(1)), *steps[1:])
    caught = replace(facts, milestones=first)
    assert "short_rounds" not in codes(caught, SANYA, planned_day(2))


def test_a_round_after_completion_was_requested_is_not_counted():
    facts, _ = told_at_end_of(2, 15, "7", "15", state="completion_requested")
    facts = replace(facts, completed_on=date(2026, 2, 20))
    assert "short_rounds" not in codes(facts, SANYA, planned_day(2))


@pytest.mark.parametrize(
    ("percent", "found"),
    [
        ("80", GREEN),
        ("64.0", GREEN),  # 80 % of the plan
        ("63.9999", YELLOW),
        ("48.0", YELLOW),  # 60 %
        ("47.9999", RED),
    ],
)
def test_wuhan_lights_by_shares_of_the_plan(percent, found):
    assert light(at(percent, 80), WUHAN) is found


@pytest.mark.parametrize(
    ("percent", "found"),
    [("91.7", GREEN), ("91.6999", YELLOW), ("91.67", YELLOW), ("92", GREEN), ("0", YELLOW)],
)
def test_xuancheng_prints_eleven_twelfths_as_91_7(percent, found):
    assert light(replace(YEAR, percent=Decimal(percent)), XUANCHENG, date(2026, 11, 30)) is found


@pytest.mark.parametrize(
    ("as_of", "planned"),
    [
        (date(2025, 12, 31), "0"),
        (date(2026, 1, 30), "0"),
        (date(2026, 1, 31), "8.3"),
        (date(2026, 2, 28), "16.7"),  # February ends on the 28th
        (date(2026, 6, 30), "50"),
        (date(2026, 11, 29), "83.3"),
        (date(2026, 11, 30), "91.7"),
        (date(2026, 12, 30), "91.7"),
        (date(2026, 12, 31), "100"),
        (date(2027, 5, 1), "100"),
    ],
)
def test_the_plan_by_months_counts_whole_ones(as_of, planned):
    assert planned_on(YEAR, as_of, plan_by="months") == Decimal(planned)


@pytest.mark.parametrize(
    ("starts", "due", "as_of", "planned"),
    [
        # Starting in the middle of a month: it counts whole, on its last day.
        (date(2026, 7, 15), date(2026, 12, 31), date(2026, 7, 30), "0"),
        (date(2026, 7, 15), date(2026, 12, 31), date(2026, 7, 31), "16.7"),
        (date(2026, 7, 15), date(2026, 12, 15), date(2026, 12, 14), "83.3"),
        (date(2026, 7, 15), date(2026, 12, 15), date(2026, 12, 15), "100"),
        (date(2028, 1, 1), date(2028, 3, 31), date(2028, 2, 28), "33.3"),
        (date(2028, 1, 1), date(2028, 3, 31), date(2028, 2, 29), "66.7"),
        (date(2026, 11, 1), date(2027, 2, 28), date(2026, 12, 31), "50"),
    ],
)
def test_months_of_plans_that_start_and_end_anywhere(starts, due, as_of, planned):
    facts = replace(YEAR, starts_on=starts, due_on=due)
    assert planned_on(facts, as_of, plan_by="months") == Decimal(planned)


def test_milestones_and_planned_values_come_before_months():
    points = ((date(2026, 12, 31), Decimal(40)),)
    for facts in (
        replace(YEAR, planned_points=points),
        replace(YEAR, milestones=(MilestoneFact("一", date(2026, 3, 1), Decimal(1), None),)),
    ):
        for day in (date(2026, 1, 31), date(2026, 11, 30)):
            assert planned_on(facts, day, plan_by="months") == planned_on(facts, day)


@pytest.mark.parametrize("policy", PRESETS.values(), ids=PRESETS)
def test_nothing_planned_yet_lights_nothing(policy):
    assert light(at(0, 0), policy) is GREEN


def test_an_extension_granted_mends_the_months_before():
    """Short in January and February of a plan to June; extended to December, it never was."""
    facts = replace(YEAR, due_on=date(2026, 6, 30), percent=Decimal(20), rounds=rounds("10", "20"))
    monthly = replace(SANYA, plan_by="months")
    assert "short_rounds" in codes(facts, monthly, planned_day(2))
    extended = replace(facts, due_on=date(2026, 12, 31))
    assert codes(extended, monthly, planned_day(2)) == ["on_plan"]


@pytest.mark.parametrize("name", PRINTED)
def test_each_preset_says_what_was_printed_and_how_gaps_are_read(name):
    preset = PRINTED[name]
    assert preset.printed.zh and preset.printed.en and preset.gaps.zh and preset.gaps.en
    assert Policy.from_json(preset.policy.as_json()) == preset.policy


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"plan_by": "weeks"}, "days or months"),
        ({"not_begun_yellow_months": 4, "not_begun_red_months": 3}, "cannot exceed"),
        ({"not_begun_red_months": -1}, "cannot be negative"),
        ({"short_rounds_red": -1}, "cannot be negative"),
        ({"short_rounds_red": "2"}, "whole number"),
    ],
)
def test_new_thresholds_are_checked(more, sentence):
    with pytest.raises(ValueError, match=sentence):
        Policy.from_json({"version": 1, "name": "规则", **more})
