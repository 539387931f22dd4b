"""Keeps what an initiative was at each of its versions. Part of other actions' transactions."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from core.bulk import insert_values
from recommendations.breakdown import Breakdown, as_json
from recommendations.models import DetailRow, Initiative
from recommendations.queries import breakdowns_of


def keep_details(
    initiatives: Iterable[Initiative], *, on: date, now: datetime,
    known: Mapping[int, Breakdown] | None = None,
) -> None:  # fmt: skip
    """Write what these initiatives are from `on`, as their present version.

    `known` spares reading them again where the caller has just written them.
    """
    listed = list(initiatives)
    values = breakdowns_of(listed) if known is None else known
    names = ("initiative", "version", "told_by", "ongoing", "values", "effective_on", "recorded_at")
    insert_values(
        DetailRow, names,
        (
            (row.pk, row.version, row.told_by, row.ongoing, as_json(values[row.pk]), on, now)
            for row in listed
        ),
    )  # fmt: skip
