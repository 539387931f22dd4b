"""Requests for rest, going on and merging; withdrawing one; what the office does unasked.

Each guard is refused by name, and a refusal changes nothing.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from core.models import AuditEvent
from core.refusals import BadInput, Conflict, NotAllowed
from desks.errands import lives_of_office
from desks.queries import desk_of, to_accept
from progress.actions import act_unasked, approve_update, sign_update, withdraw
from progress.models import Request
from progress.queries import promise_of
from progress.standings import stands
from recommendations.actions import decline_initiative
from recommendations.models import Initiative
from tests.factories import BY, House, at, file_update, verbs
from tests.progress.ask_steps import DUE, LATER, NEW_DUE, NOW, WHY, ask_for, fresh, settle

Unchanged = Callable[[], Any]
REST = date(2026, 11, 30)


def act(house: House, kind: str, *, code: int = 1, **more: Any) -> Initiative:
    row = house.initiative(code)
    facts = {"reason": WHY, "person": house.chen, "version": row.version, "now": LATER, "by": BY}
    return act_unasked(initiative=row, kind=kind, **{**facts, **more})


def take_back(house: House, asked: Request, **more: Any) -> Request:
    facts = {"person": house.alice, "version": asked.version, "now": LATER, "by": BY}
    return withdraw(request=fresh(asked), **{**facts, **more})


# --- rest, going on, merging ---------------------------------------------------------------------


def test_a_rest_that_is_agreed_holds_from_the_decision(house: House) -> None:
    settle(house, ask_for(house, "suspension", until_on=REST))
    row = house.initiative(1)
    assert (row.state, row.state_until) == ("suspended", REST)
    last = row.state_rows.order_by("pk").last()
    assert last is not None and (last.effective_on, last.reason) == (LATER.date(), WHY)


def test_the_decision_may_name_another_day(house: House) -> None:
    settle(house, ask_for(house, "suspension", until_on=REST), granted_on=date(2026, 10, 31))
    assert house.initiative(1).state_until == date(2026, 10, 31)
    assert Request.objects.get().granted_on == date(2026, 10, 31)
    assert Request.objects.get().until_on == REST, "what was asked for stays"


def test_an_extension_may_be_granted_for_another_day(house: House, unchanged: Unchanged) -> None:
    asked = ask_for(house, "extension")
    with unchanged(), pytest.raises(BadInput):
        settle(house, asked, granted_on=DUE)
    settle(house, asked, granted_on=date(2027, 1, 15))
    row = Request.objects.get()
    assert (row.new_due_on, row.granted_on) == (NEW_DUE, date(2027, 1, 15))
    assert house.initiative(1).due_on == date(2027, 1, 15)
    promise = promise_of(house.initiative(1))
    assert promise is not None and (promise.original_due_on, promise.extensions) == (DUE, 1)
    seen = stands([house.initiative(1)], as_of=LATER.date(), known_at=LATER)
    (snapshot,) = [one.snapshot for one in seen.values()]
    assert (snapshot.original_due_on, snapshot.extensions) == (DUE, 1)


def test_what_rests_may_be_asked_to_go_on_with_more_time(house: House) -> None:
    settle(house, ask_for(house, "suspension", until_on=REST))
    asked = ask_for(house, "resumption", new_due_on=NEW_DUE, now=LATER)
    assert (asked.old_due_on, asked.new_due_on) == (DUE, NEW_DUE)
    settle(house, asked)
    row = house.initiative(1)
    assert (row.state, row.due_on) == ("in_progress", NEW_DUE)


def test_merging_is_asked_for_by_naming_the_one_that_lives_on(house: House) -> None:
    asked = ask_for(house, "merge", into=house.initiative(2))
    settle(house, asked)
    assert house.initiative(1).merged_into == house.initiative(2)


@pytest.mark.parametrize(
    ("kind", "more", "field"),
    [
        ("suspension", {}, "until_on"),
        ("suspension", {"until_on": NOW.date()}, "until_on"),
        ("merge", {}, "into"),
        ("merge", {"into": 1}, "into"),
        ("merge", {"into": 4}, "into"),
    ],
)
def test_each_kind_needs_what_it_is_about(
    house: House, unchanged: Unchanged, kind: str, more: dict[str, Any], field: str
) -> None:
    Initiative.objects.filter(code=4).update(state="suspended")
    if "into" in more:
        more = {"into": house.initiative(more["into"])}
    with unchanged(), pytest.raises(BadInput) as refusal:
        ask_for(house, kind, **more)
    assert set(refusal.value.fields) == {field}


def test_going_on_is_asked_for_what_rests_and_nothing_else(
    house: House, unchanged: Unchanged
) -> None:
    with unchanged(), pytest.raises(Conflict):
        ask_for(house, "resumption")
    settle(house, ask_for(house, "suspension", until_on=REST))
    with unchanged(), pytest.raises(BadInput):
        ask_for(house, "resumption", new_due_on=DUE)


def test_completion_is_graded_by_who_verifies_it(house: House, unchanged: Unchanged) -> None:
    asked = ask_for(house, "completion")
    with unchanged(), pytest.raises(BadInput) as refusal:
        settle(house, asked, quality="")
    assert set(refusal.value.fields) == {"quality"}
    settle(house, asked, quality="excellent")
    assert (house.initiative(1).quality, Request.objects.get().quality) == ("excellent",) * 2


# --- withdrawing ---------------------------------------------------------------------------------


def test_who_asked_may_take_it_back_and_ask_again(house: House) -> None:
    asked = ask_for(house, "extension")
    take_back(house, asked)
    row = Request.objects.get()
    assert (row.state, row.decided_at, row.decided_by, row.open_key) == (
        "withdrawn", LATER, None, None,
    )  # fmt: skip
    assert verbs()[-1] == "request.withdrawn"
    assert ask_for(house, "extension").pk


def test_a_completion_taken_back_goes_on(house: House) -> None:
    take_back(house, ask_for(house, "completion"), person=house.bo)
    assert house.initiative(1).state == "in_progress"


@pytest.mark.parametrize("who", ["eve", "fan", "chen", "dong", "lei", "zed"])
def test_only_the_unit_takes_back(house: House, unchanged: Unchanged, who: str) -> None:
    asked = ask_for(house, "extension")
    with unchanged(), pytest.raises(NotAllowed):
        take_back(house, asked, person=house.people[who])


def test_what_was_decided_is_not_taken_back(house: House, unchanged: Unchanged) -> None:
    asked = ask_for(house, "extension")
    settle(house, asked)
    with unchanged(), pytest.raises(Conflict):
        take_back(house, fresh(asked))


# --- unasked -------------------------------------------------------------------------------------

UNASKED = {
    "extension": {"new_due_on": NEW_DUE},
    "suspension": {"until_on": REST},
    "completion": {"quality": "passed"},
    "cancellation": {},
}


@pytest.mark.parametrize("kind", list(UNASKED))
def test_the_office_acts_with_a_reason_and_leaves_it_on_record(house: House, kind: str) -> None:
    act(house, kind, **UNASKED[kind])
    event = AuditEvent.objects.order_by("seq").last()
    assert event is not None and event.verb == "initiative.acted_on"
    assert event.after == {"kind": kind, "reason": WHY}
    assert not Request.objects.exists()


@pytest.mark.parametrize("kind", list(UNASKED))
def test_only_who_decides_acts_unasked(house: House, unchanged: Unchanged, kind: str) -> None:
    for who in ("alice", "bo", "lei", "su"):
        with unchanged(), pytest.raises(NotAllowed):
            act(house, kind, person=house.people[who], **UNASKED[kind])
    with unchanged(), pytest.raises(BadInput):
        act(house, kind, reason=" ", **UNASKED[kind])
    with unchanged(), pytest.raises(Conflict):
        act(house, kind, version=99, **UNASKED[kind])


def test_what_the_unit_asked_for_is_decided_not_done(house: House, unchanged: Unchanged) -> None:
    ask_for(house, "suspension", until_on=REST)
    with unchanged(), pytest.raises(Conflict):
        act(house, "suspension", until_on=REST)


def test_what_the_state_does_not_allow_is_refused(house: House, unchanged: Unchanged) -> None:
    with unchanged(), pytest.raises(Conflict):
        act(house, "resumption")
    with unchanged(), pytest.raises(Conflict):
        act(house, "reopening")
    with unchanged(), pytest.raises(BadInput):
        act(house, "holiday")


# --- what is no longer due, and what waits -------------------------------------------------------


def test_a_draft_of_what_rests_is_due_to_nobody_and_cannot_be_handed_in(
    house: House, unchanged: Unchanged
) -> None:
    update = file_update(house, 1, until="for_signing")
    act(house, "suspension", until_on=REST)
    codes = {todo.initiative.code for todo in desk_of(house.bo, now=LATER).first}
    assert 1 not in codes
    update = type(update).objects.select_related("initiative", "unit", "round").get(pk=update.pk)
    with unchanged(), pytest.raises(Conflict):
        sign_update(update=update, signer=house.bo, version=update.version, now=LATER, by=BY)


def test_what_was_handed_in_before_the_rest_still_counts(house: House) -> None:
    update = file_update(house, 1, until="submitted")
    act(house, "suspension", until_on=REST)
    update = type(update).objects.select_related("initiative__plan", "round").get(pk=update.pk)
    approve_update(update=update, reviewer=house.chen, version=update.version, now=LATER, by=BY)
    assert house.initiative(1).state == "suspended", "approving begins nothing that rests"


def test_the_office_sees_what_came_back_and_what_ran_out(house: House) -> None:
    row = house.initiative(4)
    decline_initiative(
        initiative=row, reason="非本单位职责", person=house.fan, version=row.version, now=NOW, by=BY
    )
    act(house, "suspension", until_on=REST)
    found = lives_of_office(house.plan, on=date(2026, 12, 1), strikes=False)
    assert {one.initiative.code for one in found} == {1, 3, 4}
    assert any("非本单位职责" in one.words for one in found)
    act(house, "completion", code=2, quality="good")
    chief = lives_of_office(house.plan, on=date(2026, 9, 1), strikes=True)
    assert {one.initiative.code for one in chief} == {2, 4}


def test_the_unit_sees_what_it_was_given(house: House) -> None:
    assert [row.code for row in to_accept(house.eve)] == [3, 4]
    assert to_accept(house.alice) == []
    assert [row.code for row in to_accept(house.fan)] == [3, 4]


def test_a_late_completion_is_told_as_late(house: House) -> None:
    Initiative.objects.filter(code=1).update(due_on=date(2026, 9, 1))
    row = house.initiative(1)
    row.due_rows.update(value=date(2026, 9, 1))
    settle(house, ask_for(house, "completion"))
    judged = stands([row], as_of=LATER.date(), known_at=at("2026-09-25"))[row.pk].judged
    assert [one.code for one in judged.reasons] == ["completed_late"]
