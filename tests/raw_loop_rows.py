"""Writes past the actions in the working loop: rounds, contributions, reminders, orders, states."""

from collections.abc import Callable
from typing import Any

from progress.models import (
    Contribution,
    HandReminder,
    Release,
    ReminderMoment,
    ReminderPolicy,
    RoundExcuse,
    SupervisionOrder,
    UpdateAuthor,
)
from tests.factories import ADDED, House, file_update
from tests.raw_rows import ON, change, copy, direction, matter, reminder, request


def excuse(house: House) -> RoundExcuse:
    return RoundExcuse.objects.create(
        round=house.round, reason="集中检查", given_by=house.chen, given_at=ADDED, open_key="1"
    )


def contribution(house: House) -> Contribution:
    return Contribution.objects.create(
        initiative=house.initiative(1), round=house.round, unit=house.b, author=house.eve,
        words="配合开放接口", handed_in_at=ADDED,
    )  # fmt: skip


def policy(house: House) -> ReminderPolicy:
    return ReminderPolicy.objects.create(
        plan=house.plan, number=2, around=[-5], waiting=3, ahead=10, order=True, effective_on=ON,
        reason="按月调整", recorded_by=house.chen, recorded_at=ADDED,
    )  # fmt: skip


def moment(house: House) -> ReminderMoment:
    return ReminderMoment.objects.create(
        initiative=house.initiative(1), round=house.round, unit=house.a, kind="filing",
        subject="1", moment=-5, fell_on=ON, notice_key="k", decided_at=ADDED,
    )  # fmt: skip


def by_hand(house: House) -> HandReminder:
    return HandReminder.objects.create(
        round=house.round, unit=house.a, channel="phone", words="请报送", sent_by=house.chen,
        sent_at=ADDED,
    )  # fmt: skip


def order(house: House, **more: Any) -> SupervisionOrder:
    facts: dict[str, Any] = {
        "initiative": house.initiative(1), "round": house.round, "unit": house.a,
        "basis": "连续两轮未报送", "requirement": "补报", "deadline": ON, "drafted_at": ADDED,
    }  # fmt: skip
    return SupervisionOrder.objects.create(**{**facts, **more})


def release(house: House) -> Release:
    return Release.objects.create(
        matter=matter(house), released_by=house.chen, released_at=ADDED, open_key="matter:1"
    )


def numbered_twice(house: House) -> None:
    signed = {
        "state": "signed", "year": 2026, "number": 1, "signed_by": house.dong, "signed_at": ADDED,
    }  # fmt: skip
    for code in (1, 2):
        row = reminder(house, initiative=house.initiative(code))
        order(house, initiative=house.initiative(code), reminder=row, **signed)


def wrote_twice(house: House) -> None:
    update = file_update(house, 1, until="draft")
    there = UpdateAuthor.objects.filter(update_filed=update).first()
    copy(there or UpdateAuthor.objects.create(update_filed=update, person=house.alice, since=ADDED))


LOOP_CASES: dict[str, Callable[[House], None]] = {
    "excuse_reason_not_empty": lambda h: change(excuse(h), reason=""),
    "excuse_open_or_ended": lambda h: change(excuse(h), ended_at=ADDED),
    "round_for_all_has_reason": lambda h: change(h.round, everyone=True),
    "contribution_once_a_unit": lambda h: copy(contribution(h)),
    "contribution_handed_has_words": lambda h: change(contribution(h), words=""),
    "contribution_asked_whole": lambda h: change(contribution(h), due_on=ON),
    "remind_policy_once": lambda h: copy(policy(h)),
    "remind_policy_has_reason": lambda h: change(policy(h), reason=""),
    "moment_once": lambda h: copy(moment(h)),
    "moment_sent_or_passed": lambda h: change(moment(h), notice_key=""),
    "hand_words_not_empty": lambda h: change(by_hand(h), words=""),
    "release_of_one_thing": lambda h: change(release(h), direction=direction(h)),
    "release_open_or_held": lambda h: change(release(h), held_at=ADDED),
    "order_once_a_round": lambda h: copy(order(h)),
    "order_number_once": numbered_twice,
    "order_words_not_empty": lambda h: change(order(h), basis=""),
    "order_signed_by_a_person": lambda h: change(order(h), state="signed"),
    "order_answer_has_person": lambda h: change(order(h), outcome="已补报"),
    "initiative_merged_into_one": lambda h: change(h.initiative(1), merged_into=h.initiative(2)),
    "initiative_graded_when_done": lambda h: change(h.initiative(1), quality="good"),
    "request_merge_names_one": lambda h: request(h, kind="merge"),
    "request_rest_has_an_end": lambda h: request(h, kind="suspension"),
    "update_author_once": wrote_twice,
}
