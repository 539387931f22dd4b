"""What a measure and a plan are judged by, read past the ORM and reckoned in fractions."""

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import NamedTuple

from recommendations.models import Plan
from tests.reports.raw_reading import sql

GONE = {"cancelled", "merged"}


class Row(NamedTuple):
    """An initiative with its standing, as the tables have it; figures in ten-thousandths."""

    pk: int
    measure: int
    area: int
    need: int
    percent: int | None
    planned: int | None
    weight: int
    state: str
    lead: int | None
    into: int | None


ROWS = """
    SELECT i.id, m.position, a.position, s.need, s.percent, s.planned, i.weight, i.state, i.lead_id,
        i.merged_into_id
    FROM recommendations_initiative i
    JOIN recommendations_measure m ON m.id = i.measure_id
    JOIN recommendations_area a ON a.id = m.area_id
    JOIN progress_standing s ON s.initiative_id = i.id AND s.slot = 'now'
    WHERE i.plan_id = %s ORDER BY i.id
"""


# Initiatives that serve further measures of the plan, its own and those of published plans.
SERVING = """
    SELECT i.id, m.position, a.position, s.need, s.percent, s.planned, i.weight, i.state, i.lead_id,
        i.merged_into_id
    FROM recommendations_serves x
    JOIN recommendations_initiative i ON i.id = x.initiative_id
    JOIN recommendations_plan p ON p.id = i.plan_id
    JOIN recommendations_measure m ON m.id = x.measure_id
    JOIN recommendations_area a ON a.id = m.area_id
    JOIN progress_standing s ON s.initiative_id = i.id AND s.slot = 'now'
    WHERE m.plan_id = %s AND x.ended_at IS NULL
        AND (i.plan_id = m.plan_id OR p.published_at IS NOT NULL)
    ORDER BY i.id
"""


def rows_of(plan: Plan) -> dict[int, Row]:
    return {row[0]: Row(*row) for row in sql(ROWS, plan.pk)}


def serving_of(plan: Plan) -> list[Row]:
    return [Row(*row) for row in sql(SERVING, plan.pk)]


def by_measure(rows: dict[int, Row], serving: list[Row]) -> dict[int, list[Row]]:
    """What each measure is judged by: the living, or what is gone where nothing lives."""
    found: dict[int, dict[int, Row]] = defaultdict(dict)
    for row in serving:
        found[row.measure][row.pk] = row
    for row in rows.values():
        found[row.measure][row.pk] = row
        if row.into in rows:
            found[row.measure][row.into] = rows[row.into]
    return {measure: list(group.values()) for measure, group in found.items()}


def living(group: list[Row]) -> list[Row]:
    return [row for row in group if row.state not in GONE] or group


def tenth(value: Fraction) -> str:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return str(exact.quantize(Decimal("0.1"), ROUND_HALF_UP))


def mean(group: list[Row]) -> tuple[str | None, str | None]:
    both = [row for row in group if row.planned is not None]
    total = sum(row.weight for row in both)
    if not total:
        return None, None
    percent = Fraction(sum((row.percent or 0) * row.weight for row in both), total * 10_000)
    planned = Fraction(sum((row.planned or 0) * row.weight for row in both), total * 10_000)
    return tenth(percent), tenth(planned)
