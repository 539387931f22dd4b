"""Supporting units give their part to the lead unit, in time, in their own words, and are named."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from core.models import AuditEvent
from core.refusals import BadInput, Conflict, NotAllowed
from progress.actions import (
    ask_contributions,
    close_round,
    return_update,
    save_contribution,
    take_back_contribution,
)
from progress.models import Contribution
from progress.queries import helpers_of
from tests.factories import BY, House, at, file_update

Unchanged = Callable[[], Any]
NOW = at("2026-09-21")
DUE = date(2026, 9, 28)
WORDS = "配合开放本部门接口12个，完成联调。"


def ask(house: House, **more: Any) -> list[Contribution]:
    said: dict[str, Any] = {
        "initiative": house.initiative(1), "round_": house.round, "units": [house.b],
        "ask": "请报接口开放情况", "due_on": DUE, "person": house.alice, "now": NOW, "by": BY,
        **more,
    }  # fmt: skip
    return ask_contributions(**said)


def give(house: House, *, hand_in: bool = True, **more: Any) -> Contribution:
    there = Contribution.objects.filter(initiative__code=1).first()
    said: dict[str, Any] = {
        "initiative": house.initiative(1), "round_": house.round, "unit": house.b, "words": WORDS,
        "hand_in": hand_in, "person": house.eve, "version": there.version if there else 0,
        "now": NOW, "by": BY, **more,
    }  # fmt: skip
    return save_contribution(**said)


def test_a_unit_is_asked_once_and_stands_beside_the_lead(house: House) -> None:
    assert [
        (one.unit, one.contribution) for one in helpers_of(house.initiative(1), house.round)
    ] == [(house.b, None)]
    (asked,) = ask(house)
    assert (asked.unit, asked.due_on, asked.ask) == (house.b, DUE, "请报接口开放情况")
    assert ask(house) == []
    (one,) = helpers_of(house.initiative(1), house.round)
    assert one.contribution == asked
    event = AuditEvent.objects.filter(verb="contribution.asked").order_by("seq").first()
    assert event is not None and event.after["units"] == ["示例乙局"]


def test_a_unit_that_offered_first_can_still_be_asked(house: House) -> None:
    offered = give(house, hand_in=False)
    assert offered.asked_at is None
    (asked,) = ask(house)
    assert (asked.pk, asked.words, asked.due_on) == (offered.pk, WORDS, DUE)


def test_a_draft_is_kept_then_handed_in_then_taken_back(house: House) -> None:
    draft = give(house, hand_in=False, words="  初稿 ")
    assert (draft.words, draft.handed_in_at, draft.author) == ("初稿", None, house.eve)
    done = give(house)
    assert (done.pk, done.words, done.handed_in_at) == (draft.pk, WORDS, NOW)
    back = take_back_contribution(
        contribution=done, person=house.eve, version=done.version, now=NOW, by=BY
    )
    assert (back.handed_in_at, back.words) == (None, WORDS)


def test_what_was_handed_in_is_not_edited_and_not_taken_back_twice(
    house: House, unchanged: Unchanged
) -> None:
    done = give(house)
    with unchanged(), pytest.raises(Conflict, match="撤回"):
        give(house, words="改写过的内容，超过十个字。")
    take_back_contribution(
        contribution=done, person=house.eve, version=done.version, now=NOW, by=BY
    )
    with unchanged(), pytest.raises(Conflict):
        take_back_contribution(
            contribution=done, person=house.eve, version=done.version, now=NOW, by=BY
        )


def test_of_two_who_write_at_once_the_second_is_told(house: House, unchanged: Unchanged) -> None:
    give(house, hand_in=False)
    with unchanged(), pytest.raises(Conflict):
        give(house, version=0)


def test_too_few_words_are_a_draft_and_no_contribution(house: House, unchanged: Unchanged) -> None:
    with unchanged(), pytest.raises(BadInput):
        give(house, words="已配合")
    assert give(house, hand_in=False, words="已配合").words == "已配合"


def test_only_who_files_for_a_unit_asks_or_gives_for_it(house: House, unchanged: Unchanged) -> None:
    done = give(house)
    with unchanged():
        for person in (house.bo, house.eve, house.chen):
            with pytest.raises(NotAllowed):
                ask(house, person=person)
        for person in (house.alice, house.fan, house.chen):
            with pytest.raises(NotAllowed):
                give(house, person=person)
            with pytest.raises(NotAllowed):
                take_back_contribution(
                    contribution=done, person=person, version=done.version, now=NOW, by=BY
                )


def test_a_unit_that_does_not_help_is_neither_asked_nor_heard(
    house: House, unchanged: Unchanged
) -> None:
    with unchanged():
        with pytest.raises(Conflict, match="配合"):
            ask(house, units=[house.a])
        with pytest.raises(Conflict, match="配合"):
            give(house, initiative=house.initiative(2))
        with pytest.raises(BadInput):
            ask(house, units=[])


@pytest.mark.parametrize("due", [date(2026, 9, 20), date(2026, 10, 11)])
def test_the_day_lies_between_today_and_the_filing_day(
    house: House, unchanged: Unchanged, due: date
) -> None:
    with unchanged(), pytest.raises(BadInput):
        ask(house, due_on=due)


@pytest.mark.parametrize("until", ["for_signing", "submitted", "approved"])
def test_once_the_lead_unit_handed_over_nothing_moves(
    house: House, unchanged: Unchanged, until: str
) -> None:
    done = give(house)
    file_update(house, 1, until=until, now=NOW)
    with unchanged():
        with pytest.raises(Conflict, match="牵头单位"):
            ask(house)
        with pytest.raises(Conflict, match="牵头单位"):
            take_back_contribution(
                contribution=done, person=house.eve, version=done.version, now=NOW, by=BY
            )


def test_a_return_opens_it_again(house: House) -> None:
    done = give(house)
    update = file_update(house, 1, until="submitted", now=NOW)
    return_update(
        update=update, reviewer=house.chen, reason="请补充配合单位数据", version=update.version,
        now=NOW, by=BY,
    )  # fmt: skip
    assert take_back_contribution(
        contribution=done, person=house.eve, version=done.version, now=NOW, by=BY
    )


def test_a_closed_round_gathers_nothing(house: House, unchanged: Unchanged) -> None:
    close_round(round_=house.round, now=at("2026-10-20"), by=BY)
    with unchanged():
        with pytest.raises(Conflict):
            give(house)
        with pytest.raises(Conflict):
            ask(house, due_on=date(2026, 10, 10))


def test_who_sees_a_contribution(house: House) -> None:
    give(house, hand_in=False)

    def seen() -> dict[str, bool]:
        return {
            name: Contribution.objects.visible_to(person).exists()
            for name, person in house.people.items()
        }

    assert {name for name, sees in seen().items() if sees} == {"eve", "fan"}
    give(house)
    assert {name for name, sees in seen().items() if sees} == {"alice", "bo", "eve", "fan"}


def test_nobody_is_asked_while_no_unit_leads(house: House, unchanged: Unchanged) -> None:
    initiative = house.initiative(1)
    initiative.lead = None
    with unchanged(), pytest.raises(Conflict, match="尚无牵头单位"):
        ask(house, initiative=initiative)
