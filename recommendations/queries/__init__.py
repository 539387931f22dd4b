"""What we read across documents, plans and initiatives."""

from recommendations.queries.breakdowns import (
    COLUMNS,
    MANY,
    batched,
    breakdown_at,
    breakdowns_at,
    breakdowns_of,
)
from recommendations.queries.coverage import coverage_gaps
from recommendations.queries.past import as_it_was, breakdowns_on, called_on

__all__ = [
    "COLUMNS",
    "MANY",
    "as_it_was",
    "batched",
    "breakdown_at",
    "breakdowns_at",
    "breakdowns_of",
    "breakdowns_on",
    "called_on",
    "coverage_gaps",
]
