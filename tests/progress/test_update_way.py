"""An update's way to the office: begun, written, handed over, signed.

At each step: who may, in which state, and that a refusal changes nothing.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import gettext

from accounts.actions import grant_role
from accounts.choices import Role
from core.models import AuditEvent
from core.refusals import BadInput, Conflict, NotAllowed
from progress.actions import close_round, open_round, start_update
from progress.models import Update, UpdateStep
from recommendations.models import Initiative, Milestone
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
    words,
)
from tests.progress.update_steps import NOW, approve, hand, save, sign, start

Unchanged = Callable[[], Any]


# --- the whole way -------------------------------------------------------------------------------


def test_the_whole_way_leaves_every_step_in_the_record(house: House) -> None:
    before = len(verbs())
    update = start(house)
    save(house, update)
    hand(house, update)
    sign(house, update)
    approve(house, update, adopted_text="  平台一期建成。 ")
    update = Update.objects.get(pk=update.pk)
    assert (update.state, update.percent, update.revision) == ("approved", Decimal(60), 1)
    assert (update.author, update.signed_by, update.reviewed_by) == (
        house.alice,
        house.bo,
        house.chen,
    )
    assert update.handed_at == update.submitted_at == update.approved_at == NOW
    assert update.adopted_text == "平台一期建成。"
    assert update.done == words().done, "the unit's own words stay beside the adopted text"
    assert verbs()[before:] == [
        "update.started",
        "update.saved",
        "notice.posted",
        "update.handed_over",
        "notice.read",  # what was signed has been read
        "update.signed",
        "notice.posted",
        "update.approved",
    ]


def test_an_update_speaks_of_the_day_it_was_signed_or_the_periods_end(house: House) -> None:
    early = file_update(house, 1, until="submitted", now=NOW)
    late = file_update(house, 3, until="for_signing", now=NOW)
    sign(house, late, house.fan, now=at("2026-10-09"))
    assert (early.speaks_on, late.speaks_on) == (date(2026, 9, 20), date(2026, 9, 30))


def test_the_first_approved_update_shows_that_work_has_begun(house: House) -> None:
    assert house.initiative(3).state == "assigned"
    file_update(house, 3, now=NOW)
    three = house.initiative(3)
    assert three.state == "in_progress"
    row = three.state_rows.order_by("pk").last()
    assert (row.value, row.effective_on, row.recorded_at) == (
        "in_progress",
        date(2026, 9, 20),
        NOW,
    )


def test_approval_does_not_begin_what_is_under_way(house: House) -> None:
    rows, version = house.initiative(1).state_rows.count(), house.initiative(1).version
    file_update(house, 1, now=NOW)
    assert house.initiative(1).state_rows.count() == rows
    assert house.initiative(1).version == version


# --- begin ---------------------------------------------------------------------------------------


def test_beginning_twice_is_once(house: House, unchanged: Unchanged) -> None:
    update = start(house)
    with unchanged():
        assert start(house) == update


@pytest.mark.parametrize("who", ["bo", "eve", "chen", "zed"])
def test_only_a_reporter_of_the_lead_unit_begins(
    house: House, unchanged: Unchanged, who: str
) -> None:
    with unchanged(), pytest.raises(NotAllowed):
        start(house, author=house.people[who])


def test_without_a_lead_nobody_files(house: House, unchanged: Unchanged) -> None:
    draft = make_draft_plan("draft").initiatives.first()
    with (
        unchanged(),
        pytest.raises(Conflict, match=gettext("The initiative has no lead unit yet.")),
    ):
        start_update(initiative=draft, round_=house.round, author=house.alice, now=NOW, by=BY)


def test_a_round_is_its_own_plans(house: House, unchanged: Unchanged) -> None:
    other = make_draft_plan("other")
    for initiative in other.initiatives.select_related("plan"):
        assign(initiative, house.a)
    publish(other)
    round_ = open_round(plan=other, period=OCTOBER, now=at("2026-10-08"), by=BY)
    with unchanged(), pytest.raises(Conflict):
        start(house, round_=round_, now=at("2026-10-09"))


def test_a_closed_round_takes_no_new_update(house: House, unchanged: Unchanged) -> None:
    close_round(round_=house.round, now=at("2026-10-20"), by=BY)
    with unchanged(), pytest.raises(Conflict):
        start(house, now=at("2026-10-20"))


def test_a_round_takes_nothing_before_its_first_day(house: House, unchanged: Unchanged) -> None:
    with unchanged(), pytest.raises(Conflict):
        start(house, now=at("2026-08-31 23:59"))
    assert start(house, now=at("2026-09-01 00:00")).pk


@pytest.mark.parametrize("state", ["completed", "suspended", "cancelled", "declined"])
def test_only_open_work_is_filed_on(house: House, unchanged: Unchanged, state: str) -> None:
    Initiative.objects.filter(code=1, plan=house.plan).update(state=state)
    with unchanged(), pytest.raises(Conflict):
        start(house)


# --- write ---------------------------------------------------------------------------------------


def test_a_draft_keeps_what_was_written_complete_or_not(house: House) -> None:
    update = start(house)
    save(house, update, percent=None, self_rating="", done="短", next_steps="")
    save(house, update, percent="33.25", cause="场地", expected_on=date(2026, 12, 1))
    update.refresh_from_db()
    assert (update.percent, update.cause, update.version) == (Decimal("33.25"), "场地", 3)
    assert update.expected_on == date(2026, 12, 1)
    assert AuditEvent.objects.order_by("seq").last().after["percent"] == "33.25"


def test_a_colleague_who_saves_becomes_the_author(house: House) -> None:
    grant_role(user=house.zed, role=Role.REPORTER, unit=house.a, now=OPENED, by=BY)
    update = save(house, start(house), author=house.zed)
    assert Update.objects.get(pk=update.pk).author == house.zed


@pytest.mark.parametrize("who", ["bo", "eve", "chen"])
def test_only_the_units_reporters_write(house: House, unchanged: Unchanged, who: str) -> None:
    update = start(house)
    with unchanged(), pytest.raises(NotAllowed):
        save(house, update, author=house.people[who])


@pytest.mark.parametrize("state", ["for_signing", "submitted", "approved"])
def test_what_was_handed_over_is_not_edited(house: House, unchanged: Unchanged, state: str) -> None:
    update = file_update(house, 1, until=state, now=NOW)
    with unchanged(), pytest.raises(Conflict):
        save(house, update, percent=70)


def test_who_saves_over_a_newer_text_is_told(house: House, unchanged: Unchanged) -> None:
    update = start(house)
    stale = Update.objects.get(pk=update.pk)
    save(house, update)
    with unchanged(), pytest.raises(Conflict):
        save(house, stale, percent=99)


@pytest.mark.parametrize("percent", ["-0.0001", "100.0001"])
def test_a_percent_is_between_nought_and_a_hundred(
    house: House, unchanged: Unchanged, percent: str
) -> None:
    update = start(house)
    with unchanged(), pytest.raises(BadInput) as refusal:
        save(house, update, percent=percent)
    assert "percent" in refusal.value.fields


def test_a_rating_is_one_of_three(house: House, unchanged: Unchanged) -> None:
    update = start(house)
    with unchanged(), pytest.raises(BadInput):
        save(house, update, self_rating="splendid")


def test_a_step_is_the_initiatives_own(house: House, unchanged: Unchanged) -> None:
    foreign = Milestone.objects.get(title="完成方案")
    update = start(house)
    with unchanged(), pytest.raises(BadInput):
        save(house, update, steps={foreign.pk: date(2026, 9, 1)})


def test_a_step_was_not_reached_tomorrow(house: House, unchanged: Unchanged) -> None:
    update, own = start(house, 2), Milestone.objects.get(title="完成方案")
    with unchanged(), pytest.raises(BadInput):
        save(house, update, percent=None, steps={own.pk: date(2026, 9, 21)})
    save(house, update, percent=None, steps={own.pk: date(2026, 9, 20)})
    assert UpdateStep.objects.get().done_on == date(2026, 9, 20)


def test_saving_again_replaces_the_steps(house: House) -> None:
    update = start(house, 2)
    first, second = Milestone.objects.filter(initiative__code=2).order_by("position")[:2]
    save(house, update, percent=None, steps={first.pk: date(2026, 3, 30)})
    save(house, update, percent=None, steps={second.pk: date(2026, 9, 18)})
    assert list(update.steps.values_list("milestone", flat=True)) == [second.pk]


# --- hand over -----------------------------------------------------------------------------------


def test_an_incomplete_update_is_not_handed_over(house: House, unchanged: Unchanged) -> None:
    update = save(house, start(house), done="短", next_steps="")
    with unchanged(), pytest.raises(BadInput, match="2"):
        hand(house, update)


def test_a_fallen_percent_wants_a_cause(house: House, unchanged: Unchanged) -> None:
    file_update(house, 1, now=NOW)
    round_ = open_round(plan=house.plan, period=OCTOBER, now=at("2026-10-08"), by=BY)
    update = start(house, round_=round_, now=at("2026-10-09"))
    save(house, update, percent=59)
    with unchanged(), pytest.raises(BadInput, match="1"):
        hand(house, update)
    save(house, update, percent=59, cause="核减此前误报的一个百分点，已说明原因。")
    assert hand(house, update).state == "for_signing"


@pytest.mark.parametrize("who", ["bo", "eve", "chen"])
def test_only_the_units_reporters_hand_over(house: House, unchanged: Unchanged, who: str) -> None:
    update = save(house, start(house))
    with unchanged(), pytest.raises(NotAllowed):
        hand(house, update, house.people[who])


@pytest.mark.parametrize("state", ["for_signing", "submitted", "approved"])
def test_it_is_handed_over_once(house: House, unchanged: Unchanged, state: str) -> None:
    update = file_update(house, 1, until=state, now=NOW)
    with unchanged(), pytest.raises(Conflict):
        hand(house, update)


# --- sign ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["alice", "fan", "chen", "dong"])
def test_only_the_units_lead_signs(house: House, unchanged: Unchanged, who: str) -> None:
    update = file_update(house, 1, until="for_signing", now=NOW)
    with unchanged(), pytest.raises(NotAllowed):
        sign(house, update, house.people[who])


@pytest.mark.parametrize("state", ["draft", "submitted", "approved", "returned"])
def test_only_what_was_handed_over_is_signed(
    house: House, unchanged: Unchanged, state: str
) -> None:
    update = file_update(house, 1, until=state, now=NOW)
    with unchanged(), pytest.raises(Conflict):
        sign(house, update)


def test_nobody_signs_what_they_wrote(house: House, unchanged: Unchanged) -> None:
    grant_role(user=house.alice, role=Role.UNIT_LEAD, unit=house.a, now=OPENED, by=BY)
    update = file_update(house, 1, until="for_signing", now=NOW)
    with unchanged(), pytest.raises(NotAllowed):
        sign(house, update, house.alice)
