"""An office's ledger comes in: read as found, checked, written whole or not at all, undone."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest

from core.audit.verify import verify_chain
from core.models import AuditEvent
from core.refusals import BadInput, Conflict
from recommendations.actions import cancel_initiative, change_goal
from recommendations.actions.imports import (
    apply_import,
    drop_import,
    map_columns,
    undo_import,
    upload_ledger,
)
from recommendations.imports.columns import suggest
from recommendations.models import ColumnMap, Initiative, LedgerImport, Plan
from recommendations.queries import breakdowns_of
from recommendations.queries.imports import check_of
from tests.factories import BY, House, at
from tests.recommendations.imports.books import HEAD, book

NOW = at("2026-09-21 10:00")
ON = NOW.date()
Unchanged = Callable[[], Any]
NEW = (1, "建立数据专员队伍", "2", "各部门一名", "示例甲局", "示例乙局", "11月底前", None)


def upload(house: House, data: bytes, **more: Any) -> LedgerImport:
    return upload_ledger(
        plan=house.plan, data=data, file_name="台账.xlsx", year=2026, uploader=house.chen,
        now=NOW, by=BY, **more,
    )  # fmt: skip


def check(batch: LedgerImport, **more: Any) -> LedgerImport:
    facts = {
        "sheet": batch.sheet, "head_first": batch.head_first, "head_last": batch.head_last,
        "columns": batch.columns, "year": batch.year, "version": batch.version,
    }  # fmt: skip
    return map_columns(batch=batch, now=NOW, by=BY, **{**facts, **more})


def checked(house: House, *rows: Sequence[Any], head: Sequence[str] = HEAD) -> LedgerImport:
    return check(upload(house, book([head, *rows])))


def bring_in(batch: LedgerImport) -> LedgerImport:
    return apply_import(batch=batch, on=ON, version=batch.version, now=NOW, by=BY)


def faults(batch: LedgerImport) -> list[tuple[str, str]]:
    return [(fault.place, fault.code) for fault in check_of(batch).faults]


def test_a_new_row_becomes_a_draft_initiative(house: House) -> None:
    batch = checked(house, NEW)
    assert {name: batch.result[name] for name in ("new", "changed", "same", "faults")} == {
        "new": 1, "changed": 0, "same": 0, "faults": 0,
    }  # fmt: skip
    assert batch.result["missing"] == [1, 2, 3, 4]
    bring_in(batch)
    made = house.initiative(5)
    value = breakdowns_of([made])[made.pk]
    assert (made.title, made.state, made.measure.position) == ("建立数据专员队伍", "draft", 2)
    assert (value.lead, value.supporting) == (house.a.pk, (house.b.pk,))
    assert (value.due_on, value.due_words) == (date(2026, 11, 30), "11月底前")
    assert (value.annual_goal, value.remarks) == ("各部门一名", "")
    assert verify_chain().ok
    verbs = list(AuditEvent.objects.order_by("-seq").values_list("verb", flat=True)[:2])
    assert verbs == ["ledger.applied", "initiative.added"]


def test_the_same_file_again_changes_nothing(house: House, unchanged: Unchanged) -> None:
    bring_in(checked(house, NEW))
    again = checked(house, NEW)
    assert (again.result["new"], again.result["changed"], again.result["same"]) == (0, 0, 1)
    with unchanged(), pytest.raises(BadInput):
        bring_in(again)


def test_a_row_of_the_same_title_changes_its_initiative(house: House) -> None:
    one = house.initiative(1)
    batch = checked(house, (1, one.title, None, "接入二十家", None, None, None, "补充"))
    assert (batch.result["new"], batch.result["changed"]) == (0, 1)
    bring_in(batch)
    now = house.initiative(1)
    # An office's empty cell says nothing; only what we gave out can be emptied.
    assert (now.annual_goal, now.remarks, now.lead) == ("接入二十家", "补充", house.a)
    assert now.due_on == one.due_on


def test_a_number_tells_which_one_is_meant(house: House) -> None:
    head = ("任务编号", "重点任务", "备注")
    bring_in(checked(house, (2, "共享目录", "改名"), head=head))
    assert (house.initiative(2).title, house.initiative(2).remarks) == ("共享目录", "改名")


def test_merged_heads_titles_and_group_rows(house: House) -> None:
    rows = [
        ("2026年重点任务台账", *[None] * 7),
        ("填报单位：示例督查室", *[None] * 7),
        ("序号", "领域", "重点任务", "季度目标", None, "责任单位", None, "完成时限"),
        (None, None, None, "一季度", "二季度", "牵头单位", "配合单位", None),
        ("一、基础", *[None] * 7),
        (1, "夯实基础，打通数据", "任务甲", "启动", "完成", "示例甲局", "示例乙局", "年底前"),
        (2, None, "任务乙", "启动", "完成", "示例乙局", None, "2026.11.22"),
        ("填报人：", None, "审核人：", *[None] * 5),
    ]
    merged = [
        (0, 0, 0, 7), (1, 0, 1, 7), (2, 0, 3, 0), (2, 1, 3, 1), (2, 2, 3, 2), (2, 3, 2, 4),
        (2, 5, 2, 6), (2, 7, 3, 7), (4, 0, 4, 7), (5, 1, 6, 1),
    ]  # fmt: skip
    batch = upload(house, book(rows, merged=merged, before=[[("填表说明",)]]))
    assert (batch.sheet, batch.head_first, batch.head_last) == ("台账", 2, 3)
    assert batch.columns == {
        "area": 1, "title": 2, "goal_q1": 3, "goal_q2": 4, "lead": 5, "supporting": 6, "due_on": 7,
    }  # fmt: skip
    found = check_of(check(batch))
    assert [(row, words) for row, words in found.left_out] == [
        (4, "一、基础"), (7, "填报人: 审核人:"),
    ]  # fmt: skip
    # The area has two measures, so nobody can tell which one is meant.
    assert [(fault.place, fault.code) for fault in found.faults] == [
        ("C6", "no_measure"), ("C7", "no_measure"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({4: "不存在的局"}, ("E2", "unknown_unit")),
        ({6: "适时"}, ("G2", "no_day")),
        ({2: "99"}, ("C2", "no_measure")),
        ({1: "长" * 61}, ("B2", "too_long")),
        ({1: None, 3: "无题", 7: "有备注"}, ("B2", "no_title")),
        ({4: "示例甲局", 5: "示例甲局"}, ("F2", "unit_twice")),
    ],
    ids=["unit", "day", "measure", "length", "title", "unit twice"],
)
def test_each_fault_has_its_cell_and_nothing_is_written(
    house: House, unchanged: Unchanged, cells: dict[int, Any], expected: tuple[str, str]
) -> None:
    row = list(NEW)
    for column, cell in cells.items():
        row[column] = cell
    good = (2, "另一任务", "1", None, None, None, None, None)
    batch = checked(house, row, good)
    assert faults(batch) == [expected]
    assert (batch.result["new"], batch.result["faults"]) == (1, 1)
    with unchanged(), pytest.raises(BadInput, match="1"):
        bring_in(batch)
    for language in ("zh", "en"):
        words = check_of(batch).faults[0].words(language)
        assert words and "{" not in words


def test_two_rows_for_one_initiative_are_refused(house: House) -> None:
    one = house.initiative(1)
    row = (1, one.title, None, "甲", None, None, None, None)
    assert faults(checked(house, row, (2, *row[1:]))) == [("B3", "twice")]
    assert faults(checked(house, NEW, (2, *NEW[1:]))) == [("B3", "twice")]


def test_a_wrong_number_and_an_ended_initiative_are_told(house: House) -> None:
    one = house.initiative(1)
    cancel_initiative(initiative=one, on=ON, version=one.version, now=NOW, by=BY)
    head = ("任务编号", "重点任务", "备注", "牵头单位")
    batch = checked(house, (77, "没有", "x", None), (1, one.title, "x", None), head=head)
    assert faults(batch) == [("A2", "no_such_code"), ("3", "ended")]


def test_an_assigned_one_keeps_lead_and_due_date(house: House) -> None:
    one = house.initiative(1)
    key = str(one.public_id)
    head = ("重点任务", "牵头单位", "完成时限", "row_key", "row_version")
    whole = [one.title, "示例甲局", "2026-12-31", key, one.version]
    assert faults(checked(house, [whole[0], None, *whole[2:]], head=head)) == [
        ("B2", "lead_needed")
    ]
    assert faults(checked(house, [*whole[:2], None, *whole[3:]], head=head)) == [
        ("C2", "due_needed")
    ]
    assert faults(checked(house, [*whole[:3], "stranger", 1], head=head)) == [("2", "no_such_key")]
    assert checked(house, whole, head=head).result["same"] == 1


def test_a_row_exported_before_a_change_is_merged_or_told(house: House) -> None:
    one = house.initiative(1)
    head = ("重点任务", "年度目标", "备注", "row_key", "row_version")
    seen = (str(one.public_id), one.version)
    change_goal(initiative=one, goal="别人的目标", version=one.version, now=NOW, by=BY)
    # The sheet still has the old goal and a new remark: both people's changes stand.
    batch = checked(house, (one.title, None, "我的备注", *seen), head=head)
    assert batch.result["faults"] == 0
    bring_in(batch)
    assert (house.initiative(1).annual_goal, house.initiative(1).remarks) == (
        "别人的目标",
        "我的备注",
    )
    clash = checked(house, (one.title, "我的目标", "我的备注", *seen), head=head)
    assert faults(clash) == [("B2", "changed_meanwhile")]
    assert "别人的目标" in check_of(clash).faults[0].words("zh")


def test_what_changed_since_the_check_is_looked_at_again(
    house: House, unchanged: Unchanged
) -> None:
    one = house.initiative(1)
    batch = checked(house, (1, one.title, None, None, None, None, None, "备注"))
    change_goal(initiative=one, goal="别人的目标", version=one.version, now=NOW, by=BY)
    with unchanged(), pytest.raises(Conflict):
        bring_in(batch)
    bring_in(check(batch))
    assert house.initiative(1).remarks == "备注"


def test_undoing_brings_back_what_was(house: House) -> None:
    before = {row.code: breakdowns_of([row])[row.pk] for row in house.plan.initiatives.all()}
    one = house.initiative(1)
    batch = bring_in(
        checked(house, NEW, (2, one.title, None, "新目标", None, None, "10月底", None))
    )
    assert house.initiative(1).annual_goal == "新目标"
    undo_import(batch=batch, on=ON, version=batch.version, now=NOW, by=BY)
    after = {row.code: breakdowns_of([row])[row.pk] for row in house.plan.initiatives.all()}
    assert after == before
    batch.refresh_from_db()
    assert (batch.state, batch.undone_at) == ("undone", NOW)
    # A number is never given twice.
    assert Plan.objects.get(pk=house.plan.pk).last_code == 5


def test_undoing_stops_where_somebody_worked_on(house: House, unchanged: Unchanged) -> None:
    batch = bring_in(checked(house, NEW))
    made = house.initiative(5)
    change_goal(initiative=made, goal="改过", version=made.version, now=NOW, by=BY)
    with unchanged(), pytest.raises(Conflict, match="5"):
        undo_import(batch=batch, on=ON, version=batch.version, now=NOW, by=BY)


def test_an_assigned_newcomer_is_not_undone(house: House, unchanged: Unchanged) -> None:
    batch = bring_in(checked(house, NEW))
    Initiative.objects.filter(code=5).update(state="assigned")
    with unchanged(), pytest.raises(Conflict, match="5"):
        undo_import(batch=batch, on=ON, version=batch.version, now=NOW, by=BY)


def test_each_step_is_taken_once(house: House, unchanged: Unchanged) -> None:
    fresh = upload(house, book([HEAD, NEW]))
    with unchanged(), pytest.raises(Conflict):
        bring_in(fresh)
    with unchanged(), pytest.raises(Conflict):
        undo_import(batch=fresh, on=ON, version=fresh.version, now=NOW, by=BY)
    batch = bring_in(check(fresh))
    for again in (bring_in, check):
        with unchanged(), pytest.raises(Conflict):
            again(batch)
    with unchanged(), pytest.raises(Conflict):
        drop_import(batch=batch, version=batch.version, by=BY)
    aside = upload(house, book([HEAD, NEW]))
    drop_import(batch=aside, version=aside.version, by=BY)
    with unchanged(), pytest.raises(Conflict):
        check(aside)


def test_two_at_once_the_second_is_told(house: House, unchanged: Unchanged) -> None:
    batch = checked(house, NEW)
    stale = LedgerImport.objects.select_related("plan").get(pk=batch.pk)
    bring_in(batch)
    with unchanged(), pytest.raises(Conflict):
        apply_import(batch=stale, on=ON, version=stale.version, now=NOW, by=BY)


def test_a_map_is_remembered_by_its_head(house: House) -> None:
    head = ("名目", "谁来做", "什么时候", "哪条")
    rows = book([head, ("任务甲", "示例甲局", "年底", 1)])
    batch = upload(house, rows)
    assert batch.columns == suggest(head) == {}
    told = {"title": 0, "lead": 1, "due_on": 2, "measure": 3}
    check(batch, columns=told)
    assert ColumnMap.objects.get().columns == told
    again = upload(house, rows)
    assert again.columns == told
    assert check(again).result["new"] == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"columns": {"lead": 0}},
        {"columns": {"title": 0, "magic": 1}},
        {"columns": {"title": 99}},
        {"columns": {"title": 1, "lead": 1}},
        {"sheet": "没有"},
        {"head_first": 5, "head_last": 9},
        {"head_first": 1, "head_last": 0},
        {"year": 26},
    ],
    ids=str,
)
def test_a_map_that_cannot_be_is_refused(
    house: House, unchanged: Unchanged, wrong: dict[str, Any]
) -> None:
    batch = upload(house, book([HEAD, NEW]))
    with unchanged(), pytest.raises(BadInput):
        check(batch, **wrong)


@pytest.mark.parametrize(
    "data", [b"", b"   ", b"\x00\x01", b"PK\x03\x04broken", b"%PDF-1.7"], ids=repr
)
def test_what_is_no_table_is_refused(house: House, unchanged: Unchanged, data: bytes) -> None:
    with unchanged(), pytest.raises(BadInput):
        upload(house, data)


def test_nothing_comes_into_a_closed_plan(house: House, unchanged: Unchanged) -> None:
    house.plan.state = "closed"
    with unchanged(), pytest.raises(Conflict):
        upload(house, book([HEAD, NEW]))
