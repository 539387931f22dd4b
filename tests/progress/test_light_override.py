"""A light set by hand: beside the computed one, with its reason, until a day, one at a time."""

from collections.abc import Callable
from datetime import date
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command

from core.models import AuditEvent
from core.refusals import BadInput, Conflict, NotAllowed
from progress.actions import end_override
from progress.models import LightOverride, Standing
from progress.standings import differences, refresh, stands
from progress.status import Standing as Judged
from tests.factories import BY, House, at, file_update, words
from tests.progress.ask_steps import LATER, NOW, ask_for, fresh, light_on, set_light, settle

Unchanged = Callable[[], Any]


def end(house: House, override: LightOverride, **more: Any) -> LightOverride:
    facts = {"override": override, "person": house.dong, "now": LATER, "by": BY}
    return end_override(**{**facts, **more})


def judged(house: House, as_of: str, known_at: str = "") -> Judged:
    row, day = house.initiative(1), date.fromisoformat(as_of)
    return stands([row], as_of=day, known_at=at(known_at or f"{as_of} 10:00"))[row.pk].judged


# --- set -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("light", ["red", "yellow", "green"])
def test_a_light_set_by_hand_is_kept_with_who_and_why(house: House, light: str) -> None:
    set_light(house, light, reason=" 现场核查进度偏慢 ")
    row = LightOverride.objects.get()
    assert (row.light, row.reason, row.set_by) == (light, "现场核查进度偏慢", house.dong)
    assert (row.starts_on, row.expires_on) == (date(2026, 9, 20), date(2026, 9, 30))
    assert (row.recorded_at, row.ended_at) == (NOW, None)
    event = AuditEvent.objects.order_by("seq").last()
    assert (event.verb, event.plan) == ("light.overridden", "digital")
    assert event.subject_id == house.initiative(1).public_id
    assert event.after == {
        "light": light,
        "reason": "现场核查进度偏慢",
        "expires_on": "2026-09-30",
    }


def test_it_shows_beside_the_computed_light_never_instead_of_it(house: House) -> None:
    file_update(house, 1, said=words(75), now=NOW)
    set_light(house, "red")
    found = judged(house, "2026-09-20")
    assert (found.light, found.computed, found.overridden) == ("red", "green", True)
    assert {reason.code for reason in found.reasons} > {"on_plan"}
    row = Standing.objects.get(initiative__code=1, slot="now")
    assert (row.light, row.computed, row.need) == ("red", "green", 1)
    assert row.percent == 75


def test_other_initiatives_keep_their_lights(house: House) -> None:
    before = light_on(house, "2026-09-20", 2)
    set_light(house, "red" if before != "red" else "green")
    assert light_on(house, "2026-09-20", 2) == before


@pytest.mark.parametrize("who", ["alice", "bo", "chen", "lei", "su", "gao", "zed"])
def test_only_the_chief_sets_a_light(house: House, unchanged: Unchanged, who: str) -> None:
    with unchanged(), pytest.raises(NotAllowed):
        set_light(house, person=house.people[who])


@pytest.mark.parametrize("light", ["done", "paused", "not_started", "ongoing", "blue", ""])
def test_no_other_light_is_set_by_hand(house: House, unchanged: Unchanged, light: str) -> None:
    with unchanged(), pytest.raises(BadInput):
        set_light(house, light)


@pytest.mark.parametrize("said", ["", " \n "])
def test_a_light_set_by_hand_has_a_reason(house: House, unchanged: Unchanged, said: str) -> None:
    with unchanged(), pytest.raises(BadInput) as refusal:
        set_light(house, reason=said)
    assert set(refusal.value.fields) == {"reason"}


def test_it_has_not_run_out_before_it_is_set(house: House, unchanged: Unchanged) -> None:
    with unchanged(), pytest.raises(BadInput) as refusal:
        set_light(house, expires_on=date(2026, 9, 19))
    assert set(refusal.value.fields) == {"expires_on"}
    assert set_light(house, expires_on=date(2026, 9, 20)).pk


def test_one_stands_at_a_time(house: House, unchanged: Unchanged) -> None:
    set_light(house, "red")
    with unchanged(), pytest.raises(Conflict):
        set_light(house, "green", now=LATER)
    assert set_light(house, "green", code=2).pk, "another initiative's is another"


def test_after_its_end_another_can_be_set(house: House) -> None:
    end(house, set_light(house, "red"))
    set_light(house, "yellow", now=LATER)
    assert LightOverride.objects.count() == 2
    assert light_on(house, "2026-09-25") == "yellow"


# --- when it counts ------------------------------------------------------------------------------


def test_it_counts_up_to_and_including_its_last_day(house: House) -> None:
    file_update(house, 1, said=words(75), now=NOW)
    set_light(house, "red")
    days = ["2026-09-20", "2026-09-30", "2026-10-01"]
    assert [judged(house, day).overridden for day in days] == [True, True, False]
    assert [light_on(house, day) for day in days] == ["red", "red", "green"]


