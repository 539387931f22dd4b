"""The fixture `unchanged` sees each kind of change, the trail's included."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.models import User
from core.audit import Actor, record
from core.audit.triggers import lifted
from core.bulk import insert_rows
from core.models import AuditEvent, Heartbeat
from tests.factories import at, load_house, make_unit

BY = Actor.system("test")
NOON = at("2026-09-20 12:00").isoformat()


def _forge(_house: Any) -> None:
    with lifted(connection):
        AuditEvent.objects.filter(seq=1).update(actor_name="x")


def _cut(_house: Any) -> None:
    last = AuditEvent.objects.order_by("-seq")[0]
    with lifted(connection):
        AuditEvent.objects.filter(seq=last.seq).delete()


CHANGES: dict[str, Callable[[Any], object]] = {
    "a row more": lambda house: make_unit("示例丁局", 9),
    "a row less": lambda house: house.plan.initiatives.get(code=1).leaders.all().delete(),
    "another value": lambda house: User.objects.filter(pk=house.alice.pk).update(name="x"),
    "two values exchanged": lambda house: _exchange(),
    "an event more": lambda house: record(by=BY, verb="test.done"),
    "an event forged": _forge,
    "an event cut off": _cut,
    "a row put by COPY": lambda house: insert_rows(Heartbeat, ("name", "at"), [("x", NOON)]),
}


def _exchange() -> None:
    one, two = User.objects.filter(username__in=("alice", "bo"))
    User.objects.filter(pk=one.pk).update(name=two.name)
    User.objects.filter(pk=two.pk).update(name=one.name)


@pytest.mark.parametrize("name", CHANGES)
def test_unchanged_sees(name: str, house: Any, unchanged: Callable[[], Any]) -> None:
    with pytest.raises(AssertionError), unchanged():
        CHANGES[name](house)


def test_unchanged_lets_pass_what_was_taken_back(house: Any, unchanged: Callable[[], Any]) -> None:
    with unchanged(), transaction.atomic():
        make_unit("示例丁局", 9)
        transaction.set_rollback(True)
    assert load_house().plan == house.plan


def test_unchanged_sees_more_than_one_look(house: Any, unchanged: Callable[[], Any]) -> None:
    """Each watch begins with what stands then; what was written before it is none of its own."""
    make_unit("示例丁局", 9)
    with unchanged():
        pass
    with pytest.raises(AssertionError), unchanged(), unchanged():
        make_unit("示例戊局", 10)


def test_unchanged_cannot_tell_when_its_own_beginning_is_taken_back(
    house: Any, unchanged: Callable[[], Any]
) -> None:
    mark = transaction.savepoint()
    make_unit("示例丁局", 9)
    with pytest.raises(RuntimeError), unchanged():
        transaction.savepoint_rollback(mark)
