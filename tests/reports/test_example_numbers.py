"""Every number of the Beijing example's files is a figure of the frozen JSON, in its place; none
lacks. See `check_files`.
"""

import json

import pytest
from django.utils import timezone

from recommendations.models import Plan
from reports.choices import FileFormat
from reports.models import Report
from reports.outputs.files import make_file
from reports.queries import contents_of
from reports.writing import document_shown
from tests.desks.conftest import built_example, example
from tests.reports.check_files import FORMATS, check_files
from tests.reports.told_numbers import Issue, label, numbers

__all__ = ["built_example", "example"]
pytestmark = pytest.mark.django_db


def head_of(report: Report) -> tuple[str, str, str]:
    """Of what was sealed: the head's words, the day, and the imprint's. A draft has its day."""
    if not report.seal:
        return "", timezone.localdate(report.known_at).isoformat(), ""
    seal = json.loads(report.seal)
    words = seal["document"]
    printed = f"{words['issuer']}，{words['printed_on']}" if words["printed_on"] else ""
    head = f"第{seal['number']}期，{words['signer']}，{words['recipients']}"
    return head, seal["day"], f"{words['copies']}，{printed}"


def test_the_example_in_four_files(example: Plan) -> None:
    """Months, a quarter and a circular, four of them signed."""
    seen = set()
    for report in Report.objects.select_related("schedule").order_by("pk"):
        contents, shown = json.loads(report.contents), document_shown(report)
        head, day, tail = head_of(report)
        circular = contents["audience"] == "units"
        issue = Issue(report.period, report.schedule.issuer, day, head, tail, named=not circular)
        files = {
            form: make_file(form, contents_of(report), shown, on=report.as_of).data
            for form in (*FORMATS, FileFormat.XLSX)
        }
        number = f"第{report.number}期" if report.seal else "送审稿"
        check_files(contents, issue, files, title=shown.title, line=number)
        assert numbers(shown.title) == numbers(contents["plan"]["title"], label(report.period))
        seen.add((issue.kind, contents["audience"], bool(report.seal)))
    assert seen >= {("month", "upward", True), ("month", "upward", False),
                    ("quarter", "upward", True), ("month", "units", True)}  # fmt: skip
