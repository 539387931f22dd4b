"""The initiatives of other plans that serve a plan: read beside its ledger, filed at home."""

from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import Unit
from accounts.queries import units_on
from progress.standings import Stand, stands
from recommendations.models import Plan
from recommendations.queries import all_called_on, outline_at, serving_from_elsewhere


@dataclass(frozen=True)
class Serving:
    """One of them: its home plan as it was called, where it stands, which measures it serves."""

    plan: Plan
    stand: Stand
    lead: Unit | None
    measures: tuple[int, ...]


def serving(plan: Plan, *, as_of: date, known_at: datetime) -> list[Serving]:
    """Those that served the plan on a day, by plan and number. Two queries where there is none."""
    outline = outline_at(plan, known_at=known_at)
    listed = list(serving_from_elsewhere(outline, known_at=known_at))
    if not listed:
        return []
    found = stands(listed, as_of=as_of, known_at=known_at)
    called = all_called_on((row.plan for row in listed), known_at=known_at)
    units = units_on(as_of, known_at=known_at)
    places = outline.positions
    lines = []
    for row in listed:
        stand = found[row.pk]
        served = sorted(places[key] for key in stand.snapshot.serves if key in places)
        if served:
            lead = units[stand.snapshot.lead_id] if stand.snapshot.lead_id is not None else None
            lines.append(Serving(called[row.plan_id], stand, lead, tuple(served)))
    return lines
