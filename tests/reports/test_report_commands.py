"""The commands of this room: a report's files unpublished, and whether all reports are whole."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from reports.models import Report
from tests.factories import House
from tests.report_factories import make_draft, make_schedule, sign


def test_a_reports_files_are_written_and_nothing_is_kept(
    house: House, tmp_path: Path, unchanged: Any
) -> None:
    with unchanged():
        call_command(
            "make_report", plan="digital", period="2026-09", out=tmp_path,
            formats="docx,html,json", audience="units", stdout=StringIO(),
        )  # fmt: skip
    assert {path.suffix for path in tmp_path.iterdir()} == {".docx", ".html", ".json"}
    page = next(tmp_path.glob("*.html")).read_text(encoding="utf-8")
    assert "落实情况的通报" in page and "送审稿" in page


@pytest.mark.parametrize(
    "more", [{"plan": "never-was"}, {"period": "2026-13"}, {"formats": "odt"}], ids=str
)
def test_what_cannot_be_made_is_said(house: House, tmp_path: Path, more: dict[str, str]) -> None:
    facts = {"plan": "digital", "period": "2026-09", "formats": "docx", **more}
    with pytest.raises(CommandError):
        call_command("make_report", out=tmp_path, stdout=StringIO(), **facts)


def test_whole_reports_are_counted_and_a_fault_is_named(house: House) -> None:
    sign(make_draft(make_schedule(house.plan)), house.dong)
    told, wrong = StringIO(), StringIO()
    call_command("verify_reports", stdout=told)
    assert told.getvalue() == "1 reports are whole.\n"
    Report.objects.update(contents="{}")
    with pytest.raises(CommandError, match="2 faults"):
        call_command("verify_reports", stdout=told, stderr=wrong)
    assert "digital month 2026-09/0: the figures are not what was frozen" in wrong.getvalue()
