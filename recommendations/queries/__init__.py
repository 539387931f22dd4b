"""What we read across documents, plans and initiatives."""

from recommendations.queries.breakdowns import (
    COLUMNS,
    MANY,
    batched,
    breakdown_at,
    breakdowns_at,
    breakdowns_by_key,
    breakdowns_of,
)
from recommendations.queries.coverage import coverage_gaps
from recommendations.queries.outlines import Outline, outline_at, outlines_at
from recommendations.queries.past import (
    all_called_on,
    as_it_was,
    breakdowns_on,
    called_on,
    titles_on,
)
from recommendations.queries.serving import serving_from_elsewhere

__all__ = [
    "COLUMNS",
    "MANY",
    "Outline",
    "all_called_on",
    "as_it_was",
    "batched",
    "breakdown_at",
    "breakdowns_at",
    "breakdowns_by_key",
    "breakdowns_of",
    "breakdowns_on",
    "called_on",
    "coverage_gaps",
    "outline_at",
    "outlines_at",
    "serving_from_elsewhere",
    "titles_on",
]
