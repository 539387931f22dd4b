"""The lead units' lines and the round's: what was asked of whom, and what was handed in."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Q

from accounts.models import Unit
from progress.models import Round, Update
from progress.rounds import Call, asks_for
from progress.standings import Stand
from recommendations.choices import OPEN_STATES
from reports.contents.lights import count_lights
from reports.contents.shape import RoundLine, UnitLine


def filings_of(
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


def unit_lines(
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


def round_line(
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
