"""Who wants to know when initiatives change: rooms to the left register, and are told at once.

Standings live to the left of this room and may not be imported, and yet a light must follow in the
very transaction that moved it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from recommendations.breakdown import FIELDS, Breakdown
from recommendations.life import LifeStep
from recommendations.models import Initiative, Plan


class Fresh(NamedTuple):
    """A draft that has just been written and carries its first version: nothing hangs on it but
    what `value` says."""

    pk: int
    public_id: str
    code: int
    value: Breakdown

    def __str__(self) -> str:
        return f"{self.code} {self.value.title}"


@dataclass(frozen=True)
class Watcher:
    """Who follows initiatives. `added` is told of drafts just written, by what they are, so that
    nobody reads back what has been in hand a moment ago; it leaves what `changed` would.

    `fields` are those of a breakdown that it looks at.
    """

    changed: Callable[[Sequence[Initiative], datetime], None]
    added: Callable[[Plan, Sequence[Fresh], datetime], None]
    fields: frozenset[str] = frozenset(FIELDS)


_WATCHERS: dict[str, Watcher] = {}


def watch(name: str, watcher: Watcher) -> None:
    """Called once by each room when the site starts."""
    _WATCHERS[name] = watcher


def tell(
    initiatives: Iterable[Initiative], *, now: datetime,
    differing: Callable[[Initiative], Iterable[str]] | None = None,
) -> None:  # fmt: skip
    """Something about these initiatives has changed; called before the audit event.

    `differing` names the fields that did, where nothing else has: who looks at none of them is not
    told of that initiative.
    """
    listed = list(initiatives)
    for watcher in _WATCHERS.values():
        if differing is None or watcher.fields.issuperset(FIELDS):
            watcher.changed(listed, now)
        else:
            looked_at = watcher.fields
            watcher.changed(
                [row for row in listed if not looked_at.isdisjoint(differing(row))], now
            )


def tell_added(plan: Plan, rows: Sequence[Fresh], *, now: datetime) -> None:
    """These drafts have been written; called before the audit event."""
    for watcher in _WATCHERS.values():
        watcher.added(plan, rows, now)


Objector = Callable[[Initiative, LifeStep], None]
_OBJECTORS: dict[str, Objector] = {}


def object_to(name: str, objector: Objector) -> None:
    """Called once by each room when the site starts: `objector` refuses a step that may not be.

    What a unit has filed lives to the left of this room too, and yet it may stand in the way.
    """
    _OBJECTORS[name] = objector


def hear(initiative: Initiative, step: LifeStep) -> None:
    """Ask every room whether the step may be taken; the first that minds refuses."""
    for objector in _OBJECTORS.values():
        objector(initiative, step)
