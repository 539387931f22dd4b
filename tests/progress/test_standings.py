"""Standings are what the records give: they follow each change, and freeze at a round's close."""

from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from progress.actions import close_round, hand_over, open_round, return_update, sign_update
from progress.models import Round, Standing
from progress.reasons import words as reason_words
from progress.standings import NEED, differences, once, refresh
from progress.status import Light, Reason
from tests.factories import BY, OCTOBER, House, advance, at, file_update, words

TODAY, NOW = date(2026, 9, 20), at("2026-09-20 10:00")


def stand(house: House, code: int = 1, slot: str = "now") -> Standing:
    return Standing.objects.get(initiative__code=code, initiative__plan=house.plan, slot=slot)


def refresh_all(house: House, day: str) -> int:
    now = at(day)
    return refresh(house.plan.initiatives.all(), as_of=now.date(), now=now)


def test_approval_refreshes_the_standing_at_once(house: House) -> None:
    refresh_all(house, "2026-09-19")
    assert stand(house).percent is None
    file_update(house, 1, now=NOW)
    row = stand(house)
    assert (row.percent, row.as_of, row.known_at) == (Decimal(60), TODAY, NOW)
    # 262 of the 364 days have gone by.
    assert row.planned == Decimal("71.9780")
    assert (row.gap, row.light, row.need) == (Decimal("-11.9780"), "yellow", 2)
    assert [reason["code"] for reason in row.reasons] == ["behind_plan"]
    assert row.policy_number == 1


def test_stored_reasons_can_be_read_aloud(house: House) -> None:
    file_update(house, 1, now=NOW)
    for stored in stand(house).reasons:
        reason = Reason.from_json(stored)
        assert "60%" in reason_words(reason, "zh") and "60%" in reason_words(reason, "en")


def test_refreshing_writes_one_row_an_initiative(house: House) -> None:
    assert refresh_all(house, "2026-09-19") == refresh_all(house, "2026-09-20") == 4
    rows = Standing.objects.filter(initiative__plan=house.plan, slot="now")
    assert rows.count() == 4
    assert {row.as_of for row in rows} == {TODAY}


def test_every_light_has_its_place_in_the_order_of_need() -> None:
    assert set(NEED) == set(Light)
    assert sorted(NEED.values()) == list(range(1, 8))
    assert sorted(NEED, key=NEED.__getitem__)[:3] == [Light.RED, Light.YELLOW, Light.GREEN]


def test_what_is_signed_while_an_older_one_counts_changes_the_standing_at_once(
    house: House,
) -> None:
    file_update(house, 1, now=NOW)
    round_ = open_round(plan=house.plan, period=OCTOBER, now=at("2026-10-08"), by=BY)
    now = at("2026-10-20")
    update = file_update(house, 1, round_=round_, said=words(80), until="for_signing", now=now)
    refresh_all(house, "2026-10-20")
    waiting = stand(house).planned
    sign_update(update=update, signer=house.bo, version=update.version, now=now, by=BY)
    assert differences(house.plan, as_of=now.date(), now=now) == []
    assert stand(house).planned < waiting, "waiting for review costs the unit nothing"


def test_sending_back_changes_the_standing_at_once(house: House) -> None:
    file_update(house, 1, now=NOW)
    round_ = open_round(plan=house.plan, period=OCTOBER, now=at("2026-10-08"), by=BY)
    now = at("2026-10-20")
    update = file_update(house, 1, round_=round_, said=words(80), until="submitted", now=now)
    refresh_all(house, "2026-10-20")
    return_update(
        update=update, reviewer=house.chen, reason="请核实。", version=update.version, now=now,
        by=BY,
    )  # fmt: skip
    assert differences(house.plan, as_of=now.date(), now=now) == []
    assert stand(house).planned > Decimal(80)


