"""Events are never changed: the database itself refuses, whoever asks.

What differs by engine sits here. A migration that rebuilds the table on SQLite loses its triggers
and has to install them again. The owner of the tables can lift them; the chain then shows it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "core_audit_event"
_NAMES = ("core_audit_no_update", "core_audit_no_delete", "core_audit_no_replace")

_SQLITE = (
    f"""CREATE TRIGGER core_audit_no_update BEFORE UPDATE ON {TABLE}
    BEGIN SELECT RAISE(ABORT, 'audit events are never changed'); END""",
    f"""CREATE TRIGGER core_audit_no_delete BEFORE DELETE ON {TABLE}
    BEGIN SELECT RAISE(ABORT, 'audit events are never deleted'); END""",
    # INSERT OR REPLACE deletes without asking the delete trigger unless a pragma is on.
    f"""CREATE TRIGGER core_audit_no_replace BEFORE INSERT ON {TABLE}
    WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE seq = NEW.seq)
    BEGIN SELECT RAISE(ABORT, 'audit events are never replaced'); END""",
)
_POSTGRESQL = (
    """CREATE FUNCTION core_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'audit events are never changed (%)', TG_OP; END $$""",
    f"""CREATE TRIGGER core_audit_no_update BEFORE UPDATE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION core_audit_refuse()""",
    f"""CREATE TRIGGER core_audit_no_delete BEFORE DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION core_audit_refuse()""",
    # Row triggers do not see TRUNCATE.
    f"""CREATE TRIGGER core_audit_no_replace BEFORE TRUNCATE ON {TABLE}
    FOR EACH STATEMENT EXECUTE FUNCTION core_audit_refuse()""",
)


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers up. Raises NotImplementedError on an engine that has none written yet."""
    _run(connection, _statements(connection))


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers down; nothing happens where there are none."""
    if connection.vendor == "sqlite":
        _run(connection, tuple(f"DROP TRIGGER IF EXISTS {name}" for name in _NAMES))
        return
    drops = tuple(f"DROP TRIGGER IF EXISTS {name} ON {TABLE}" for name in _NAMES)
    _run(connection, (*drops, "DROP FUNCTION IF EXISTS core_audit_refuse()"))


def standing(connection: BaseDatabaseWrapper) -> bool:
    """Whether every trigger is in its place."""
    if connection.vendor == "sqlite":
        ask = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
    else:
        ask = (
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass"
            " AND NOT tgisinternal AND tgenabled IN ('O', 'A')"
        )
    with connection.cursor() as cursor:
        cursor.execute(ask, [TABLE])
        row = cursor.fetchone()
    return row is not None and int(row[0]) == len(_NAMES)


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """The triggers down for a while: for tests, which empty every table between themselves."""
    remove(connection)
    try:
        yield
    finally:
        install(connection)


def _statements(connection: BaseDatabaseWrapper) -> tuple[str, ...]:
    if connection.vendor == "sqlite":
        return _SQLITE
    if connection.vendor == "postgresql":
        return _POSTGRESQL
    raise NotImplementedError(f"No audit triggers for {connection.vendor}.")


def _run(connection: BaseDatabaseWrapper, statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
