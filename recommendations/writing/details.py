"""Keeps what an initiative was at each of its versions. Part of other actions' transactions."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from core.bulk import among, insert_values
from core.calendar import work_calendar
from core.refusals import require
from recommendations.breakdown import Breakdown, as_json
from recommendations.choices import PlanState
from recommendations.models import DetailRow, Initiative, Plan
from recommendations.queries import breakdowns_of


def first_days(model: Any, initiatives: Iterable[Initiative], *, on: date) -> dict[int, date]:
    """From which day a row of `model` written now holds, for each initiative. One query.

    It is `on`, but never a day before that of an earlier row: what was decided last holds last, so
    the last row by (effective_on, recorded_at, pk) is always the present.
    """
    keys = [row.pk for row in initiatives]
    rows = model.objects.filter(initiative__in=among(keys), effective_on__gt=on).order_by()
    later = dict(rows.values_list("initiative").annotate(last=Max("effective_on")))
    return {key: later.get(key, on) for key in keys}


def accept_by(plan: Plan, *, now: datetime) -> date | None:
    """The last day on which a unit that is assigned something now accepts or declines it.

    None in a plan that is not published: no unit can read it yet, so no term runs.
    """
    if plan.state != PlanState.ACTIVE:
        return None
    return work_calendar().add(timezone.localdate(now), plan.accept_within)


def require_begun(on: date, *, now: datetime) -> None:
    """Refuse a change from a day to come: the present would already show it."""
    require(
        on <= timezone.localdate(now),
        _("A change cannot hold from a day to come. Choose today or a day before it."),
    )


def keep_details(
    initiatives: Iterable[Initiative], *, on: date, now: datetime,
    known: Mapping[int, Breakdown] | None = None,
) -> None:  # fmt: skip
    """Write what these initiatives are from `on`, as their present version.

    `known` spares reading them again where the caller has just written them.
    """
    listed = list(initiatives)
    values = breakdowns_of(listed) if known is None else known
    days = first_days(DetailRow, listed, on=on)
    names = ("initiative", "version", "told_by", "ongoing", "values", "effective_on", "recorded_at")
    insert_values(
        DetailRow, names,
        (
            (row.pk, row.version, row.told_by, row.ongoing, as_json(values[row.pk]), days[row.pk],
             now)
            for row in listed
        ),
    )  # fmt: skip
