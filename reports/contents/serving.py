"""Which initiatives a plan's measures are judged by: its own, and those of other plans.

An initiative is filed once, in its home plan's rounds; every plan that it serves reads that.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from progress.standings import Stand, stands
from recommendations.models import Initiative, Plan
from recommendations.queries import Outline, all_called_on, serving_from_elsewhere
from reports.contents.shape import OtherLine


def distinct(stands: Iterable[Stand]) -> list[Stand]:
    """Each initiative once, however many measures it serves."""
    return list({stand.snapshot.initiative.pk: stand for stand in stands}.values())


def in_order(group: list[Stand], plan: Plan) -> list[Stand]:
    """The plan's own by number, then those of other plans by plan and number."""
    rows = [(stand, stand.snapshot.initiative) for stand in group]
    own = sorted((row for row in rows if row[1].plan_id == plan.pk), key=lambda row: row[1].code)
    others = [row for row in rows if row[1].plan_id != plan.pk]
    others.sort(key=lambda row: (row[1].plan.slug, row[1].code))
    return [stand for stand, _initiative in (*own, *others)]


def other_line(stand: Stand, called: Mapping[int, Plan]) -> OtherLine:
    """The cell's word on another plan's initiative, its plan called as it was then."""
    initiative = stand.snapshot.initiative
    plan = called[initiative.plan_id]
    return {
        "plan": plan.slug,
        "plan_title": plan.short_title,
        "code": initiative.code,
        "title": stand.snapshot.title,
        "light": stand.judged.light.value,
    }


def by_measure_of(everyone: dict[int, Stand]) -> dict[int, list[Stand]]:
    """What each measure is judged by: everything that serves it, first or among others."""
    found: dict[int, list[Stand]] = defaultdict(list)
    for stand in everyone.values():
        for measure in (stand.snapshot.measure_id, *stand.snapshot.serves):
            found[measure].append(stand)
        # What was merged within the plan is judged by the one that it lives on in.
        lives = everyone.get(stand.snapshot.merged_into_id or 0)
        if lives is not None:
            found[stand.snapshot.measure_id].append(lives)
    return defaultdict(list, {key: distinct(group) for key, group in found.items()})


def called_then(
    plan: Plan, everyone: Mapping[int, Stand], *, known_at: datetime
) -> dict[int, Plan]:
    """By key the plan and those that serve it, called as they were known at a moment. One query."""
    others = {
        row.plan for one in everyone.values() if (row := one.snapshot.initiative).plan_id != plan.pk
    }
    return all_called_on([plan, *others], known_at=known_at)


def stands_of(
    plan: Plan, outline: Outline, *, as_of: date, known_at: datetime
) -> tuple[dict[int, Stand], dict[int, Stand]]:
    """The plan's own initiatives by key; and with them those of others that served it that day."""
    own = list(Initiative.objects.filter(plan=plan).known_at(known_at).order_by("code"))
    others = list(serving_from_elsewhere(outline, known_at=known_at))
    found = stands([*own, *others], as_of=as_of, known_at=known_at)
    ours = {row.pk: found[row.pk] for row in own}
    serving = {
        row.pk: found[row.pk]
        for row in others
        if outline.by_key.keys() & found[row.pk].snapshot.serves
    }
    return ours, ours | serving
