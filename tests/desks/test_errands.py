"""What waits for a person outside the round: for the unit, and for the coordinating office."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.actions import grant_role
from accounts.choices import Role
from accounts.models import User
from desks.errands import errands_of_office
from desks.queries import Errand, errands_of
from progress.actions import ask_contributions, raise_matter, read_reminder
from tests.factories import (
    BY,
    OPENED,
    House,
    assign,
    at,
    file_update,
    make_draft_plan,
    publish,
)
from tests.progress.ask_steps import (
    NOW,
    answer,
    ask_for,
    direct,
    raise_one,
    reply,
    send,
    settle,
)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def told(errands: list[Errand]) -> list[tuple[Any, ...]]:
    return [(one.initiative.code, one.title, one.words, one.due_on) for one in errands]


def of(house: House, who: str) -> list[tuple[Any, ...]]:
    return told(errands_of(User.objects.get(username=who)))


# --- the unit's ----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["alice", "bo"])
def test_the_unit_replies_to_directions_and_reads_reminders(house: House, who: str) -> None:
    direct(house, words="请抓紧")
    send(house, "expedite", code=2, basis="截止日将到")
    assert of(house, who) == [
        (1, "Reply to a direction", "请抓紧", date(2026, 9, 30)),
        (2, "urging", "截止日将到", None),
    ]


@pytest.mark.parametrize("who", ["eve", "fan", "chen", "dong", "lei", "su", "gao", "zed"])
def test_others_have_no_errand_of_it(house: House, who: str) -> None:
    """The office and the leaders see the direction, and yet it is not theirs to reply to."""
    direct(house)
    send(house)
    assert of(house, who) == []


def test_what_was_done_waits_no_more(house: House) -> None:
    direction, reminder = direct(house), send(house)
    reply(house, direction)
    assert [title for _code, title, *_ in of(house, "bo")] == ["reminder"]
    read_reminder(reminder=reminder, person=house.alice, now=NOW, by=BY)
    assert of(house, "bo") == []


def test_the_day_that_comes_first_stands_first_and_without_a_day_last(house: House) -> None:
    for words, day in (("无期限", None), ("月底", date(2026, 9, 30)), ("明天", date(2026, 9, 21))):
        direct(house, words=words, due_on=day)
    assert [words for _code, _title, words, _day in of(house, "alice")] == [
        "明天",
        "月底",
        "无期限",
    ]


def test_of_one_day_the_older_stands_first(house: House) -> None:
    for words in ("一", "二", "三"):
        direct(house, words=words)
    assert [words for _code, _title, words, _day in of(house, "alice")] == ["一", "二", "三"]


def test_reminders_stand_as_they_were_sent(house: House) -> None:
    send(house, "expedite", now=at("2026-09-22"), basis="二")
    send(house, "remind", now=at("2026-09-21"), basis="一")
    assert [words for _code, _title, words, _day in of(house, "alice")] == ["一", "二"]


def test_who_works_for_two_units_has_the_errands_of_both_once(house: House) -> None:
    direct(house, code=1)
    direct(house, code=3)
    for role, unit in (
        (Role.REPORTER, house.a),
        (Role.UNIT_LEAD, house.a),
        (Role.UNIT_LEAD, house.b),
    ):
        grant_role(user=house.zed, role=role, unit=unit, now=OPENED, by=BY)
    assert [code for code, *_ in of(house, "zed")] == [1, 3]


def test_an_ended_role_ends_its_errands(house: House) -> None:
    direct(house)
    grant = house.alice.grants.get()
    type(grant).objects.filter(pk=grant.pk).update(open_key=None, ended_at=NOW)
    assert of(house, "alice") == []


# --- the office's --------------------------------------------------------------------------------


def test_the_office_decides_requests_and_answers_matters(house: House) -> None:
    ask_for(house, "extension", reason="场地")
    raise_one(house, code=2, matter="缺人手")
    assert told(errands_of_office(house.plan)) == [
        (1, "Asked for: extension", "场地", None),
        (2, "Coordination matter", "缺人手", date(2026, 10, 15)),
    ]


@pytest.mark.parametrize("agreed", [True, False])
def test_what_was_decided_or_answered_waits_no_more(house: House, agreed: bool) -> None:
    settle(house, ask_for(house, "extension"), agreed=agreed)
    answer(house, raise_one(house))
    assert list(errands_of_office(house.plan)) == []


def test_directions_and_reminders_are_no_errand_of_the_office(house: House) -> None:
    direct(house)
    send(house)
    assert list(errands_of_office(house.plan)) == []


def test_requests_stand_as_they_were_made(house: House) -> None:
    ask_for(house, "cancellation", code=2, now=at("2026-09-22"), reason="二")
    ask_for(house, "cancellation", code=1, now=at("2026-09-21"), reason="一")
    assert [one.words for one in errands_of_office(house.plan)] == ["一", "二"]


def test_matters_stand_by_their_day_and_without_a_day_last(house: House) -> None:
    for words, day in (("无期限", None), ("月底", date(2026, 9, 30)), ("明天", date(2026, 9, 21))):
        raise_one(house, matter=words, due_on=day)
    assert [one.words for one in errands_of_office(house.plan)] == ["明天", "月底", "无期限"]


def test_each_plan_has_its_own(house: House) -> None:
    other = make_draft_plan("other")
    for initiative in other.initiatives.select_related("plan"):
        assign(initiative, house.a)
    publish(other)
    initiative = other.initiatives.select_related("plan", "lead").first()
    raise_matter(
        initiative=initiative, matter="缺场地", proposal="调剂", asked_of="园区", due_on=None,
        person=house.alice, now=NOW, by=BY,
    )  # fmt: skip
    ask_for(house, "cancellation", reason="另有安排")
    assert [one.words for one in errands_of_office(house.plan)] == ["另有安排"]
    assert [one.words for one in errands_of_office(other)] == ["缺场地"]


# --- how much it reads ---------------------------------------------------------------------------


def test_more_errands_cost_no_more_queries(house: House) -> None:
    alice = house.alice
    alice.open_grants()
    for size in (1, 4):
        for _number in range(size):
            direct(house)
            raise_one(house)
        if size == 1:
            ask_for(house, "extension")
            send(house)
        else:
            ask_for(house, "cancellation", code=2)
            send(house, code=2)
        with CaptureQueriesContext(connection) as found:
            mine, offices = errands_of(alice), list(errands_of_office(house.plan))
            assert all(one.initiative.plan.slug == "digital" for one in mine + offices)
        assert len(found) == 7, "three, two and their counts, and none to say where it is"


def test_a_unit_that_was_asked_for_its_part_is_led_to_it(house: House) -> None:
    def ask() -> None:
        ask_contributions(
            initiative=house.initiative(1), round_=house.round, units=[house.b],
            ask="请报接口开放情况", due_on=date(2026, 9, 28), person=house.alice, now=NOW, by=BY,
        )  # fmt: skip

    ask()
    (one,) = errands_of(User.objects.get(username="eve"))
    assert (one.words, one.due_on) == ("请报接口开放情况", date(2026, 9, 28))
    assert one.href == "/plans/digital/initiatives/1/updates/2026-09/contribution/"
    assert of(house, "fan") == of(house, "alice") == []
    file_update(house, 1, until="for_signing", now=NOW)
    assert of(house, "eve") == [], "the lead unit can take nothing more"
