"""The pages by which a ledger comes in: what they show, what they refuse, what they change."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html

from recommendations.models import LedgerImport
from tests.factories import House, at
from tests.recommendations.imports.books import HEAD, book

NOW = at("2026-09-21 10:00")
LIST = "/plans/digital/imports/"
Unchanged = Callable[[], Any]
NEW = (1, "建立数据专员队伍", "2", "各部门一名", "示例甲局", "示例乙局", "11月底前", None)


@pytest.fixture
def office(house: House) -> Iterator[Client]:
    client = Client()
    client.force_login(house.chen)
    with time_machine.travel(NOW, tick=False):
        yield client


def file_of(*rows: Any) -> SimpleUploadedFile:
    return SimpleUploadedFile("台账 2026.xlsx", book([HEAD, *rows]))


def upload(client: Client, *rows: Any) -> str:
    answer = client.post(LIST, {"file": file_of(*rows), "year": 2026})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def form_of(client: Client, path: str) -> dict[str, str]:
    """What the browser would send if “check” were pressed at once."""
    page = html.fromstring(client.get(path).content.decode())
    (form,) = [form for form in page.forms if "sheet" in form.fields]
    return {name: value for name, value in form.form_values() if name != "csrfmiddlewaretoken"}


def text_of(answer: Any) -> str:
    return " ".join(html.fromstring(answer.content.decode()).text_content().split())


def test_from_upload_to_ledger_and_back(office: Client, house: House) -> None:
    one = house.initiative(1)
    path = upload(office, NEW, (2, one.title, None, "新目标", None, None, None, None))
    told = form_of(office, path)
    assert (told["c1"], told["c4"], told["c6"]) == ("title", "lead", "due_on")
    assert office.post(path, told)["Location"] == path
    page = office.get(path)
    said = text_of(page)
    assert "建立数据专员队伍" in said and "新目标" in said and "11月底前" in said
    batch = LedgerImport.objects.get()
    answer = office.post(f"{path}apply/", {"version": batch.version})
    assert (answer.status_code, answer["Location"]) == (302, path)
    assert house.initiative(5).title == "建立数据专员队伍"
    batch.refresh_from_db()
    assert "undo/" in office.get(path).content.decode()
    office.post(f"{path}undo/", {"version": batch.version})
    assert house.initiative(1).annual_goal == one.annual_goal
    assert house.plan.initiatives.count() == 4
    assert "台账 2026.xlsx" in text_of(office.get(LIST))


def test_faults_are_named_and_marked_in_the_returned_copy(office: Client) -> None:
    wrong = (1, "任务", "2", None, "不存在的局", None, "适时", None)
    path = upload(office, wrong)
    office.post(path, form_of(office, path))
    said = text_of(office.get(path))
    assert "E2" in said and "G2" in said and "不存在的局" in said
    assert "apply/" not in office.get(path).content.decode()
    answer = office.get(f"{path}returned/")
    assert answer["Content-Disposition"].startswith("attachment;")
    copy = openpyxl.load_workbook(io.BytesIO(answer.content))
    listed, sheet = copy.worksheets
    assert [listed.cell(row, 1).value for row in (2, 3)] == ["E2", "G2"]
    assert "不存在的局" in sheet["E2"].comment.text
    assert sheet["E2"].fill.fgColor.rgb == "FFFDE2E0" and sheet["D2"].comment is None
    assert [cell.value for cell in sheet[2]] == list(wrong)


def test_a_clash_of_columns_is_told_beside_the_form(office: Client) -> None:
    path = upload(office, NEW)
    answer = office.post(path, {**form_of(office, path), "c2": "title"})
    assert answer.status_code == 422 and "任务" in text_of(answer)
    assert LedgerImport.objects.get().state == "uploaded"


def test_another_head_row_is_looked_at_before_it_counts(office: Client) -> None:
    path = upload(office, NEW)
    page = html.fromstring(
        office.get(f"{path}?sheet=台账&head_first=2&head_last=2").content.decode()
    )
    assert "建立数据专员队伍" in page.xpath("string(//table//tbody)")


def test_what_is_no_table_gets_a_sentence(office: Client, unchanged: Unchanged) -> None:
    with unchanged():
        answer = office.post(LIST, {"file": SimpleUploadedFile("x.pdf", b"%PDF-1.7"), "year": 2026})
        assert answer.status_code == 422 and ".xlsx" in text_of(answer)
        assert office.post(LIST, {"year": 2026}).status_code == 422
        assert office.post(LIST, {"file": file_of(NEW), "year": 26}).status_code == 422


def test_an_old_page_is_told(office: Client, unchanged: Unchanged) -> None:
    path = upload(office, NEW)
    old = form_of(office, path)
    office.post(path, old)
    with unchanged():
        assert office.post(path, old).status_code == 409
        assert office.post(f"{path}apply/", {"version": 1}).status_code == 409
        assert office.post(f"{path}apply/", {"version": "x"}).status_code == 422
        assert office.post(f"{path}drop/", {}).status_code == 422


def test_put_aside_it_is_no_longer_mapped(office: Client, unchanged: Unchanged) -> None:
    path = upload(office, NEW)
    told = form_of(office, path)
    office.post(f"{path}drop/", {"version": 1})
    assert LedgerImport.objects.get().state == "dropped"
    with unchanged():
        assert office.post(path, told).status_code == 422
        assert office.get(f"{path}returned/").status_code == 404


def test_anothers_plan_and_strangers_see_nothing(office: Client, house: House) -> None:
    path = upload(office, NEW)
    other = path.replace("/digital/", "/other/")
    assert office.get(other).status_code == 404
    stranger = Client()
    stranger.force_login(house.alice)
    for address in (LIST, path, f"{path}returned/"):
        assert stranger.get(address).status_code == 404


def test_pages_read_in_english(office: Client) -> None:
    path = upload(office, (1, "任务", "2", None, "不存在的局", None, None, None))
    office.post(path, form_of(office, path))
    office.cookies["cexing-language"] = "en"
    said = text_of(office.get(path))
    assert "No unit is called" in said and "What would change" in said
