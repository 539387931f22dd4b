"""What goes out comes back as it was: an exported ledger brought in again changes nothing."""

import csv
import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.test import Client

from accounts.models import User
from core.refusals import BadInput
from recommendations.actions.imports import apply_import, map_columns, upload_ledger
from recommendations.ledger_columns import BY_KEY, SHEET_ABOUT
from recommendations.models import Initiative, LedgerImport, Plan
from recommendations.queries import breakdowns_of
from recommendations.queries.imports import check_of
from tests.desks.conftest import NOW
from tests.factories import BY

ALL = ",".join(BY_KEY)


def exported(client: Client, form: str = "xlsx") -> bytes:
    answer: Any = client.get(f"/plans/beijing-ai/ledger/ledger.{form}?columns={ALL}")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


def brought(plan: Plan, data: bytes) -> LedgerImport:
    batch = upload_ledger(
        plan=plan, data=data, file_name="台账.xlsx", year=2026,
        uploader=User.objects.get(username="coordinator"), now=NOW, by=BY,
    )  # fmt: skip
    return map_columns(
        batch=batch, sheet=batch.sheet, head_first=batch.head_first, head_last=batch.head_last,
        columns=batch.columns, year=2026, version=1, now=NOW, by=BY,
    )  # fmt: skip


@pytest.mark.parametrize("language", ["", "en"])
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_unchanged_it_changes_nothing(
    example: Plan, client_of: Callable[..., Client], language: str, form: str
) -> None:
    # All weights are one or less: still they are weights, no shares of one.
    Initiative.objects.filter(code__lt=9).update(weight="0.5", goal_q2="=1", cadence="quarter")
    batch = brought(example, exported(client_of("coordinator", language), form))
    told = {name: batch.result[name] for name in ("new", "changed", "same", "faults")}
    assert told == {"new": 0, "changed": 0, "same": 25, "faults": 0}, batch.result["shown_faults"]


def test_a_cell_that_was_changed_changes_that_alone(
    example: Plan, client_of: Callable[..., Client]
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(exported(client_of("coordinator"))))
    sheet = book.worksheets[0]
    heads = {cell.value: cell.column for cell in sheet[3]}
    sheet.cell(4, heads["年度目标"]).value = "=新目标"
    sheet.cell(5, heads["配合单位"]).value = None
    # What no sheet decides is let be.
    for head in ("举措", "联系人", "状态", "完成比例（%）", "领域"):
        sheet.cell(6, heads[head]).value = "1"
    out = io.BytesIO()
    book.save(out)
    before = {row.code: value_of(row) for row in example.initiatives.all()}
    batch = brought(example, out.getvalue())
    apply_import(batch=batch, on=NOW.date(), version=batch.version, now=NOW, by=BY)
    after = {row.code: value_of(row) for row in example.initiatives.all()}
    assert [code for code in before if before[code] != after[code]] == [2]
    assert before[2].supporting and after[2].supporting == ()
    # A formula is never computed; what was last saved in it is nothing.
    assert after[1].annual_goal == before[1].annual_goal


def test_a_line_without_a_key_is_a_new_one_where_its_measure_says(
    example: Plan, client_of: Callable[..., Client]
) -> None:
    text = exported(client_of("coordinator"), "csv").decode("utf-8-sig")
    heads, *rows = csv.reader(io.StringIO(text, newline=""))
    line = dict(zip(heads, rows[6], strict=True))
    line |= {"任务编号": "", "row_key": "", "row_version": "", "重点任务": "再加一项",
             "第三季度目标": "铺开", "填报周期": "同方案", "不设指标": "是"}  # fmt: skip
    out = io.StringIO(newline="")
    csv.writer(out).writerows([heads, *rows, list(line.values())])
    batch = brought(example, out.getvalue().encode())
    (new,) = check_of(batch).new
    seventh = example.initiatives.get(code=7)
    assert (new.to.title, new.to.measure) == ("再加一项", seventh.measure_id)
    assert (new.to.goal_q3, new.to.cadence, new.to.no_indicator) == ("铺开", "", True)
    assert (batch.result["changed"], batch.result["faults"]) == (0, 0)


def test_a_sheet_that_lost_what_it_says_of_itself_is_known_by_its_heads(
    example: Plan, client_of: Callable[..., Client]
) -> None:
    # 联系人 is an account: what an office's own ledger calls so is another column.
    example.initiatives.update(contact=User.objects.get(username="reporter"))
    book = openpyxl.load_workbook(io.BytesIO(exported(client_of("coordinator"))))
    del book[SHEET_ABOUT]
    out = io.BytesIO()
    book.save(out)
    batch = brought(example, out.getvalue())
    assert "contact_words" in batch.columns and "row_key" in batch.columns
    told = {name: batch.result[name] for name in ("new", "changed", "same", "faults")}
    assert told == {"new": 0, "changed": 0, "same": 25, "faults": 0}


def value_of(row: Any) -> Any:
    return breakdowns_of([row])[row.pk]


def test_a_sheet_of_another_plan_is_sent_there(
    example: Plan, client_of: Callable[..., Client]
) -> None:
    data = exported(client_of("coordinator"))
    example.slug = "other"
    with pytest.raises(BadInput, match="beijing-ai"):
        brought(example, data)
