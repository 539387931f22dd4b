"""Where a head is, and which column is what."""

from core.sheets import Sheet
from recommendations.imports.columns import field_of, suggest
from recommendations.imports.heads import find_head, head_at


def sheet(*rows: tuple[object, ...], merged: tuple[tuple[int, int, int, int], ...] = ()) -> Sheet:
    width = max(len(row) for row in rows)
    return Sheet("台账", [[*row, *[None] * (width - len(row))] for row in rows], merged)


def test_published_heads_are_known() -> None:
    # The columns that real ledgers print (practice.md 2.5), and ours in both languages.
    for head, field in {
        "重点任务": "title", "任务名称": "title", "工作任务": "title",
        "年度任务及目标": "annual_goal",
        "牵头负责部门": "lead", "牵头单位": "lead", "责任 单位": "lead", "主责单位": "lead",
        "配合单位": "supporting", "协办单位": "supporting", "牵头领导": "leaders",
        "完成时限": "due_on", "时间 节点": "due_on", "责任人及电话": "contact_words",
        "起止时间": "period", "一季度目标": "goal_q1", "季度目标/一季度": "goal_q1",
        "备注": "remarks", "完成时限（年月日）": "due_on", "Lead unit": "lead", "Due": "due_on",
        "*任务名称": "title",
    }.items():  # fmt: skip
        assert field_of(head) == field, head
    for head in ("序号", "亮灯", "完成比例（%）", "存在问题", "哪条", ""):
        assert field_of(head) is None, head


def test_the_head_is_found_below_titles_and_above_numbers() -> None:
    found = find_head(
        sheet(
            ("2026年重点任务台账",),
            ("填报单位：", None, "日期："),
            ("序号", "任务名称", "责任单位"),
            ("1", "2", "3"),
            (1, "甲", "某局"),
        )  # fmt: skip
    )
    assert found is not None and (found.first, found.last) == (2, 2)
    assert suggest(found.names) == {1: "title", 2: "lead"}


def test_levels_of_a_head_are_joined() -> None:
    rows = [
        ("任务", "季度目标", None, "单位"),
        (None, "一季度", "二季度", "牵头单位"),
        ("甲", "x", "y", "z"),
    ]
    table = sheet(*rows, merged=((0, 0, 1, 0), (0, 1, 0, 2)))
    found = find_head(table)
    assert found is not None and (found.first, found.last) == (0, 1)
    assert found.names == ("任务", "季度目标/一季度", "季度目标/二季度", "单位/牵头单位")
    assert suggest(found.names) == {0: "title", 1: "goal_q1", 2: "goal_q2", 3: "lead"}


def test_a_table_of_something_else_has_no_head() -> None:
    assert find_head(sheet(("a", "b"), ("c", "d"))) is None
    assert head_at(sheet(("a", "b")), first=0, last=0).names == ("a", "b")


def test_of_two_columns_for_one_field_the_first_has_it() -> None:
    assert suggest(["任务", "事项", "备注"]) == {0: "title", 2: "remarks"}
