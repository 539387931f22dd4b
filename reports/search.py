"""How reports are found: by the plan's title and the period, in both languages."""

from collections.abc import Iterator, Sequence

from core.periods import Period
from core.search.kinds import Entry, Kind, register
from reports.models import Report


def _entries(keys: Sequence[int]) -> Iterator[Entry]:
    rows = Report.objects.filter(pk__in=keys).select_related("schedule__plan")
    for row in rows:
        plan, period = row.schedule.plan, Period.parse(row.period)
        title = f"{plan.title}{period.label_zh}落实情况报告"
        texts = [plan.short_title, period.label_en, period.key]
        yield Entry(row.pk, title=title, texts=texts, scope=plan.pk)


def register_kinds() -> None:
    """Called when the site starts."""
    register(Kind("report", "t", lambda: Report.objects.all(), _entries))
