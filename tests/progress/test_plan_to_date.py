"""How much is planned to be done by a day, and facts that cannot be."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from progress.status import Facts, MilestoneFact, planned_on


def on(day):
    return date.fromisoformat(f"2026-{day}")


TODAY = on("11-23")

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


def known(**changes):
    return replace(OPEN, **changes)


def milestone(due_on, *, done_on=None, weight=1, title="平台上线"):
    return MilestoneFact(title, due_on, Decimal(weight), done_on)


def test_a_straight_plan_runs_from_start_to_due():
    facts = known(starts_on=on("07-01"), due_on=on("12-31"))  # 183 days
    assert planned_on(facts, on("06-01")) == 0
    assert planned_on(facts, on("07-01")) == 0
    assert planned_on(facts, on("08-31")) == Decimal("33.3333")
    assert planned_on(facts, on("12-31")) == 100
    assert planned_on(facts, date(2027, 3, 1)) == 100


def test_a_plan_of_one_day_is_due_that_day():
    facts = known(starts_on=TODAY, due_on=TODAY)
    assert planned_on(facts, on("11-22")) == 0
    assert planned_on(facts, TODAY) == 100


def test_milestones_come_before_points_and_points_before_the_straight_line():
    points = ((on("06-30"), Decimal(20)), (on("12-31"), Decimal(100)))
    steps = (milestone(on("06-30"), weight=3), milestone(on("12-31"), weight=1))
    assert planned_on(known(planned_points=points), on("06-30")) == 20
    both = known(planned_points=points, milestones=steps)
    assert planned_on(both, on("06-29")) == 0
    assert planned_on(both, on("06-30")) == 75
    assert planned_on(both, on("12-31")) == 100


def test_points_are_joined_by_straight_lines_from_the_start():
    points = ((on("07-20"), Decimal(50)), (on("07-10"), Decimal(10)))
    facts = known(starts_on=on("06-30"), planned_points=points)
    assert planned_on(facts, on("06-01")) == 0
    assert planned_on(facts, on("07-05")) == 5
    assert planned_on(facts, on("07-15")) == 30
    assert planned_on(facts, on("12-01")) == 50


def test_points_without_a_start_begin_at_the_first_of_them():
    facts = known(starts_on=None, planned_points=((on("07-10"), Decimal(10)),))
    assert planned_on(facts, on("07-09")) == 0
    assert planned_on(facts, on("07-10")) == 10


def test_a_plan_to_date_never_falls():
    points = ((on("03-31"), Decimal(40)), (on("06-30"), Decimal(20)))
    facts = known(planned_points=points)
    assert planned_on(facts, on("06-30")) == 40


def test_milestones_without_weights_count_alike():
    steps = tuple(milestone(date(2026, month, 1), weight=0) for month in (3, 6, 12))
    facts = known(told_by="milestones", milestones=steps)
    assert planned_on(facts, on("06-01")) == Decimal("66.6667")


def test_an_ongoing_one_has_a_plan_only_where_one_was_set():
    ongoing = known(ongoing=True)
    assert planned_on(ongoing, TODAY) is None
    assert planned_on(replace(ongoing, planned_points=((TODAY, Decimal(9)),)), TODAY) == 9
    assert planned_on(replace(ongoing, milestones=(milestone(TODAY),)), TODAY) == 100


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "overdue"},
        {"told_by": "feeling"},
        {"self_rating": "fine"},
        {"percent": Decimal("100.01")},
        {"percent": Decimal(-1)},
        {"planned_points": ((TODAY, Decimal(101)),)},
    ],
)
def test_facts_that_cannot_be_are_refused(changes):
    with pytest.raises(ValueError, match=r"."):
        known(**changes)


def test_a_negative_weight_is_refused():
    with pytest.raises(ValueError, match="平台上线"):
        milestone(TODAY, weight=-1)
