"""How reports are found: by the plan's title and the period, in both languages."""

from collections.abc import Iterator, Sequence

from core.search.kinds import Entry, Kind, register
from reports.choices import Audience
from reports.models import Report
from reports.seals import issue_words


def _issue(row: Report) -> str:
    return "" if row.number is None else issue_words(row.number, row.edition)


def _entries(keys: Sequence[int]) -> Iterator[Entry]:
    rows = Report.objects.filter(pk__in=keys).for_list().select_related("schedule__plan")
    for row in rows:
        plan, subject = row.schedule.plan, row.subject
        what = "通报" if row.schedule.audience == Audience.UNITS else "报告"
        title = f"{plan.title}{subject.label_zh}落实情况{what}"
        texts = [plan.short_title, subject.label_en, subject.key, row.schedule.name, _issue(row)]
        yield Entry(row.pk, title=title, texts=texts, scope=plan.pk)


def register_kinds() -> None:
    """Called when the site starts."""
    register(Kind("report", "t", lambda: Report.objects.all(), _entries))
