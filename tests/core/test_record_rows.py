"""Many events at once are linked as if each had been recorded alone."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.audit import Actor, Named, NoTransaction, Told, record, record_rows
from core.audit.verify import verify_chain
from core.models import AuditEvent, CalendarDay

NOON = datetime(2026, 11, 22, 4, 0, 0, 250, tzinfo=UTC)
ALICE = Actor(7, "王敏", "示例科技主管部门", "填报人", "10.0.0.9", "r-1")
DAY = CalendarDay(pk=3, date=date(2026, 10, 8), is_workday=True, name="班")

texts = st.text(max_size=320)
told = st.dictionaries(
    st.text(max_size=5),
    st.one_of(st.none(), st.booleans(), st.integers(-(2**40), 2**40), texts, st.dates(),
              st.decimals(allow_nan=False, allow_infinity=False)),
    max_size=3,
)  # fmt: skip
events = st.builds(
    Told,
    verb=texts,
    subject=st.one_of(st.none(), st.just(DAY)),
    subject_name=texts,
    plan=texts,
    before=told,
    after=told,
)


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with patch("core.audit.record.timezone.now", return_value=NOON):
        yield


def rows() -> list[dict[str, Any]]:
    return list(AuditEvent.objects.order_by("seq").values())


@pytest.mark.django_db
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(events, max_size=5))
def test_the_same_events_one_by_one_give_the_same_chain(many: list[Told]) -> None:
    with transaction.atomic():
        record(by=ALICE, verb="first")
        for one in many:
            record(by=ALICE, verb=one.verb, subject=one.subject, subject_name=one.subject_name,
                   plan=one.plan, before=one.before, after=one.after)  # type: ignore[arg-type]  # fmt: skip
        singly = rows()
        transaction.set_rollback(True)
    with transaction.atomic():
        record(by=ALICE, verb="first")
        assert record_rows(by=ALICE, events=iter(many)) == len(many)
        at_once = rows()
        assert verify_chain().ok
        transaction.set_rollback(True)
    assert at_once == singly


@pytest.mark.django_db
def test_a_thing_may_be_named_without_an_instance() -> None:
    with transaction.atomic():
        record(by=ALICE, verb="day.set", subject=DAY, after={"n": Decimal("1.50")})
        record_rows(
            by=ALICE,
            events=[Told("day.set", Named("core.calendarday", "3", str(DAY)), after={"n": "1.50"})],
        )
    first, second = rows()
    differing = {name for name in first if first[name] != second[name]}
    assert differing == {"seq", "previous", "link"}
    assert verify_chain().checked == 2


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_written() -> None:
    with pytest.raises(NoTransaction):
        record_rows(by=ALICE, events=[Told("x")])
    assert rows() == []


@pytest.mark.django_db
def test_statements_do_not_grow_with_the_events() -> None:
    def asked(number: int) -> int:
        with CaptureQueriesContext(connection) as found, transaction.atomic():
            record_rows(by=ALICE, events=(Told("x", plan=str(n)) for n in range(number)))
        return len(found)

    assert asked(500) == asked(5)
    assert verify_chain().checked == 505
