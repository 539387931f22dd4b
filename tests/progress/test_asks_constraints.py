"""What the database itself refuses of requests, matters, directions, reminders and set lights.

Each case is a raw write past the actions: every half of every constraint, on the database at hand.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from progress.models import CoordinationMatter, Direction, LightOverride, Reminder, Request
from tests.factories import ADDED, House
from tests.raw_rows import change, copy, direction, matter, override, reminder, request

Case = Callable[[House], None]
MODELS = (CoordinationMatter, Direction, LightOverride, Reminder, Request)


def changed(make: Callable[[House], models.Model], **changes: Any) -> Case:
    """The row as `make` makes it, then with these values; "chen" and so on stand for people."""

    def case(house: House) -> None:
        people = {name: house.people.get(str(value), value) for name, value in changes.items()}
        change(make(house), **people)

    return case


def decided(house: House) -> Request:
    return request(house, state="refused", decided_by=house.chen, decided_at=ADDED, open_key=None)


def ended(house: House) -> LightOverride:
    row = override(house)
    change(row, ended_at=ADDED, open_key=None)
    row.refresh_from_db()
    return row


CASES: list[tuple[str, Case]] = [
    ("request_reason_not_empty", changed(request, reason="")),
    ("request_waiting_or_decided", changed(request, open_key=None)),
    ("request_waiting_or_decided", changed(request, decided_at=ADDED)),
    ("request_waiting_or_decided", changed(request, decided_by="chen")),
    ("request_waiting_or_decided", changed(request, state="approved")),
    ("request_waiting_or_decided", changed(decided, state="waiting")),
    ("request_waiting_or_decided", changed(decided, open_key="1")),
    ("request_waiting_or_decided", changed(decided, decided_by=None)),
    ("request_waiting_or_decided", changed(decided, decided_at=None)),
    ("request_extension_is_later", changed(request, new_due_on=date(2026, 12, 31))),
    ("request_extension_is_later", changed(request, new_due_on=date(2026, 12, 30))),
    ("request_extension_is_later", changed(request, new_due_on=None)),
    ("request_extension_is_later", changed(request, old_due_on=None)),
    ("request_decided_by_another", changed(decided, decided_by="alice")),
    ("matter_words_not_empty", changed(matter, matter="")),
    ("matter_words_not_empty", changed(matter, proposal="")),
    ("matter_words_not_empty", changed(matter, asked_of="")),
    ("request_merge_names_one", changed(request, kind="merge")),
    ("request_rest_has_an_end", changed(request, kind="suspension")),
    ("request_waiting_or_decided", changed(decided, state="withdrawn")),
    ("matter_answer_has_time", changed(matter, answer="同意")),
    ("matter_answer_has_time", changed(matter, answer="同意", answered_at=ADDED)),
    ("matter_answer_has_time", changed(matter, answer="同意", answered_by="chen")),
    ("matter_answer_has_time", changed(matter, answered_at=ADDED)),
    ("matter_answer_has_time", changed(matter, answered_by="chen")),
    ("direction_words_not_empty", changed(direction, words="")),
    ("direction_words_not_empty", changed(direction, leader="")),
    ("direction_reply_has_time", changed(direction, reply="已办")),
    ("direction_reply_has_time", changed(direction, reply="已办", replied_at=ADDED)),
    ("direction_reply_has_time", changed(direction, reply="已办", replied_by="alice")),
    ("direction_reply_has_time", changed(direction, replied_at=ADDED)),
    ("direction_reply_has_time", changed(direction, replied_by="alice")),
    ("reminder_once_a_rung", lambda house: copy(reminder(house))),
    ("reminder_basis_not_empty", changed(reminder, basis="")),
    ("reminder_read_has_person", changed(reminder, read_at=ADDED)),
    ("reminder_read_has_person", changed(reminder, read_by="alice")),
    ("override_reason_not_empty", changed(override, reason="")),
    ("override_days_in_order", changed(override, expires_on=date(2026, 8, 31))),
    ("override_open_or_ended", changed(override, open_key=None)),
    ("override_open_or_ended", changed(override, ended_at=ADDED)),
    ("override_open_or_ended", changed(ended, open_key="1")),
    ("override_open_or_ended", changed(ended, ended_at=None)),
]


def told(refusal: pytest.ExceptionInfo[IntegrityError], name: str) -> bool:
    """By name; SQLite names a unique constraint by its columns instead."""
    sentence = str(refusal.value)
    columns = "progress_reminder.initiative_id, progress_reminder.round_id, progress_reminder.rung"
    return name in sentence or (name == "reminder_once_a_rung" and columns in sentence)


@pytest.mark.parametrize(("name", "case"), CASES)
def test_the_database_refuses_every_half_of_it(house: House, name: str, case: Case) -> None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        case(house)
    assert told(refusal, name), str(refusal.value)


@pytest.mark.parametrize("make", [request, decided, matter, direction, reminder, override, ended])
def test_the_rows_that_the_cases_begin_with_are_taken(
    house: House, make: Callable[[House], models.Model]
) -> None:
    assert make(house).pk


@pytest.mark.parametrize("model", [Request, LightOverride])
def test_one_key_is_open_once(house: House, model: type[models.Model]) -> None:
    make = request if model is Request else override
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        copy(make(house))
    assert "open_key" in str(refusal.value)


@pytest.mark.parametrize("make", [decided, ended])
def test_any_number_may_be_over(house: House, make: Callable[[House], models.Model]) -> None:
    copy(make(house))
    assert make(house).pk


@pytest.mark.parametrize("kind", ["adjustment", "completion", "cancellation"])
def test_only_an_extension_has_days(house: House, kind: str) -> None:
    assert request(house, kind=kind, old_due_on=None, new_due_on=None).pk


@pytest.mark.parametrize("make", [request, matter, direction, reminder, override])
def test_public_ids_are_unique(house: House, make: Callable[[House], models.Model]) -> None:
    row = make(house)
    more = {"open_key": "2"} if make in (request, override) else {}
    more |= {"rung": "expedite"} if make is reminder else {}
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        copy(row, public_id=row.public_id, **more)
    assert "public_id" in str(refusal.value)


def test_every_constraint_has_its_case() -> None:
    declared = {one.name for model in MODELS for one in model._meta.constraints}
    assert declared == {name for name, _case in CASES}
