"""What we read across documents, plans and initiatives."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recommendations.breakdown import FIELDS, LISTS, Breakdown, from_json
from recommendations.choices import InitiativeState, UnitPart
from recommendations.models import (
    Initiative,
    InitiativeLeader,
    InitiativeMeasure,
    InitiativeUnit,
    Plan,
)

# Fewer than the parameters that SQLite takes in one statement.
THOUSAND = 1000
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


def coverage_gaps(plan: Plan) -> list[str]:
    """What the plan still lacks before it can be published, in words; empty when whole."""
    gaps: list[str] = []
    if not plan.adopted_by:
        gaps.append(_("who adopted it is not recorded"))
    bare = plan.measures.filter(initiatives__isnull=True, served_by__isnull=True).count()
    if bare:
        gaps.append(
            ngettext("%(n)d measure has no initiative", "%(n)d measures have no initiative", bare)
            % {"n": bare}
        )
    unassigned = plan.initiatives.filter(state=InitiativeState.DRAFT).count()
    if unassigned:
        gaps.append(
            ngettext(
                "%(n)d initiative has no lead unit", "%(n)d initiatives have no lead unit",
                unassigned,
            )
            % {"n": unassigned}
        )  # fmt: skip
    return gaps


def breakdowns_of(initiatives: Iterable[Initiative]) -> dict[int, Breakdown]:
    """What each of these initiatives is now, by primary key. Three queries a thousand."""
    found: dict[int, Breakdown] = {}
    for some in batched(initiatives, THOUSAND):
        parts: dict[tuple[int, str], list[int]] = defaultdict(list)
        units = InitiativeUnit.objects.filter(initiative__in=some).order_by("position", "pk")
        for pk, part, unit in units.values_list("initiative_id", "part", "unit_id"):
            parts[pk, part].append(unit)
        leaders: dict[int, list[str]] = defaultdict(list)
        named = InitiativeLeader.objects.filter(initiative__in=some).order_by("position", "pk")
        for pk, name in named.values_list("initiative_id", "name"):
            leaders[pk].append(name)
        serves: dict[int, list[int]] = defaultdict(list)
        served = InitiativeMeasure.objects.filter(initiative__in=some).order_by("measure_id")
        for pk, measure in served.values_list("initiative_id", "measure_id"):
            serves[pk].append(measure)
        for row in some:
            found[row.pk] = Breakdown(
                **{name: getattr(row, column) for name, column in COLUMNS.items()},
                serves=tuple(serves[row.pk]),
                joint=tuple(parts[row.pk, UnitPart.JOINT]),
                supporting=tuple(parts[row.pk, UnitPart.SUPPORTING]),
                leaders=tuple(leaders[row.pk]),
            )
    return found


def breakdown_at(initiative: Initiative, *, version: int) -> Breakdown | None:
    """What the initiative was when its row carried `version`; None where that was never kept."""
    rows = initiative.detail_rows.filter(version__lte=version).order_by("version")
    last = rows.values_list("values", flat=True).last()
    return None if last is None else from_json(last)
