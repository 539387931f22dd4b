"""What the office makes of a request, and the initiative's own steps that follow from it.

Who may, once, and that a refusal changes nothing.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from accounts.actions import grant_role
from accounts.choices import Role
from core.models import AuditEvent
from core.refusals import BadInput, Conflict, NotAllowed
from progress.actions import requests
from progress.models import Request, Standing
from progress.standings import differences, refresh, stands
from recommendations import watchers
from recommendations.actions import (
    cancel_initiative,
    change_goal,
    initiatives,
    life,
    refuse_completion,
    request_completion,
)
from recommendations.models import Initiative
from tests.factories import BY, OPENED, House, at, verbs
from tests.progress.ask_steps import (
    DUE,
    LATER,
    NEEDS,
    NEW_DUE,
    NOW,
    WHY,
    WHY_NOT,
    ask_for,
    fresh,
    light_on,
    settle,
)

Unchanged = Callable[[], Any]
each_kind = pytest.mark.parametrize("kind", list(NEEDS))


# --- agree ---------------------------------------------------------------------------------------


@each_kind
def test_an_agreement_is_kept_with_who_and_when(house: House, kind: str) -> None:
    asked = ask_for(house, kind)
    settle(house, asked, words=" 同意 ")
    row = Request.objects.get()
    assert (row.state, row.decision, row.version) == ("approved", "同意", 2)
    assert (row.decided_by, row.decided_at, row.open_key) == (house.chen, LATER, None)
    event = AuditEvent.objects.order_by("seq").last()
    assert (event.verb, event.subject_id, event.plan) == (
        "request.decided",
        row.public_id,
        "digital",
    )
    named = {"extension": {"granted_on": "2027-01-31"}, "completion": {"quality": "good"}}
    assert event.after == {"agreed": True, "decision": "同意", **named.get(kind, {})}


def test_an_agreed_extension_moves_the_due_date_and_the_original_stays(house: House) -> None:
    settle(house, ask_for(house, "extension"))
    rows = list(house.initiative(1).due_rows.order_by("recorded_at", "pk"))
    assert [row.value for row in rows] == [DUE, NEW_DUE]
    assert (rows[-1].reason, rows[-1].effective_on) == (WHY, date(2026, 9, 20))
    assert house.initiative(1).due_on == NEW_DUE
    assert Request.objects.get().old_due_on == DUE
    row = house.initiative(1)
    found = stands([row], as_of=LATER.date(), known_at=LATER)[row.pk].snapshot
    assert (found.facts.due_on, found.original_due_on) == (NEW_DUE, DUE)


def test_an_agreed_adjustment_changes_the_goal_and_the_original_stays(house: House) -> None:
    Initiative.objects.filter(code=1).update(annual_goal="年内接入十个部门")
    before = len(verbs())
    settle(house, ask_for(house, "adjustment"))
    assert house.initiative(1).annual_goal == "年内接入十二个部门"
    assert Request.objects.get().old_goal == "年内接入十个部门"
    assert verbs()[before:] == [
        "request.made", "initiative.goal_changed", "notice.posted", "request.decided",
    ]  # fmt: skip
    event = AuditEvent.objects.get(verb="initiative.goal_changed")
    assert (event.before["goal"], event.after["goal"]) == (
        "年内接入十个部门",
        "年内接入十二个部门",
    )


def test_an_agreed_completion_counts_from_the_day_it_was_asked_for(house: House) -> None:
    asked = ask_for(house, "completion", now=at("2026-12-30"))
    settle(house, asked, now=at("2027-02-10"))
    assert house.initiative(1).state == "completed"
    row = house.initiative(1)
    (reason,) = stands([row], as_of=date(2027, 2, 10), known_at=at("2027-02-10"))[
        row.pk
    ].judged.reasons
    assert (reason.code, reason.figures) == ("completed", {"completed_on": "2026-12-30"})


def test_an_agreed_cancellation_ends_the_work_and_its_light_rests(house: House) -> None:
    before = len(verbs())
    settle(house, ask_for(house, "cancellation"))
    row = house.initiative(1).state_rows.order_by("pk").last()
    assert house.initiative(1).state == row.value == "cancelled"
    assert (row.effective_on, row.recorded_at) == (LATER.date(), LATER)
    assert Standing.objects.get(initiative__code=1, slot="now").light == "paused"
    assert light_on(house, "2027-03-01") == "paused"
    assert verbs()[before:] == [
        "request.made", "initiative.moved", "notice.posted", "request.decided",
    ]  # fmt: skip


@pytest.mark.parametrize("agreed", [True, False])
@each_kind
def test_standings_follow_every_decision_at_once(house: House, kind: str, agreed: bool) -> None:
    refresh(house.plan.initiatives.all(), as_of=NOW.date(), now=NOW)
    asked = ask_for(house, kind)
    assert differences(house.plan, as_of=NOW.date(), now=NOW) == []
    refresh(house.plan.initiatives.all(), as_of=LATER.date(), now=LATER)
    settle(house, asked, agreed=agreed)
    assert differences(house.plan, as_of=LATER.date(), now=LATER) == []


def test_what_has_ended_meanwhile_is_not_completed(house: House, unchanged: Unchanged) -> None:
    completion, cancellation = ask_for(house, "completion"), ask_for(house, "cancellation")
    settle(house, cancellation)
    with unchanged(), pytest.raises(Conflict):
        settle(house, completion)


def test_what_has_ended_meanwhile_is_not_cancelled(house: House, unchanged: Unchanged) -> None:
    completion, cancellation = ask_for(house, "completion"), ask_for(house, "cancellation")
    settle(house, completion)
    with unchanged(), pytest.raises(Conflict):
        settle(house, cancellation)


@pytest.mark.parametrize("kind", ["extension", "adjustment"])
def test_nothing_is_agreed_on_what_has_ended_meanwhile(
    house: House, unchanged: Unchanged, kind: str
) -> None:
    asked, cancellation = ask_for(house, kind), ask_for(house, "cancellation")
    settle(house, cancellation)
    with unchanged(), pytest.raises(Conflict):
        settle(house, asked)
    settle(house, asked, agreed=False)
    assert fresh(asked).state == "refused"


# --- refuse --------------------------------------------------------------------------------------


@each_kind
def test_a_refusal_leaves_the_work_as_it_was(house: House, kind: str) -> None:
    before = Initiative.objects.filter(code=1).values().get()
    dues = house.initiative(1).due_rows.count()
    settle(house, ask_for(house, kind), agreed=False)
    row = Request.objects.get()
    assert (row.state, row.decision, row.open_key) == ("refused", WHY_NOT, None)
    assert (row.decided_by, row.decided_at) == (house.chen, LATER)
    after = Initiative.objects.filter(code=1).values().get()
    assert {**after, "version": 0} == {**before, "version": 0}
    assert house.initiative(1).due_rows.count() == dues
    event = AuditEvent.objects.order_by("seq").last()
    assert (event.verb, event.after) == (
        "request.decided",
        {"agreed": False, "decision": WHY_NOT},
    )


@pytest.mark.parametrize("said", ["", " \n "])
def test_a_refusal_says_why(house: House, unchanged: Unchanged, said: str) -> None:
    asked = ask_for(house, "extension")
    with unchanged(), pytest.raises(BadInput) as refusal:
        settle(house, asked, agreed=False, words=said)
    assert set(refusal.value.fields) == {"decision"}


def test_a_refused_completion_sets_the_work_going_again(house: House) -> None:
    settle(house, ask_for(house, "completion"), agreed=False)
    row = house.initiative(1).state_rows.order_by("pk").last()
    assert house.initiative(1).state == row.value == "in_progress"
    assert row.effective_on == LATER.date()
    assert ask_for(house, "completion", now=at("2026-10-01")).pk


@pytest.mark.parametrize("kind", ["extension", "adjustment", "cancellation"])
def test_refusing_another_kind_leaves_completion_waiting(house: House, kind: str) -> None:
    other, completion = ask_for(house, kind), ask_for(house, "completion")
    settle(house, other, agreed=False)
    assert house.initiative(1).state == "completion_requested"
    settle(house, completion)
    assert house.initiative(1).state == "completed"


def test_refusing_completion_does_not_wake_what_was_cancelled(house: House) -> None:
    completion, cancellation = ask_for(house, "completion"), ask_for(house, "cancellation")
    settle(house, cancellation)
    settle(house, completion, agreed=False)
    assert house.initiative(1).state == "cancelled"
    assert not Request.objects.filter(state="waiting").exists()


# --- who decides, and once -----------------------------------------------------------------------


def test_the_chief_decides_too(house: House) -> None:
    settle(house, ask_for(house, "extension"), person=house.dong)
    assert Request.objects.get().decided_by == house.dong


@pytest.mark.parametrize("agreed", [True, False])
@pytest.mark.parametrize("who", ["alice", "bo", "fan", "lei", "su", "gao", "zed"])
def test_only_the_office_decides(
    house: House, unchanged: Unchanged, who: str, agreed: bool
) -> None:
    asked = ask_for(house, "extension")
    with unchanged(), pytest.raises(NotAllowed):
        settle(house, asked, agreed=agreed, person=house.people[who])


@pytest.mark.parametrize("agreed", [True, False])
def test_nobody_decides_what_they_asked_for(
    house: House, unchanged: Unchanged, agreed: bool
) -> None:
    grant_role(user=house.alice, role=Role.COORDINATOR, unit=None, now=OPENED, by=BY)
    asked = ask_for(house, "extension")
    with unchanged(), pytest.raises(NotAllowed):
        settle(house, asked, agreed=agreed, person=house.alice)


@pytest.mark.parametrize("agreed", [True, False])
def test_a_decision_is_not_decided_again(house: House, unchanged: Unchanged, agreed: bool) -> None:
    decided = settle(house, ask_for(house, "extension"), agreed=False)
    with unchanged(), pytest.raises(Conflict, match="."):
        settle(house, decided, agreed=agreed, person=house.dong)


@each_kind
def test_of_two_who_decide_at_once_the_second_is_told(
    house: House, unchanged: Unchanged, kind: str
) -> None:
    asked = ask_for(house, kind)
    one, other = fresh(asked), fresh(asked)
    settle(house, asked, request=one)
    assert other.state == "waiting", "as the second still sees it"
    with unchanged(), pytest.raises(Conflict):
        settle(house, asked, request=other, agreed=False, person=house.dong)


def test_without_the_version_the_second_would_not_be_told(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: it shows that the test above can fail."""
    asked = ask_for(house, "adjustment")
    one, other = fresh(asked), fresh(asked)
    monkeypatch.setattr(
        requests,
        "save_version",
        lambda row, *, version, **changes: Request.objects.filter(pk=row.pk).update(**changes),
    )
    settle(house, asked, request=one)
    settle(house, asked, request=other, agreed=False, person=house.dong)
    assert Request.objects.get().state == "refused"


