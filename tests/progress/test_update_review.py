"""The review of an update: approved, or sent back with a reason; and who sees it when."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accounts.actions import grant_role
from accounts.choices import Role
from core.models import AuditEvent
from core.refusals import BadInput, Conflict, NotAllowed
from progress.actions import open_round
from progress.models import Update
from recommendations.models import Milestone
from tests.factories import (
    BY,
    OCTOBER,
    OPENED,
    House,
    advance,
    at,
    file_update,
    verbs,
    words,
)
from tests.progress.update_steps import NOW, approve, save, send_back, start

Unchanged = Callable[[], Any]


# --- approve -------------------------------------------------------------------------------------


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


# --- send back -----------------------------------------------------------------------------------


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


# --- who sees it ---------------------------------------------------------------------------------


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
