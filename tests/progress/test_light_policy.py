"""The thresholds: all of them the policy's, presets, stored and checked."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType

import pytest

from core.workdays import seed_calendar
from progress.lights import DEFAULT_POLICY, Light, Policy, Reason
from progress.presets import PRESETS
from progress.status import Facts, MilestoneFact, RoundFact, standing_on


def on(day):
    return date.fromisoformat(f"2026-{day}")


CALENDAR = seed_calendar()
TODAY = on("11-23")
RED, YELLOW, GREEN = Light.RED, Light.YELLOW, Light.GREEN

OPEN = Facts(
    state="in_progress",
    starts_on=on("01-01"),
    due_on=on("12-31"),
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
WORDS = replace(OPEN, told_by="words")


def known(**changes):
    return replace(OPEN, **changes)


def told(**changes):
    """The same, told in words."""
    return replace(WORDS, **changes)


def stand(facts, *, as_of=TODAY, policy=DEFAULT_POLICY):
    return standing_on(facts, policy=policy, as_of=as_of, calendar=CALENDAR)


def at(percent, planned, **changes):
    """This percent approved, that one planned for today."""
    points = ((TODAY, Decimal(planned)),)
    return known(percent=Decimal(percent), planned_points=points, **changes)


def milestone(due_on, *, done_on=None, weight=1, title="平台上线"):
    return MilestoneFact(title, due_on, Decimal(weight), done_on)


def rounds(filed):
    """Rounds closed month by month up to October: "yn" is filed, then not."""
    first = 11 - len(filed)
    return tuple(
        RoundFact(f"2026-{first + i:02}", date(2026, first + i + 1, 10), filed=mark == "y")
        for i, mark in enumerate(filed)
    )


def late(days_ago, **changes):
    return told(milestones=(milestone(CALENDAR.add(TODAY, -days_ago)),), **changes)


def due_in(days, percent, **changes):
    """Due in that many working days, on plan, with this percent approved."""
    due = CALENDAR.add(TODAY, days)
    return replace(at(percent, percent), due_on=due, **changes)


def test_every_threshold_is_the_policys():
    strict = Policy(
        version=2,
        name="从严",
        red_below=Decimal("0.8"),
        yellow_below=Decimal(1),
        tolerance_points=Decimal(0),
        milestone_red_after_days=0,
        due_soon_days=28,
        due_soon_percent=Decimal(100),
        missed_rounds_red=1,
    )
    assert stand(at("63.9", 80), policy=strict).light is RED
    assert stand(at("79.9", 80), policy=strict).light is YELLOW
    assert stand(late(1), policy=strict).light is RED
    assert stand(due_in(28, 99), policy=strict).light is YELLOW
    assert stand(told(rounds=rounds("yn")), policy=strict).light is RED


@pytest.mark.parametrize(
    ("preset", "percent", "light"),
    [
        ("yinchuan", "50.0001", GREEN),
        ("yinchuan", 50, YELLOW),
        ("yinchuan", 30, YELLOW),
        ("yinchuan", "29.9999", RED),
        ("sanya", 60, GREEN),
        ("sanya", "59.9", YELLOW),
        ("sanya", 30, YELLOW),
        ("sanya", "29.9", RED),
        ("wuhan", 48, GREEN),
        ("wuhan", "47.9", YELLOW),
        ("wuhan", 36, YELLOW),
        ("wuhan", "35.9", RED),
        ("xuancheng", 60, GREEN),
        ("xuancheng", "59.9", YELLOW),
        ("xuancheng", 0, YELLOW),
    ],
)
def test_presets_light_as_their_cities_published(preset, percent, light):
    assert stand(at(percent, 60), policy=PRESETS[preset]).light is light


@pytest.mark.parametrize("policy", PRESETS.values(), ids=PRESETS)
def test_a_policy_survives_being_stored(policy):
    assert Policy.from_json(policy.as_json()) == policy


def test_a_policy_may_leave_out_what_stays_at_its_default():
    policy = Policy.from_json({"version": 3, "name": "规则", "red_below": 0.5, "due_soon_days": 5})
    assert policy == Policy(version=3, name="规则", red_below=Decimal("0.5"), due_soon_days=5)


@pytest.mark.parametrize(
    ("stored", "sentence"),
    [
        ({"name": "规则"}, "needs its version"),
        ({"version": 1}, "needs its name"),
        ({"version": 1, "name": " "}, "a version from 1 on and a name"),
        ({"version": 0, "name": "规则"}, "a version from 1 on"),
        ({"version": 1, "name": "规则", "purple_below": "0.5"}, "no threshold “purple_below”"),
        ({"version": 1, "name": "规则", "red_below": "much"}, "red_below must be a number"),
        ({"version": 1, "name": "规则", "red_below": "NaN"}, "red_below must be a number"),
        ({"version": 1, "name": "规则", "red_below": True}, "red_below must be a number"),
        ({"version": 1, "name": "规则", "red_below": "0.95"}, "red_below ≤ yellow_below"),
        ({"version": 1, "name": "规则", "yellow_below": "1.5"}, "yellow_below ≤ 1"),
        ({"version": 1, "name": "规则", "tolerance_points": -1}, "tolerance_points lies between"),
        ({"version": 1, "name": "规则", "due_soon_percent": 101}, "due_soon_percent lies between"),
        ({"version": 1, "name": "规则", "due_soon_days": "10"}, "must be a whole number"),
        ({"version": 1, "name": "规则", "due_soon_days": -1}, "cannot be negative"),
        ({"version": 1, "name": "规则", "missed_rounds_red": 0}, "at least 1"),
        ({"version": 1, "name": "规则", "compare": "luck"}, "ratio or points, not “luck”"),
        ({"version": 1, "name": "规则", "yellow_from_points": 40}, "yellow_from_points ≤"),
        ({"version": 1, "name": 5}, "name must be text"),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused_in_a_sentence(stored, sentence):
    with pytest.raises(ValueError, match=sentence):
        Policy.from_json(stored)


def test_a_reason_survives_being_stored():
    reason = stand(at(10, 80)).reasons[0]
    assert Reason.from_json(MappingProxyType(reason.as_json())) == reason
    with pytest.raises(ValueError, match="a code, a light and its figures"):
        Reason.from_json({"code": "overdue"})
