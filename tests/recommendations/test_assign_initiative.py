"""An initiative gets its unit, is taken on, and is completed; its units keep their order."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import Unit
from core.models import AuditEvent
from core.refusals import BadInput, Conflict
from recommendations.actions import (
    Assignment,
    accept_initiative,
    assign_initiative,
    complete_initiative,
    reach_milestone,
    set_milestones,
)
from recommendations.choices import InitiativeState, ToldBy
from recommendations.models import Initiative, Milestone, MilestoneRow
from tests.factories import ADDED, BY, STEPS, House, at, make_draft_plan, make_unit

Unchanged = Callable[[], Any]
ON, NOW = date(2026, 9, 10), at("2026-09-10")


@pytest.fixture
def units(db: None) -> list[Unit]:
    return [make_unit(f"示例{name}局", number) for number, name in enumerate("子丑寅卯", 1)]


@pytest.fixture
def draft(units: list[Unit]) -> Initiative:
    return make_draft_plan("other").initiatives.select_related("plan").get(code=1)


def give(initiative: Initiative, lead: Unit, version: int = 1, **more: Any) -> Initiative:
    facts = {"starts_on": date(2026, 1, 1), "due_on": date(2026, 12, 31), **more}
    return assign_initiative(
        initiative=initiative, assignment=Assignment(lead=lead, **facts), on=ON,
        version=version, now=NOW, by=BY,
    )  # fmt: skip


def test_a_lead_with_joint_and_supporting_units_in_order(
    draft: Initiative, units: list[Unit]
) -> None:
    lead, joint, first, second = units
    give(draft, lead, joint=[joint], supporting=[second, first], leaders=["赵示例", "钱示例"])
    draft.refresh_from_db()
    assert (draft.state, draft.lead, draft.version) == (InitiativeState.ASSIGNED, lead, 2)
    assert (draft.starts_on, draft.due_on) == (date(2026, 1, 1), date(2026, 12, 31))
    assert [(row.unit, row.part) for row in draft.units.select_related("unit")] == [
        (joint, "joint"),
        (second, "supporting"),
        (first, "supporting"),
    ]
    assert [row.name for row in draft.leaders.all()] == ["赵示例", "钱示例"]


def test_every_dated_row_is_written(draft: Initiative, units: list[Unit]) -> None:
    give(draft, units[0])
    assert draft.state_rows.order_by("pk").last().value == "assigned"
    assert draft.lead_rows.get().value == units[0]
    due = draft.due_rows.get()
    assert (due.starts_on, due.value, due.reason) == (date(2026, 1, 1), date(2026, 12, 31), "")
    assert draft.weight_rows.get().value == 1
    for rows in (draft.lead_rows, draft.due_rows, draft.weight_rows):
        assert rows.values_list("effective_on", "recorded_at").get() == (ON, NOW)
    event = AuditEvent.objects.order_by("seq").last()
    assert (event.verb, event.after["lead"]) == ("initiative.assigned", "示例子局")


def test_an_assigned_initiative_is_not_assigned_again(
    draft: Initiative, units: list[Unit], unchanged: Unchanged
) -> None:
    give(draft, units[0])
    with unchanged(), pytest.raises(Conflict):
        give(draft, units[1], version=2)


def test_a_declined_one_goes_to_another_unit(draft: Initiative, units: list[Unit]) -> None:
    give(draft, units[0], supporting=[units[1]])
    Initiative.objects.filter(pk=draft.pk).update(state=InitiativeState.DECLINED)
    draft.refresh_from_db()
    give(draft, units[1], version=2, supporting=[units[0]])
    assert (draft.lead, draft.units.get().unit) == (units[1], units[0])
    assert draft.lead_rows.count() == 2


def test_of_two_who_assign_the_second_is_told(
    draft: Initiative, units: list[Unit], unchanged: Unchanged
) -> None:
    stale = Initiative.objects.select_related("plan").get(pk=draft.pk)
    give(draft, units[0])
    with unchanged(), pytest.raises(Conflict):
        give(stale, units[1], version=1)


@pytest.mark.parametrize(
    "dates",
    [{"due_on": None}, {"due_on": date(2025, 12, 31)}],
    ids=["no due date", "due before start"],
)
def test_dates_that_make_no_sense_are_refused(
    draft: Initiative, units: list[Unit], unchanged: Unchanged, dates: dict[str, Any]
) -> None:
    with unchanged(), pytest.raises(BadInput):
        give(draft, units[0], **dates)


def test_a_unit_has_one_part(draft: Initiative, units: list[Unit], unchanged: Unchanged) -> None:
    lead, other = units[:2]
    with unchanged(), pytest.raises(BadInput):
        give(draft, lead, supporting=[lead])
    with unchanged(), pytest.raises(BadInput):
        give(draft, lead, joint=[other], supporting=[other])


def test_ongoing_work_needs_no_due_date(draft: Initiative, units: list[Unit]) -> None:
    give(draft, units[0], due_on=None, ongoing=True)
    assert (draft.ongoing, draft.due_on) == (True, None)


def test_only_an_assigned_one_is_accepted(draft: Initiative, unchanged: Unchanged) -> None:
    with unchanged(), pytest.raises(Conflict):
        accept_initiative(initiative=draft, on=ON, version=1, now=NOW, by=BY)


def test_accepting_and_completing_leave_their_days(house: House) -> None:
    three = house.initiative(3)
    accept_initiative(initiative=three, on=ON, version=three.version, now=NOW, by=BY)
    complete_initiative(
        initiative=three, on=date(2026, 9, 30), version=three.version, now=at("2026-10-02"), by=BY
    )
    rows = three.state_rows.order_by("pk").values_list("value", "effective_on")
    assert list(rows)[2:] == [("in_progress", ON), ("completed", date(2026, 9, 30))]
    assert house.initiative(3).state == "completed"
    events = AuditEvent.objects.order_by("-seq").values_list("verb", flat=True)
    assert list(events[:2]) == ["initiative.completed", "initiative.accepted"]


def test_only_work_in_progress_is_completed(house: House, unchanged: Unchanged) -> None:
    three = house.initiative(3)
    with unchanged(), pytest.raises(Conflict):
        complete_initiative(initiative=three, on=ON, version=three.version, now=NOW, by=BY)


def test_milestones_are_set_once_and_tell_the_progress(house: House, unchanged: Unchanged) -> None:
    two = house.initiative(2)
    assert two.told_by == ToldBy.MILESTONES
    assert [one.title for one in two.milestones.all()] == ["完成方案", "目录上线", "全部接入"]
    row = MilestoneRow.objects.get(milestone__title="目录上线")
    assert (row.due_on, row.weight, row.done_on) == (date(2026, 9, 20), Decimal(2), None)
    with unchanged(), pytest.raises(Conflict):
        set_milestones(initiative=two, steps=STEPS, on=ON, version=two.version, now=NOW, by=BY)


def test_no_milestones_are_not_milestones(house: House, unchanged: Unchanged) -> None:
    one = house.initiative(1)
    with unchanged(), pytest.raises(BadInput):
        set_milestones(initiative=one, steps=[], on=ON, version=one.version, now=NOW, by=BY)


def test_a_milestone_is_reached_once(house: House, unchanged: Unchanged) -> None:
    milestone = Milestone.objects.get(title="完成方案")
    row = reach_milestone(milestone=milestone, on=date(2026, 3, 25), now=NOW, by=BY)
    assert (row.done_on, row.due_on, row.weight) == (
        date(2026, 3, 25), date(2026, 3, 31), Decimal(1),
    )  # fmt: skip
    assert (row.effective_on, row.recorded_at) == (date(2026, 3, 25), NOW)
    with unchanged(), pytest.raises(Conflict):
        reach_milestone(milestone=milestone, on=date(2026, 3, 26), now=NOW, by=BY)


def test_a_step_reached_before_it_was_planned_counts_from_the_plan_on(house: House) -> None:
    milestone = Milestone.objects.get(title="完成方案")
    row = reach_milestone(milestone=milestone, on=date(2025, 12, 20), now=NOW, by=BY)
    assert (row.done_on, row.effective_on) == (date(2025, 12, 20), date(2026, 1, 1))


def test_a_milestone_without_rows_cannot_be_reached(house: House, unchanged: Unchanged) -> None:
    loose = Milestone.objects.create(initiative=house.initiative(1), position=1, title="尚未排期")
    with unchanged(), pytest.raises(Conflict):
        reach_milestone(milestone=loose, on=ON, now=ADDED, by=BY)
