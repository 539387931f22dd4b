"""Every number of the Beijing example's files is a figure of the frozen JSON, in its place; none
lacks. See `check_files`.
"""

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from functools import reduce
from typing import Any

import pytest
from django.utils import timezone

from core.periods import Period
from recommendations.models import Plan
from reports.choices import FileFormat
from reports.models import Report
from reports.outputs.files import make_file
from reports.outputs.narrative import document
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


# What a monthly report upward does not show: places and keys, the exact figures behind a mean,
# what only a quarter tells, and what its lists say already.
_UNTOLD = {
    "format", "policy", "since", "code", "codes.#", "task", "weight", "tasks.#.percent",
    "tasks.#.planned", "decided_on", "original_due", "achieved", "of_target", "raised_on",
    "replied_on", "number", "filing_due_on", "unfiled_units", "better", "worse", "completed",
    "previous.as_of", "was_on", "now_on", "compared.percent", "was_percent", "now_percent",
    "lights.#.change",
}  # fmt: skip
_FIGURE = re.compile(r"-?\d+(\.\d+)?|\d{4}-\d\d-\d\d")


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The place of each count, percentage, value and day."""
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, each in pairs:
            yield from leaves(each, (*path, key))
    elif type(value) is int or (isinstance(value, str) and _FIGURE.fullmatch(value)):
        yield path


def changed(value: Any) -> Any:
    if isinstance(value, int):
        return value + 1
    if "-" in value[1:]:
        # Every month has an eleventh and a twelfth.
        return f"{value[:-2]}{'12' if value.endswith('11') else '11'}"
    return f"{value[:-1]}{'2' if value.endswith('1') else '1'}"


def test_a_figure_that_is_changed_is_missed(example: Plan) -> None:
    """Of each kind of figure one is changed before the file is made: the check sees it."""
    report = Report.objects.get(period="2026-10", schedule__audience="upward")
    frozen = json.loads(report.contents)
    told: dict[str, list[tuple[Any, ...]]] = {}
    for path in leaves(frozen):
        kind = ".".join("#" if isinstance(key, int) else key for key in path)
        named = any(f".{kind}".endswith(f".{untold}") for untold in _UNTOLD)
        if not named and not kind.startswith(("previous.compared.counts", "tallies.shares")):
            told.setdefault(kind, []).append(path)
    assert len(told) > 60
    for kind, paths in told.items():
        tried = ((path, form) for path in paths for form in (FileFormat.DOCX, FileFormat.XLSX))
        assert any(is_missed(frozen, *each) for each in tried), kind


def is_missed(frozen: dict[str, Any], path: tuple[Any, ...], form: FileFormat) -> bool:
    """Whether a file with this one figure changed is found out."""
    other = deepcopy(frozen)
    holder = reduce(lambda value, key: value[key], path[:-1], other)
    holder[path[-1]] = changed(holder[path[-1]])
    issue = Issue("2026-10", "督查室", "2026-11-09")
    try:
        report = document(
            other, period=Period.parse("2026-10"), issuer="督查室", drafted_on=date(2026, 11, 9)
        )
        files = {form: make_file(form, other, report, on=date(2026, 11, 9)).data}
        check_files(frozen, issue, files, title=report.title, line="送审稿")
    except (AssertionError, KeyError, ValueError):
        # Or nothing can be made of it at all: a measure that is not there needs no attention.
        return True
    return False
