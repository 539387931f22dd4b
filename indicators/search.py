"""How indicators are found."""

from collections.abc import Iterator, Sequence

from core.search.kinds import Entry, Kind, register
from indicators.models import Indicator


def _entries(keys: Sequence[int]) -> Iterator[Entry]:
    for row in Indicator.objects.filter(pk__in=keys):
        texts = [row.unit_of_measure, row.baseline_sentence]
        yield Entry(row.pk, title=row.name, texts=texts, sign=str(row.code), scope=row.plan_id)


def register_kinds() -> None:
    """Called when the site starts."""
    register(Kind("indicator", "x", lambda: Indicator.objects.all(), _entries))
