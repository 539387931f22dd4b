"""A leader's direction: entered for the leader, word for word, seen by a right of its own."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from accounts.actions import grant_role
from accounts.choices import Role
from core.models import AuditEvent
from core.refusals import BadInput, Conflict, NotAllowed
from progress.actions import record_direction
from progress.models import Direction
from tests.factories import BY, OPENED, House, make_draft_plan
from tests.progress.ask_steps import LATER, NOW, direct, fresh, reply

Unchanged = Callable[[], Any]


# --- enter ---------------------------------------------------------------------------------------


def test_a_direction_is_kept_with_whose_it_is_and_who_entered_it(house: House) -> None:
    direct(house, leader=" 李示例 ")
    row = Direction.objects.get()
    assert (row.leader, row.recorded_by, row.recorded_at) == ("李示例", house.su, NOW)
    assert (row.given_on, row.due_on) == (date(2026, 9, 18), date(2026, 9, 30))
    assert (row.reply, row.replied_by, row.replied_at, row.version) == ("", None, None, 1)
    event = AuditEvent.objects.order_by("seq").last()
    assert (event.verb, event.subject_id, event.plan) == (
        "direction.recorded",
        row.public_id,
        "digital",
    )
    assert event.after == {
        "leader": "李示例",
        "words": "请抓紧推进，月底前报进展。",
        "due_on": "2026-09-30",
    }


def test_the_words_are_kept_as_they_were_given(house: House) -> None:
    said = "请　甲局“抓紧”推进——\n\n  一、月底前报 <进展>;\n二、「不得」拖延  & 推诿!"
    assert fresh(direct(house, words=said)).words == said
    assert AuditEvent.objects.order_by("seq").last().after["words"] == said


def test_a_reply_leaves_the_words_as_they_are(house: House) -> None:
    direction = direct(house)
    before = (direction.leader, direction.words, direction.given_on, direction.due_on)
    row = fresh(reply(house, direction))
    assert (row.leader, row.words, row.given_on, row.due_on) == before


@pytest.mark.parametrize("who", ["su", "chen", "dong"])
def test_the_secretary_and_the_office_enter_directions(house: House, who: str) -> None:
    assert direct(house, person=house.people[who]).recorded_by == house.people[who]


@pytest.mark.parametrize("who", ["lei", "alice", "bo", "eve", "gao", "han", "jin", "zed"])
def test_nobody_else_enters_directions(house: House, unchanged: Unchanged, who: str) -> None:
    with unchanged(), pytest.raises(NotAllowed):
        direct(house, person=house.people[who])


@pytest.mark.parametrize("name", ["leader", "words"])
@pytest.mark.parametrize("said", ["", " \n "])
def test_a_direction_has_a_leader_and_words(
    house: House, unchanged: Unchanged, name: str, said: str
) -> None:
    with unchanged(), pytest.raises(BadInput):
        direct(house, **{name: said})


def test_a_direction_was_not_given_tomorrow(house: House, unchanged: Unchanged) -> None:
    with unchanged(), pytest.raises(BadInput) as refusal:
        direct(house, given_on=date(2026, 9, 21))
    assert set(refusal.value.fields) == {"given_on"}
    assert direct(house, given_on=date(2026, 9, 20)).pk


def test_a_reply_is_not_wanted_before_the_direction_was_given(
    house: House, unchanged: Unchanged
) -> None:
    with unchanged(), pytest.raises(BadInput) as refusal:
        direct(house, due_on=date(2026, 9, 17))
    assert set(refusal.value.fields) == {"due_on"}


@pytest.mark.parametrize("day", [None, date(2026, 9, 18)])
def test_a_reply_is_wanted_that_very_day_or_by_no_day(house: House, day: date | None) -> None:
    assert fresh(direct(house, due_on=day)).due_on == day


# --- see -----------------------------------------------------------------------------------------


def seen(house: House, who: str) -> set[int]:
    """The numbers of the initiatives whose directions this person sees."""
    rows = Direction.objects.visible_to(house.people[who])
    return set(rows.values_list("initiative__code", flat=True))


@pytest.mark.parametrize(
    ("who", "codes"),
    [
        ("chen", {1, 3}),
        ("dong", {1, 3}),
        ("lei", {1, 3}),
        ("su", {1, 3}),
        ("alice", {1}),
        ("bo", {1}),
        ("eve", {3}),
        ("fan", {3}),
        ("gao", set()),
        ("han", set()),
        ("jin", set()),
        ("zed", set()),
    ],
)
def test_directions_are_seen_by_a_right_of_its_own_and_by_who_must_reply(
    house: House, who: str, codes: set[int]
) -> None:
    direct(house, code=1)
    direct(house, code=3)
    assert seen(house, who) == codes


def test_a_unit_that_only_supports_does_not_see_the_direction(house: House) -> None:
    assert house.initiative(1).units.get().unit == house.b
    direct(house, code=1)
    assert seen(house, "eve") == set()


def test_who_works_for_two_units_sees_the_directions_of_both(house: House) -> None:
    direct(house, code=1)
    direct(house, code=3)
    grant_role(user=house.zed, role=Role.REPORTER, unit=house.a, now=OPENED, by=BY)
    grant_role(user=house.zed, role=Role.UNIT_LEAD, unit=house.b, now=OPENED, by=BY)
    assert seen(house, "zed") == {1, 3}


def test_a_direction_is_seen_once_by_who_writes_and_signs(house: House) -> None:
    direct(house, code=1)
    grant_role(user=house.alice, role=Role.UNIT_LEAD, unit=house.a, now=OPENED, by=BY)
    assert Direction.objects.visible_to(house.alice).count() == 1


# --- reply ---------------------------------------------------------------------------------------


def test_a_reply_is_kept_with_who_gave_it_and_when(house: House) -> None:
    reply(house, direct(house), reply=" 已接入三个部门 ")
    row = Direction.objects.get()
    assert (row.reply, row.version) == ("已接入三个部门", 2)
    assert (row.replied_by, row.replied_at) == (house.alice, LATER)
    event = AuditEvent.objects.order_by("seq").last()
    assert (event.verb, event.subject_id, event.plan) == (
        "direction.replied",
        row.public_id,
        "digital",
    )
    assert event.after == {"reply": "已接入三个部门"}


def test_who_signs_for_the_unit_replies_too(house: House) -> None:
    assert reply(house, direct(house), person=house.bo).replied_by == house.bo


@pytest.mark.parametrize("who", ["eve", "fan", "chen", "dong", "lei", "su", "gao", "zed"])
def test_only_the_lead_unit_replies(house: House, unchanged: Unchanged, who: str) -> None:
    direction = direct(house)
    with unchanged(), pytest.raises(NotAllowed):
        reply(house, direction, person=house.people[who])


def test_without_a_lead_nobody_replies(house: House, unchanged: Unchanged) -> None:
    draft = make_draft_plan("draft").initiatives.select_related("plan").first()
    direction = record_direction(
        initiative=draft, leader="李示例", words="抓紧", given_on=NOW.date(), due_on=None,
        person=house.chen, now=NOW, by=BY,
    )  # fmt: skip
    with unchanged(), pytest.raises(Conflict):
        reply(house, direction)


@pytest.mark.parametrize("said", ["", " \n "])
def test_a_reply_says_something(house: House, unchanged: Unchanged, said: str) -> None:
    direction = direct(house)
    with unchanged(), pytest.raises(BadInput) as refusal:
        reply(house, direction, reply=said)
    assert set(refusal.value.fields) == {"reply"}


def test_a_direction_is_replied_to_once(house: House, unchanged: Unchanged) -> None:
    direction = reply(house, direct(house))
    with unchanged(), pytest.raises(Conflict):
        reply(house, fresh(direction), reply="另一个答复")


def test_of_two_who_reply_at_once_the_second_is_told(house: House, unchanged: Unchanged) -> None:
    direction = direct(house)
    stale = fresh(direction)
    reply(house, direction)
    with unchanged(), pytest.raises(Conflict):
        reply(house, stale, reply="另一个答复", person=house.bo)
