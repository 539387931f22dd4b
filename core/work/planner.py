"""Write down everything that is due. As often as one likes: the unique key makes it once."""

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from django.utils.translation import gettext as _

from core.models import WorkItem, WorkState
from core.work.claims import MOST_ATTEMPTS, lapsed
from core.work.heartbeats import beat
from core.work.kinds import Due, Kind, known

log = logging.getLogger(__name__)
_SLICE = 400


def plan_work(now: datetime) -> int:
    """Insert every due item that is not there yet; returns how many were new.

    A kind whose question fails does not keep the others from being planned; the heartbeat names it.
    """
    planned, failed = 0, []
    for kind in list(known().values()):
        try:
            planned += plan_kind(kind, now)
        except Exception:
            log.exception("The planner could not ask %s what is due.", kind.name)
            failed.append(kind.name)
    park_exhausted(now)
    beat("planner", now, _("failed: %s") % ", ".join(failed) if failed else "")
    return planned


def plan_kind(kind: Kind, now: datetime) -> int:
    """Insert what is due of one kind."""
    return sum(_insert(kind, piece, now) for piece in _slices(kind.due(now)))


def _insert(kind: Kind, dues: list[Due], now: datetime) -> int:
    # Asking first keeps a tick with nothing new from writing at all.
    keys = [due.key for due in dues]
    there = set(WorkItem.objects.filter(kind=kind.name, key__in=keys).values_list("key", flat=True))
    new = {due.key: due for due in dues if due.key not in there}
    if not new:
        return 0
    WorkItem.objects.bulk_create(
        [
            WorkItem(
                kind=kind.name,
                key=due.key,
                due_at=due.due_at,
                payload=dict(due.payload),
                created_at=now,
            )
            for due in new.values()
        ],
        ignore_conflicts=True,
    )
    return len(new)


def plan_one(name: str, due: Due, now: datetime, *, steps: int = 0) -> None:
    """Insert one item of a kind, in the transaction of the action that needs it done."""
    WorkItem.objects.create(
        kind=known()[name].name,
        key=due.key,
        due_at=due.due_at,
        payload=dict(due.payload),
        total_steps=steps,
        created_at=now,
    )


def park_exhausted(now: datetime) -> int:
    """Park what was taken as often as allowed and whose last worker never came back."""
    lost = WorkItem.objects.filter(
        lapsed(now), state=WorkState.WAITING, attempts__gte=MOST_ATTEMPTS
    )
    if not lost.exists():
        return 0
    return lost.update(
        state=WorkState.PARKED,
        token="",
        lease_until=None,
        last_error=_("Its worker stopped before it was finished, too many times."),
    )


def _slices(dues: Iterable[Due]) -> Iterator[list[Due]]:
    left = iter(dues)
    while piece := list(islice(left, _SLICE)):
        yield piece
