"""The database refuses to change an event, however one asks."""

from collections.abc import Callable
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from core.audit import Actor, record, triggers
from core.audit.verify import verify_chain
from core.models import AuditEvent

pytestmark = pytest.mark.django_db
TABLE = triggers.TABLE
COLUMNS = (
    "seq, at, verb, link, actor_name, actor_unit, actor_role, address, request_id, plan,"
    " subject_kind, subject_id, subject_name, before, after, previous"
)


def sql(statement: str) -> Callable[[], object]:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return run


def save_changed() -> None:
    event = AuditEvent.objects.get(seq=2)
    event.verb = "other"
    event.save()


WAYS: dict[str, Callable[[], object]] = {
    "save": save_changed,
    "delete": lambda: AuditEvent.objects.get(seq=2).delete(),
    "queryset_update": lambda: AuditEvent.objects.filter(seq=2).update(verb="other"),
    "queryset_delete": lambda: AuditEvent.objects.all().delete(),
    "bulk_update": lambda: AuditEvent.objects.bulk_update(
        [AuditEvent(seq=2, verb="other")], ["verb"]
    ),
    "raw_update": sql(f"UPDATE {TABLE} SET actor_name = 'x'"),
    "raw_delete": sql(f"DELETE FROM {TABLE} WHERE seq = 1"),
    "upsert": sql(
        f"INSERT INTO {TABLE} ({COLUMNS}) SELECT {COLUMNS} FROM {TABLE} WHERE seq = 2"
        " ON CONFLICT (seq) DO UPDATE SET verb = 'other'"
    ),
}
if connection.vendor == "sqlite":
    WAYS["replace"] = sql(
        f"INSERT OR REPLACE INTO {TABLE} ({COLUMNS})"
        f" SELECT {COLUMNS.replace('verb', chr(39) + 'other' + chr(39))} FROM {TABLE} WHERE seq = 2"
    )
if connection.vendor == "postgresql":
    WAYS["truncate"] = sql(f"TRUNCATE {TABLE}")


@pytest.fixture(autouse=True)
def three_events() -> None:
    for _ in range(3):
        record(by=Actor.system("test"), verb="x")


@pytest.mark.parametrize("way", WAYS)
def test_a_change_is_refused_and_nothing_moved(way: str) -> None:
    with pytest.raises(DatabaseError, match="audit events are never"), transaction.atomic():
        WAYS[way]()
    assert verify_chain().ok
    assert AuditEvent.objects.count() == 3


@pytest.mark.skipif(connection.vendor != "sqlite", reason="INSERT OR REPLACE is SQLite's own")
def test_replace_is_refused_without_the_pragma_too() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA recursive_triggers=OFF")
    try:
        with pytest.raises(DatabaseError, match="never replaced"), transaction.atomic():
            WAYS["replace"]()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA recursive_triggers=ON")
    assert verify_chain().ok


def test_standing_says_whether_all_are_up() -> None:
    assert triggers.standing(connection)
    with triggers.lifted(connection):
        assert not triggers.standing(connection)
    assert triggers.standing(connection)


def test_the_migration_goes_back_and_forth() -> None:
    migration = import_module("core.migrations.0002_audit_triggers")
    # SQLite's own editor cannot be opened within the test's transaction; ours only needs this.
    editor = SimpleNamespace(connection=connection)
    migration.down(apps, editor)
    assert not triggers.standing(connection)
    migration.up(apps, editor)
    assert triggers.standing(connection)