def test_who_saw_an_older_initiative_is_told_and_the_request_still_waits(
    house: House, unchanged: Unchanged
) -> None:
    asked = ask_for(house, "extension")
    stale = fresh(asked)
    settle(house, ask_for(house, "adjustment"))
    with unchanged(), pytest.raises(Conflict):
        settle(house, asked, request=stale)
    assert Request.objects.get(pk=asked.pk).state == "waiting"


# --- the initiative's own steps ------------------------------------------------------------------


def move(house: House, action: Any, code: int = 1, **more: Any) -> Initiative:
    row = more.pop("row", None) or house.initiative(code)
    when = {} if action is change_goal else {"on": NOW.date()}
    return action(initiative=row, version=row.version, now=NOW, by=BY, **when, **more)


WRONG = {
    request_completion: ["draft", "assigned", "completion_requested", "completed", "cancelled"],
    refuse_completion: ["draft", "assigned", "in_progress", "completed", "cancelled"],
    cancel_initiative: ["draft", "completed", "closed", "cancelled"],
}


@pytest.mark.parametrize(
    ("action", "state"), [(action, state) for action, all_ in WRONG.items() for state in all_]
)
def test_a_step_has_its_state(house: House, unchanged: Unchanged, action: Any, state: str) -> None:
    Initiative.objects.filter(code=1).update(state=state)
    with unchanged(), pytest.raises(Conflict):
        move(house, action)


