"""The ladder of reminders: once a rung a round, the last rung signed by the chief, read once."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils.translation import gettext

from accounts.actions import grant_role
from accounts.choices import Role
from core.models import AuditEvent
from core.refusals import BadInput, Conflict, NotAllowed
from progress.actions import close_round, open_round, read_reminder, remind
from progress.models import Reminder
from recommendations.models import Initiative
from tests.factories import (
    BY,
    OCTOBER,
    OPENED,
    House,
    assign,
    at,
    file_update,
    make_draft_plan,
    publish,
    verbs,
)
from tests.progress.ask_steps import LATER, NOW, fresh, send

Unchanged = Callable[[], Any]
RUNGS = ["remind", "expedite", "supervise"]
each_rung = pytest.mark.parametrize("rung", RUNGS)


def read(house: House, reminder: Reminder, **more: Any) -> Reminder:
    facts = {"reminder": reminder, "person": house.alice, "now": LATER, "by": BY}
    return read_reminder(**{**facts, **more})


# --- send ----------------------------------------------------------------------------------------


@each_rung
def test_a_reminder_is_kept_with_its_basis_and_whom_it_reminds(house: House, rung: str) -> None:
    send(house, rung, basis=" 本月填报截止日将到 ")
    row = Reminder.objects.get()
    assert (row.rung, row.basis) == (rung, "本月填报截止日将到")
    assert (row.initiative, row.round, row.unit) == (house.initiative(1), house.round, house.a)
    assert (row.sent_by, row.sent_at) == (house.dong if rung == "supervise" else house.chen, NOW)
    assert (row.read_by, row.read_at) == (None, None)
    event = AuditEvent.objects.order_by("seq").last()
    assert (event.verb, event.subject_id, event.plan) == ("reminder.sent", row.public_id, "digital")
    assert event.after == {"rung": rung, "unit": "示例甲局", "basis": "本月填报截止日将到"}


@each_rung
def test_each_rung_is_taken_once_a_round(house: House, unchanged: Unchanged, rung: str) -> None:
    send(house, rung)
    with unchanged(), pytest.raises(Conflict):
        send(house, rung, person=house.dong, now=LATER)


def test_the_rungs_of_a_round_and_of_each_initiative_are_their_own(house: House) -> None:
    for rung in RUNGS:
        send(house, rung)
    assert send(house, "remind", code=2).pk
    round_ = open_round(plan=house.plan, period=OCTOBER, now=at("2026-10-08"), by=BY)
    assert send(house, "remind", round_=round_, now=at("2026-10-20")).pk


@pytest.mark.parametrize("rung", ["remind", "expedite"])
def test_the_chief_takes_the_lower_rungs_too(house: House, rung: str) -> None:
    assert send(house, rung, person=house.dong).sent_by == house.dong


def test_a_supervision_order_is_the_chiefs_alone(house: House, unchanged: Unchanged) -> None:
    with unchanged(), pytest.raises(NotAllowed):
        send(house, "supervise", person=house.chen)


@pytest.mark.parametrize("who", ["alice", "bo", "fan", "lei", "su", "gao", "zed"])
@each_rung
def test_only_the_office_reminds(house: House, unchanged: Unchanged, who: str, rung: str) -> None:
    with unchanged(), pytest.raises(NotAllowed):
        send(house, rung, person=house.people[who])


def test_there_are_three_rungs_and_no_fourth(house: House, unchanged: Unchanged) -> None:
    with unchanged(), pytest.raises(BadInput):
        send(house, "shout", person=house.dong)


@pytest.mark.parametrize("said", ["", " \n "])
def test_a_reminder_says_its_basis(house: House, unchanged: Unchanged, said: str) -> None:
    with unchanged(), pytest.raises(BadInput) as refusal:
        send(house, basis=said)
    assert set(refusal.value.fields) == {"basis"}


def test_there_is_nobody_to_remind_without_a_lead(house: House, unchanged: Unchanged) -> None:
    draft = make_draft_plan("draft").initiatives.select_related("plan").first()
    sentence = gettext("The initiative has no lead unit yet.")
    with unchanged(), pytest.raises(Conflict, match=sentence):
        remind(
            initiative=draft, round_=house.round, rung="remind", basis="未报", person=house.chen,
            now=NOW, by=BY,
        )  # fmt: skip


@pytest.mark.parametrize("state", ["submitted", "approved"])
@each_rung
def test_who_has_handed_in_is_not_reminded(
    house: House, unchanged: Unchanged, rung: str, state: str
) -> None:
    file_update(house, 1, until=state, now=NOW)
    with unchanged(), pytest.raises(Conflict):
        send(house, rung)


@pytest.mark.parametrize("state", ["draft", "for_signing", "returned"])
def test_who_has_not_handed_in_is_reminded(house: House, state: str) -> None:
    file_update(house, 1, until=state, now=NOW)
    assert send(house).pk


def test_handing_in_another_round_spares_nobody(house: House) -> None:
    file_update(house, 1, now=NOW)
    round_ = open_round(plan=house.plan, period=OCTOBER, now=at("2026-10-08"), by=BY)
    assert send(house, round_=round_, now=at("2026-10-20")).pk


def test_a_closed_round_reminds_nobody(house: House, unchanged: Unchanged) -> None:
    close_round(round_=house.round, now=at("2026-10-20"), by=BY)
    with unchanged(), pytest.raises(Conflict):
        send(house, now=at("2026-10-20"))


def test_another_plans_round_reminds_nobody(house: House, unchanged: Unchanged) -> None:
    other = make_draft_plan("other")
    for initiative in other.initiatives.select_related("plan"):
        assign(initiative, house.a)
    publish(other)
    round_ = open_round(plan=other, period=OCTOBER, now=at("2026-10-08"), by=BY)
    with unchanged(), pytest.raises(Conflict):
        send(house, round_=round_, now=at("2026-10-20"))


@pytest.mark.parametrize("state", ["completed", "suspended", "cancelled", "declined"])
def test_nobody_is_reminded_of_what_is_not_filed_on(
    house: House, unchanged: Unchanged, state: str
) -> None:
    Initiative.objects.filter(code=1).update(state=state)
    with unchanged(), pytest.raises(Conflict):
        send(house)


# --- read ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["alice", "bo"])
def test_the_unit_reads_its_reminder(house: House, who: str) -> None:
    read(house, send(house), person=house.people[who])
    row = Reminder.objects.get()
    assert (row.read_by, row.read_at) == (house.people[who], LATER)
    event = AuditEvent.objects.order_by("seq").last()
    assert (event.verb, event.subject_id, event.plan) == ("reminder.read", row.public_id, "digital")


def test_reading_twice_is_once(house: House, unchanged: Unchanged) -> None:
    reminder = read(house, send(house))
    with unchanged():
        read(house, fresh(reminder), person=house.bo, now=at("2026-09-25"))
    assert verbs().count("reminder.read") == 1


def test_of_two_who_read_at_once_the_first_stays(house: House, unchanged: Unchanged) -> None:
    reminder = send(house)
    stale = fresh(reminder)
    read(house, reminder)
    assert stale.read_at is None
    with unchanged():
        read(house, stale, person=house.bo)


@pytest.mark.parametrize("who", ["eve", "fan", "chen", "dong", "lei", "su", "gao", "zed"])
def test_only_the_lead_unit_reads(house: House, unchanged: Unchanged, who: str) -> None:
    reminder = send(house)
    with unchanged(), pytest.raises(NotAllowed):
        read(house, reminder, person=house.people[who])


def test_a_right_in_another_unit_reads_nothing_here(house: House, unchanged: Unchanged) -> None:
    grant_role(user=house.zed, role=Role.UNIT_LEAD, unit=house.b, now=OPENED, by=BY)
    reminder = send(house)
    with unchanged(), pytest.raises(NotAllowed):
        read(house, reminder, person=house.zed)
