"""Whoever lifts the triggers and changes the history is found out, at the very event."""

from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F

from core.audit import Actor, record, triggers
from core.audit.chain import FIELDS, canonical, link_of
from core.audit.verify import verify_chain
from core.models import AuditEvent

pytestmark = pytest.mark.django_db
EVENTS = AuditEvent.objects
OTHER: dict[str, Any] = {
    "seq": 99,
    "at": "2020-01-01T00:00:00Z",
    "actor_id": 5,
    "before": {"x": 1},
    "after": {},
}


@pytest.fixture(autouse=True)
def nine_events() -> Iterator[None]:
    for number in range(9):
        record(by=Actor(1, "王敏"), verb="x", plan="p", after={"number": number})
    with triggers.lifted(connection):
        yield


def copied(source: int, target: int) -> None:
    event = EVENTS.get(seq=source)
    event.seq = target
    event.save(force_insert=True)


def swapped(one: int, other: int) -> None:
    EVENTS.filter(seq=one).update(seq=100)
    EVENTS.filter(seq=other).update(seq=one)
    EVENTS.filter(seq=100).update(seq=other)


def squeezed_in(place: int) -> None:
    for seq in range(9, place - 1, -1):
        EVENTS.filter(seq=seq).update(seq=F("seq") + 1)
    copied(place - 1, place)


def forged(seq: int) -> None:
    """Changed, with a fresh link of its own: only the next event can tell."""
    EVENTS.filter(seq=seq).update(verb="forged")
    row = EVENTS.filter(seq=seq).values(*FIELDS).get()
    EVENTS.filter(seq=seq).update(link=link_of(row["previous"], canonical(row)))


@pytest.mark.parametrize("seq", [1, 5, 9])
@pytest.mark.parametrize("name", [*FIELDS, "link"])
def test_a_changed_field_names_its_event(name: str, seq: int) -> None:
    EVENTS.filter(seq=seq).update(**{name: OTHER.get(name, "0" * 64)})
    verdict = verify_chain()
    # Moving the last event away is the same as an event that came after a missing one.
    assert (verdict.ok, verdict.first_bad_seq, verdict.checked) == (False, seq, seq - 1)


@pytest.mark.parametrize(
    ("tamper", "bad"),
    [
        (lambda: EVENTS.filter(seq=1).delete(), 1),
        (lambda: EVENTS.filter(seq=5).delete(), 5),
        (lambda: EVENTS.filter(seq__in=[4, 5, 6]).delete(), 4),
        (lambda: swapped(3, 7), 3),
        (lambda: swapped(8, 9), 8),
        (lambda: squeezed_in(4), 4),
        (lambda: copied(9, 10), 10),
        (lambda: copied(2, 50), 10),
        (lambda: forged(6), 7),
    ],
)
def test_the_first_bad_event_is_named(tamper: Callable[[], object], bad: int) -> None:
    tamper()
    verdict = verify_chain()
    assert (verdict.ok, verdict.first_bad_seq) == (False, bad)
    assert verdict.why


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL stores no such instant")
def test_an_event_that_cannot_be_read_is_named() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {triggers.TABLE} SET at = '2026-99-99 00:00:00' WHERE seq = 4")
        cursor.execute(f"UPDATE {triggers.TABLE} SET at = 'nonsense' WHERE seq = 6")
    assert verify_chain().first_bad_seq == 4


def test_a_cut_tail_shows_only_against_a_head_noted_down() -> None:
    head = verify_chain().head
    assert verify_chain(known_head=head).ok
    EVENTS.filter(seq__gte=8).delete()
    assert verify_chain().ok
    assert verify_chain(known_head=head).first_bad_seq == 8


def test_a_rewritten_history_shows_against_a_head_noted_down() -> None:
    head = verify_chain().head
    EVENTS.filter(seq=9).delete()
    record(by=Actor(1, "王敏"), verb="rewritten")
    assert verify_chain().ok
    assert verify_chain(known_head=head).first_bad_seq == 9


def test_slices_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = verify_chain()
    monkeypatch.setattr("core.audit.verify._SLICE", 2)
    assert verify_chain() == whole
    EVENTS.filter(seq=7).delete()
    assert verify_chain().first_bad_seq == 7


def test_the_command_prints_the_head() -> None:
    out = StringIO()
    call_command("verify_audit", stdout=out, stderr=StringIO())
    assert verify_chain().head in out.getvalue()


def test_the_command_names_the_bad_event_and_fails() -> None:
    EVENTS.filter(seq=5).update(verb="other")
    with pytest.raises(CommandError, match="5") as failure:
        call_command("verify_audit")
    assert failure.value.returncode == 1


def test_a_head_of_another_form_is_refused() -> None:
    with pytest.raises(CommandError, match="--head"):
        call_command("verify_audit", head="nonsense")


def test_the_command_says_that_triggers_are_missing() -> None:
    errors = StringIO()
    call_command("verify_audit", stdout=StringIO(), stderr=errors)
    assert errors.getvalue()


def test_an_empty_chain_is_whole() -> None:
    EVENTS.all().delete()
    assert verify_chain().ok
    assert verify_chain().head == ""
