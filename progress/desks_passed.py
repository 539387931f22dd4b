"""How long an update lay on each desk: the unit's, its signer's, the coordinating office's.

Plain Python over times that are stored anyway; each revision passes the desks anew.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

Desk = Literal["unit", "signing", "office"]
DESKS: tuple[Desk, ...] = ("unit", "signing", "office")


class Came(Protocol):
    """A revision that came back: when it was handed over, left the unit, counted, came back."""

    handed_at: datetime | None
    submitted_at: datetime | None
    approved_at: datetime | None
    returned_at: datetime


class Goes(Protocol):
    """The update as it is now."""

    started_at: datetime | None
    saved_at: datetime
    handed_at: datetime | None
    submitted_at: datetime | None
    approved_at: datetime | None


@dataclass(frozen=True)
class Stay:
    """From when until when an update lay on a desk; `until` is None while it lies there."""

    desk: Desk
    since: datetime
    until: datetime | None


def stays(update: Goes, back: Iterable[Came]) -> list[Stay]:
    """Every stay in order; `back` are all of the update's returns, in any order."""
    found: list[Stay] = []
    begun = update.started_at or update.saved_at
    for row in sorted(back, key=lambda row: row.returned_at):
        end = row.approved_at or row.returned_at
        found += _revision(begun, row.handed_at, row.submitted_at, end)
        begun = row.returned_at
    return found + _revision(begun, update.handed_at, update.submitted_at, update.approved_at)


def _revision(
    begun: datetime, handed: datetime | None, submitted: datetime | None, end: datetime | None
) -> list[Stay]:
    """One revision's stays; what is older than its beginning is an earlier one's."""
    handed = handed if handed and handed >= begun else None
    submitted = submitted if handed and submitted and submitted >= handed else None
    found = [Stay("unit", begun, handed or end)]
    if handed:
        found.append(Stay("signing", handed, submitted or end))
    if submitted:
        found.append(Stay("office", submitted, end))
    return found


def spent(found: Iterable[Stay], *, now: datetime) -> dict[Desk, timedelta]:
    """The whole time at each desk up to `now`; every desk is named."""
    whole = dict.fromkeys(DESKS, timedelta())
    for one in found:
        if one.since < now:
            whole[one.desk] += min(one.until or now, now) - one.since
    return whole
