"""When a plan reminds, and what a person writes down as sent by hand."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from core.refusals import BadInput, Conflict, NotAllowed, Refusal
from progress.actions import close_round, record_hand_reminder, set_reminder_policy
from progress.models import HandReminder, ReminderMoment, ReminderPolicy
from progress.reminders import in_force, moments_of_plan
from progress.reminding import DEFAULT, Moments
from tests.factories import BY, House, at, verbs

NOW = at("2026-09-21")


def change(house: House, *around: int, **more: Any) -> ReminderPolicy:
    facts = {
        "moments": Moments(around=around or (-3, 2), ahead=15, waiting=5),
        "effective_on": date(2026, 9, 22), "reason": "国庆假期前提前提醒", "seen": 1,
        "person": house.chen, "now": NOW, "by": BY,
    }  # fmt: skip
    return set_reminder_policy(plan=house.plan, **{**facts, **more})


def call(house: House, **more: Any) -> HandReminder:
    facts = {
        "round_": house.round, "unit": house.a, "channel": "phone", "words": "请尽快填报",
        "spoken_to": "Bo", "person": house.chen, "now": NOW, "by": BY,
    }  # fmt: skip
    return record_hand_reminder(**{**facts, **more})


def test_a_version_holds_from_its_day(house: House) -> None:
    change(house, 2, -3)
    versions = moments_of_plan(house.plan)
    assert in_force(versions, on=date(2026, 9, 21)) == DEFAULT
    held = in_force(versions, on=date(2026, 9, 22))
    assert (held.around, held.ahead, held.waiting, held.number) == ((-3, 2), 15, 5, 2)
    assert verbs()[-1] == "reminders.set"


def test_of_two_from_one_day_the_later_holds(house: House) -> None:
    change(house)
    change(house, -2, seen=2)
    assert in_force(moments_of_plan(house.plan), on=date(2026, 12, 1)).around == (-2,)


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"reason": " "}, BadInput),
        ({"effective_on": date(2026, 9, 20)}, BadInput),
        ({"moments": Moments(around=())}, BadInput),
        ({"moments": Moments(around=(1, 1))}, BadInput),
        ({"moments": Moments(around=(99,))}, BadInput),
        ({"seen": 2}, Conflict),
    ],
)
def test_what_makes_no_sense_is_refused(
    house: House, unchanged: Any, more: Any, kind: type[Refusal]
) -> None:
    with unchanged(), pytest.raises(kind):
        change(house, **more)


@pytest.mark.parametrize("who", ["alice", "bo", "lei", "su", "gao"])
def test_who_may_not_remind_sets_and_records_nothing(
    house: House, unchanged: Any, who: str
) -> None:
    with unchanged():
        with pytest.raises(NotAllowed):
            change(house, person=getattr(house, who))
        with pytest.raises(NotAllowed):
            call(house, person=getattr(house, who))


def test_a_call_is_written_down_with_its_words(house: House) -> None:
    call(house)
    row = HandReminder.objects.get()
    assert (row.unit, row.channel, row.words, row.spoken_to) == (
        house.a, "phone", "请尽快填报", "Bo",
    )  # fmt: skip
    assert verbs()[-1] == "reminder.by_hand"
    call(house, channel="wecom")
    assert HandReminder.objects.count() == 2


@pytest.mark.parametrize("more", [{"channel": "pigeon"}, {"words": " "}])
def test_a_call_says_how_and_what(house: House, unchanged: Any, more: Any) -> None:
    with unchanged(), pytest.raises(BadInput):
        call(house, **more)


def test_nobody_is_reminded_of_a_closed_round(house: House, unchanged: Any) -> None:
    close_round(round_=house.round, now=at("2026-10-14"), by=BY)
    with unchanged(), pytest.raises(Conflict):
        call(house)


def _moment(house: House, **more: Any) -> ReminderMoment:
    facts = {
        "initiative": house.initiative(1), "kind": "filing", "subject": "7", "moment": -5,
        "fell_on": date(2026, 9, 1), "notice_key": "k", "decided_at": NOW,
    }  # fmt: skip
    return ReminderMoment.objects.create(**{**facts, **more})


@pytest.mark.parametrize("wrong", [{"notice_key": ""}, {"why": "done"}])
def test_the_ledger_says_sent_or_passed_over(house: House, wrong: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        _moment(house, **wrong)


def test_the_ledger_holds_a_moment_once(house: House) -> None:
    _moment(house)
    _moment(house, moment=-1)
    with pytest.raises(IntegrityError), transaction.atomic():
        _moment(house)


def test_the_database_wants_words_and_reasons(house: House) -> None:
    call(house)
    change(house)
    with pytest.raises(IntegrityError), transaction.atomic():
        HandReminder.objects.update(words="")
    with pytest.raises(IntegrityError), transaction.atomic():
        ReminderPolicy.objects.update(reason="")
    with pytest.raises(IntegrityError), transaction.atomic():
        ReminderPolicy.objects.create(
            plan=house.plan, number=2, around=[1], waiting=3, ahead=10, order=True,
            effective_on=NOW.date(), reason="再", recorded_by=house.chen, recorded_at=NOW,
        )  # fmt: skip
