"""Which tables may be written to, heard from the statements of this connection before they run.

Whoever wants to know what changed need not read every table: most statements only ask. What is not
plainly a question counts as writing to every table whose name stands in it, so too many may be
heard and none too few. Triggers of ours write nothing; other connections are not heard.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from tests.fixtures import ROOMS
from tests.stage import Table, read, tables

_QUESTIONS = ("SELECT", "RELEASE")
_MARK = re.compile(r'SAVEPOINT "?(\w+)')
_BACK = re.compile(r'ROLLBACK TO SAVEPOINT "?(\w+)')


class Ear:
    """Calls `written` with the tables of each writing statement; `undone` where more goes back.

    More: what was written before this ear began to listen, or before `forget`.
    """

    def __init__(
        self, names: Iterable[str], written: Callable[[set[str]], None], undone: Callable[[], None]
    ) -> None:
        self._names, self._written, self._undone = list(names), written, undone
        self._marks: set[str] = set()

    def forget(self) -> None:
        """What was heard until now is known."""
        self._marks.clear()

    @contextmanager
    def listening(self) -> Iterator[None]:
        """To everything that is said to this connection."""
        with connection.execute_wrapper(self._hear), _copies(self._heard):
            yield

    def _hear(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self._heard(sql)
        return execute(sql, params, many, context)

    def _heard(self, sql: str) -> None:
        if sql.startswith(_QUESTIONS):
            return
        if mark := _MARK.match(sql):
            self._marks.add(mark[1])
        elif back := _BACK.match(sql):
            if back[1] not in self._marks:
                self._undone()
        elif found := {name for name in self._names if name in sql}:
            self._written(found)


@contextmanager
def _copies(heard: Callable[[str], None]) -> Iterator[None]:
    """On PostgreSQL rows also come in by COPY, which Django does not pass on."""
    if connection.vendor != "postgresql":
        yield
        return
    from psycopg import Cursor

    ordinary = Cursor.copy

    def copy(self: Any, statement: Any, *arguments: Any, **more: Any) -> Any:
        heard(str(statement))
        return ordinary(self, statement, *arguments, **more)

    Cursor.copy = copy  # type: ignore[method-assign]
    try:
        yield
    finally:
        Cursor.copy = ordinary  # type: ignore[method-assign]


class Before:
    """The rows of every table that was written to, as they were when the watch began."""

    def __init__(self) -> None:
        self._keys = dict(tables(ROOMS))
        self._found: dict[str, Table] = {}

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Inside one transaction."""
        with Ear(self._keys, self._keep, self._lost).listening():
            yield

    def changed(self) -> dict[str, tuple[Table, Table]]:
        """The tables that are not as they were: then, and now."""
        now = {name: read(name, self._keys[name]) for name in self._found}
        return {name: (rows, now[name]) for name, rows in self._found.items() if rows != now[name]}

    def _keep(self, names: set[str]) -> None:
        for name in names - self._found.keys():
            self._found[name] = read(name, self._keys[name])

    def _lost(self) -> None:
        raise RuntimeError("What stood before the watch was taken back while it lasted.")
