"""Supervision orders: drafted by the clock, signed or put aside by a person, then answered."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Notice
from core.refusals import BadInput, Conflict, NotAllowed, Refusal
from progress.actions import answer_order, close_round, drop_order, send_reminders, sign_order
from progress.models import Reminder, SupervisionOrder
from recommendations.models import Initiative
from tests.factories import BY, House, actor, at, file_update, verbs
from tests.progress.ask_steps import send

DRAFTED, SIGNED, TOLD = at("2026-10-14"), at("2026-10-15"), at("2026-10-16")


@pytest.fixture
def order(house: House) -> SupervisionOrder:
    """The draft of initiative 1, which nobody filed on; its round has closed."""
    close_round(round_=house.round, now=at("2026-10-14 00:00"), by=BY)
    send_reminders(plan=house.plan, now=DRAFTED, by=BY)
    return fetch()


def fetch(code: int = 1) -> SupervisionOrder:
    return SupervisionOrder.objects.select_related(
        "initiative__plan", "initiative__lead", "round", "unit"
    ).get(initiative__code=code)


def sign(house: House, order: SupervisionOrder, **more: Any) -> SupervisionOrder:
    facts = {
        "basis": "十月十日前应报，至今未报。", "requirement": "三日内补报。", "responsible": "Bo",
        "deadline": date(2026, 10, 21), "person": house.dong, "version": order.version,
        "now": SIGNED, "by": actor(house.dong),
    }  # fmt: skip
    return sign_order(order=order, **{**facts, **more})


def reply(house: House, order: SupervisionOrder, **more: Any) -> SupervisionOrder:
    facts = {
        "outcome": "已补报并明确专人。", "person": house.alice, "version": order.version,
        "now": TOLD, "by": actor(house.alice),
    }  # fmt: skip
    return answer_order(order=order, **{**facts, **more})


def test_a_person_signs_and_the_unit_answers(house: House, order: SupervisionOrder) -> None:
    sign(house, order)
    stored = fetch()
    assert (stored.state, stored.year, stored.number) == ("signed", 2026, 1)
    assert stored.signed_by == house.dong and stored.signed_at == SIGNED
    reminder = Reminder.objects.get()
    assert (reminder.rung, reminder.unit, stored.reminder) == ("supervise", house.a, reminder)
    link = f"/plans/digital/orders/{order.public_id}/"
    for user in (house.alice, house.bo):
        assert Notice.objects.get(to=user, kind="reminder.order").link == link
    assert not Notice.objects.filter(to=house.eve, link=link).exists()
    reply(house, order)
    stored = fetch()
    assert (stored.state, stored.outcome) == ("answered", "已补报并明确专人。")
    assert stored.answered_by == house.alice and stored.answered_at == TOLD
    assert Notice.objects.filter(to=house.chen, link=link).count() == 1
    assert verbs()[-1] == "order.answered"


def test_numbers_of_a_year_have_no_gap(house: House, order: SupervisionOrder) -> None:
    drop_order(order=fetch(2), reason="已另行督办", person=house.dong, version=1, by=BY)
    sign(house, order)
    other = sign(house, fetch(3))
    assert (order.number, other.number) == (1, 2)
    assert fetch(2).number is None and fetch(2).dropped_why == "已另行督办"


def test_a_new_year_begins_with_one(house: House, order: SupervisionOrder) -> None:
    sign(house, order)
    other = fetch(3)
    sign(house, other, now=at("2027-01-05"), deadline=date(2027, 1, 12))
    assert (other.year, other.number) == (2027, 1)


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"basis": " "}, BadInput),
        ({"requirement": ""}, BadInput),
        ({"deadline": date(2026, 10, 15)}, BadInput),
        ({"version": 7}, Conflict),
    ],
)
def test_an_order_says_what_it_rests_on_and_until_when(
    house: House, order: SupervisionOrder, unchanged: Any, more: Any, kind: type[Refusal]
) -> None:
    with unchanged(), pytest.raises(kind):
        sign(house, order, **more)


@pytest.mark.parametrize("who", ["chen", "alice", "bo", "lei", "gao"])
def test_the_chief_alone_signs_or_puts_aside(
    house: House, order: SupervisionOrder, unchanged: Any, who: str
) -> None:
    person = getattr(house, who)
    with unchanged():
        with pytest.raises(NotAllowed):
            sign(house, order, person=person)
        with pytest.raises(NotAllowed):
            drop_order(order=order, reason="不发", person=person, version=1, by=BY)


def test_what_was_signed_is_not_signed_or_dropped_again(
    house: House, order: SupervisionOrder, unchanged: Any
) -> None:
    sign(house, order)
    order = fetch()
    with unchanged():
        with pytest.raises(Conflict, match="已不在这一环节"):
            sign(house, order)
        with pytest.raises(Conflict, match="已不在这一环节"):
            drop_order(order=order, reason="不发", person=house.dong, version=2, by=BY)


def test_what_is_put_aside_has_a_reason(
    house: House, order: SupervisionOrder, unchanged: Any
) -> None:
    with unchanged(), pytest.raises(BadInput):
        drop_order(order=order, reason=" ", person=house.dong, version=1, by=BY)


def test_the_basis_must_still_hold(house: House, unchanged: Any) -> None:
    now = at("2026-10-14")
    send_reminders(plan=house.plan, now=now, by=BY)
    file_update(house, 1, until="submitted", now=now)
    Initiative.objects.filter(code=2).update(state="suspended")
    send(house, "supervise", code=3)
    with unchanged():
        for code in (1, 2, 3):
            with pytest.raises(Conflict):
                sign(house, fetch(code))


def test_the_unit_alone_answers_once_and_in_words(
    house: House, order: SupervisionOrder, unchanged: Any
) -> None:
    with unchanged(), pytest.raises(Conflict):
        reply(house, order)
    sign(house, order)
    with unchanged():
        for more in ({"person": house.eve}, {"person": house.chen}):
            with pytest.raises(NotAllowed):
                reply(house, order, **more)
        with pytest.raises(BadInput):
            reply(house, order, outcome=" ")
    reply(house, order)
    with unchanged(), pytest.raises(Conflict):
        reply(house, fetch())


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "signed"},
        {"number": 4},
        {"signed_at": SIGNED},
        {"state": "answered"},
        {"outcome": "好"},
        {"basis": ""},
        {"requirement": ""},
    ],
)
def test_the_database_knows_what_an_order_may_be(order: SupervisionOrder, wrong: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        SupervisionOrder.objects.filter(pk=order.pk).update(**wrong)


def test_one_matter_has_one_order(order: SupervisionOrder) -> None:
    order.pk, order.public_id = None, "another"
    with pytest.raises(IntegrityError), transaction.atomic():
        order.save(force_insert=True)


def test_two_orders_never_share_a_number(house: House, order: SupervisionOrder) -> None:
    sign(house, order)
    other = sign(house, fetch(3))
    with pytest.raises(IntegrityError), transaction.atomic():
        SupervisionOrder.objects.filter(pk=other.pk).update(number=order.number)
