"""An update's way: written, handed over, signed, approved; or sent back with a reason.

At each step: who may, in which state, and that a refusal changes nothing.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accounts.actions import grant_role
from accounts.choices import Role
from accounts.models import User
from core.models import AuditEvent
from core.refusals import BadInput, Conflict, NotAllowed
from progress.actions import (
    approve_update,
    close_round,
    hand_over,
    open_round,
    return_update,
    save_draft,
    sign_update,
    start_update,
)
from progress.models import Update, UpdateReturn, UpdateStep
from recommendations.models import Initiative, Milestone
from tests.factories import (
    BY,
    OCTOBER,
    OPENED,
    House,
    advance,
    assign,
    at,
    file_update,
    make_draft_plan,
    publish,
    verbs,
    words,
)

Unchanged = Callable[[], Any]
NOW = at("2026-09-20 10:00")


def start(house: House, code: int = 1, author: User | None = None, **more: Any) -> Update:
    initiative = house.initiative(code)
    facts = {"round_": house.round, "now": NOW, "by": BY, **more}
    return start_update(initiative=initiative, author=author or house.reporter(initiative), **facts)


def save(house: House, update: Update, *, author: User | None = None, **said: Any) -> Update:
    return save_draft(
        update=update, words=words(**said), author=author or house.alice,
        version=update.version, now=NOW, by=BY,
    )  # fmt: skip


def hand(house: House, update: Update, author: User | None = None) -> Update:
    return hand_over(
        update=update, author=author or house.alice, version=update.version, now=NOW, by=BY
    )


def sign(house: House, update: Update, signer: User | None = None, now: Any = NOW) -> Update:
    return sign_update(
        update=update, signer=signer or house.bo, version=update.version, now=now, by=BY
    )


def approve(house: House, update: Update, reviewer: User | None = None, **more: Any) -> Update:
    return approve_update(
        update=update, reviewer=reviewer or house.chen, version=update.version, now=NOW, by=BY,
        **more,
    )  # fmt: skip


def send_back(
    house: House, update: Update, person: User | None = None, reason: str = "请补充名单。"
) -> UpdateReturn:
    return return_update(
        update=update, reviewer=person or house.chen, reason=reason, version=update.version,
        now=NOW, by=BY,
    )  # fmt: skip


# --- the whole way ------------------------------------------------------------------------------


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
        "update.handed_over",
        "update.signed",
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


# --- begin --------------------------------------------------------------------------------------


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
    with unchanged(), pytest.raises(Conflict, match="."):
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


# --- write --------------------------------------------------------------------------------------


def test_a_draft_keeps_what_was_written_complete_or_not(house: House) -> None:
    update = start(house)
    save(house, update, percent=None, self_rating="", done="", next_steps="")
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


# --- hand over ----------------------------------------------------------------------------------


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


# --- sign ---------------------------------------------------------------------------------------


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


# --- approve ------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["alice", "bo", "lei", "zed"])
def test_only_the_office_approves(house: House, unchanged: Unchanged, who: str) -> None:
    update = file_update(house, 3, until="submitted", now=NOW)
    with unchanged(), pytest.raises(NotAllowed):
        approve(house, update, house.people[who])


@pytest.mark.parametrize("state", ["draft", "for_signing", "returned", "approved"])
def test_only_what_was_signed_is_approved(house: House, unchanged: Unchanged, state: str) -> None:
    update = file_update(house, 1, until=state, now=NOW)
    with unchanged(), pytest.raises(Conflict):
        approve(house, update)


def test_nobody_approves_what_they_wrote(house: House, unchanged: Unchanged) -> None:
    grant_role(user=house.alice, role=Role.COORDINATOR, now=OPENED, by=BY)
    update = file_update(house, 1, until="submitted", now=NOW)
    with unchanged(), pytest.raises(NotAllowed):
        approve(house, update, house.alice)


def test_nobody_approves_what_they_signed(house: House, unchanged: Unchanged) -> None:
    grant_role(user=house.bo, role=Role.COORDINATOR, now=OPENED, by=BY)
    update = file_update(house, 1, until="submitted", now=NOW)
    with unchanged(), pytest.raises(NotAllowed):
        approve(house, update, house.bo)


def test_approved_steps_are_reached_once(house: House) -> None:
    first = Milestone.objects.get(title="完成方案")
    update = start(house, 2)
    save(house, update, percent=None, steps={first.pk: date(2026, 3, 30)})
    advance(house, update, until="approved", now=NOW)
    done = [row.done_on for row in first.rows.order_by("pk")]
    assert done == [None, date(2026, 3, 30)]
    # Said again in the next round, it stays as it was.
    round_ = open_round(plan=house.plan, period=OCTOBER, now=at("2026-10-08"), by=BY)
    again = words(None, steps={first.pk: date(2026, 4, 1)})
    file_update(house, 2, round_=round_, said=again, now=at("2026-10-12"))
    assert first.rows.count() == 2
    assert verbs().count("milestone.reached") == 1


# --- send back ----------------------------------------------------------------------------------


def test_what_is_sent_back_can_be_mended_and_comes_again(house: House) -> None:
    update = file_update(house, 1, until="submitted", now=NOW)
    returned = send_back(house, update, reason="  请补充接入部门名单。 ")
    assert (returned.reason, returned.revision) == ("请补充接入部门名单。", 1)
    assert (returned.returned_by, returned.returned_at) == (house.chen, NOW)
    assert (update.state, update.revision) == ("returned", 2)
    save(house, update, percent=55)
    advance(house, update, until="approved", now=at("2026-09-25"))
    update.refresh_from_db()
    assert (update.state, update.percent, update.revision) == ("approved", Decimal(55), 2)
    assert update.returns.get() == returned, "the reason stays"


def test_a_lead_sends_back_before_signing(house: House) -> None:
    update = file_update(house, 1, until="for_signing", now=NOW)
    send_back(house, update, house.bo)
    assert Update.objects.get(pk=update.pk).state == "returned"
    assert AuditEvent.objects.order_by("seq").last().verb == "update.returned"


@pytest.mark.parametrize(
    ("state", "who"),
    [
        ("for_signing", "alice"),
        ("for_signing", "fan"),
        ("for_signing", "chen"),
        ("submitted", "alice"),
        ("submitted", "bo"),
        ("submitted", "lei"),
    ],
)
def test_who_has_it_sends_it_back_and_nobody_else(
    house: House, unchanged: Unchanged, state: str, who: str
) -> None:
    update = file_update(house, 1, until=state, now=NOW)
    with unchanged(), pytest.raises(NotAllowed):
        send_back(house, update, house.people[who])


@pytest.mark.parametrize("state", ["draft", "returned", "approved"])
def test_only_what_was_handed_over_is_sent_back(
    house: House, unchanged: Unchanged, state: str
) -> None:
    update = file_update(house, 1, until=state, now=NOW)
    with unchanged(), pytest.raises(Conflict):
        send_back(house, update)


def test_sending_back_wants_a_reason(house: House, unchanged: Unchanged) -> None:
    update = file_update(house, 1, until="submitted", now=NOW)
    with unchanged(), pytest.raises(BadInput) as refusal:
        send_back(house, update, reason=" \n ")
    assert "reason" in refusal.value.fields


# --- who sees it --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "seen_by"),
    [
        ("draft", "alice bo"),
        ("for_signing", "alice bo"),
        ("submitted", "alice bo chen dong"),
        ("approved", "alice bo chen dong eve fan lei su"),
    ],
)
def test_an_update_is_seen_as_far_as_it_has_come(house: House, state: str, seen_by: str) -> None:
    update = file_update(house, 1, until=state, now=NOW)
    seen = {
        name
        for name, person in house.people.items()
        if Update.objects.visible_to(person).filter(pk=update.pk).exists()
    }
    assert seen == set(seen_by.split())
