"""Coordination matters and leaders' directions of the period: what waits, and what was settled."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from core.bulk import among
from progress.models import CoordinationMatter, Direction, Release
from reports.contents.changes import Subject, Subjects
from reports.contents.shape import DirectionLine, MatterLine, ReplyLine
from reports.contents.window import Window

UNITS = "units"


def _released(known_at: datetime, **of: Any) -> Exists:
    """Released at that moment, whatever was held back since."""
    return Exists(
        Release.objects.filter(
            Q(held_at__isnull=True) | Q(held_at__gt=known_at), released_at__lte=known_at, **of
        )
    )


def _day(moment: datetime | None) -> str | None:
    return timezone.localdate(moment).isoformat() if moment else None


def _named(subject: Subject) -> dict[str, Any]:
    snapshot, lead = subject.stand.snapshot, subject.lead
    return {
        "position": subject.position,
        "code": snapshot.initiative.code,
        "title": snapshot.title,
        "lead": lead.name if lead else "",
        "lead_short": (lead.short_name or lead.name) if lead else "",
    }


def _overdue(due_on: date | None, window: Window, *, settled: bool) -> bool:
    return not settled and due_on is not None and due_on < window.as_of


def _by_urgency(line: Any) -> tuple[Any, ...]:
    """What waits first, the soonest due first; what has no day comes after."""
    return bool(line["answered_on"]), line["due_on"] or "9999", line["position"], line["code"]


def matters(subjects: Subjects, window: Window, *, audience: str) -> list[MatterLine]:
    """What was open on the last day, and what was answered in the period. One query."""
    rows: QuerySet[CoordinationMatter] = CoordinationMatter.objects.filter(
        initiative__in=among(list(subjects)),
        raised_at__lt=window.day_is_over,
        raised_at__lte=window.known_at,
    )
    if audience == UNITS:
        rows = rows.filter(_released(window.known_at, matter=OuterRef("pk")))
    found: list[MatterLine] = []
    for row in rows.order_by("raised_at", "pk"):
        answered = window.over(row.answered_at)
        if answered and row.answered_at and timezone.localdate(row.answered_at) < window.since:
            continue
        line: Any = {
            **_named(subjects[row.initiative_id]),
            "matter": row.matter,
            "proposal": row.proposal,
            "asked_of": row.asked_of,
            "raised_on": timezone.localdate(row.raised_at).isoformat(),
            "due_on": row.due_on.isoformat() if row.due_on else None,
            "overdue": _overdue(row.due_on, window, settled=answered),
            "answer": row.answer if answered else "",
            "answered_on": _day(row.answered_at) if answered else None,
        }
        found.append(line)
    return sorted(found, key=_by_urgency)


def _reply(row: Direction, subjects: Subjects, window: Window) -> ReplyLine:
    replied = window.over(row.replied_at)
    line: Any = {
        **_named(subjects[row.initiative_id]),
        "reply": row.reply if replied else "",
        "replied_on": _day(row.replied_at) if replied else None,
    }
    return line  # type: ignore[no-any-return]


def _told(rows: list[Direction], window: Window) -> bool:
    """Given or replied to in the period, or somebody has not replied."""
    if any(row.given_on >= window.since for row in rows):
        return True
    replies = [row.replied_at if window.over(row.replied_at) else None for row in rows]
    return any(at is None or timezone.localdate(at) >= window.since for at in replies)


def _grouped(rows: Iterable[Direction]) -> list[list[Direction]]:
    """The rows of each direction together, in the order in which they were entered."""
    found: dict[int, list[Direction]] = {}
    for row in rows:
        found.setdefault(row.part_of_id or row.pk, []).append(row)
    return list(found.values())


def directions(subjects: Subjects, window: Window, *, audience: str) -> list[DirectionLine]:
    """Those of the period, and those that wait for a reply. One query."""
    rows: QuerySet[Direction] = Direction.objects.filter(
        initiative__in=among(list(subjects)),
        given_on__lte=window.as_of,
        recorded_at__lte=window.known_at,
    )
    if audience == UNITS:
        rows = rows.filter(
            _released(window.known_at, direction=OuterRef("pk"))
            | _released(window.known_at, direction=OuterRef("part_of"))
        )
    found: list[DirectionLine] = []
    for group in _grouped(rows.order_by("given_on", "recorded_at", "pk")):
        if not _told(group, window):
            continue
        replies = [_reply(row, subjects, window) for row in group]
        settled = all(line["replied_on"] for line in replies)
        first = group[0]
        found.append(
            {
                "leader": first.leader,
                "words": first.words,
                "given_on": first.given_on.isoformat(),
                "due_on": first.due_on.isoformat() if first.due_on else None,
                "overdue": _overdue(first.due_on, window, settled=settled),
                "replies": sorted(replies, key=lambda line: (line["position"], line["code"])),
            }
        )
    return found
