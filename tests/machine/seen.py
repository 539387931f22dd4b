"""Every row of every room's table, again and again: a table is read anew where it was written to.

Reading all of them takes longer than most steps do. At the end of each run `whole` asks that
nothing was overlooked.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from tests import stage
from tests.fixtures import ROOMS
from tests.heard import Ear

Row = dict[str, Any]


class Table:
    """One table's rows at one moment, by its key."""

    def __init__(self, found: stage.Table, key: str) -> None:
        self.found, self._key = found, key
        self._told: dict[Any, Row] | None = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Table) and self.found == other.found

    @property
    def told(self) -> dict[Any, Row]:
        """The rows by primary key."""
        if self._told is None:
            columns, rows = self.found
            told = [dict(zip(columns, row, strict=True)) for row in rows]
            self._told = {row[self._key]: row for row in told}
        return self._told


class Seen:
    """What the tables held when they were last looked at; to be used inside one transaction."""

    def __init__(self) -> None:
        self._keys = dict(stage.tables(ROOMS))
        self._kept: dict[str, Table] = {}
        self._written = set(self._keys)
        self._ear = Ear(self._keys, self._written.update, self._all)
        self._listening = ExitStack()
        self._listening.enter_context(self._ear.listening())

    def close(self) -> None:
        self._listening.close()

    def look(self) -> dict[str, Table]:
        """Every table as it is now; one that nobody wrote to is the very same as before."""
        for name in self._written:
            self._kept[name] = Table(stage.read(name, self._keys[name]), self._keys[name])
        self._written.clear()
        self._ear.forget()
        return dict(self._kept)

    def whole(self) -> None:
        """What is held is what a reading of all tables gives."""
        held = {name: one.found for name, one in self.look().items()}
        assert held == stage.everything(ROOMS), "something was written that was not heard"

    def _all(self) -> None:
        # Back to before the last look: what was written then is no longer known.
        self._written.update(self._keys)
