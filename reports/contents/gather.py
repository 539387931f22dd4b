"""Gathers a plan's contents as of a day and as known at a moment. The only gatherer there is.

The overview shows what this returns for today and now; a report freezes what it returned. The
number of queries does not depend on how much there is.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q

from accounts.models import Unit
from accounts.queries import units_on
from core.exact import show
from core.zh import half_up, points_difference
from indicators.pace import PaceReason
from indicators.pace import words as pace_words
from indicators.queries import Reading, readings
from progress.facts import Snapshot
from progress.filed import going_by, latest_calls
from progress.models import Round, Update
from progress.reasons import words
from progress.rounds import Call, asks_for
from progress.standings import NEED, Stand
from progress.status import Light, Reason
from recommendations.choices import OPEN_STATES, InitiativeState
from recommendations.models import Area as AreaRow
from recommendations.models import Measure, Plan
from recommendations.queries import all_called_on
from reports.contents.serving import by_measure_of, distinct, in_order, other_line, stands_of
from reports.contents.shape import (
    FORMAT,
    LIGHTS,
    Area,
    Cell,
    Contents,
    Counts,
    IndicatorLine,
    ReasonLine,
    RoundLine,
    UnitLine,
)


def _one(value: Decimal | None) -> str | None:
    """One decimal, half up."""
    return None if value is None else str(half_up(value, 1))


def _gap(percent: Decimal | None, planned: Decimal | None) -> str | None:
    """The difference of the two figures as they are printed, in points."""
    if percent is None or planned is None:
        return None
    return str(points_difference(percent, planned))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def count_lights(lights: Iterable[str]) -> Counts:
    """How many of each light; every light is there, so that the counts sum to the total."""
    counts = dict.fromkeys(LIGHTS, 0)
    for light in lights:
        counts[light] += 1
    return counts


def _reason(reason: Reason) -> ReasonLine:
    return {
        "code": reason.code,
        "light": reason.light.value,
        "zh": words(reason, "zh"),
        "en": words(reason, "en"),
    }


def _pace_reason(reason: PaceReason) -> ReasonLine:
    return {
        "code": reason.code,
        "light": reason.light.value,
        "zh": pace_words(reason, "zh"),
        "en": pace_words(reason, "en"),
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


def _cell(
    measure: Measure, group: list[Stand], units: dict[int, Unit], called: Mapping[int, Plan]
) -> Cell:
    """One measure from the initiatives that serve it, of any plan; without any not started."""
    group = in_order(_counted(group), measure.plan)
    elsewhere = [s for s in group if s.snapshot.initiative.plan_id != measure.plan_id]
    snapshots = [stand.snapshot for stand in group]
    worst = min((stand.judged.light for stand in group), key=NEED.__getitem__, default=None)
    percent, planned = _weighted(group)
    leads = [units[s.lead_id] for s in snapshots if s.lead_id is not None]
    dues = [s.facts.due_on for s in snapshots if s.facts.due_on]
    originals = [s.original_due_on for s in snapshots if s.original_due_on]
    starts = [s.facts.starts_on for s in snapshots if s.facts.starts_on]
    expected = [s.update.expected_on for s in snapshots if s.update and s.update.expected_on]
    decisive = [stand for stand in group if stand.judged.light == worst]
    return {
        "position": measure.position,
        "number": measure.number,
        "path": measure.clause.path,
        "title": measure.title,
        "text": measure.text,
        "codes": [s.initiative.code for s in snapshots if s.initiative.plan_id == measure.plan_id],
        "others": [other_line(stand, called) for stand in elsewhere],
        "light": (worst or Light.NOT_STARTED).value,
        "percent": _one(percent),
        "planned": _one(planned),
        "gap": _gap(percent, planned),
        "reasons": [_reason(r) for stand in decisive for r in stand.judged.reasons],
        "leads": [unit.name for unit in leads],
        "leads_short": [unit.short_name for unit in leads],
        "due_on": _iso(max(dues, default=None)),
        "original_due_on": _iso(max(originals, default=None)),
        "starts_on": _iso(min(starts, default=None)),
        "done": _text(snapshots, "done"),
        "cause": _text(snapshots, "cause"),
        "problems": _text(snapshots, "problems"),
        "next_steps": _text(snapshots, "next_steps"),
        "expected_on": _iso(max(expected, default=None)),
        "step": None,
        "is_example": any(s.initiative.is_example for s in snapshots),
    }


def _area(area: AreaRow, cells: list[Cell], group: list[Stand]) -> Area:
    percent, planned = _weighted(group)
    return {
        "number": area.number,
        "title": area.title,
        "head": area.head,
        "tail": area.tail,
        "counts": count_lights(cell["light"] for cell in cells),
        "percent": _one(percent),
        "planned": _one(planned),
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


def _filings(
    latest: Mapping[str, tuple[Round, Call]],
    everyone: Iterable[Stand],
    *,
    cadence: str,
    known_at: datetime,
) -> dict[int, tuple[bool, bool]]:
    """By initiative: whether the latest round of its cadence asks it, and whether it has filed."""
    filed = set(
        Update.objects.filter(
            Q(submitted_at__lte=known_at) | Q(returns__submitted_at__lte=known_at),
            round__in=[round_.pk for round_, _call in latest.values()],
        ).values_list("initiative_id", "round_id")
    )
    found = {}
    for stand in everyone:
        facts, pk, own = stand.snapshot.facts, stand.snapshot.initiative.pk, stand.snapshot.cadence
        if (own or cadence) not in latest:
            continue
        round_, call = latest[own or cadence]
        done = (pk, round_.pk) in filed
        due = facts.state in OPEN_STATES and asks_for(
            call, pk, cadence=own, starts_on=facts.starts_on
        )
        found[pk] = (due or done, done)
    return found


def _units(
    everyone: Iterable[Stand], units: dict[int, Unit], filings: dict[int, tuple[bool, bool]]
) -> list[UnitLine]:
    """The lead units in official order; their totals sum to the initiatives that have a lead."""
    by_unit: dict[int, list[Stand]] = defaultdict(list)
    for stand in everyone:
        if stand.snapshot.lead_id is not None:
            by_unit[stand.snapshot.lead_id].append(stand)
    lines: list[UnitLine] = []
    for pk in sorted(by_unit, key=lambda pk: (units[pk].position, pk)):
        group = by_unit[pk]
        marks = [filings.get(s.snapshot.initiative.pk, (False, False)) for s in group]
        lines.append(
            {
                "name": units[pk].name,
                "short_name": units[pk].short_name,
                "total": len(group),
                "counts": count_lights(s.judged.light.value for s in group),
                "due": sum(due for due, _filed in marks),
                "filed": sum(filed for _due, filed in marks),
            }
        )
    return lines


def _round_line(
    latest: tuple[Round, Call] | None, filings: dict[int, tuple[bool, bool]]
) -> RoundLine | None:
    """The plan's own round; who files by another cadence is counted in the latest of theirs."""
    if latest is None:
        return None
    round_, _call = latest
    return {
        "period": round_.period,
        "number": round_.number,
        "filing_due_on": round_.filing_due_on.isoformat(),
        "due": sum(due for due, _filed in filings.values()),
        "filed": sum(filed for _due, filed in filings.values()),
    }


