"""English on request: on a page, as files, by the command; the official report stays as it is."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from docx import Document as open_docx

from accounts.models import User
from reports.choices import FileFormat
from reports.english import english_file, english_of
from reports.models import Report, ReportFile
from reports.outputs.kept import document_of
from reports.outputs.narrative.reference import NOTICE, OWN_WORDS
from reports.periods import Special
from reports.queries import seal_of
from tests.factories import House, at, file_update
from tests.report_factories import make_correction, make_draft, make_schedule, sign
from tests.reports.figures import figures_en, figures_zh
from tests.reports.test_passages import write

Browser = Callable[[str], Client]


@pytest.fixture
def draft(house: House) -> Report:
    file_update(house, 1)
    return make_draft(make_schedule(house.plan))


@pytest.fixture
def report(house: House, draft: Report) -> Report:
    return sign(draft, house.dong)


@pytest.fixture
def browser(house: House) -> Client:
    client = Client()
    client.force_login(User.objects.get(username="lei"))
    return client


def address(report: Report) -> str:
    return f"/plans/digital/reports/{report.public_id}/english/"


def test_the_page_and_the_way_to_it(report: Report, browser: Client) -> None:
    page = browser.get(report.get_absolute_url()).content.decode()
    assert f'href="{address(report)}"' in page
    page = browser.get(address(report)).content.decode()
    assert NOTICE in page and "No. 1" in page and 'lang="en"' in page


@pytest.mark.parametrize("form", ["docx", "html", "xlsx"])
def test_it_comes_as_a_file(report: Report, browser: Client, form: str) -> None:
    answer = browser.get(f"{address(report)}?form={form}")
    assert answer.status_code == 200 and answer.content
    name = answer.headers["Content-Disposition"]
    assert name.startswith("attachment") and "English%20reference" in name
    assert answer.content == browser.get(f"{address(report)}?form={form}").content


@pytest.mark.parametrize("form", ["exe", "zh", "docx,pdf"])
def test_what_is_not_there_is_not_found(report: Report, browser: Client, form: str) -> None:
    assert browser.get(f"{address(report)}?form={form}").status_code == 404


def test_who_may_not_read_the_report_has_no_english(house: House, report: Report) -> None:
    client = Client()
    client.force_login(house.alice)
    assert client.get(address(report)).status_code == 404


def test_its_figures_are_those_of_the_seal(report: Report) -> None:
    told = english_of(report).document
    sealed = seal_of(report)
    assert figures_en(told.texts()) == figures_zh(document_of(sealed.document).texts())


def test_nothing_of_the_report_changes(house: House, report: Report) -> None:
    before = Report.objects.values().get(pk=report.pk)
    files = list(ReportFile.objects.order_by("pk").values_list("sha256", flat=True))
    first = english_file(report, FileFormat.DOCX)
    house.plan.title = "另一个名字"
    house.plan.save()
    report.schedule.issuer = "另一个单位"
    report.schedule.ranking = True
    report.schedule.save()
    fresh = Report.objects.get(pk=report.pk)
    assert english_file(fresh, FileFormat.DOCX) == first
    assert Report.objects.values().get(pk=report.pk) == before
    assert list(ReportFile.objects.order_by("pk").values_list("sha256", flat=True)) == files


def test_of_a_draft_it_has_the_words_as_they_stand(house: House, draft: Report) -> None:
    told = english_of(draft).document
    assert told.issue_line == "Draft for signature" and told.signer == ""
    write(draft, house, "本月进展平稳。", key="overall.1")
    texts = list(english_of(draft).document.texts())
    assert f"{OWN_WORDS}本月进展平稳。" in texts
    signed = sign(draft, house.dong)
    assert f"{OWN_WORDS}本月进展平稳。" in list(english_of(signed).document.texts())


def test_a_correction_names_what_it_corrects(house: House, report: Report) -> None:
    correction = make_correction(report)
    said = "This issue corrects and replaces No. 1, signed on 15 October 2026. "
    assert any(said in text for text in english_of(correction).document.texts())
    signed = sign(correction, house.dong, now=at("2026-10-16 10:00"))
    told = english_of(signed).document
    assert told.issue_line == "Correction of No. 1"
    assert any(said in text for text in told.texts())


def test_a_special_report_has_its_subject(house: House) -> None:
    days = Special(at("2026-09-01").date(), at("2026-10-10").date())
    schedule = make_schedule(house.plan, kind="special", first_period=days, name="数据平台建设")
    special = make_draft(schedule, days)
    told = english_of(special).document
    assert told.title_lines[-1] == "数据平台建设 (1 September 2026 to 10 October 2026)"
    schedule.name = "改了名字"
    schedule.save()
    assert english_of(Report.objects.get(pk=special.pk)).document.title_lines == told.title_lines


def test_the_command_writes_it(house: House, tmp_path: Path) -> None:
    facts = {"plan": "digital", "period": "2026-09", "out": tmp_path, "stdout": io.StringIO()}
    call_command("make_report", formats="docx,html", language="en", **facts)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert len(names) == 2 and all("September 2026 (English reference)" in name for name in names)
    file = open_docx(str(tmp_path / names[0]))
    assert NOTICE in [each.text for each in file.paragraphs]


def test_a_changed_seal_is_refused(report: Report, browser: Client) -> None:
    Report.objects.filter(pk=report.pk).update(seal=report.seal.replace("1", "2", 1))
    assert browser.get(address(report)).status_code == 409
