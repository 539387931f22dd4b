"""What a link covers, and what `record` writes."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from core.audit import Actor, NoTransaction, record
from core.audit.chain import FIELDS, canonical, link_of, plain
from core.audit.verify import verify_chain
from core.models import AuditEvent, CalendarDay

BEIJING = timezone(timedelta(hours=8))
ALICE = Actor(7, "王敏", "示例科技主管部门", "填报人", "10.0.0.9", "r-1")
EVENT: dict[str, Any] = {
    "seq": 1,
    "at": datetime(2026, 10, 8, 1, 2, 3, 4, tzinfo=UTC),
    "actor_id": None,
    "actor_name": "王敏",
    "actor_unit": "",
    "actor_role": "",
    "address": "",
    "request_id": "",
    "verb": "update.filed",
    "plan": "beijing-ai",
    "subject_kind": "",
    "subject_id": "",
    "subject_name": "",
    "before": {},
    "after": {"b": 1, "a": "甲"},
    "previous": "",
}


def test_the_text_of_version_1_never_changes() -> None:
    assert canonical(EVENT) == (
        '{"actor_id":null,"actor_name":"王敏","actor_role":"","actor_unit":"","address":"",'
        '"after":{"a":"甲","b":1},"at":"2026-10-08T01:02:03.000004+00:00","before":{},"plan":'
        '"beijing-ai","previous":"","request_id":"","seq":1,"subject_id":"","subject_kind":"",'
        '"subject_name":"","v":1,"verb":"update.filed"}'
    )
    assert link_of("", canonical(EVENT)) == (
        "41ab6b212ca9b678c40e464cb12b1bba57edfb294a7539a88126a20acd104832"
    )


def test_an_instant_is_the_same_in_every_zone() -> None:
    assert canonical({**EVENT, "at": EVENT["at"].astimezone(BEIJING)}) == canonical(EVENT)


def test_null_and_empty_text_are_the_same() -> None:
    assert canonical({**EVENT, "plan": None}) == canonical({**EVENT, "plan": ""})


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_moves_the_link(name: str) -> None:
    other = {
        "seq": 2,
        "actor_id": 3,
        "at": EVENT["at"] + timedelta(microseconds=1),
        "before": {"a": 1},
        "after": {},
    }.get(name, "x")
    assert canonical({**EVENT, name: other}) != canonical(EVENT)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("1.50"), "1.50"),
        (Decimal("1E+3"), "1000"),
        (0.1, "0.1"),
        (date(2026, 10, 8), "2026-10-08"),
        (datetime(2026, 10, 8, 9, tzinfo=BEIJING), "2026-10-08T01:00:00.000000+00:00"),
        ({"甲": [Decimal(1), (None, True)]}, {"甲": ["1", [None, True]]}),
        ({3, 1, 2}, [1, 2, 3]),
        ("a\x00b\ud800", "a\ufffdb?"),
    ],
)
def test_values_become_plain_json(value: object, expected: object) -> None:
    assert plain(value) == expected


@pytest.mark.django_db
def test_an_event_says_who_what_and_which() -> None:
    day = CalendarDay.objects.create(date=date(2026, 10, 1), is_workday=False, name="国庆节")
    event = record(
        by=ALICE, verb="day.changed", subject=day, plan="p", before={"a": 1}, after={"a": 2}
    )
    event.refresh_from_db()
    assert (event.seq, event.actor_id, event.actor_name, event.address) == (
        1,
        7,
        "王敏",
        "10.0.0.9",
    )
    assert (event.subject_kind, event.subject_id) == ("core.calendarday", str(day.pk))
    assert event.subject_name == "2026-10-01 国庆节"
    assert (event.before, event.after, event.previous) == ({"a": 1}, {"a": 2}, "")


@pytest.mark.django_db
def test_each_event_follows_the_one_before() -> None:
    first, second = (record(by=ALICE, verb="x") for _ in range(2))
    assert (second.seq, second.previous) == (first.seq + 1, first.link)


@pytest.mark.django_db
def test_what_was_rolled_back_leaves_no_gap() -> None:
    record(by=ALICE, verb="x")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record(by=ALICE, verb="x")
        _ = 1 / 0
    record(by=ALICE, verb="x")
    assert list(AuditEvent.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2]
    assert verify_chain().ok


@pytest.mark.django_db(transaction=True)
def test_nothing_is_recorded_outside_a_transaction() -> None:
    assert not connection.in_atomic_block
    with pytest.raises(NoTransaction):
        record(by=ALICE, verb="x")
    assert not AuditEvent.objects.exists()


@pytest.mark.django_db
def test_text_too_long_for_its_column_is_cut_before_it_is_linked() -> None:
    record(by=ALICE, verb="x", subject_name="长" * 5000)
    assert len(AuditEvent.objects.get().subject_name) == 300
    assert verify_chain().ok


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats()
    | st.text()
    | st.decimals(allow_nan=False, allow_infinity=False, places=4)
    | st.datetimes(timezones=st.just(UTC)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.django_db(transaction=True)
@given(st.dictionaries(st.text(), JSON, max_size=4), st.text())
def test_whatever_is_recorded_verifies(values: dict[str, Any], name: str) -> None:
    with transaction.atomic():
        record(by=Actor(1, name), verb="x", subject_name=name, before=values, after=values)
        assert verify_chain().ok
        transaction.set_rollback(True)