def _indicator(reading: Reading) -> IndicatorLine:
    row, pace, target = reading.indicator, reading.pace, reading.target
    achieved = pace.achievement * 100 if pace.achievement is not None else None
    return {
        "code": row.code,
        "name": row.name,
        "unit": row.unit_of_measure,
        "baseline": show(row.baseline_value) if row.baseline_value is not None else None,
        "baseline_on": _iso(row.baseline_on),
        "baseline_sentence": row.baseline_sentence,
        "actual": show(pace.actual) if pace.actual is not None else None,
        "actual_on": _iso(pace.actual_on),
        "planned": show(half_up(pace.planned, 1)) if pace.planned is not None else None,
        "achieved": _one(achieved),
        "target": show(target.value) if target else None,
        "target_on": _iso(target.on) if target else None,
        "light": pace.light.value,
        "reasons": [_pace_reason(reason) for reason in pace.reasons],
        "is_example": row.is_example,
    }


def _indicators(plan: Plan, *, as_of: date, known_at: datetime) -> list[IndicatorLine]:
    """Those that were there, by number."""
    known = plan.indicators.known_at(known_at).order_by("code")
    return [_indicator(reading) for reading in readings(known, as_of=as_of, known_at=known_at)]


def _areas(
    plan: Plan, by_measure: Mapping[int, list[Stand]], units: dict[int, Unit],
    called: Mapping[int, Plan],
) -> list[Area]:  # fmt: skip
    measures: dict[int, list[Measure]] = defaultdict(list)
    for measure in plan.measures.select_related("clause").order_by("position"):
        measure.plan = plan
        measures[measure.area_id].append(measure)
    return [
        _area(
            area,
            [_cell(row, by_measure[row.pk], units, called) for row in measures[area.pk]],
            _counted(distinct(one for row in measures[area.pk] for one in by_measure[row.pk])),
        )
        for area in plan.areas.order_by("position")
    ]


def gather(plan: Plan, *, as_of: date, known_at: datetime) -> Contents:
    """The contents of `plan` on the day `as_of`, as they were known at `known_at`.

    What other plans' initiatives do for its measures is judged here and filed there: the units'
    lines and the round's are the plan's own.
    """
    everyone, elsewhere = stands_of(plan, as_of=as_of, known_at=known_at)
    called = all_called_on(
        [plan, *(stand.snapshot.initiative.plan for stand in elsewhere)], known_at=known_at
    )
    serving = everyone | {stand.snapshot.initiative.pk: stand for stand in elsewhere}
    units = units_on(as_of, known_at=known_at)
    areas = _areas(plan, by_measure_of(serving), units, called)
    latest = latest_calls(plan, on=as_of, known_at=known_at)
    cadence = going_by(latest, plan)
    filings = _filings(latest, everyone.values(), cadence=cadence, known_at=known_at)
    percent, planned = _weighted(_counted(list(serving.values())))
    versions = {stand.judged.policy_version for stand in everyone.values()}
    return {
        "format": FORMAT,
        "plan": {
            "slug": plan.slug,
            "title": called[plan.pk].title,
            "short_title": called[plan.pk].short_title,
            "area_word": plan.area_word,
            "measure_word": plan.measure_word,
            "is_example": plan.is_example,
        },
        "as_of": as_of.isoformat(),
        "known_at": known_at.isoformat(),
        "policy": "、".join(str(version) for version in sorted(versions)),
        "total": sum(len(area["cells"]) for area in areas),
        "counts": count_lights(cell["light"] for area in areas for cell in area["cells"]),
        "percent": _one(percent),
        "planned": _one(planned),
        "gap": _gap(percent, planned),
        "areas": areas,
        "attention": _attention(areas),
        "units": _units(everyone.values(), units, filings),
        "round": _round_line(latest.get(cadence), filings),
        "indicators": _indicators(plan, as_of=as_of, known_at=known_at),
        "previous": None,
    }
