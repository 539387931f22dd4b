"""Keeps what an initiative was at each of its versions. Part of other actions' transactions."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

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
    DetailRow.objects.bulk_create(
        [
            DetailRow(
                initiative=row, version=row.version, told_by=row.told_by, ongoing=row.ongoing,
                values=as_json(values[row.pk]), effective_on=on, recorded_at=now,
            )
            for row in listed
        ],
        batch_size=500,
    )  # fmt: skip
