"""The filing sheet's pages: download, upload, what would change, decide."""

import io
from typing import Any

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from core.models import AuditEvent
from progress.actions import look_into
from progress.models import UnitSheet, Update
from progress.unit_items import items_of
from tests.factories import House, grow, make_indicator
from tests.progress.sheets.sheet_steps import NOW, bring, filled, look, out
from tests.progress.update_steps import save, start

DONE = "本月完成平台一期建设并接入三个部门。"
PAGE, FILE = "/my-work/sheet/", "/my-work/sheet/sheet.xlsx"


@pytest.fixture
def alice(house: House, client: Client) -> Any:
    with time_machine.travel(NOW, tick=False):
        client.force_login(house.alice)
        yield client


def upload(client: Client, data: bytes, name: str = "填报表.xlsx") -> Any:
    return client.post(PAGE, {"file": SimpleUploadedFile(name, data)}, follow=True)


def test_the_sheet_is_downloaded_and_that_is_recorded(house: House, alice: Client) -> None:
    assert 'href="/my-work/sheet/"' in alice.get("/my-work/").content.decode()
    answer = alice.get(FILE)
    data = b"".join(answer.streaming_content)
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert [page.sheet_state for page in book.worksheets] == ["visible", "veryHidden"]
    assert "no-store" in answer["Cache-Control"] and answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith('attachment; filename="filing-sheet.xlsx"')
    event = AuditEvent.objects.order_by("-seq")[0]
    assert (event.verb, event.after) == ("sheet.exported", {"rows": 2})
    assert alice.head(FILE).status_code == 200
    assert AuditEvent.objects.order_by("-seq")[0].pk == event.pk


def test_looked_at_then_saved(house: House, alice: Client) -> None:
    page = upload(alice, filled(out(house), {1: {"done": DONE, "percent": 60}}))
    text = page.content.decode()
    assert DONE in text and "60%" in text and not Update.objects.exists()
    form = page.context["decide"]
    assert "conflicts" not in form.fields
    answer = alice.post(f"{PAGE}apply/", {"digest": form.initial["digest"]}, follow=True)
    assert answer.redirect_chain == [("/my-work/", 302)]
    assert Update.objects.get().done == DONE
    assert alice.post(f"{PAGE}apply/", {"digest": "x"}).status_code == 404


def test_faults_are_shown_by_cell_and_nothing_can_be_saved(house: House, alice: Client) -> None:
    page = upload(alice, filled(out(house), {1: {"percent": "多半"}, 2: {"self_rating": "还行"}}))
    text = page.content.decode()
    assert "H5" in text and "I6" in text and "apply/" not in text
    digest = page.context["decide"].initial["digest"]
    answer = alice.post(f"{PAGE}apply/", {"digest": digest}, follow=True)
    assert "2" in str(next(iter(answer.context["messages"])))
    assert UnitSheet.objects.count() == 1 and not Update.objects.exists()


def test_conflicts_are_shown_with_both_values_and_decided(house: House, alice: Client) -> None:
    update = save(house, start(house), problems="原来的")
    data = filled(out(house), {1: {"problems": "我的话"}})
    save(house, update, problems="同事的话")
    page = upload(alice, data)
    assert "同事的话" in page.content.decode() and "我的话" in page.content.decode()
    digest = page.context["decide"].initial["digest"]
    alice.post(f"{PAGE}apply/", {"digest": digest, "conflicts": "mine"})
    assert Update.objects.get().problems == "我的话"


def test_an_upload_that_is_no_sheet_is_told_how_to_mend(house: House, alice: Client) -> None:
    page = upload(alice, b"a,b\n1,2\n")
    assert page.status_code == 422 and not UnitSheet.objects.exists()
    assert alice.post(PAGE, {}).status_code == 422


def test_put_aside(house: House, alice: Client) -> None:
    upload(alice, filled(out(house), {1: {"done": DONE}}))
    assert alice.post(f"{PAGE}drop/").status_code == 302
    assert not UnitSheet.objects.exists() and not Update.objects.exists()
    assert alice.post(f"{PAGE}drop/").status_code == 404


