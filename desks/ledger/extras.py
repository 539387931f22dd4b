"""What a ledger row shows from other tables, for many rows at a time: by key, in a constant number
of queries."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import OuterRef, Subquery

from core.bulk import among
from progress.choices import UpdateState
from progress.models import CoordinationMatter, Update
from recommendations.life import put_off
from recommendations.models import (
    DueRow,
    Initiative,
    InitiativeLeader,
    InitiativeUnit,
    MilestoneRow,
)

Loaded = Mapping[int, Any]


def _lists(pairs: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for pk, value in pairs:
        found.setdefault(pk, []).append(value)
    return found


def _units(pks: Sequence[int]) -> Loaded:
    """Joint and supporting units, each as short and full name, in document order."""
    rows = InitiativeUnit.objects.filter(initiative__in=among(pks)).order_by("position", "pk")
    found: dict[int, dict[str, list[tuple[str, str]]]] = {}
    for pk, part, short, name in rows.values_list(
        "initiative", "part", "unit__short_name", "unit__name"
    ):
        if pk not in found:
            found[pk] = {"joint": [], "supporting": []}
        found[pk][part].append((short, name))
    return found


def _leaders(pks: Sequence[int]) -> Loaded:
    rows = InitiativeLeader.objects.filter(initiative__in=among(pks)).order_by("position", "pk")
    return _lists(rows.values_list("initiative", "name"))


def _first_due(pks: Sequence[int]) -> Loaded:
    """The due date that was given first: what every extension is measured by."""
    rows = DueRow.objects.filter(initiative__in=among(pks), value__isnull=False)
    listed = rows.order_by("-effective_on", "-recorded_at", "-pk").values_list(
        "initiative", "value"
    )
    return dict(listed)  # the last one wins, which is the first row


def _dues(pks: Sequence[int]) -> Loaded:
    """The due date that was given first, and how often it was put off since."""
    rows = DueRow.objects.filter(initiative__in=among(pks), value__isnull=False)
    found: dict[int, tuple[Any, int]] = {}
    last: dict[int, Any] = {}
    for pk, value, reason in rows.order_by("effective_on", "recorded_at", "pk").values_list(
        "initiative", "value", "reason"
    ):
        first, times = found.get(pk, (value, 0))
        found[pk] = first, times + put_off(last.get(pk), value, reason)
        last[pk] = value
    return found


def _last_update(pks: Sequence[int]) -> Loaded:
    """The newest approved update: adopted wording where the office has one, else the unit's."""
    newest = (
        Update.objects.filter(initiative=OuterRef("pk"), state=UpdateState.APPROVED)
        .order_by("-round__ends_on", "-pk")
        .values("pk")[:1]
    )
    wanted = Initiative.objects.filter(pk__in=among(pks)).annotate(newest=Subquery(newest))
    rows = Update.objects.filter(pk__in=wanted.values("newest")).order_by()
    return {
        row["initiative"]: {**row, "progress": row["adopted_text"] or row["done"]}
        for row in rows.values("initiative", "adopted_text", "done", "problems", "next_steps")
    }


def _milestones(pks: Sequence[int]) -> Loaded:
    """The open milestone that is due next, as (day, title)."""
    rows = MilestoneRow.objects.filter(milestone__initiative__in=among(pks))
    last: dict[int, Any] = {}
    for row in rows.order_by("effective_on", "recorded_at", "pk").values_list(
        "milestone", "milestone__initiative", "due_on", "milestone__position", "milestone__title",
        "done_on", "dropped",
    ):  # fmt: skip
        last[row[0]] = row
    found: dict[int, tuple[Any, ...]] = {}
    for _pk, initiative, due_on, position, title, done_on, dropped in last.values():
        if done_on is None and not dropped:
            step = (due_on, position, title)
            found[initiative] = min(step, found.get(initiative, step))
    return {pk: (step[0], step[2]) for pk, step in found.items()}


def _matters(pks: Sequence[int]) -> Loaded:
    """Coordination matters that wait for an answer."""
    rows = CoordinationMatter.objects.filter(initiative__in=among(pks), answer="")
    return _lists(rows.order_by("raised_at", "pk").values_list("initiative", "matter"))


EXTRAS: Mapping[str, Callable[[Sequence[int]], Loaded]] = {
    "units": _units,
    "leaders": _leaders,
    "first_due": _first_due,
    "dues": _dues,
    "last_update": _last_update,
    "next_step": _milestones,
    "matters": _matters,
}
