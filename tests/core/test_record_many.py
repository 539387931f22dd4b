"""Many events at once are the same chain as one after the other."""

import pytest
from django.db import transaction

from core.audit import Actor, NoTransaction, Told, record, record_many
from core.audit.verify import verify_chain
from core.models import AuditEvent

BY = Actor(id=7, name="甲", unit="示例局", role="coordinator", address="10.0.0.1", request_id="r")


def test_many_are_one_chain(db: None) -> None:
    with transaction.atomic():
        record(by=BY, verb="first")
        events = [Told(f"many.{n}", subject_name=f"第{n}", after={"n": n}) for n in range(3)]
        written = record_many(by=BY, events=events)
        record(by=BY, verb="last")
    kept = list(AuditEvent.objects.order_by("seq"))
    assert [event.verb for event in kept] == ["first", "many.0", "many.1", "many.2", "last"]
    assert [event.seq for event in kept] == list(range(kept[0].seq, kept[0].seq + 5))
    assert [event.previous for event in kept[1:]] == [event.link for event in kept[:-1]]
    assert [event.pk for event in written] == [event.pk for event in kept[1:4]]
    assert (kept[2].subject_name, kept[2].after, kept[2].actor_name) == ("第1", {"n": 1}, "甲")
    assert verify_chain().ok


def test_none_is_nothing(db: None) -> None:
    assert record_many(by=BY, events=[]) == []
    assert not AuditEvent.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_written() -> None:
    with pytest.raises(NoTransaction, match="many"):
        record_many(by=BY, events=[Told("many.1")])