def test_nobody_sees_anothers_upload(house: House, alice: Client) -> None:
    bring(house, filled(out(house), {1: {"done": DONE}}))
    alice.force_login(house.eve)
    assert DONE not in alice.get(PAGE).content.decode()
    assert alice.post(f"{PAGE}apply/", {"digest": "x"}).status_code == 404
    assert alice.post(f"{PAGE}drop/").status_code == 404
    assert UnitSheet.objects.count() == 1


def test_a_page_without_its_digest_is_refused(house: House, alice: Client) -> None:
    upload(alice, filled(out(house), {1: {"done": DONE}}))
    assert alice.post(f"{PAGE}apply/").status_code == 422
    assert not Update.objects.exists()


def counted(house: House) -> list[int]:
    """How many queries the items, the file and the preview of the waiting upload take."""

    def queries(work: Any) -> int:
        with CaptureQueriesContext(connection) as found:
            work()
        return len(found)

    def fresh() -> User:
        return User.objects.get(username="alice")

    sheet = UnitSheet.objects.select_related("uploaded_by").get()
    return [
        queries(lambda: items_of(fresh(), now=NOW)),
        queries(lambda: out(house, fresh())),
        queries(lambda: look_into(sheet=sheet, now=NOW)),
    ]


def test_as_many_queries_for_two_items_as_for_sixty(house: House) -> None:
    make_indicator(house)
    save(house, start(house), problems="缺场地")
    bring(house, filled(out(house), {1: {"done": DONE}}))
    few = counted(house)
    grow(house, 60)
    Update.objects.filter(initiative__code__gte=100).update(
        state="draft", approved_at=None, reviewed_by=None
    )
    data = filled(out(house), {code: {"done": DONE} for code in range(100, 160)})
    assert len(look(house, data).checked.rows) == 60
    assert counted(house) == few
    assert max(few) <= 15, few


MARKED = f"{PAGE}marked.xlsx"


def test_the_copy_with_its_faults_marked_is_mended_and_accepted(
    house: House, alice: Client
) -> None:
    hostile = {"percent": "多半", "problems": "+1+cmd", "done": DONE}
    upload(alice, filled(out(house), {1: hostile, 2: {"self_rating": "还行", "done": "@SUM(A1)"}}))
    assert MARKED in alice.get(PAGE).content.decode()
    answer = alice.get(MARKED)
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "no-store" in answer["Cache-Control"]
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    listed, page, about = book.worksheets
    assert [listed.cell(row, 1).value for row in (2, 3)] == ["H5", "I6"]
    assert "多半" in page["H5"].comment.text and "还行" in page["I6"].comment.text
    assert page["H5"].fill.fgColor.rgb == "FFFDE2E0" and page["J5"].value == DONE
    assert (about.title, about.sheet_state) == ("_cexing", "veryHidden")
    keys = {cell.value: cell.column_letter for cell in page[4]}
    assert page.column_dimensions[keys["row_key"]].hidden
    page["H5"].value, page["I6"].value = 60, None
    file = io.BytesIO()
    book.save(file)
    again = upload(alice, file.getvalue())
    assert again.context["faults"] == [] and again.context["changed"] == 2
    assert again.context["conflicts"] == []
    digest = again.context["decide"].initial["digest"]
    alice.post(f"{PAGE}apply/", {"digest": digest})
    one, two = Update.objects.order_by("initiative__code")
    assert (one.percent, one.done, one.problems) == (60, DONE, hostile["problems"])
    assert two.done == "@SUM(A1)"


def test_no_copy_is_made_where_nothing_is_wrong_or_nothing_was_uploaded(
    house: House, alice: Client
) -> None:
    assert alice.get(MARKED).status_code == 404
    upload(alice, filled(out(house), {1: {"done": DONE}}))
    assert MARKED not in alice.get(PAGE).content.decode()
    assert alice.get(MARKED).status_code == 404


def test_nobody_takes_anothers_marked_copy(house: House, alice: Client) -> None:
    bring(house, filled(out(house), {1: {"percent": "多半"}}))
    alice.force_login(house.eve)
    assert alice.get(MARKED).status_code == 404
