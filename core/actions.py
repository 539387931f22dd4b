"""How the foundations change, when a person asks."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit import Actor, record
from core.calendar import DayRow, calendar_of, fingerprint, stored_days
from core.models import CalendarDay, FormerDay, WorkItem, WorkState
from core.moves import CalendarChange, Move, followers, moves_of
from core.refusals import Conflict, require


@transaction.atomic
def retry_parked(*, item: WorkItem, by: Actor) -> WorkItem:
    """Put a parked item back in the row, with all its attempts. Refuses what is not parked."""
    fresh = {
        "state": WorkState.WAITING,
        "attempts": 0,
        "token": "",
        "lease_until": None,
        "done_steps": 0,
        "total_steps": 0,
    }
    changed = WorkItem.objects.filter(pk=item.pk, state=WorkState.PARKED).update(**fresh)
    require(
        changed == 1, _("This work is not parked any more. Load the page again."), kind=Conflict
    )
    before = {"state": WorkState.PARKED, "attempts": item.attempts, "error": item.last_error}
    item.refresh_from_db()
    record(
        by=by,
        verb="work.retried",
        subject=item,
        before=before,
        after={"state": item.state, "attempts": item.attempts},
    )
    return item


# An event of the trail stays readable: what is beyond this is counted.
MOVES_RECORDED = 500


@transaction.atomic
def change_calendar(
    *, days: Sequence[DayRow], seen: str, reason: str, now: datetime, by: Actor
) -> list[Move]:
    """Put `days` in force in place of all that are stored, and let everything follow.

    `seen` is the fingerprint of the days that the person was shown. Returns what moved. Refuses
    where somebody else changed the calendar in between, or where nothing would change.
    """
    before = stored_days()
    require(
        fingerprint(before) == seen,
        _("Somebody else changed the calendar in the meantime. Look at what would move, again."),
        kind=Conflict,
    )
    taken, given = _lines(before, days)
    require(
        taken or given, _("The calendar says this already; nothing would change."), kind=Conflict
    )
    change = CalendarChange(calendar_of(before), calendar_of(days), timezone.localdate(now), now)
    moves = moves_of(change)
    _keep_former(before, days, now=now)
    _store(before, days)
    if change.days:
        for follower in followers().values():
            follower.follow(change)
    record(
        by=by,
        verb="calendar.changed",
        subject_name=_("Work calendar"),
        before={"days": taken},
        after={"days": given, "reason": reason, **_told(moves)},
    )
    return moves


def _lines(before: Iterable[DayRow], after: Iterable[DayRow]) -> tuple[list[str], list[str]]:
    """The days that differ, as short lines, before and after."""
    old, new = set(before), set(after)

    def told(rows: set[DayRow]) -> list[str]:
        ordered = sorted(rows, key=lambda row: row.date)
        return [f"{row.date} {'班' if row.worked else '休'} {row.name}".strip() for row in ordered]

    return told(old - new), told(new - old)


def _keep_former(before: Sequence[DayRow], after: Sequence[DayRow], *, now: datetime) -> None:
    """What the calendar said until now of each day of which it says something else."""
    old = {row.date: row for row in before}
    new = {row.date: row for row in after}

    def said(row: DayRow | None) -> tuple[bool | None, bool]:
        return (None, False) if row is None else (row.worked, row.published)

    FormerDay.objects.bulk_create(
        FormerDay(
            date=day, is_workday=said(old.get(day))[0], published=said(old.get(day))[1],
            recorded_at=now,
        )
        for day in sorted({*old, *new})
        if said(old.get(day)) != said(new.get(day))
    )  # fmt: skip


def _store(before: Sequence[DayRow], after: Sequence[DayRow]) -> None:
    """Write what differs; the shipped days are stored with the first change."""
    if not CalendarDay.objects.exists():
        before = []
    old, new = {row.date: row for row in before}, {row.date: row for row in after}
    CalendarDay.objects.filter(date__in=[day for day in old if day not in new]).delete()
    CalendarDay.objects.bulk_create(
        [
            CalendarDay(
                date=row.date, is_workday=row.worked, name=row.name, source=row.source,
                published=row.published,
            )
            for row in after
            if old.get(row.date) != row
        ],
        update_conflicts=True,
        unique_fields=["date"],
        update_fields=["is_workday", "name", "source", "published", "changed_at"],
    )  # fmt: skip


def _told(moves: Sequence[Move]) -> dict[str, Any]:
    """What moved, for the trail."""
    told = [
        f"{move.plan} {move.kind} {move.what}: {move.before} → {move.after}".strip()
        for move in moves[:MOVES_RECORDED]
    ]
    return {"moved": told, "moved_in_all": len(moves)}