@pytest.mark.parametrize("state", ["assigned", "in_progress", "completion_requested"])
def test_whatever_is_under_way_can_be_cancelled(house: House, state: str) -> None:
    Initiative.objects.filter(code=1).update(state=state)
    move(house, cancel_initiative)
    assert house.initiative(1).state == "cancelled"


@pytest.mark.parametrize("goal", ["", " \n "])
def test_a_goal_is_not_emptied(house: House, unchanged: Unchanged, goal: str) -> None:
    with unchanged(), pytest.raises(BadInput):
        move(house, change_goal, goal=goal)


def watching(changed: Callable[[Any, Any], Any]) -> watchers.Watcher:
    """Who is told of changes, and of drafts in the same way."""
    return watchers.Watcher(changed=changed, added=lambda _plan, drafts, now: changed(drafts, now))


@pytest.mark.parametrize(
    ("action", "more"),
    [(request_completion, {}), (cancel_initiative, {}), (change_goal, {"goal": "别的目标"})],
)
def test_who_steps_on_an_older_row_is_told(
    house: House, unchanged: Unchanged, action: Any, more: dict[str, str]
) -> None:
    stale = house.initiative(1)
    move(house, change_goal, goal="新的目标")
    with unchanged(), pytest.raises(Conflict):
        move(house, action, row=stale, **more)


@pytest.mark.parametrize(
    ("action", "more"),
    [(request_completion, {}), (cancel_initiative, {}), (change_goal, {"goal": "别的目标"})],
)
def test_those_who_watch_are_told_before_the_trail(
    house: House, monkeypatch: pytest.MonkeyPatch, action: Any, more: dict[str, str]
) -> None:
    told: list[Any] = []
    monkeypatch.setattr(watchers, "_WATCHERS", {})
    watchers.watch("first", watching(lambda rows, now: told.append(("first", list(rows), now))))
    watchers.watch("second", watching(lambda rows, now: told.append(("second", list(rows), now))))
    for module in (initiatives, life):
        monkeypatch.setattr(module, "record", lambda **_event: told.append("recorded"))
    row = move(house, action, **more)
    assert told == [("first", [row], NOW), ("second", [row], NOW), "recorded"]


def test_a_room_that_watches_twice_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(watchers, "_WATCHERS", {})
    watchers.watch("room", watching(lambda _rows, _now: told.append("old")))
    watchers.watch("room", watching(lambda _rows, _now: told.append("new")))
    watchers.tell(iter(()), now=NOW)
    assert told == ["new"]


def test_what_a_watcher_cannot_do_undoes_the_step(
    house: House, unchanged: Unchanged, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(_rows: Any, _now: Any) -> None:
        raise RuntimeError("no light")

    monkeypatch.setitem(watchers._WATCHERS, "stumbles", watching(stumble))
    with unchanged(), pytest.raises(RuntimeError, match="no light"):
        ask_for(house, "completion")
