"""What we read across documents, plans and initiatives."""

from recommendations.queries.breakdowns import (
    COLUMNS,
    THOUSAND,
    batched,
    breakdown_at,
    breakdowns_at,
    breakdowns_of,
)
from recommendations.queries.coverage import coverage_gaps

__all__ = [
    "COLUMNS",
    "THOUSAND",
    "batched",
    "breakdown_at",
    "breakdowns_at",
    "breakdowns_of",
    "coverage_gaps",
]
