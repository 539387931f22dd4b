"""What cells of a filing sheet say, and what a sheet would change three ways."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from core.sheets import Sheet
from progress.sheets import Item, Known, Line, NotOurs, ReadRow, check_rows, read_unit_sheets
from progress.sheets.cells import cell_of
from progress.sheets.faults import SENTENCES, Fault
from progress.sheets.shape import COLUMNS, FORMAT, ROW_KEY, ROW_VERSION, SHEET_ABOUT

STEPS = (
    Line("milestone-1", "方案"),
    Line("milestone-2", "方案：二期"),
    Line("milestone-3", "上线"),
)
FIGURES = (Line("indicator-7", "接入部门数（个）"),)
ITEM = Item(
    key="a 2026-09", version=0, code=1, title="建平台", told_by="percent", values={},
    lines={"steps": STEPS, "figures": FIGURES}, last_percent=Decimal(40), year=2026,
)  # fmt: skip
KNOWN = Known(
    items={ITEM.key: ITEM},
    ratings={"正常推进": "on_track", "on track": "on_track", "滞后": "behind"},
    today=date(2026, 9, 22),
)
PLACES = {column.key: at for at, column in enumerate(COLUMNS)}


def read(
    cells: dict[str, Any],
    *,
    item: Item = ITEM,
    base: dict[str, str] | None = None,
    version: int = 0,
) -> tuple[dict[str, str], dict[str, str], list[str]]:
    """What one row would change, what it clashes with, what is wrong with it."""
    row = ReadRow("九月", 4, item.key, version, cells, PLACES, base)
    found = check_rows([row], replace(KNOWN, items={item.key: item}))
    rows = found.rows or [None]
    told = [
        {one.name: one.after for one in part} if part else {}
        for part in ((rows[0].changes, rows[0].conflicts) if rows[0] else ((), ()))
    ]
    return told[0], told[1], [fault.code for fault in found.faults]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (60, "60"), (42.5, "42.5"), ("42.5", "42.5"), ("85%", "85"), ("８５", "85"),
        ("８５％", "85"), ("约85%", "85"), ("'60", "60"), (0.85, "85"), (1, "100"), (0, "0"),
        ("0.5%", "0.5"), (100, "100"), (0.1 + 0.2, "30"), ("1,0", "10"),
    ],
)  # fmt: skip
def test_percents_as_people_type_them(cell: Any, said: str) -> None:
    assert read({"percent": cell}) == ({"percent": said}, {}, [])


@pytest.mark.parametrize("cell", [None, "", "—", "-", "/", "无", "暂无", "  "])
def test_nothing_changes_nothing(cell: Any) -> None:
    kept = replace(ITEM, values={"percent": "40", "expected_on": "2026-12-01"})
    assert read({"percent": cell, "expected_on": cell}, item=kept) == ({}, {}, [])


@pytest.mark.parametrize(
    ("key", "cell", "code"),
    [
        ("percent", "多半", "no_number"), ("percent", 100.5, "not_a_percent"),
        ("percent", -1, "not_a_percent"), ("percent", True, "no_number"),
        ("self_rating", "还行", "no_choice"), ("expected_on", "不久", "no_day"),
        ("expected_on", "长期坚持", "no_day"), ("done", "长" * 4001, "too_long"),
        ("steps", "别的：2026-09-01", "unknown_line"), ("steps", "上线2026-09-01", "unknown_line"),
        ("steps", "上线：2026-09-23", "future_step"), ("steps", "上线：快了", "no_day"),
        ("steps", "上线：2026-09-01\n上线：2026-09-02", "line_twice"),
        ("figures", "接入部门数（个）：很多", "no_number"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_says_how_to_mend_it(key: str, cell: Any, code: str) -> None:
    changes, conflicts, faults = read({key: cell})
    assert (changes, conflicts, faults) == ({}, {}, [code])


def test_a_share_without_a_round_before_it_is_asked_about() -> None:
    first = replace(ITEM, last_percent=None)
    assert read({"percent": 0.85}, item=first)[2] == ["share_or_percent"]
    assert read({"percent": 1}, item=first)[0] == {"percent": "1"}
    kept = replace(first, values={"percent": "0.85"})
    assert read({"percent": 0.85}, item=kept) == ({}, {}, [])
    # What went out as half a percent comes back as that, whatever was approved before.
    assert read({"percent": 0.5}, item=replace(ITEM, values={"percent": "0.5"})) == ({}, {}, [])


def test_a_percent_where_none_is_asked_for() -> None:
    told = replace(ITEM, told_by="milestones")
    assert read({"percent": 50}, item=told)[2] == ["no_percent_here"]
    assert read({"percent": "—"}, item=told)[2] == []
    assert read({"percent": 50}, item=replace(told, values={"percent": "50"}))[2] == []


@pytest.mark.parametrize(
    "cell",
    ["2026-12-18", "2026.12.18", "2026年12月18日", "12月18日", date(2026, 12, 18), 46374,
     datetime(2026, 12, 18, tzinfo=UTC)],
)  # fmt: skip
def test_days_as_people_type_them(cell: Any) -> None:
    assert read({"expected_on": cell})[0] == {"expected_on": "2026-12-18"}


def test_lines_are_known_by_their_whole_name() -> None:
    said = "方案:2026年9月1日\n方案：二期：9月15日\n上线："
    assert read({"steps": said})[0] == {"milestone-1": "2026-09-01", "milestone-2": "2026-09-15"}
    assert read({"steps": "清空"}, item=replace(ITEM, values={"milestone-1": "2026-09-01"}))[0] == {
        "milestone-1": ""
    }
    assert read({"steps": "方案：2026-09-01"}, item=replace(ITEM, lines={}))[2] == ["no_lines_here"]


def test_two_lines_of_one_name_are_told_apart_by_their_order() -> None:
    twins = (Line("milestone-1", "验收"), Line("milestone-2", "验收"))
    item = replace(
        ITEM, lines={"steps": twins},
        values={"milestone-1": "2026-09-01", "milestone-2": "2026-09-02"},
    )  # fmt: skip
    assert read({"steps": cell_of(item, twins)}, item=item) == ({}, {}, [])
    assert read({"steps": "验收：2026-09-01\n验收：2026-09-03"}, item=item)[0] == {
        "milestone-2": "2026-09-03"
    }


@pytest.mark.parametrize(
    ("base", "now", "cell", "result"),
    [
        ("甲", "甲", "甲", ""), ("甲", "甲", None, ""), ("甲", "甲", "乙", "changes"),
        ("甲", "丙", "甲", ""), ("甲", "丙", None, ""), ("甲", "丙", "乙", "conflicts"),
        ("甲", "丙", "丙", ""), ("甲", "", "乙", "conflicts"), ("", "丙", "乙", "conflicts"),
        ("", "", "乙", "changes"), ("甲", "甲", "清空", "changes"),
        ("甲", "丙", "清空", "conflicts"),
        ("甲", "", "清空", ""), ("甲", "甲", " 甲 \r\n", ""),
    ],
)  # fmt: skip
def test_three_ways(base: str, now: str, cell: Any, result: str) -> None:
    item = replace(ITEM, version=3, values={"problems": now} if now else {})
    changes, conflicts, faults = read(
        {"problems": cell}, item=item, base={"problems": base} if base else {}, version=2
    )
    after = {"problems": "" if cell == "清空" else cell}
    assert changes == (after if result == "changes" else {})
    assert conflicts == (after if result == "conflicts" else {})
    assert faults == []


def test_the_heads_are_known_in_both_languages_and_wherever_they_stand() -> None:
    row = [None, "", "自评", "Done this round", ROW_VERSION, ROW_KEY]
    body = ["x", None, "滞后", "进展", 2, "a 2026-09"]
    about = Sheet(
        SHEET_ABOUT,
        [["format", FORMAT, None, None], ["was", "a 2026-09/2", None, None],
         ["was", "a 2026-09/2", "done", "旧"]],
        hidden=True,
    )  # fmt: skip
    (found,) = read_unit_sheets([Sheet("九月", [["填报表", *[None] * 5], row, body]), about])
    assert (found.key, found.version, found.row, found.base) == ("a 2026-09", 2, 2, {"done": "旧"})
    assert found.cells == {"self_rating": "滞后", "done": "进展"}
    assert found.places == {"self_rating": 2, "done": 3}
    with pytest.raises(NotOurs):
        read_unit_sheets([Sheet("九月", [body]), about])


@pytest.mark.parametrize("version", [None, "x", "-1", 2.5, "９"])
def test_a_version_that_cannot_be_read_trusts_nothing(version: Any) -> None:
    sheet = Sheet("九月", [["存在问题", ROW_VERSION, ROW_KEY], ["新", version, "a 2026-09"]])
    (row,) = read_unit_sheets([sheet])
    item = replace(ITEM, version=2, values={"problems": "旧"})
    found = check_rows([row], replace(KNOWN, items={item.key: item}))
    assert [len(one.conflicts) for one in found.rows] == [1]


def test_every_sentence_can_be_said_in_both_languages() -> None:
    names = "text most length choices ratio label labels code title unit"
    figures = dict.fromkeys(names.split(), "1")
    for code in SENTENCES:
        fault = Fault("九月", 4, 7, code, figures)
        assert fault.place == "H5"
        assert fault.words("zh") != fault.words("en")