def test_a_frozen_standing_does_not_follow_what_is_known_later(house: House) -> None:
    update = file_update(house, 1, until="submitted", now=NOW)
    close_round(round_=house.round, now=at("2026-10-20"), by=BY)
    frozen = Standing.objects.filter(slot="2026-09").order_by("pk").values()
    kept = list(frozen)
    advance(house, update, until="approved", now=at("2026-10-25"))
    refresh_all(house, "2026-10-31")
    assert list(frozen.all()) == kept
    assert stand(house, 1, "2026-09").percent is None
    assert stand(house).percent == 60


def test_a_round_that_closes_counts_for_those_who_missed_it(house: House) -> None:
    close_round(round_=house.round, now=at("2026-10-14 00:05"), by=BY)
    codes = [reason["code"] for reason in stand(house, 1, "2026-09").reasons]
    assert "missed_round" in codes
    assert stand(house, 4, "2026-09").light == "not_started"


def test_true_standings_show_no_differences(house: House) -> None:
    refresh_all(house, "2026-09-20 10:00")
    assert differences(house.plan, as_of=TODAY, now=NOW) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("light", "done"), ("need", 9), ("percent", Decimal(99)), ("reasons", [])],
)
def test_a_row_that_was_tampered_with_is_named(house: House, name: str, value: object) -> None:
    refresh_all(house, "2026-09-20 10:00")
    row = stand(house)
    assert getattr(row, name) != value
    Standing.objects.filter(pk=row.pk).update(**{name: value})
    (found,) = differences(house.plan, as_of=TODAY, now=NOW)
    assert found.startswith(f"digital/{row.initiative_id}: {name} ")


def test_a_row_that_is_missing_is_named(house: House) -> None:
    refresh_all(house, "2026-09-20 10:00")
    row = stand(house)
    row.delete()
    found = differences(house.plan, as_of=TODAY, now=NOW)
    assert found and all(f"digital/{row.initiative_id}: " in line for line in found)


def test_recompute_checks_changes_nothing_and_then_mends(house: House) -> None:
    Standing.objects.all().delete()
    with time_machine.travel(NOW, tick=False):
        with pytest.raises(CommandError, match="differ"):
            call_command("recompute", "--check", stdout=StringIO())
        assert not Standing.objects.exists()
        out = StringIO()
        call_command("recompute", stdout=out)
        assert out.getvalue() == "digital: 4 standings\n"
        out = StringIO()
        call_command("recompute", "--check", stdout=out)
    assert out.getvalue() == "1 plans agree with their records.\n"


def test_a_hand_over_changes_no_standing(house: House) -> None:
    update = file_update(house, 1, until="draft", now=NOW)
    refresh_all(house, "2026-09-20 10:00")
    hand_over(update=update, author=house.alice, version=update.version, now=NOW, by=BY)
    assert differences(house.plan, as_of=TODAY, now=NOW) == []
    assert Round.objects.count() == 1


def test_many_actions_stand_anew_once_when_the_block_ends(house: House) -> None:
    refresh_all(house, "2026-09-19")
    before = [stand(house, code).known_at for code in (1, 2)]
    with once(as_of=TODAY, now=NOW):
        file_update(house, 1, now=NOW)
        file_update(house, 2, now=NOW)
        assert [stand(house, code).known_at for code in (1, 2)] == before
    assert [stand(house, code).known_at for code in (1, 2)] == [NOW, NOW]
    assert stand(house).percent == Decimal(60)
    assert stand(house, 3).known_at == at("2026-09-19")


def test_a_block_that_fails_leaves_standings_and_later_changes_alone(house: House) -> None:
    refresh_all(house, "2026-09-19")
    with pytest.raises(ZeroDivisionError), once(as_of=TODAY, now=NOW):
        file_update(house, 1, until="submitted", now=NOW)
        raise ZeroDivisionError
    assert stand(house).known_at == at("2026-09-19")
    file_update(house, 2, now=NOW)
    assert stand(house, 2).known_at == NOW
