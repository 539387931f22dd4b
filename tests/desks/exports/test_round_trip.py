"""What goes out comes back as it was: an exported ledger brought in again changes nothing."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.test import Client

from core.refusals import BadInput
from recommendations.actions.imports import apply_import, map_columns, upload_ledger
from recommendations.ledger_columns import BY_KEY
from recommendations.models import LedgerImport, Plan
from recommendations.queries import breakdowns_of
from tests.desks.conftest import NOW
from tests.factories import BY

ALL = ",".join(BY_KEY)


def exported(client: Client, language: str = "") -> bytes:
    answer = client.get(f"/plans/beijing-ai/ledger/ledger.xlsx?columns={ALL}")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def brought(plan: Plan, data: bytes) -> LedgerImport:
    from accounts.models import User

    batch = upload_ledger(
        plan=plan, data=data, file_name="台账.xlsx", year=2026,
        uploader=User.objects.get(username="coordinator"), now=NOW, by=BY,
    )  # fmt: skip
    return map_columns(
        batch=batch, sheet=batch.sheet, head_first=batch.head_first, head_last=batch.head_last,
        columns=batch.columns, year=2026, version=1, now=NOW, by=BY,
    )  # fmt: skip


@pytest.mark.parametrize("language", ["", "en"])
def test_unchanged_it_changes_nothing(
    example: Plan, client_of: Callable[..., Client], language: str
) -> None:
    data = exported(client_of("coordinator", language))
    batch = brought(example, data)
    told = {name: batch.result[name] for name in ("new", "changed", "same", "faults")}
    assert told == {"new": 0, "changed": 0, "same": 22, "faults": 0}, batch.result["shown_faults"]


def test_a_cell_that_was_changed_changes_that_alone(
    example: Plan, client_of: Callable[..., Client]
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(exported(client_of("coordinator"))))
    sheet = book.worksheets[0]
    heads = {cell.value: cell.column for cell in sheet[3]}
    sheet.cell(4, heads["年度目标"]).value = "=新目标"
    sheet.cell(5, heads["配合单位"]).value = None
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


def value_of(row: Any) -> Any:
    return breakdowns_of([row])[row.pk]


def test_a_sheet_of_another_plan_is_sent_there(
    example: Plan, client_of: Callable[..., Client]
) -> None:
    data = exported(client_of("coordinator"))
    example.slug = "other"
    with pytest.raises(BadInput, match="beijing-ai"):
        brought(example, data)
