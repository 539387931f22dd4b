"""One person's work goes to another: all of it or none, and who wrote what stays on record."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.actions import close_account, grant_role, hand_over_person
from accounts.belongings import fingerprint, held_by
from accounts.choices import Role
from accounts.models import User
from core.models import AuditEvent
from core.refusals import BadInput, Conflict, NotAllowed
from progress.actions import approve_update, return_update, save_draft
from progress.models import CoordinationMatter, Request, Update
from recommendations.models import Initiative
from tests.factories import ADDED, BY, House, file_update, make_person, words
from tests.progress.ask_steps import LATER, NOW, ask_for, raise_one

Unchanged = Callable[[], Any]
PAGE = "/hand-over/people/"


@pytest.fixture
def gus(house: House) -> User:
    """A second reporter of unit A."""
    return make_person("gus", name="Gus", role=Role.REPORTER, unit=house.a)


def fill(house: House) -> None:
    """Alice has a draft, a request, a matter, and is the contact for an initiative."""
    file_update(house, 1, until="draft", now=NOW)
    ask_for(house, "extension")
    raise_one(house)
    Initiative.objects.filter(code=2).update(contact=house.alice)
    User.objects.filter(username__in=["alice", "bo", "gus"]).update(unit=house.a)


def give(house: House, taker: User, **more: Any) -> dict[str, int]:
    giver = User.objects.get(username="alice")
    facts = {
        "giver": giver, "taker": taker, "note": "调离岗位", "seen": fingerprint(held_by(giver)),
        "person": house.bo, "now": LATER, "by": BY,
    }  # fmt: skip
    return hand_over_person(**{**facts, **more})


def test_everything_goes_in_one_act(house: House, gus: User) -> None:
    fill(house)
    assert give(house, gus) == {"contacts": 1, "updates": 1, "requests": 1, "matters": 1}
    assert Update.objects.get(initiative__code=1).author == gus
    assert house.initiative(2).contact == gus
    asked, matter = Request.objects.get(), CoordinationMatter.objects.get()
    assert (asked.kept_by, matter.kept_by) == (gus, gus)
    assert (asked.requested_by, matter.raised_by) == (house.alice, house.alice), "who asked stays"
    assert not any(held_by(house.alice).values()), "nothing is left lying"
    assert not User.objects.get(username="alice").open_grants()
    event = AuditEvent.objects.order_by("seq").last()
    assert event is not None and event.verb == "person.handed_over"
    assert (event.after["taker"], event.after["reason"]) == ("Gus", "调离岗位")


def test_the_taker_writes_on_and_the_giver_no_more(house: House, gus: User) -> None:
    fill(house)
    give(house, gus)
    update = Update.objects.select_related("initiative", "unit", "round").get()
    alice = User.objects.get(username="alice")
    with pytest.raises(NotAllowed):
        save_draft(update=update, words=words(70), author=alice, version=update.version, now=LATER,
                   by=BY)  # fmt: skip
    save_draft(update=update, words=words(70), author=gus, version=update.version, now=LATER, by=BY)


@pytest.mark.parametrize("who", ["alice", "gus"])
def test_nobody_approves_what_they_wrote_before_or_after(
    house: House, gus: User, unchanged: Unchanged, who: str
) -> None:
    fill(house)
    give(house, gus)
    grant_role(user=User.objects.get(username=who), role=Role.COORDINATOR, now=ADDED, by=BY)
    update = Update.objects.select_related("initiative__plan", "round__plan").get()
    Update.objects.filter(pk=update.pk).update(
        state="submitted", signed_by=house.bo, submitted_at=LATER, speaks_on=LATER.date()
    )
    update.refresh_from_db()
    writer = User.objects.get(username=who)
    with unchanged(), pytest.raises(NotAllowed):
        approve_update(update=update, reviewer=writer, version=update.version, now=LATER, by=BY)


def test_what_waits_for_a_signature_comes_back_to_the_taker(house: House, gus: User) -> None:
    update = file_update(house, 1, until="for_signing", now=NOW)
    User.objects.filter(username__in=["alice", "gus"]).update(unit=house.a)
    give(house, gus)
    update = Update.objects.select_related("initiative__plan", "round__plan", "unit").get()
    assert (update.state, update.author) == ("for_signing", gus)
    return_update(update=update, reviewer=house.bo, reason="请补充。", version=update.version,
                  now=LATER, by=BY)  # fmt: skip
    assert update.state == "returned"


def test_who_signed_before_may_take_it_over_and_signs_no_more(house: House) -> None:
    file_update(house, 1, until="returned", now=NOW)
    User.objects.filter(username="alice").update(unit=house.a)
    grant_role(user=house.bo, role=Role.REPORTER, unit=house.a, now=ADDED, by=BY)
    give(house, User.objects.get(username="bo"), person=house.chen)
    update = Update.objects.get()
    assert (update.author, update.signed_by) == (house.bo, None)


def test_a_taker_without_the_role_gets_nothing(house: House, unchanged: Unchanged) -> None:
    fill(house)
    plain = make_person("plain", unit=house.a)
    with unchanged(), pytest.raises(BadInput):
        give(house, plain)
    Update.objects.all().delete()
    with unchanged(), pytest.raises(BadInput):
        give(house, plain)
    Request.objects.all().delete()
    with unchanged(), pytest.raises(BadInput):
        give(house, plain)


@pytest.mark.parametrize("who", ["alice", "eve", "fan", "lei", "su", "han", "jin", "zed"])
def test_others_hand_nothing_over(house: House, gus: User, unchanged: Unchanged, who: str) -> None:
    fill(house)
    with unchanged(), pytest.raises(NotAllowed):
        give(house, gus, person=house.people[who])


@pytest.mark.parametrize("who", ["bo", "chen", "dong", "gao"])
def test_the_head_of_the_unit_the_office_and_the_keeper_of_people_may(
    house: House, gus: User, who: str
) -> None:
    fill(house)
    assert give(house, gus, person=house.people[who])


def test_the_head_of_a_unit_does_not_reach_into_another(
    house: House, gus: User, unchanged: Unchanged
) -> None:
    fill(house)
    Initiative.objects.filter(code=3).update(contact=house.alice)
    with unchanged(), pytest.raises(NotAllowed):
        give(house, gus)


def test_what_has_changed_since_it_was_looked_at_is_looked_at_again(
    house: House, gus: User, unchanged: Unchanged
) -> None:
    fill(house)
    seen = fingerprint(held_by(house.alice))
    raise_one(house, now=LATER + timedelta(minutes=-1))
    with unchanged(), pytest.raises(Conflict):
        give(house, gus, seen=seen)


def test_what_makes_no_sense_is_refused(house: House, gus: User, unchanged: Unchanged) -> None:
    fill(house)
    with unchanged(), pytest.raises(BadInput):
        give(house, User.objects.get(username="alice"))
    with unchanged(), pytest.raises(BadInput):
        give(house, gus, note="  ")
    with unchanged(), pytest.raises(Conflict):
        give(house, gus, giver=house.zed, seen=fingerprint(held_by(house.zed)), person=house.chen)
    close_account(user=gus, version=gus.version, by=BY)
    with unchanged(), pytest.raises(BadInput):
        give(house, gus)


# --- the page ------------------------------------------------------------------------------------


def test_the_page_shows_first_and_then_does_it(
    house: House, gus: User, client_of: Callable[..., Client], unchanged: Unchanged
) -> None:
    fill(house)
    alice = User.objects.get(username="alice")
    said = {"giver": alice.public_id, "taker": gus.public_id, "note": "调离", "seen": ""}
    with time_machine.travel(LATER, tick=False):
        client = client_of("bo")
        with unchanged():
            shown = client.post(PAGE, said)
        assert shown.status_code == 200 and str(house.initiative(2)) in shown.content.decode()
        with unchanged():
            assert client.post(PAGE, {**said, "do": "1"}).status_code == 409
        seen = fingerprint(held_by(alice))
        done = client.post(PAGE, {**said, "do": "1", "seen": seen})
    assert (done.status_code, done["Location"]) == (302, PAGE)
    assert Update.objects.get().author == gus


def test_who_keeps_people_sees_how_much_and_not_what(
    house: House, gus: User, client_of: Callable[..., Client]
) -> None:
    fill(house)
    said = {"giver": User.objects.get(username="alice").public_id, "taker": gus.public_id}
    with time_machine.travel(LATER, tick=False):
        shown = client_of("gao").post(PAGE, {**said, "note": "", "seen": ""})
    assert shown.status_code == 200
    assert house.initiative(2).title not in shown.content.decode()
