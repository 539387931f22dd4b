"""What a unit asks for: extension, adjustment, completion, cancellation; and its light meanwhile.

Who may, in which state, and that a refusal changes nothing.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from core.models import AuditEvent
from core.refusals import BadInput, Conflict, NotAllowed
from progress.models import Request
from progress.standings import stands
from recommendations.models import Initiative
from tests.factories import House, at, file_update, verbs, words
from tests.progress.ask_steps import DUE, NEEDS, NEW_DUE, NOW, WHY, ask_for, light_on, settle

Unchanged = Callable[[], Any]
each_kind = pytest.mark.parametrize("kind", list(NEEDS))


# --- ask -----------------------------------------------------------------------------------------


@each_kind
def test_a_request_waits_with_who_why_and_when(house: House, kind: str) -> None:
    ask_for(house, kind, reason="  场地尚未交付 ")
    row = Request.objects.get()
    assert (row.kind, row.state, row.reason) == (kind, "waiting", WHY)
    assert (row.requested_by, row.requested_at) == (house.alice, NOW)
    assert (row.requested_on, row.version) == (date(2026, 9, 20), 1)
    assert (row.decided_by, row.decided_at, row.decision) == (None, None, "")
    event = AuditEvent.objects.order_by("seq").last()
    assert (event.verb, event.subject_id, event.plan) == ("request.made", row.public_id, "digital")
    assert (event.after["kind"], event.after["reason"]) == (kind, WHY)


def test_an_extension_keeps_the_original_day_beside_the_new_one(house: House) -> None:
    row = ask_for(house, "extension", new_goal="不相干")
    assert (row.old_due_on, row.new_due_on) == (DUE, NEW_DUE)
    assert (row.old_goal, row.new_goal) == ("", "")
    assert house.initiative(1).due_on == DUE, "asking moves nothing"


def test_an_adjustment_keeps_the_original_goal_beside_the_new_one(house: House) -> None:
    Initiative.objects.filter(pk=house.initiative(1).pk).update(annual_goal="年内接入十个部门")
    row = ask_for(house, "adjustment", new_goal=" 年内接入十二个部门 ", new_due_on=NEW_DUE)
    assert (row.old_goal, row.new_goal) == ("年内接入十个部门", "年内接入十二个部门")
    assert (row.old_due_on, row.new_due_on) == (None, None)
    assert house.initiative(1).annual_goal == "年内接入十个部门", "asking moves nothing"


def test_asking_for_completion_moves_the_initiative_from_that_day_on(house: House) -> None:
    before = len(verbs())
    ask_for(house, "completion")
    row = house.initiative(1).state_rows.order_by("pk").last()
    assert house.initiative(1).state == row.value == "completion_requested"
    assert (row.effective_on, row.recorded_at) == (date(2026, 9, 20), NOW)
    assert verbs()[before:] == ["initiative.moved", "request.made"]
    event = AuditEvent.objects.order_by("-seq")[1]
    assert (event.before, event.after) == (
        {"state": "in_progress"},
        {"state": "completion_requested", "on": "2026-09-20"},
    )


@pytest.mark.parametrize("kind", ["extension", "adjustment", "cancellation"])
def test_the_other_kinds_leave_the_initiative_as_it_is(house: House, kind: str) -> None:
    before = Initiative.objects.filter(code=1).values().get()
    ask_for(house, kind)
    assert Initiative.objects.filter(code=1).values().get() == before


def test_who_signs_for_the_unit_asks_too(house: House) -> None:
    assert ask_for(house, "cancellation", person=house.bo).requested_by == house.bo


@pytest.mark.parametrize("who", ["eve", "fan", "chen", "dong", "lei", "su", "gao", "zed"])
def test_only_the_lead_unit_asks(house: House, unchanged: Unchanged, who: str) -> None:
    with unchanged(), pytest.raises(NotAllowed):
        ask_for(house, "cancellation", person=house.people[who])


@pytest.mark.parametrize("state", ["completed", "closed", "cancelled", "declined"])
@each_kind
def test_only_open_work_is_asked_about(
    house: House, unchanged: Unchanged, kind: str, state: str
) -> None:
    Initiative.objects.filter(code=1).update(state=state)
    with unchanged(), pytest.raises(Conflict):
        ask_for(house, kind)


@each_kind
def test_a_request_gives_its_reason(house: House, unchanged: Unchanged, kind: str) -> None:
    with unchanged(), pytest.raises(BadInput) as refusal:
        ask_for(house, kind, reason=" \n ")
    assert set(refusal.value.fields) == {"reason"}


def test_there_are_four_kinds_and_no_fifth(house: House, unchanged: Unchanged) -> None:
    with unchanged(), pytest.raises(BadInput):
        ask_for(house, "holiday")


def test_an_extension_can_be_asked_for_on_the_due_day_and_not_after(
    house: House, unchanged: Unchanged
) -> None:
    with unchanged(), pytest.raises(Conflict):
        ask_for(house, "extension", now=at("2027-01-01 00:00"))
    assert ask_for(house, "extension", now=at("2026-12-31 23:59")).pk


def test_what_has_no_due_date_is_not_extended(house: House, unchanged: Unchanged) -> None:
    Initiative.objects.filter(code=1).update(due_on=None, ongoing=True)
    with unchanged(), pytest.raises(Conflict):
        ask_for(house, "extension")


@pytest.mark.parametrize("day", [None, DUE, date(2026, 12, 30)])
def test_an_extension_is_later(house: House, unchanged: Unchanged, day: date | None) -> None:
    with unchanged(), pytest.raises(BadInput) as refusal:
        ask_for(house, "extension", new_due_on=day)
    assert set(refusal.value.fields) == {"new_due_on"}


@pytest.mark.parametrize("goal", ["", "  ", "年内接入十个部门", " 年内接入十个部门 "])
def test_an_adjustment_says_another_goal(house: House, unchanged: Unchanged, goal: str) -> None:
    Initiative.objects.filter(code=1).update(annual_goal="年内接入十个部门")
    with unchanged(), pytest.raises(BadInput) as refusal:
        ask_for(house, "adjustment", new_goal=goal)
    assert set(refusal.value.fields) == {"new_goal"}


def test_what_nobody_has_taken_on_is_not_done(house: House, unchanged: Unchanged) -> None:
    assert house.initiative(3).state == "assigned"
    with unchanged(), pytest.raises(Conflict):
        ask_for(house, "completion", code=3)


@each_kind
def test_one_of_a_kind_waits(house: House, unchanged: Unchanged, kind: str) -> None:
    ask_for(house, kind)
    with unchanged(), pytest.raises(Conflict, match="."):
        ask_for(house, kind, person=house.bo)
    assert ask_for(house, "cancellation", code=2).pk, "another initiative's is another"


def test_different_kinds_wait_beside_each_other(house: House) -> None:
    for kind in NEEDS:
        ask_for(house, kind)
    assert Request.objects.filter(state="waiting").count() == 4


@pytest.mark.parametrize("agreed", [True, False])
def test_what_was_decided_can_be_asked_for_again(house: House, agreed: bool) -> None:
    settle(house, ask_for(house, "extension"), agreed=agreed)
    again = ask_for(house, "extension", new_due_on=date(2027, 6, 30))
    assert again.old_due_on == (NEW_DUE if agreed else DUE)


# --- the light's clock ---------------------------------------------------------------------------

DAYS = ["2026-09-20", "2026-11-15", "2026-12-31", "2027-01-05", "2027-06-30"]


def lights(house: House) -> list[str]:
    return [light_on(house, day) for day in DAYS]


def test_while_completion_waits_later_days_do_not_worsen_the_light(house: House) -> None:
    file_update(house, 1, said=words(75), now=NOW)
    assert lights(house) == ["green", "yellow", "yellow", "red", "red"], "the control"
    ask_for(house, "completion")
    assert lights(house) == ["green"] * 5


def test_a_light_that_was_late_when_completion_was_asked_for_stays_as_late(house: House) -> None:
    file_update(house, 1, said=words(75), now=NOW)
    ask_for(house, "completion", now=at("2026-11-15"))
    assert lights(house) == ["green", "yellow", "yellow", "yellow", "yellow"]


def test_after_a_refused_completion_the_clock_runs_again(house: House) -> None:
    file_update(house, 1, said=words(75), now=NOW)
    settle(house, ask_for(house, "completion"), agreed=False)
    assert lights(house)[1:] == ["yellow", "yellow", "red", "red"]


def test_before_it_was_recorded_a_request_had_stopped_no_clock(house: House) -> None:
    ask_for(house, "completion", now=at("2027-01-20"))
    row = house.initiative(1)
    known = stands([row], as_of=date(2027, 1, 20), known_at=at("2027-01-19"))[row.pk]
    assert known.snapshot.facts.state == "in_progress"
