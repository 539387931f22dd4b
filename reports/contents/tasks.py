"""The initiatives below a measure as plain lines, and the means that are taken of them.

Whoever cuts a report to a part counts these anew: the lines carry all that a count needs.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from accounts.models import Unit
from core.exact import show
from core.zh import half_up
from progress.standings import Stand
from recommendations.choices import InitiativeState
from reports.contents.shape import Area, Cell, TaskLine

_GONE = (InitiativeState.CANCELLED, InitiativeState.MERGED)
# By initiative: whether its latest round asks it, and whether it has filed.
Filings = Mapping[int, tuple[bool, bool]]


def _exact(value: Decimal | None) -> str | None:
    return None if value is None else show(half_up(value, 4))


def task_line(stand: Stand, plan: int, units: Mapping[int, Unit], filings: Filings) -> TaskLine:
    """One initiative, called and judged as on the day."""
    snapshot = stand.snapshot
    initiative = snapshot.initiative
    lead = units[snapshot.lead_id] if snapshot.lead_id is not None else None
    due, filed = filings.get(initiative.pk, (False, False))
    return {
        "plan": "" if initiative.plan_id == plan else initiative.plan.slug,
        "code": initiative.code,
        "title": snapshot.title,
        "state": snapshot.facts.state,
        "light": stand.judged.light.value,
        "percent": _exact(stand.judged.percent),
        "planned": _exact(stand.judged.planned),
        "weight": show(snapshot.weight),
        "lead": lead.name if lead else "",
        "lead_short": (lead.short_name or lead.name) if lead else "",
        "leaders": list(snapshot.leaders),
        "gone": snapshot.facts.state in _GONE,
        "due": due,
        "filed": filed,
    }


def with_tasks(
    areas: Sequence[Area], by_position: Mapping[int, Sequence[Stand]], plan: int,
    units: Mapping[int, Unit], filings: Filings,
) -> list[Area]:  # fmt: skip
    """The areas whose cells name their initiatives and the leaders in charge of them."""

    def named(cell: Cell) -> Cell:
        group = by_position.get(cell["position"], ())
        tasks = [task_line(stand, plan, units, filings) for stand in group]
        tasks.sort(key=lambda task: (task["plan"], task["code"]))
        leaders = dict.fromkeys(name for task in tasks for name in task["leaders"])
        return {**cell, "tasks": tasks, "leaders": list(leaders)}

    return [{**area, "cells": [named(cell) for cell in area["cells"]]} for area in areas]


def counted(tasks: Iterable[TaskLine]) -> list[TaskLine]:
    """Those that count: what is gone only where nothing lives; each once."""
    once = list({(task["plan"], task["code"]): task for task in tasks}.values())
    return [task for task in once if not task["gone"]] or once


def means(tasks: Iterable[TaskLine]) -> tuple[Decimal | None, Decimal | None]:
    """Percent and planned, weighted, of those that have a plan to date; None where none has."""
    both = [task for task in counted(tasks) if task["planned"] is not None]
    total = sum((Decimal(task["weight"]) for task in both), Decimal(0))
    if not total:
        return None, None

    def mean(name: str) -> Decimal:
        # A missing percent counts as nothing done.
        values = ((task[name] or "0", task["weight"]) for task in both)  # type: ignore[literal-required]
        return sum((Decimal(v) * Decimal(w) for v, w in values), Decimal(0)) / total

    return mean("percent"), mean("planned")
