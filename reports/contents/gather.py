"""Gathers a plan's contents as of a day and as known at a moment. The only gatherer there is.

The overview shows what this returns for today and now; a report freezes what it returned. The
number of queries does not depend on how much there is.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from accounts.models import Unit
from accounts.queries import units_on
from core.zh import points_difference
from progress.facts import Snapshot
from progress.filed import going_by, latest_calls
from progress.reasons import words
from progress.standings import NEED, Stand
from progress.status import Light, Reason
from recommendations.choices import InitiativeState
from recommendations.models import Area as AreaRow
from recommendations.models import Measure, Plan
from recommendations.queries import Outline, outline_at
from reports.contents.credits import with_credits
from reports.contents.figures import indicators
from reports.contents.lights import count_lights, iso, one
from reports.contents.period import UPWARD, Told, told_in
from reports.contents.serving import (
    by_measure_of,
    called_then,
    distinct,
    in_order,
    other_line,
    stands_of,
)
from reports.contents.shape import (
    FORMAT,
    Area,
    Cell,
    Contents,
    ReasonLine,
    RoundLine,
    UnitLine,
)
from reports.contents.tallies import tallied
from reports.contents.tasks import Filings, with_tasks
from reports.contents.units import filings_of, round_line, unit_lines
from reports.contents.window import Window


def _gap(percent: Decimal | None, planned: Decimal | None) -> str | None:
    """The difference of the two figures as they are printed, in points."""
    if percent is None or planned is None:
        return None
    return str(points_difference(percent, planned))


def _reason(reason: Reason) -> ReasonLine:
    return {
        "code": reason.code,
        "light": reason.light.value,
        "zh": words(reason, "zh"),
        "en": words(reason, "en"),
    }


def mean(pairs: Iterable[tuple[Decimal | None, Decimal]]) -> Decimal | None:
    """The weighted mean of the values that are there; None where none is."""
    known = [(value, weight) for value, weight in pairs if value is not None]
    total = sum((weight for _value, weight in known), Decimal(0))
    if not total:
        return None
    return sum((value * weight for value, weight in known), Decimal(0)) / total


def _weighted(group: Sequence[Stand]) -> tuple[Decimal | None, Decimal | None]:
    """Percent and planned of those that have both, so that the two can be compared."""
    both = [
        (stand.judged.percent, stand.judged.planned, stand.snapshot.weight)
        for stand in group
        if stand.judged.planned is not None
    ]
    percent = mean((done if done is not None else Decimal(0), weight) for done, _p, weight in both)
    return percent, mean((planned, weight) for _d, planned, weight in both)


def _text(snapshots: Sequence[Snapshot], name: str) -> str:
    """What the approved updates say under one heading; the adopted text wins over the unit's."""
    said = []
    for snapshot in snapshots:
        update = snapshot.update
        if update is not None:
            own = str(getattr(update, name))
            said.append(update.adopted_text or own if name == "done" else own)
    return "\n".join(part for part in said if part)


_GONE = (InitiativeState.CANCELLED, InitiativeState.MERGED)


def _counted(group: list[Stand]) -> list[Stand]:
    """Those that a measure is judged by: what was cancelled or merged only where nothing lives."""
    living = [stand for stand in group if stand.snapshot.facts.state not in _GONE]
    return living or group


def _last(days: Iterable[date | None]) -> str | None:
    return iso(max((day for day in days if day is not None), default=None))


def _elsewhere(stand: Stand, measure: Measure) -> bool:
    return stand.snapshot.initiative.plan_id != measure.plan_id


def _cell(
    measure: Measure, group: list[Stand], units: dict[int, Unit], called: Mapping[int, Plan]
) -> Cell:
    """One measure from the initiatives that serve it, of any plan; without any not started."""
    group = in_order(_counted(group), measure.plan)
    snapshots = [stand.snapshot for stand in group]
    worst = min((stand.judged.light for stand in group), key=NEED.__getitem__, default=None)
    percent, planned = _weighted(group)
    leads = list({key: units[key] for s in snapshots if (key := s.lead_id) is not None}.values())
    expected = [s.update.expected_on for s in snapshots if s.update]
    decisive = [stand for stand in group if stand.judged.light == worst]
    return {
        "position": measure.position,
        "number": measure.number,
        "path": measure.clause.path,
        "title": measure.title,
        "text": measure.text,
        "codes": [s.initiative.code for s in snapshots if s.initiative.plan_id == measure.plan_id],
        "others": [other_line(s, called) for s in group if _elsewhere(s, measure)],
        "light": (worst or Light.NOT_STARTED).value,
        "percent": one(percent),
        "planned": one(planned),
        "gap": _gap(percent, planned),
        "reasons": [_reason(r) for stand in decisive for r in stand.judged.reasons],
        "leads": [unit.name for unit in leads],
        "leads_short": [unit.short_name for unit in leads],
        "due_on": _last(s.facts.due_on for s in snapshots),
        "original_due_on": _last(s.original_due_on for s in snapshots),
        "starts_on": iso(min(filter(None, (s.facts.starts_on for s in snapshots)), default=None)),
        "done": _text(snapshots, "done"),
        "cause": _text(snapshots, "cause"),
        "problems": _text(snapshots, "problems"),
        "next_steps": _text(snapshots, "next_steps"),
        "expected_on": _last(expected),
        "step": None,
        "is_example": any(s.initiative.is_example for s in snapshots),
        "leaders": [],
        "tasks": [],
        "contributions": [],
    }


