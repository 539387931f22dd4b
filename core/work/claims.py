"""Take a piece of work, hold it for a while, finish it once.

Taking is one conditional UPDATE, so of two workers exactly one wins on every database. Whoever
loses the lease (stalled, killed and replaced) finds a new token at the end and changes nothing.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from core.models import WorkItem, WorkState
from core.work.kinds import LONGEST_LEASE, known

MOST_ATTEMPTS = 5
_FIRST_REST_SECONDS = 10.0
_CANDIDATES = 8


class LeaseLost(Exception):
    """Somebody else holds this work now; what was about to be written must not be."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One item in hand. `clock` tells the time for leases and for the end."""

    item_id: int
    kind: str
    key: str
    payload: Mapping[str, Any]
    token: str
    attempt: int
    lease: timedelta
    clock: Callable[[], datetime]

    def _held(self) -> QuerySet[WorkItem]:
        return WorkItem.objects.filter(pk=self.item_id, token=self.token, state=WorkState.WAITING)

    def progress(self, done: int, total: int) -> None:
        """Say how far it is and hold it for another lease. Raises LeaseLost."""
        changed = self._held().update(
            done_steps=min(done, total), total_steps=total, lease_until=self.clock() + self.lease
        )
        if not changed:
            raise LeaseLost(f"{self.kind} {self.key}")

    def finish(self) -> None:
        """Mark it done, in the transaction that holds its result.

        Raises LeaseLost where somebody else holds it now, which rolls the result back, and
        RuntimeError outside a transaction: the result could stand without its mark.
        """
        if not connection.in_atomic_block:
            raise RuntimeError(f"{self.kind} was finished outside a transaction.")
        changed = self._held().update(
            state=WorkState.DONE,
            finished_at=self.clock(),
            done_steps=F("total_steps"),
            token="",
            lease_until=None,
            last_error="",
        )
        if not changed:
            raise LeaseLost(f"{self.kind} {self.key}")


def claim_next(now: datetime, *, clock: Callable[[], datetime] = timezone.now) -> Claim | None:
    """Take the item that has been due longest; None where nothing is free. Counts the attempt."""
    free = WorkItem.objects.filter(_free(now), due_at__lte=now, kind__in=list(known()))
    # A few at a time: another worker may take the first one in between.
    while candidates := list(free.order_by("due_at", "pk")[:_CANDIDATES]):
        for item in candidates:
            claim = _take(item, now, clock)
            if claim is not None:
                return claim
    return None


def _free(now: datetime) -> Q:
    rested = Q(lease_until__isnull=True) | lapsed(now)
    return Q(state=WorkState.WAITING, attempts__lt=MOST_ATTEMPTS) & rested


def lapsed(now: datetime) -> Q:
    """What nobody holds any more, and what has rested.

    A lease that ends later than any can was given before the machine's clock was set back.
    """
    return Q(lease_until__lte=now) | Q(lease_until__gt=now + _LONGEST_HELD)


def _take(item: WorkItem, now: datetime, clock: Callable[[], datetime]) -> Claim | None:
    lease, token = known()[item.kind].lease, secrets.token_hex(16)
    taken = WorkItem.objects.filter(_free(now), pk=item.pk, attempts=item.attempts).update(
        token=token, lease_until=now + lease, attempts=F("attempts") + 1
    )
    if not taken:
        return None
    return Claim(
        item_id=item.pk,
        kind=item.kind,
        key=item.key,
        payload=item.payload,
        token=token,
        attempt=item.attempts + 1,
        lease=lease,
        clock=clock,
    )


def rest_after(attempt: int) -> timedelta:
    """How long an item rests after its n-th failure: 10 s, 40 s, 160 s, 640 s."""
    return timedelta(seconds=_FIRST_REST_SECONDS * 4.0 ** (attempt - 1))


# No lease and no rest is longer.
_LONGEST_HELD = max(LONGEST_LEASE, rest_after(MOST_ATTEMPTS - 1))


def fail(claim: Claim, sentence: str, now: datetime) -> None:
    """Let the item rest and be tried again, or park it after the last attempt.

    Nothing happens where somebody else holds it by now. `sentence` is shown to people.
    """
    last = claim.attempt >= MOST_ATTEMPTS
    claim._held().update(
        state=WorkState.PARKED if last else WorkState.WAITING,
        lease_until=None if last else now + rest_after(claim.attempt),
        token="",
        last_error=sentence[:500],
    )
