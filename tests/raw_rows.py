"""Writes past the actions, to see what the database itself refuses."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import models

from core.fields import public_id
from progress.models import CoordinationMatter, Direction, LightOverride, Reminder, Request
from recommendations.models import (
    DetailRow,
    ImportedRow,
    LedgerChoice,
    LedgerImport,
    SavedView,
)
from tests.factories import ADDED, House

ON = date(2026, 9, 1)


def copy(row: models.Model, **changes: Any) -> None:
    """The same row once more, with other values and an id of its own."""
    row.pk = None
    row._state.adding = True
    if hasattr(row, "public_id"):
        changes.setdefault("public_id", public_id())
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(force_insert=True)


def change(row: models.Model, **changes: Any) -> None:
    """Other values in the row that is there."""
    type(row)._base_manager.filter(pk=row.pk).update(**changes)


def request(house: House, **more: Any) -> Request:
    facts = {
        "initiative": house.initiative(1), "kind": "extension", "reason": "招标延期",
        "old_due_on": date(2026, 12, 31), "new_due_on": date(2027, 1, 31),
        "requested_by": house.alice, "requested_at": ADDED, "requested_on": ON, "open_key": "1",
    }  # fmt: skip
    return Request.objects.create(**{**facts, **more})


def decided(house: House) -> Request:
    return request(house, state="approved", decided_by=house.chen, decided_at=ADDED, open_key=None)


def matter(house: House) -> CoordinationMatter:
    return CoordinationMatter.objects.create(
        initiative=house.initiative(1), matter="数据共享", proposal="请协调", asked_of="示例数据局",
        raised_by=house.alice, raised_at=ADDED,
    )  # fmt: skip


def direction(house: House) -> Direction:
    return Direction.objects.create(
        initiative=house.initiative(1), leader="李示例", words="请抓紧。", given_on=ON,
        recorded_by=house.su, recorded_at=ADDED,
    )  # fmt: skip


def reminder(house: House, **more: Any) -> Reminder:
    facts = {
        "initiative": house.initiative(1), "round": house.round, "unit": house.a, "rung": "remind",
        "basis": "办法第十条", "sent_by": house.chen, "sent_at": ADDED,
    }  # fmt: skip
    return Reminder.objects.create(**{**facts, **more})


def override(house: House) -> LightOverride:
    return LightOverride.objects.create(
        initiative=house.initiative(1), light="green", reason="另有安排", starts_on=ON,
        expires_on=date(2026, 9, 30), set_by=house.dong, recorded_at=ADDED, open_key="1",
    )  # fmt: skip


ASK_CASES: dict[str, Callable[[House], None]] = {
    "request_reason_not_empty": lambda h: change(request(h), reason=""),
    "request_waiting_or_decided": lambda h: change(request(h), open_key=None),
    "request_extension_is_later": lambda h: change(request(h), new_due_on=date(2026, 12, 31)),
    "request_decided_by_another": lambda h: change(decided(h), decided_by=h.alice),
    "matter_words_not_empty": lambda h: change(matter(h), proposal=""),
    "matter_answer_has_time": lambda h: change(matter(h), answer="同意"),
    "direction_words_not_empty": lambda h: change(direction(h), words=""),
    "direction_reply_has_time": lambda h: change(direction(h), reply="已办"),
    "reminder_once_a_rung": lambda h: copy(reminder(h)),
    "reminder_basis_not_empty": lambda h: change(reminder(h), basis=""),
    "reminder_read_has_person": lambda h: change(reminder(h), read_at=ADDED),
    "override_reason_not_empty": lambda h: change(override(h), reason=""),
    "override_days_in_order": lambda h: change(override(h), expires_on=date(2026, 8, 31)),
    "override_open_or_ended": lambda h: change(override(h), open_key=None),
}


def saved_view(house: House) -> SavedView:
    return SavedView.objects.create(plan=house.plan, owner=house.chen, name="红灯")


def ledger_import(house: House) -> LedgerImport:
    return LedgerImport.objects.create(
        plan=house.plan, file_name="a.csv", sha256="x", year=2026, uploaded_by=house.chen,
        uploaded_at=ADDED,
    )  # fmt: skip


def imported_twice(house: House) -> None:
    facts = {"batch": ledger_import(house), "initiative": house.initiative(1)}
    for row in (1, 2):
        ImportedRow.objects.create(row=row, before=0, after=1, **facts)


def chosen_twice(house: House) -> None:
    for _ in range(2):
        LedgerChoice.objects.create(user=house.chen, plan=house.plan)


LEDGER_CASES: dict[str, Callable[[House], None]] = {
    "detail_version_once": lambda h: copy(DetailRow.objects.filter(initiative__code=1).first()),
    "import_applied_dated": lambda h: change(ledger_import(h), applied_at=ADDED),
    "import_row_once": imported_twice,
    "ledger_choice_once": chosen_twice,
    "view_name_not_empty": lambda h: change(saved_view(h), name=""),
    "view_name_once": lambda h: copy(saved_view(h)),
}