def _area(area: AreaRow, cells: list[Cell], group: list[Stand]) -> Area:
    percent, planned = _weighted(group)
    return {
        "number": area.number,
        "title": area.title,
        "head": area.head,
        "tail": area.tail,
        "counts": count_lights(cell["light"] for cell in cells),
        "percent": one(percent),
        "planned": one(planned),
        "gap": _gap(percent, planned),
        "cells": cells,
    }


def _attention(areas: list[Area]) -> list[int]:
    """Red and yellow measures, worst first: by light, then by how far behind, then by number."""
    everything = [cell for area in areas for cell in area["cells"]]
    listed = [cell for cell in everything if cell["light"] in {"red", "yellow"}]
    listed.sort(
        key=lambda cell: (
            NEED[Light(cell["light"])],
            Decimal(cell["gap"]) if cell["gap"] is not None else Decimal(0),
            cell["position"],
        )
    )
    return [cell["position"] for cell in listed]


def _areas(
    outline: Outline, by_measure: Mapping[int, list[Stand]], units: dict[int, Unit],
    called: Mapping[int, Plan],
) -> list[Area]:  # fmt: skip
    measures: dict[int, list[Measure]] = defaultdict(list)
    for measure in outline.measures:
        measures[measure.area_id].append(measure)
    return [
        _area(
            area,
            [_cell(row, by_measure[row.pk], units, called) for row in measures[area.pk]],
            _counted(distinct(one for row in measures[area.pk] for one in by_measure[row.pk])),
        )
        for area in outline.areas
    ]


def _head(
    plan: Plan, everyone: Mapping[int, Stand], *, as_of: date, known_at: datetime
) -> dict[str, Any]:
    """What the contents are of, and under which versions of the light policy."""
    versions = {stand.judged.policy_version for stand in everyone.values()}
    return {
        "format": FORMAT,
        "plan": {
            "slug": plan.slug,
            "title": plan.title,
            "short_title": plan.short_title,
            "area_word": plan.area_word,
            "measure_word": plan.measure_word,
            "is_example": plan.is_example,
        },
        "as_of": as_of.isoformat(),
        "known_at": known_at.isoformat(),
        "policy": "、".join(str(version) for version in sorted(versions)),
    }


def _figures(areas: list[Area], serving: Mapping[int, Stand]) -> dict[str, Any]:
    """The whole plan's counts and means, the areas, and what needs attention."""
    percent, planned = _weighted(_counted(list(serving.values())))
    return {
        "total": sum(len(area["cells"]) for area in areas),
        "counts": count_lights(cell["light"] for area in areas for cell in area["cells"]),
        "percent": one(percent),
        "planned": one(planned),
        "gap": _gap(percent, planned),
        "areas": areas,
        "attention": _attention(areas),
    }


def _filed(
    plan: Plan, everyone: Mapping[int, Stand], units: dict[int, Unit], *, as_of: date,
    known_at: datetime,
) -> tuple[Filings, list[UnitLine], RoundLine | None]:  # fmt: skip
    """What the latest rounds asked of whom and got: by initiative, by lead unit, in the plan's."""
    latest = latest_calls(plan, on=as_of, known_at=known_at)
    cadence = going_by(latest, plan)
    filings = filings_of(latest, everyone.values(), cadence=cadence, known_at=known_at)
    lines = unit_lines(everyone.values(), units, filings)
    return filings, lines, round_line(latest.get(cadence), filings)


def gather(
    plan: Plan, *, as_of: date, known_at: datetime, since: date | None = None,
    audience: str = UPWARD, told_until: datetime | None = None,
) -> Contents:  # fmt: skip
    """The contents of `plan` on the day `as_of`, as they were known at `known_at`.

    With `since`, the first day of the period, come its decisions, matters and directions, and what
    supporting units did; see `Window` for `told_until`. "units" read what was released. What other
    plans' initiatives do is judged here and filed there: "units" and "round" tell the plan's own.
    """
    outline = outline_at(plan, known_at=known_at)
    everyone, serving = stands_of(plan, outline, as_of=as_of, known_at=known_at)
    called = called_then(plan, serving, known_at=known_at)
    units = units_on(as_of, known_at=known_at)
    by_measure = by_measure_of(serving)
    areas = _areas(outline, by_measure, units, called)
    filings, by_unit, line = _filed(plan, everyone, units, as_of=as_of, known_at=known_at)
    positions = outline.positions
    by_position = {positions[pk]: group for pk, group in by_measure.items() if pk in positions}
    areas = with_tasks(areas, by_position, plan.pk, units, filings)
    told = Told()
    if since is not None:
        window = Window.of(since=since, as_of=as_of, known_at=known_at, told_until=told_until)
        areas = with_credits(areas, by_position, units, known_at=known_at)
        told = told_in(window, everyone, positions, units, audience=audience)
    figures = _figures(areas, serving)
    return {
        **_head(called[plan.pk], everyone, as_of=as_of, known_at=known_at),  # type: ignore[typeddict-item]
        "since": iso(since),
        "audience": audience,
        **figures,
        "units": by_unit,
        "round": line,
        "indicators": indicators(plan, as_of=as_of, known_at=known_at),
        **vars(told),
        "tallies": tallied(
            figures["counts"], by_unit, line, told.changes, told.matters, told.directions
        ),
        "previous": None,
    }
