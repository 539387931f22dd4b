"""Every row of every room's table, again and again: a table is read anew where it was written to.

Reading all of them takes longer than most steps. What was written to is known from what the
connection was told to do, and on PostgreSQL, where rows also come in by COPY, from its own counts.
At the end of each run `whole` asks that nothing was overlooked.
"""

from __future__ import annotations

import re
from typing import Any

from django.db import connection

from tests.fixtures import ROOMS
from tests.stage import everything, read, tables

Row = dict[str, Any]
_COUNTS = """SELECT relname, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_xact_user_tables"""
_BACK = re.compile(r'ROLLBACK TO SAVEPOINT "?(\w+)')
_MARK = re.compile(r'SAVEPOINT "?(\w+)')


class Table:
    """One table's rows at one moment, by its key."""

    def __init__(self, found: tuple[list[str], list[tuple[Any, ...]]], key: str) -> None:
        self.found, self._key = found, key
        self._told: dict[Any, Row] | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Table) and self.found == other.found

    @property
    def told(self) -> dict[Any, Row]:
        if self._told is None:
            columns, rows = self.found
            told = [dict(zip(columns, row, strict=True)) for row in rows]
            self._told = {row[self._key]: row for row in told}
        return self._told


class Seen:
    """What the tables held when they were last looked at; to be used inside one transaction."""

    def __init__(self) -> None:
        self._keys = dict(tables(ROOMS))
        self._kept: dict[str, Table] = {}
        self._written, self._marks = set(self._keys), set[str]()
        self._counts: dict[str, tuple[int, ...]] = {}
        connection.execute_wrappers.append(self._hear)

    def close(self) -> None:
        connection.execute_wrappers.remove(self._hear)

    def look(self) -> dict[str, Table]:
        """Every table as it is now; one that nobody wrote to is the very same as before."""
        self._count()
        for table in self._written:
            self._kept[table] = Table(read(table, self._keys[table]), self._keys[table])
        self._written, self._marks = set(), set()
        return dict(self._kept)

    def whole(self) -> None:
        """What is held is what a reading of all tables gives."""
        held = {table: one.found for table, one in self.look().items()}
        assert held == everything(ROOMS), "something was written that was not heard"

    def _hear(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(("SELECT", "RELEASE")):
            back, mark = _BACK.match(sql), _MARK.match(sql)
            if mark:
                self._marks.add(mark[1])
            elif back is None:
                self._written |= {table for table in self._keys if table in sql}
            elif back[1] not in self._marks:
                # Back to before the last look: what was written then is no longer known.
                self._written = set(self._keys)
        return execute(sql, params, many, context)

    def _count(self) -> None:
        """PostgreSQL counts what a transaction writes, table by table, what is taken back too."""
        if connection.vendor != "postgresql":
            return
        with connection.cursor() as cursor:
            cursor.execute(_COUNTS)
            counts = {name: tuple(rest) for name, *rest in cursor.fetchall()}
        self._written |= {name for name in self._keys if counts.get(name) != self._counts.get(name)}
        self._counts = counts
