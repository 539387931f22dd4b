"""The ledger's workbook, read back by two readers."""

import io
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from accounts.models import User
from core.cells import LONGEST_CELL, units
from core.models import AuditEvent
from recommendations.ledger_columns import BY_KEY, COLUMNS, SHEET_ABOUT
from recommendations.models import Initiative, Measure, Plan
from tests.desks.ledger_rows import LEDGER, codes, tree

Clients = Callable[..., Client]
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
EVERY = ",".join(one.key for one in COLUMNS)


def taken(client: Client, **query: Any) -> Any:
    """The workbook that the address gives."""
    answer = client.get(f"{LEDGER}ledger.xlsx", query)
    assert answer.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(answer.getvalue()))


def from_sheet(cell: str) -> str:
    """openpyxl leaves characters that XML lacks in Excel's escapes; calamine does not."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), cell)


def cells(book: Any) -> list[dict[str, Any]]:
    """The rows by the keys that the hidden sheet gives."""
    sheet, about = book.worksheets[0], dict(facts(book))
    keys = dict(columns(book))
    rows = range(about["first_row"], about["first_row"] + about["rows"])
    return [{key: sheet.cell(row, at).value for at, key in keys.items()} for row in rows]


def facts(book: Any) -> list[tuple[str, Any]]:
    rows = list(book[SHEET_ABOUT].iter_rows(max_col=2, values_only=True))
    end = [row[0] for row in rows].index("column")
    return rows[:end]


def columns(book: Any) -> list[tuple[int, str]]:
    rows = list(book[SHEET_ABOUT].iter_rows(max_col=2, values_only=True))
    start = [row[0] for row in rows].index("column") + 1
    return [row for row in rows[start:] if row[0] is not None]


def test_it_holds_exactly_what_is_shown(example: Plan, client_of: Clients) -> None:
    client = client_of("leader")
    query = {"light": ["red", "yellow"], "sort": "-due_on", "columns": "lead,due_on,percent,light"}
    rows = cells(taken(client, **query))
    assert [row["code"] for row in rows] == codes(tree(client.get(LEDGER, query)))
    keys = ["code", "title", "lead", "due_on", "percent", "light", "row_key", "row_version"]
    assert list(rows[0]) == keys
    for row in rows:
        one = Initiative.objects.select_related("lead").get(plan=example, code=row["code"])
        now = one.standings.get(slot="now")
        assert one.lead is not None
        assert (row["title"], row["lead"]) == (one.title, one.lead.name)
        assert row["due_on"] == datetime.combine(one.due_on, datetime.min.time())  # type: ignore[arg-type]
        assert isinstance(row["percent"], int | float)
        assert Decimal(str(row["percent"])) == now.percent
        assert (row["row_key"], row["row_version"]) == (one.public_id, one.version)


def test_all_pages_go_out(example: Plan, client_of: Clients) -> None:
    assert len(cells(taken(client_of("leader"), rows="20", page="2"))) == 25


def test_what_stands_around_the_rows(example: Plan, client_of: Clients) -> None:
    book = taken(client_of("coordinator"), columns="lead,told_by,ongoing,percent")
    sheet, about = book.worksheets[0], dict(facts(book))
    assert sheet.title == "台账" and sheet["A1"].value == f"{example.title}工作台账"
    assert (
        sheet["A2"].value.startswith("填报单位：") and "填报日期：2026-11-20" in sheet["A2"].value
    )
    heads = [sheet.cell(3, at).value for at in range(1, 10)]
    assert heads == ["序号", "任务编号", "重点任务", "牵头单位", "进展方式", "长期坚持",
                     "完成比例（%）", "row_key", "row_version"]  # fmt: skip
    assert [str(one) for one in sheet.merged_cells.ranges] == ["A1:G1"]
    assert sheet.freeze_panes == "D4"
    assert sheet.auto_filter.ref == "A3:G28"
    assert sheet.cell(30, 1).value.startswith("填报人：")
    assert sheet.column_dimensions["H"].hidden and not sheet.column_dimensions["G"].hidden
    assert book[SHEET_ABOUT].sheet_state == "veryHidden"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 8)
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.oddFooter.center.text == "第&P页　共&N页"
    assert about["plan"] == example.slug and about["format"] == 1
    assert datetime.fromisoformat(about["exported_at"]).tzinfo is not None
    assert about["as_of"] == "2026-11-20" and about["rows"] == 25 and about["head_row"] == 3


def test_what_may_be_changed_has_a_list(example: Plan, client_of: Clients) -> None:
    book = taken(client_of("coordinator"), columns="lead,told_by,ongoing,light")
    found = {}
    for rule in book.worksheets[0].data_validations.dataValidation:
        assert rule.type == "list"
        place = rule.formula1.partition("!")[2].replace("$", "")
        found[str(rule.sqref)] = [cell.value for (cell,) in book[SHEET_ABOUT][place]]
    assert set(found) == {"D4:D28", "E4:E28", "F4:F28"}
    assert found["E4:E28"] == ["百分比", "里程碑", "文字"] or len(found["E4:E28"]) == 3
    assert found["F4:F28"] == ["是", "否"]
    assert {row["lead"] for row in cells(book)} <= set(found["D4:D28"])


@pytest.mark.parametrize("reader", ["openpyxl", "calamine"])
def test_every_column_in_both_readers(example: Plan, client_of: Clients, reader: str) -> None:
    answer = client_of("leader", "en").get(f"{LEDGER}ledger.xlsx", {"columns": EVERY})
    data = io.BytesIO(answer.getvalue())
    if reader == "openpyxl":
        rows = list(openpyxl.load_workbook(data).worksheets[0].iter_rows(values_only=True))
    else:
        rows = CalamineWorkbook.from_filelike(data).get_sheet_by_index(0).to_python()
    heads = ["Index", "No.", "Initiative"]
    heads += [BY_KEY[key].en for key in EVERY.split(",") if key not in {"code", "title"}]
    assert list(rows[2][: len(heads)]) == heads
    first = dict(zip(heads, rows[3], strict=False))
    assert first["Index"] == 1 and first["No."] == 1
    due = first["Due"].date() if isinstance(first["Due"], datetime) else first["Due"]
    assert isinstance(due, date)
    assert len(rows) >= 25


HOSTILE = ["=1+1", "+1", "-2", "@SUM(A1)", "\t=1", "=HYPERLINK(\"http://x\")", "http://x.example",
           "0012", "1e5", "_x0041_", "a\x01b", "'quoted", "{=1}", "true"]  # fmt: skip


def test_nothing_is_a_formula_and_text_comes_back(example: Plan, client_of: Clients) -> None:
    for code, text in enumerate(HOSTILE, start=1):
        Initiative.objects.filter(plan=example, code=code).update(title=text, annual_goal=text)
    answer = client_of("leader").get(f"{LEDGER}ledger.xlsx", {"columns": "annual_goal"})
    data = answer.getvalue()
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    for row, text in enumerate(HOSTILE, start=4):
        for at in (3, 4):
            cell = sheet.cell(row, at)
            assert cell.data_type in {"s", "inlineStr"} and not cell.hyperlink
            assert from_sheet(cell.value) == text
            assert bool(cell.quotePrefix) == text.strip().startswith(("=", "+", "-", "@", "'"))
    read = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    assert [line[3] for line in read.to_python()[3 : 3 + len(HOSTILE)]] == HOSTILE


TEXT = st.text(
    st.characters(exclude_characters="\x00\r", exclude_categories=["Cs"]), min_size=1, max_size=60
)


@settings(
    max_examples=15, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(texts=st.lists(TEXT, min_size=8, max_size=8))
def test_any_text_comes_back(example: Plan, client_of: Clients, texts: list[str]) -> None:
    for code, text in enumerate(texts, start=1):
        Initiative.objects.filter(plan=example, code=code).update(annual_goal=text)
    rows = cells(taken(client_of("leader"), columns="annual_goal"))
    assert [from_sheet(str(row["annual_goal"])) for row in rows[:8]] == texts


def test_a_text_that_no_cell_holds_says_that_it_is_cut(example: Plan, client_of: Clients) -> None:
    measure = Initiative.objects.get(plan=example, code=1).measure
    Measure.objects.filter(pk=measure.pk).update(text="长" * (LONGEST_CELL + 1))
    (row, *_rest) = cells(taken(client_of("leader"), columns="wording"))
    assert units(row["wording"]) == LONGEST_CELL
    assert row["wording"].endswith("（已截断：Excel单元格最多32767个字符，其余见系统）")


def test_who_took_what_is_recorded(example: Plan, client_of: Clients) -> None:
    client = client_of("leader")
    answer = client.get(f"{LEDGER}ledger.xlsx", {"light": "red", "columns": "lead"})
    event = AuditEvent.objects.order_by("-seq")[0]
    assert (event.verb, event.plan) == ("ledger.exported", example.slug)
    assert event.actor_id == User.objects.get(username="leader").pk
    assert event.after == {"form": "xlsx", "query": "light=red&columns=lead",
                           "columns": ["code", "title", "lead"], "rows": 3}  # fmt: skip
    said = answer["Content-Disposition"]
    assert said.startswith("attachment; filename=\"ledger.xlsx\"; filename*=UTF-8''")
    assert unquote(said.rpartition("'")[2]) == f"{example.short_title}_台账_20261120.xlsx"
    assert answer["Cache-Control"] == "no-store"


def test_looking_at_the_headers_takes_nothing(example: Plan, client_of: Clients) -> None:
    client = client_of("leader")
    before = AuditEvent.objects.filter(verb="ledger.exported").count()
    assert client.head(f"{LEDGER}ledger.xlsx").status_code == 200
    assert AuditEvent.objects.filter(verb="ledger.exported").count() == before


def test_an_empty_ledger_is_a_workbook_too(example: Plan, client_of: Clients) -> None:
    book = taken(client_of("leader"), words="没有这样的词")
    assert cells(book) == [] and dict(facts(book))["rows"] == 0


@pytest.mark.parametrize("form", ["pdf", "XLSX", "xls"])
def test_there_is_no_other_form(example: Plan, client_of: Clients, form: str) -> None:
    assert client_of("leader").get(f"{LEDGER}ledger.{form}").status_code == 404
