"""A person adds a round, or skips one, with a reason; the clock's rounds are another test's."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from core.models import AuditEvent
from core.periods import Period
from core.refusals import BadInput, Conflict, NotAllowed
from progress.actions import add_round, close_round, end_skip, skip_round, start_update
from progress.facts import snapshots
from progress.models import Round, RoundExcuse
from progress.queries import RoundDays, expected_in
from tests.factories import BY, House, at, file_update, make_draft_plan

Unchanged = Callable[[], Any]
NOW = at("2026-09-10")
HALF = Period.parse("2026-H2")
DAYS = RoundDays(date(2026, 9, 10), date(2026, 9, 18), date(2026, 9, 22))


def add(house: House, **more: Any) -> Round:
    said: dict[str, Any] = {
        "plan": house.plan, "period": HALF, "days": DAYS, "everyone": True,
        "reason": "年中集中调度", "person": house.chen, "now": NOW, "by": BY, **more,
    }  # fmt: skip
    return add_round(**said)


def skip(house: House, code: int | None = None, **more: Any) -> RoundExcuse:
    said: dict[str, Any] = {
        "round_": house.round, "initiative": house.initiative(code) if code else None,
        "reason": "本月集中检查，免报", "person": house.chen, "now": NOW, "by": BY, **more,
    }  # fmt: skip
    return skip_round(**said)


def asked(round_: Round) -> list[int]:
    return sorted(expected_in(round_).values_list("code", flat=True))


def test_a_round_by_hand_carries_its_days_its_reason_and_the_next_number(house: House) -> None:
    round_ = add(house)
    assert (round_.period, round_.number, round_.everyone) == ("2026-H2", 2, True)
    assert (round_.opens_on, round_.filing_due_on, round_.review_ends_on) == (
        DAYS.opens_on, DAYS.filing_due_on, DAYS.review_ends_on,
    )  # fmt: skip
    assert (round_.starts_on, round_.ends_on) == (date(2026, 7, 1), date(2026, 12, 31))
    assert round_.added_reason == "年中集中调度"
    event = AuditEvent.objects.order_by("seq").last()
    assert (event.verb, event.after["reason"]) == ("round.added", "年中集中调度")
    # 4 begins in November, before the half-year ends.
    assert asked(round_) == [1, 2, 3, 4]


def test_a_round_of_another_cadence_that_is_not_for_all_asks_nobody(house: House) -> None:
    assert asked(add(house, everyone=False)) == []


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"reason": "  "}, BadInput),
        ({"period": Period.parse("2026-09")}, Conflict),
        ({"period": Period.parse("2019-H1")}, BadInput),
        ({"period": Period.parse("2031-H1")}, BadInput),
        ({"days": RoundDays(date(2026, 9, 19), date(2026, 9, 18), date(2026, 9, 22))}, BadInput),
        ({"days": RoundDays(date(2026, 9, 10), date(2026, 9, 18), date(2026, 9, 17))}, BadInput),
        ({"days": RoundDays(date(2026, 9, 1), date(2026, 9, 9), date(2026, 9, 22))}, BadInput),
        (
            {
                "period": Period.parse("2026-12"),
                "days": RoundDays(date(2026, 9, 10), date(2026, 9, 18), date(2026, 9, 22)),
            },
            BadInput,
        ),
    ],
)
def test_a_round_that_makes_no_sense_is_refused(
    house: House, unchanged: Unchanged, more: dict[str, Any], kind: type[Exception]
) -> None:
    with unchanged(), pytest.raises(kind):
        add(house, **more)


def test_only_an_active_plan_takes_a_round(house: House, unchanged: Unchanged) -> None:
    draft = make_draft_plan("draft")
    with unchanged(), pytest.raises(Conflict):
        add(house, plan=draft)


def test_units_add_no_round_and_skip_none(house: House, unchanged: Unchanged) -> None:
    excuse = skip(house, 1)
    with unchanged():
        for person in (house.alice, house.bo):
            with pytest.raises(NotAllowed):
                add(house, person=person)
            with pytest.raises(NotAllowed):
                skip(house, person=person)
            with pytest.raises(NotAllowed):
                end_skip(excuse=excuse, person=person, now=NOW, by=BY)


def test_a_skipped_initiative_is_not_asked_and_another_is(
    house: House, unchanged: Unchanged
) -> None:
    assert asked(house.round) == [1, 2, 3]
    skip(house, 1)
    assert asked(house.round) == [2, 3]
    with unchanged(), pytest.raises(Conflict, match="免报"):
        start_update(
            initiative=house.initiative(1), round_=house.round, author=house.alice, now=NOW, by=BY
        )


def test_a_skipped_round_asks_nobody_until_it_asks_again(house: House) -> None:
    excuse = skip(house)
    assert asked(house.round) == []
    end_skip(excuse=excuse, person=house.chen, now=NOW, by=BY)
    assert asked(house.round) == [1, 2, 3]
    skip(house)
    assert asked(house.round) == []


def test_what_is_skipped_is_neither_filed_nor_missed(house: House) -> None:
    skip(house, 1)
    file_update(house, 2, now=at("2026-09-20"))
    close_round(round_=house.round, now=at("2026-10-20"), by=BY)

    def seen(known: str) -> dict[int, list[bool]]:
        found = snapshots(house.plan.initiatives.all(), as_of=date(2026, 9, 30), known_at=at(known))
        return {
            row.initiative.code: [one.filed for one in row.facts.rounds] for row in found.values()
        }

    assert seen("2026-10-21") == {1: [], 2: [True], 3: [False], 4: []}


def test_a_skip_is_known_from_when_it_was_given_until_it_was_ended(house: House) -> None:
    excuse = skip(house, 1, now=at("2026-10-11"))
    end_skip(excuse=excuse, person=house.chen, now=at("2026-10-12"), by=BY)
    again = skip(house, 1, now=at("2026-10-13"))
    assert again.pk != excuse.pk
    for known, asked_then in (("2026-10-15", 0), ("2027-01-01", 0)):
        found = snapshots([house.initiative(1)], as_of=date(2026, 9, 30), known_at=at(known))
        (one,) = found.values()
        assert len(one.facts.rounds) == asked_then
    end_skip(excuse=again, person=house.chen, now=at("2026-10-13 12:00"), by=BY)
    found = snapshots([house.initiative(1)], as_of=date(2026, 9, 30), known_at=at("2026-10-15"))
    assert [len(one.facts.rounds) for one in found.values()] == [1]


@pytest.mark.parametrize("moment", ["2026-10-14", "2026-10-31"])
def test_a_round_that_has_ended_is_not_skipped_after_the_fact(
    house: House, unchanged: Unchanged, moment: str
) -> None:
    excuse = skip(house, 2)
    with unchanged():
        with pytest.raises(Conflict, match="已经结束"):
            skip(house, 1, now=at(moment))
        with pytest.raises(Conflict, match="已经结束"):
            end_skip(excuse=excuse, person=house.chen, now=at(moment), by=BY)
    close_round(round_=house.round, now=at("2026-10-13 12:00"), by=BY)
    with unchanged(), pytest.raises(Conflict, match="已经结束"):
        skip(house, 1, now=at("2026-10-13 13:00"))


def test_a_skip_needs_a_reason_is_given_once_and_stays_in_its_plan(
    house: House, unchanged: Unchanged
) -> None:
    skip(house, 1)
    other = make_draft_plan("other").initiatives.get(code=1)
    with unchanged():
        with pytest.raises(BadInput):
            skip(house, 2, reason=" ")
        with pytest.raises(Conflict, match="已设为免报"):
            skip(house, 1)
        with pytest.raises(Conflict, match="其他方案"):
            skip(house, initiative=other)


def test_a_skip_ends_once(house: House, unchanged: Unchanged) -> None:
    excuse = skip(house, 1)
    stale = RoundExcuse.objects.select_related("round__plan").get(pk=excuse.pk)
    end_skip(excuse=excuse, person=house.chen, now=NOW, by=BY)
    with unchanged(), pytest.raises(Conflict, match="已恢复报送"):
        end_skip(excuse=stale, person=house.chen, now=NOW, by=BY)
