"""What a standing tells beside its light: all reasons, figures, and a light set by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from core.workdays import seed_calendar
from progress.lights import DEFAULT_POLICY, Light, Policy, Reason
from progress.status import Facts, MilestoneFact, Override, RoundFact, planned_on, standing_on


def on(day):
    return date.fromisoformat(f"2026-{day}")


CALENDAR = seed_calendar()
TODAY = on("11-23")
RED, YELLOW, GREEN, DONE = Light.RED, Light.YELLOW, Light.GREEN, Light.DONE
NOT_STARTED, ONGOING, PAUSED = Light.NOT_STARTED, Light.ONGOING, Light.PAUSED

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


def test_all_reasons_are_reported_the_deciding_ones_first():
    facts = replace(
        at(10, 80),
        milestones=(milestone(on("10-08"), title="一期"), milestone(on("11-20"), title="二期")),
        rounds=rounds("yn"),
        self_rating="at_risk",
        due_on=on("11-27"),
    )
    standing = stand(facts)
    assert [(r.code, r.light) for r in standing.reasons] == [
        ("milestone_overdue", RED),
        ("behind_plan", RED),
        ("milestone_overdue", YELLOW),
        ("due_soon", YELLOW),
        ("missed_round", YELLOW),
        ("self_at_risk", YELLOW),
    ]


def test_an_ongoing_one_still_tells_what_worries_its_unit():
    facts = told(ongoing=True, due_on=None, self_rating="at_risk")
    assert [r.code for r in stand(facts).reasons] == ["ongoing", "self_at_risk"]


def test_figures_go_with_the_reason():
    standing = stand(at(29, "51.7"))
    assert standing.reasons[0].figures == {
        "percent": "29",
        "planned_percent": "51.7",
        "ratio": "0.5609",
    }
    assert (standing.percent, standing.planned) == (Decimal(29), Decimal("51.7"))
    assert standing.gap == Decimal("-22.7")
    assert standing.ratio == Decimal("0.5609")


def test_overdue_days_are_working_days():
    facts = told(due_on=on("09-28"))
    figures = stand(facts, as_of=on("10-10")).reasons[0].figures
    assert figures == {"due_on": "2026-09-28", "days": 5}


def test_overdue_over_a_weekend_is_overdue_by_no_working_day_yet():
    facts = told(due_on=on("11-20"))
    standing = stand(facts, as_of=on("11-21"))
    assert standing.light is RED
    assert standing.reasons[0].figures["days"] == 0


def test_late_completion_tells_by_how_many_working_days():
    facts = known(state="closed", due_on=on("09-28"), completed_on=on("10-10"))
    assert stand(facts).reasons == (
        Reason(
            "completed_late",
            DONE,
            {"completed_on": "2026-10-10", "due_on": "2026-09-28", "days": 5},
        ),
    )


def test_what_is_completed_counts_as_all_of_it():
    standing = stand(at(80, 90, state="completed", completed_on=TODAY))
    assert (standing.percent, standing.gap) == (Decimal(100), Decimal(10))


def test_a_ratio_below_a_threshold_is_never_shown_as_having_reached_it():
    standing = stand(at("47.99999", 80))
    assert standing.light is RED
    assert standing.ratio == Decimal("0.5999")


def test_a_filing_that_waits_for_review_costs_nothing():
    facts = known(percent=Decimal(75))  # three quarters at the end of September
    assert stand(facts).light is YELLOW
    waiting = stand(replace(facts, percent_on=on("09-30")))
    assert waiting.light is GREEN
    assert waiting.planned == planned_on(facts, on("09-30"))


def test_the_policy_version_is_told():
    assert stand(OPEN, policy=Policy(version=7, name="新规则")).policy_version == 7


def by_hand(light, *, expires_on=TODAY):
    return Override(light, "上级已同意", "示例协调员", expires_on)


def test_an_override_stands_beside_the_computed_light():
    standing = stand(at(10, 80, override=by_hand(GREEN)))
    assert (standing.light, standing.computed, standing.overridden) == (GREEN, RED, True)
    assert standing.reasons[0].code == "behind_plan"
    assert standing.reasons[-1] == Reason(
        "overridden",
        GREEN,
        {"light": "green", "reason": "上级已同意", "by": "示例协调员", "expires_on": "2026-11-23"},
    )


def test_an_override_ends_after_its_last_day():
    standing = stand(at(10, 80, override=by_hand(GREEN, expires_on=on("11-22"))))
    assert (standing.light, standing.overridden) == (RED, False)
    assert "overridden" not in [r.code for r in standing.reasons]


@pytest.mark.parametrize("state", ["completed", "closed", "suspended", "cancelled", "merged"])
def test_an_override_does_not_outlive_completion_or_suspension(state):
    standing = stand(known(state=state, override=by_hand(RED)))
    assert standing.light is standing.computed
    assert not standing.overridden


@pytest.mark.parametrize("light", [DONE, PAUSED, NOT_STARTED, ONGOING])
def test_a_state_cannot_be_set_as_a_light(light):
    with pytest.raises(ValueError, match="red, yellow or green only"):
        by_hand(light)