def test_it_does_not_count_on_days_before_it_was_set(house: House) -> None:
    set_light(house, "red")
    assert judged(house, "2026-09-20", "2026-09-25").overridden
    assert not judged(house, "2026-09-19", "2026-09-25").overridden


def test_before_it_was_recorded_nobody_knew_of_it(house: House) -> None:
    set_light(house, "red")
    assert not judged(house, "2026-09-20", "2026-09-20 09:59").overridden
    assert judged(house, "2026-09-20", "2026-09-20 10:00").overridden


def test_after_its_end_it_counts_no_more_and_before_it_still_does(house: House) -> None:
    end(house, set_light(house, "red"))
    assert judged(house, "2026-09-24", "2026-09-24 14:59").overridden
    assert not judged(house, "2026-09-24", "2026-09-24 15:00").overridden


def test_what_was_known_then_is_answered_as_then(house: House) -> None:
    """One after the other: each moment knows its own."""
    end(house, set_light(house, "red"))
    set_light(house, "yellow", now=at("2026-09-25"))
    asked = ["2026-09-22", "2026-09-24 18:00", "2026-09-26"]
    found = [judged(house, moment[:10], moment) for moment in asked]
    assert [one.light if one.overridden else "" for one in found] == ["red", "", "yellow"]


@pytest.mark.parametrize(("kind", "light"), [("completion", "done"), ("cancellation", "paused")])
def test_what_is_done_or_cancelled_shows_so_whatever_was_set(
    house: House, kind: str, light: str
) -> None:
    set_light(house, "red")
    settle(house, ask_for(house, kind))
    found = judged(house, "2026-09-24", "2026-09-24 16:00")
    assert (found.light, found.overridden) == (light, False)


# --- end -----------------------------------------------------------------------------------------


def test_an_end_is_kept_and_the_rule_speaks_again(house: House) -> None:
    file_update(house, 1, said=words(75), now=NOW)
    end(house, set_light(house, "red"))
    row = LightOverride.objects.get()
    assert (row.ended_at, row.open_key, row.light) == (LATER, None, "red")
    standing = Standing.objects.get(initiative__code=1, slot="now")
    assert (standing.light, standing.computed) == ("green", "green")
    assert (standing.as_of, standing.known_at) == (LATER.date(), LATER)
    event = AuditEvent.objects.order_by("seq").last()
    assert (event.verb, event.plan) == ("light.override_ended", "digital")
    assert (event.subject_id, event.before) == (house.initiative(1).public_id, {"light": "red"})


@pytest.mark.parametrize("who", ["alice", "bo", "chen", "lei", "su", "gao", "zed"])
def test_only_the_chief_ends_it(house: House, unchanged: Unchanged, who: str) -> None:
    override = set_light(house)
    with unchanged(), pytest.raises(NotAllowed):
        end(house, override, person=house.people[who])


def test_it_ends_once(house: House, unchanged: Unchanged) -> None:
    override = set_light(house)
    stale = fresh(override)
    end(house, override)
    for row in (override, stale, fresh(override)):
        with unchanged(), pytest.raises(Conflict):
            end(house, row, now=at("2026-09-25"))


# --- the stored light ----------------------------------------------------------------------------


def test_the_stored_light_agrees_at_every_step(house: House) -> None:
    refresh(house.plan.initiatives.all(), as_of=NOW.date(), now=NOW)
    override = set_light(house, "red")
    assert differences(house.plan, as_of=NOW.date(), now=NOW) == []
    refresh(house.plan.initiatives.all(), as_of=LATER.date(), now=LATER)
    end(house, override)
    assert differences(house.plan, as_of=LATER.date(), now=LATER) == []


def test_recompute_finds_nothing_to_mend_while_it_counts_and_after(house: House) -> None:
    set_light(house, "red")
    for day in ("2026-09-20 10:00", "2026-09-30 23:59", "2026-10-01 00:05"):
        with time_machine.travel(at(day), tick=False):
            call_command("recompute", stdout=StringIO())
            out = StringIO()
            call_command("recompute", "--check", stdout=out)
        assert out.getvalue() == "1 plans agree with their records.\n"
    row = Standing.objects.get(initiative__code=1, slot="now")
    assert row.light == row.computed != "", "it has run out by then"


def test_one_that_ran_out_makes_room_and_still_counts_on_its_days(house: House) -> None:
    set_light(house, "red", expires_on=date(2026, 9, 22))
    before = judged(house, "2026-09-21")
    with time_machine.travel(LATER, tick=False):
        set_light(house, "yellow", now=LATER, expires_on=date(2026, 9, 30))
    assert LightOverride.objects.filter(open_key__isnull=False).get().light == "yellow"
    assert judged(house, "2026-09-21", known_at="2026-09-25 10:00") == before
    assert judged(house, "2026-09-24", known_at="2026-09-25 10:00").light == "yellow"


def test_ending_one_leaves_the_days_before_as_they_were(house: House) -> None:
    override = set_light(house, "red", expires_on=date(2026, 9, 30))
    end(house, override)
    assert judged(house, "2026-09-22", known_at="2026-09-25 10:00").overridden
    assert not judged(house, "2026-09-24", known_at="2026-09-25 10:00").overridden
