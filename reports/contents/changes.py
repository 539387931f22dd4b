"""What was decided in the period on terms, goals and lives: the dated rows, each told once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from accounts.models import Unit
from core.bulk import among
from progress.choices import RequestKind, RequestState
from progress.models import Request
from progress.standings import Stand
from recommendations.choices import InitiativeState
from recommendations.life import put_off
from recommendations.models import DueRow, StateRow
from reports.contents.shape import ChangeLine
from reports.contents.window import Window

# In the order in which a report tells them.
KINDS = (
    "extended", "advanced", "adjusted", "completed", "struck_off", "reopened", "cancelled",
    "merged", "suspended", "resumed",
)  # fmt: skip
_STATES = {
    InitiativeState.COMPLETED: "completed",
    InitiativeState.CLOSED: "struck_off",
    InitiativeState.CANCELLED: "cancelled",
    InitiativeState.MERGED: "merged",
    InitiativeState.SUSPENDED: "suspended",
}
# Where work goes on after one of these, it was taken up again.
_TAKEN_UP = {
    InitiativeState.COMPLETED: "reopened",
    InitiativeState.CLOSED: "reopened",
    InitiativeState.SUSPENDED: "resumed",
}
_ASKED = {
    "extended": RequestKind.EXTENSION,
    "completed": RequestKind.COMPLETION,
    "cancelled": RequestKind.CANCELLATION,
    "merged": RequestKind.MERGE,
    "suspended": RequestKind.SUSPENSION,
    "resumed": RequestKind.RESUMPTION,
}


@dataclass(frozen=True)
class Subject:
    """An initiative as a line names it."""

    stand: Stand
    position: int
    lead: Unit | None


Subjects = Mapping[int, Subject]
# By initiative, kind and moment: the request that was agreed then.
_Agreed = Mapping[tuple[int, str, datetime], Request]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _line(
    subject: Subject, kind: str, *, on: date, at: datetime, agreed: Request | None, **more: Any
) -> ChangeLine:
    snapshot = subject.stand.snapshot
    due = _iso(snapshot.facts.due_on)
    line: dict[str, Any] = {
        "kind": kind,
        "position": subject.position,
        "code": snapshot.initiative.code,
        "title": snapshot.title,
        "lead": subject.lead.name if subject.lead else "",
        "lead_short": (subject.lead.short_name or subject.lead.name) if subject.lead else "",
        "on": on.isoformat(),
        "decided_on": timezone.localdate(at).isoformat(),
        "was_due": due,
        "now_due": due,
        "original_due": _iso(snapshot.original_due_on),
        "extensions": snapshot.extensions,
        "until": None,
        "was": "",
        "now": "",
        "reason": "",
        "asked": agreed is not None,
        "decided_by": agreed.decided_by.name if agreed and agreed.decided_by else "",
    }
    return {**line, **more}  # type: ignore[typeddict-item]  # every key is above


def _agreed(keys: Any, window: Window) -> dict[tuple[int, str, datetime], Request]:
    """What units had asked for: a decision and the row that it led to have one moment."""
    rows = Request.objects.filter(
        initiative__in=keys, state=RequestState.APPROVED, decided_at__lte=window.known_at
    ).select_related("decided_by")
    return {(row.initiative_id, row.kind, row.decided_at): row for row in rows if row.decided_at}


def _dues(keys: Any, window: Window, subjects: Subjects, agreed: _Agreed) -> Iterable[ChangeLine]:
    """Terms put off, and those brought forward for a reason."""
    told = set(
        DueRow.objects.filter(window.rows(), initiative__in=keys).values_list("pk", flat=True)
    )
    rows = DueRow.objects.filter(
        initiative__in=keys, effective_on__lte=window.as_of, recorded_at__lte=window.known_at
    ).order_by("recorded_at", "pk")
    before: dict[int, DueRow] = {}
    times: dict[int, int] = defaultdict(int)
    for row in rows:
        was = before.get(row.initiative_id)
        before[row.initiative_id] = row
        if was is None or not row.reason or was.value is None or row.value is None:
            continue
        later = put_off(was.value, row.value, row.reason)
        times[row.initiative_id] += later
        if row.pk in told and row.value != was.value:
            kind = "extended" if later else "advanced"
            # More time may also come with work taken up again.
            asked = agreed.get(
                (row.initiative_id, RequestKind.EXTENSION, row.recorded_at)
            ) or agreed.get((row.initiative_id, RequestKind.RESUMPTION, row.recorded_at))
            yield _line(
                subjects[row.initiative_id], kind, on=row.effective_on, at=row.recorded_at,
                agreed=asked, was_due=_iso(was.value), now_due=_iso(row.value),
                extensions=times[row.initiative_id], reason=row.reason,
            )  # fmt: skip


def _states(keys: Any, window: Window, subjects: Subjects, agreed: _Agreed) -> Iterable[ChangeLine]:
    """Ends, rests, and work taken up again."""
    told = set(
        StateRow.objects.filter(window.rows(), initiative__in=keys).values_list("pk", flat=True)
    )
    rows = StateRow.objects.filter(
        initiative__in=keys, effective_on__lte=window.as_of, recorded_at__lte=window.known_at
    )
    before: dict[int, str] = {}
    for row in rows.select_related("into").order_by("effective_on", "recorded_at", "pk"):
        was = before.get(row.initiative_id, "")
        before[row.initiative_id] = row.value
        kind = _STATES.get(InitiativeState(row.value)) or (
            _TAKEN_UP.get(InitiativeState(was)) if was else None
        )
        if row.pk in told and kind is not None and row.value != was:
            into = row.into
            yield _line(
                subjects[row.initiative_id], kind, on=row.effective_on, at=row.recorded_at,
                agreed=agreed.get((row.initiative_id, _ASKED.get(kind, ""), row.recorded_at)),
                until=_iso(row.until_on), now=f"{into.code} {into.title}" if into else "",
                reason=row.reason,
            )  # fmt: skip


def _goals(window: Window, subjects: Subjects, agreed: _Agreed) -> Iterable[ChangeLine]:
    """Annual goals that were changed because the unit had asked."""
    for (pk, kind, at), row in agreed.items():
        told = timezone.localdate(at) >= window.since or at > window.told_until
        if kind != RequestKind.ADJUSTMENT or not told or not window.over(at):
            continue
        yield _line(
            subjects[pk], "adjusted", on=timezone.localdate(at), at=at, agreed=row,
            was=row.old_goal, now=row.new_goal, reason=row.reason,
        )  # fmt: skip


def changes(subjects: Subjects, window: Window) -> list[ChangeLine]:
    """All of them, by kind, then by measure and number. Seven queries, however many there are."""
    everyone = among(list(subjects))
    touched = {
        pk
        for model in (DueRow, StateRow)
        for pk in model.objects.filter(window.rows(), initiative__in=everyone).values_list(
            "initiative_id", flat=True
        )
    }
    agreed = _agreed(everyone, window)
    keys = among(sorted(touched))
    found = [
        *_dues(keys, window, subjects, agreed),
        *_states(keys, window, subjects, agreed),
        *_goals(window, subjects, agreed),
    ]
    return sorted(
        found,
        key=lambda line: (
            KINDS.index(line["kind"]), line["position"], line["code"], line["decided_on"],
            line["now_due"] or "",
        ),
    )  # fmt: skip
