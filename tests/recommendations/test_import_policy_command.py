"""manage.py import_policy FILE --slug S."""

from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command

from recommendations.actions import add_edition, merge_piece
from recommendations.models import Plan, PolicyDocument
from tests.factories import ADDED, BY, DOCUMENT, at, verbs

Unchanged = Callable[[], Any]
pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "digital.txt"
    path.write_text(DOCUMENT, encoding="utf-8")
    return path


def run(file: Path, *arguments: str) -> str:
    out = StringIO()
    call_command("import_policy", str(file), "--slug", "digital", *arguments, stdout=out)
    return out.getvalue()


def test_a_document_becomes_a_draft_plan(file: Path) -> None:
    out = run(file, "--starts", "2026-02-01", "--ends", "2027-06-30")
    plan = Plan.objects.get()
    assert (plan.starts_on, plan.ends_on) == (date(2026, 2, 1), date(2027, 6, 30))
    assert (plan.title, plan.state) == ("示例区数字服务发展建议", "draft")
    assert plan.initiatives.count() == 4
    assert "2 areas, 4 measures, 1 findings, draft" in out
    assert plan.edition.file_name == "digital.txt"


def test_twice_is_once(file: Path, unchanged: Unchanged) -> None:
    first = run(file)
    with unchanged():
        assert run(file) == first


@pytest.mark.parametrize(
    ("now", "ends"),
    [("2026-03-05 12:00", date(2026, 12, 31)), ("2026-12-31 12:00", date(2027, 12, 31))],
)
def test_without_dates_it_runs_from_today_to_a_years_end(file: Path, now: str, ends: date) -> None:
    with time_machine.travel(at(now), tick=False):
        run(file)
    plan = Plan.objects.get()
    assert (plan.starts_on, plan.ends_on) == (at(now).date(), ends)


def test_a_title_by_hand_names_document_and_plan(file: Path) -> None:
    run(file, "--title", "数字服务行动方案")
    assert PolicyDocument.objects.get().title == Plan.objects.get().title == "数字服务行动方案"


def test_it_publishes_with_a_reason_and_only_once(file: Path, unchanged: Unchanged) -> None:
    run(file, "--publish", "先行启动")
    plan = Plan.objects.get()
    assert (plan.state, plan.override_reason) == ("active", "先行启动")
    assert verbs() == ["document.added", "plan.made", "plan.published"]
    with unchanged():
        run(file, "--publish", "再来一次")


def test_a_missing_file_is_told_by_name(tmp_path: Path, unchanged: Unchanged) -> None:
    with unchanged(), pytest.raises(CommandError, match="absent.txt cannot be read"):
        run(tmp_path / "absent.txt")


def test_a_refusal_leaves_nothing_behind(file: Path, unchanged: Unchanged) -> None:
    with unchanged(), pytest.raises(CommandError):
        run(file, "--starts", "2027-01-01", "--ends", "2026-01-01")
    assert not PolicyDocument.objects.exists()


def test_an_address_that_is_taken_is_refused(file: Path, unchanged: Unchanged) -> None:
    run(file)
    file.write_text(DOCUMENT.replace("十个", "十二个"), encoding="utf-8")
    with unchanged(), pytest.raises(CommandError, match="digital"):
        run(file)


def test_publishing_a_plan_with_gaps_wants_a_reason(file: Path, unchanged: Unchanged) -> None:
    with unchanged(), pytest.raises(CommandError, match="理由"):
        run(file, "--publish")


def test_a_file_that_is_too_large_is_told(
    file: Path, unchanged: Unchanged, monkeypatch: Any
) -> None:
    from recommendations.actions import documents
    from recommendations.management.commands import import_policy

    for place in (documents, import_policy):
        monkeypatch.setattr(place, "LONGEST_FILE", 10)
    with unchanged(), pytest.raises(CommandError, match="20 MB"):
        run(file)


def test_what_a_person_corrected_on_the_page_is_what_the_command_confirms(file: Path) -> None:
    edition = add_edition(data=file.read_bytes(), file_name="a.txt", now=ADDED, by=BY)
    reading = edition.reading
    key = next(piece.key for piece in reading.pieces if piece.kind == "measure")
    merge_piece(reading=reading, key=key, version=reading.version, now=ADDED, by=BY)
    assert "2 areas, 3 measures" in run(file)
