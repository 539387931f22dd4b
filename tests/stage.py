"""What many tests stand on is built once a run, by the product's own actions, and then put.

`put("house", build_house)` builds in a transaction that is taken back, and keeps every row that
came of it, audit trail included. From then on, in the other processes of the run too, the same
rows are written as they are, with the same keys: a hundredth of the time. They are equal to what
was built because they are what was built; `tests/structure/test_stage.py` holds both against each
other.

Only new rows can be kept: a builder that changes a row which was there before is refused.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction

from tests import environment
from tests.once import once

FOLDER = environment.RUN
# The names of its columns, and its rows in the order of its key.
Table = tuple[list[str], list[tuple[Any, ...]]]
_Rows = dict[str, Table]


@dataclass(slots=True)
class _Kept:
    """What one builder left: its answer, its rows, and what it said to tables that hide theirs."""

    answer: Any = None
    rows: _Rows = field(default_factory=dict)
    said: list[tuple[str, Any, bool]] = field(default_factory=list)


_kept: dict[object, _Kept] = {}


@contextmanager
def around(blocker: Any) -> Iterator[None]:
    """A transaction around a module's tests, taken back when they are done."""
    with blocker.unblock():
        held = transaction.atomic()
        held.__enter__()
    try:
        yield
    finally:
        with blocker.unblock():
            transaction.set_rollback(True)
            held.__exit__(None, None, None)


def put(name: object, build: Callable[[], Any]) -> Any:
    """Have in the database what `build` makes; its answer. The name stands for the builder."""
    if name not in _kept:
        written = re.sub(r"\W+", "-", f"{connection.vendor} {name}")
        _kept[name] = once(written, lambda: _take(build), folder=FOLDER)
    kept = _kept[name]
    quote = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:
        for table, (columns, rows) in kept.rows.items():
            names = ", ".join(map(quote, columns))
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {quote(table)} ({names}) VALUES ({marks})", rows)
        for sql, params, many in kept.said:
            (cursor.executemany if many else cursor.execute)(sql, params)
        for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
            cursor.execute(statement)
    return kept.answer


def everything(rooms: Sequence[str] = ()) -> _Rows:
    """Every row of every table that a model stands for, or of these rooms' alone, by its key."""
    return {table: read(table, key) for table, key in tables(rooms)}


def tables(rooms: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Each model's table with its key's column, or of these rooms' models alone."""
    found = [one._meta for one in _models() if not rooms or one._meta.app_label in rooms]
    return [(one.db_table, one.pk.column) for one in found]


def read(table: str, key: str) -> Table:
    """What stands in a table. No count of the questions that were asked has this one."""
    connection.ensure_connection()
    cursor = connection.connection.cursor()
    try:
        cursor.execute(f'SELECT * FROM "{table}" ORDER BY "{key}"')
        return [column[0] for column in cursor.description], cursor.fetchall()
    finally:
        cursor.close()


def _models() -> list[Any]:
    models = apps.get_models(include_auto_created=True)
    return [one for one in models if one._meta.managed and not one._meta.proxy]


def _take(build: Callable[[], Any]) -> _Kept:
    kept, hidden = _Kept(), _hidden()

    def hear(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.lstrip().upper().startswith("SELECT") and any(one in sql for one in hidden):
            kept.said.append((sql, list(params) if many else params, many))
            params = kept.said[-1][1]
        return execute(sql, params, many, context)

    with transaction.atomic():
        before = everything()
        with connection.execute_wrapper(hear):
            kept.answer = build()
        after = everything()
        transaction.set_rollback(True)
    for table, (columns, rows) in after.items():
        there = set(before[table][1])
        if not there <= set(rows):
            raise RuntimeError(f"{build} changes rows of {table} that were there before.")
        new = [row for row in rows if row not in there]
        if new:
            kept.rows[table] = columns, new
    return kept


def _hidden() -> list[str]:
    """SQLite's virtual tables: what they hold cannot be read back, so it is said again."""
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%%'")
        return [row[0] for row in cursor.fetchall()]
