"""What initiatives were on a past day, as values and as rows that a page can show."""

from collections.abc import Iterable, Mapping
from copy import copy
from datetime import date, datetime
from typing import Any

from accounts.models import Unit
from recommendations.breakdown import Breakdown, from_json
from recommendations.models import DetailRow, Initiative, Plan
from recommendations.queries.breakdowns import COLUMNS, MANY, batched, breakdowns_of


def breakdowns_on(
    initiatives: Iterable[Initiative], *, as_of: date, known_at: datetime
) -> dict[int, Breakdown]:
    """What each of these was on `as_of` as known at `known_at`, by primary key.

    One query a thousand; three more for those of which nothing was ever kept: they are as now.
    """
    found: dict[int, Breakdown] = {}
    for some in batched(initiatives, MANY):
        rows = DetailRow.objects.filter(
            initiative__in=some, effective_on__lte=as_of, recorded_at__lte=known_at
        ).order_by("effective_on", "recorded_at", "pk")
        kept: dict[int, Any] = dict(rows.values_list("initiative_id", "values"))
        found |= {pk: from_json(values) for pk, values in kept.items()}
        bare = [row for row in some if row.pk not in found]
        if bare:
            found |= breakdowns_of(bare)
    return found


def called_on(plan: Plan, *, known_at: datetime) -> Plan:
    """The plan, called as it was known at a moment: a copy where it was called otherwise.

    One query. Not to be saved.
    """
    was = plan.former_titles.filter(recorded_at__gt=known_at).order_by("recorded_at", "pk").first()
    if was is None:
        return plan
    then = copy(plan)
    then.title, then.short_title = was.title, was.short_title
    return then


def as_it_was(
    initiative: Initiative, was: Breakdown, *, state: str, units: Mapping[int, Unit]
) -> Initiative:
    """A copy that carries what the initiative was. Not to be saved.

    Its measure is asked for again only where it served another one then.
    """
    then = copy(initiative)
    for name, column in COLUMNS.items():
        setattr(then, column, getattr(was, name))
    then.lead = units[was.lead] if was.lead is not None else None
    then.state = state
    return then
