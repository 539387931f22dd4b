"""What initiatives were on a past day, as values and as rows that a page can show."""

from collections.abc import Iterable, Mapping
from copy import copy
from datetime import date, datetime
from typing import Any

from django.db.models.fields.json import KT

from accounts.models import Unit
from recommendations.breakdown import Breakdown, from_json
from recommendations.models import DetailRow, FormerTitle, Initiative, Plan
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


def titles_on(
    initiatives: Iterable[Initiative], *, as_of: date, known_at: datetime
) -> dict[int, str]:
    """What each of these was called; those of which nothing was kept are left out. One query."""
    rows = DetailRow.objects.filter(
        initiative__in=initiatives, effective_on__lte=as_of, recorded_at__lte=known_at
    ).order_by("effective_on", "recorded_at", "pk")
    return dict(rows.values_list("initiative_id", KT("values__title")))


def all_called_on(plans: Iterable[Plan], *, known_at: datetime) -> dict[int, Plan]:
    """The plans by key, called as they were known at a moment: copies where that was otherwise.

    One query. Not to be saved.
    """
    found = {plan.pk: plan for plan in plans}
    renamed = FormerTitle.objects.filter(plan__in=[*found], recorded_at__gt=known_at)
    # The first that was recorded since comes last, and is the one that stays.
    for was in renamed.order_by("-recorded_at", "-pk"):
        then = copy(found[was.plan_id])
        then.title, then.short_title = was.title, was.short_title
        found[was.plan_id] = then
    return found


def called_on(plan: Plan, *, known_at: datetime) -> Plan:
    """The plan, called as it was known at a moment: a copy where it was called otherwise.

    One query. Not to be saved.
    """
    return all_called_on([plan], known_at=known_at)[plan.pk]


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
