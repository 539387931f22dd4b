"""What initiatives are, as values."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from operator import attrgetter
from typing import Any, TypeVar

from core.bulk import among
from recommendations.breakdown import FIELDS, LISTS, Breakdown, from_json
from recommendations.choices import UnitPart
from recommendations.models import (
    DetailRow,
    Initiative,
    InitiativeLeader,
    InitiativeMeasure,
    InitiativeUnit,
)

# Gone through at once: far fewer than the parameters that SQLite takes in one statement (32,766).
MANY = 5_000
# Breakdown field → the column that holds it.
COLUMNS = {
    name: f"{name}_id" if name in {"measure", "lead", "contact"} else name
    for name in FIELDS
    if name not in LISTS
}
T = TypeVar("T")


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most `size` items, in order."""
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some


# By column, and in the order of the fields that are columns.
_VALUES = attrgetter("pk", *COLUMNS.values())


def breakdowns_of(initiatives: Iterable[Initiative]) -> dict[int, Breakdown]:
    """What each of these initiatives is now, by primary key. Three queries for five thousand."""
    found: dict[int, Breakdown] = {}
    for some in batched(map(_VALUES, initiatives), MANY):
        found |= _whole(some)
    return found


def breakdowns_by_key(keys: Iterable[int]) -> dict[int, Breakdown]:
    """What the initiatives of these keys are now. Four queries for five thousand."""
    found: dict[int, Breakdown] = {}
    for some in batched(keys, MANY):
        rows = Initiative.objects.filter(pk__in=among(some)).order_by("pk")
        found |= _whole(list(rows.values_list("pk", *COLUMNS.values())))
    return found


def _whole(rows: Sequence[tuple[Any, ...]]) -> dict[int, Breakdown]:
    """Rows of key and columns with the lists that belong to them. Three queries."""
    parts: dict[tuple[int, str], list[int]] = defaultdict(list)
    # Keys, not instances: each question would ask each instance for its key again.
    keys = among([row[0] for row in rows])
    units = InitiativeUnit.objects.filter(initiative__in=keys).order_by("position", "pk")
    for pk, part, unit in units.values_list("initiative_id", "part", "unit_id"):
        parts[pk, part].append(unit)
    leaders: dict[int, list[str]] = defaultdict(list)
    named = InitiativeLeader.objects.filter(initiative__in=keys).order_by("position", "pk")
    for pk, name in named.values_list("initiative_id", "name"):
        leaders[pk].append(name)
    serves: dict[int, list[int]] = defaultdict(list)
    served = InitiativeMeasure.objects.in_force().filter(initiative__in=keys)
    for pk, measure in served.order_by("measure_id").values_list("initiative_id", "measure_id"):
        serves[pk].append(measure)
    return {
        pk: Breakdown(
            **dict(zip(COLUMNS, values, strict=True)),
            serves=tuple(serves.get(pk, ())),
            joint=tuple(parts.get((pk, UnitPart.JOINT.value), ())),
            supporting=tuple(parts.get((pk, UnitPart.SUPPORTING.value), ())),
            leaders=tuple(leaders.get(pk, ())),
        )
        for pk, *values in rows
    }


def breakdowns_at(versions: Mapping[int, int]) -> dict[int, Breakdown]:
    """What initiatives were when their rows carried these versions, by primary key.

    One query for five thousand. What was never kept is not among the answers.
    """
    found: dict[int, Breakdown] = {}
    for some in batched(versions, MANY):
        rows = DetailRow.objects.filter(initiative__in=among(some)).order_by("version")
        kept: dict[int, dict[str, Any]] = {}
        for pk, version, values in rows.values_list("initiative_id", "version", "values"):
            if version <= versions[pk]:
                kept[pk] = values
        found |= {pk: from_json(values) for pk, values in kept.items()}
    return found


def breakdown_at(initiative: Initiative, *, version: int) -> Breakdown | None:
    """What the initiative was when its row carried `version`; None where that was never kept."""
    return breakdowns_at({initiative.pk: version}).get(initiative.pk)
