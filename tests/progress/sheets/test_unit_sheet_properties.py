"""Whatever was written before: out and in again changes nothing, and what is edited changes alone;
nothing that a person typed is ever a formula."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from core.exact import from_scaled, show
from core.sheets import read_sheets
from progress.outputs.unit_sheet import Page, write_unit_sheet
from progress.sheets import Item, Known, Line, check_rows, read_unit_sheets
from progress.sheets.cells import clears
from tests.progress.sheets.sheet_steps import filled

NOW = datetime(2026, 9, 22, 2, 0, tzinfo=UTC)
RATINGS = {"on_track": "正常推进", "at_risk": "有风险", "behind": "滞后"}
WORDS = {label: key for key, label in RATINGS.items()}
HOSTILE = st.sampled_from(
    ["=1+1", "+cmd|'/C calc'!A0", "@SUM(A1)", "-2+3", "\t=1", "＝HYPERLINK(\"x\")", "http://x.y/",
     "_x0041_", "{=1}", "'=1", "%0", "|x", "无", "清空一半", "\u200b=1", "a\r\nb", " x "]
)  # fmt: skip
LETTERS = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), include_characters="\n\t")
TEXTS = st.one_of(st.just(""), HOSTILE, st.text(LETTERS, max_size=60)).filter(
    lambda text: not clears(text)
)
PERCENTS = st.one_of(st.just(""), st.integers(0, 100 * 10_000).map(lambda n: show(from_scaled(n))))
DAYS = st.dates(date(2020, 1, 1), date(2026, 9, 22)).map(date.isoformat)
FIELDS = ("done", "cause", "problems", "next_steps")


@st.composite
def items(draw: Any, number: int) -> Item:
    told_by = draw(st.sampled_from(["percent", "milestones", "words"]))
    values = {name: draw(TEXTS) for name in FIELDS}
    values["percent"] = draw(PERCENTS) if told_by == "percent" else ""
    values["self_rating"] = draw(st.sampled_from(["", *RATINGS]))
    values["expected_on"] = draw(st.one_of(st.just(""), DAYS))
    lines = tuple(Line(f"milestone-{at}", f"第{at}步") for at in range(draw(st.integers(0, 3))))
    values |= {line.name: draw(st.one_of(st.just(""), DAYS)) for line in lines}
    return Item(
        key=f"key{number} 2026-09", version=draw(st.integers(0, 3)), code=number, told_by=told_by,
        title=draw(TEXTS), values=values, shown={"code": number, "wording": draw(TEXTS)},
        lines={"steps": lines}, year=2026, last_percent=draw(st.sampled_from([None, 0, 60])),
    )  # fmt: skip


ITEMS = st.integers(1, 3).flatmap(lambda n: st.tuples(*(items(at) for at in range(1, n + 1))))


def written(rows: tuple[Item, ...]) -> bytes:
    file = io.BytesIO()
    page = Page("2026年9月", "填报表", "截止", rows)
    write_unit_sheet(file, [page], ratings=RATINGS, now=NOW, language="zh")
    return file.getvalue()


def check(data: bytes, rows: tuple[Item, ...]) -> Any:
    known = Known({row.key: row for row in rows}, WORDS, date(2026, 9, 22))
    return check_rows(read_unit_sheets(read_sheets(data)), known)


@given(ITEMS)
@settings(max_examples=60, deadline=None)
def test_out_and_in_again_changes_nothing(rows: tuple[Item, ...]) -> None:
    found = check(written(rows), rows)
    assert (found.rows, found.faults, found.missing) == ([], [], [])
    assert found.same == list(rows)


@given(ITEMS, st.data())
@settings(max_examples=40, deadline=None)
def test_edited_cells_are_exactly_the_changes(rows: tuple[Item, ...], data: Any) -> None:
    edits: dict[int, dict[str, Any]] = {}
    wanted = {}
    for row in rows:
        fields = data.draw(st.sets(st.sampled_from(FIELDS)))
        said = {name: f"改后的{name}{row.code}" for name in fields}
        if row.told_by == "percent" and data.draw(st.booleans()):
            said["percent"] = "77%"
        edits[row.code] = said
        now = {"percent": "77"} if "percent" in said else {}
        for name, value in {**said, **now}.items():
            if row.values[name] != value:
                wanted[row.code, name] = (row.values[name], value)
    found = check(filled(written(rows), edits), rows)
    assert found.faults == []
    assert {
        (row.item.code, one.name): (one.before, one.after)
        for row in found.rows
        for one in row.changes
    } == wanted
    assert not any(row.conflicts for row in found.rows)


@given(ITEMS, st.sampled_from(FIELDS))
@settings(max_examples=30, deadline=None)
def test_what_others_wrote_is_never_overwritten_unsaid(rows: tuple[Item, ...], name: str) -> None:
    data = filled(written(rows), {1: {name: "我的话"}})
    later = replace(
        rows[0], version=rows[0].version + 1, values={**rows[0].values, name: "别人的话"}
    )
    found = check(data, (later, *rows[1:]))
    (row,) = found.rows
    assert row.changes == () and [one.before for one in row.conflicts] == ["别人的话"]


@given(ITEMS)
@settings(max_examples=30, deadline=None)
def test_no_cell_is_ever_a_formula_or_a_link(rows: tuple[Item, ...]) -> None:
    with zipfile.ZipFile(io.BytesIO(written(rows))) as archive:
        names = archive.namelist()
        sheets = [archive.read(name) for name in names if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 2
    assert not any(b"<f>" in sheet or b"<f " in sheet or b"hyperlink" in sheet for sheet in sheets)
    assert not any("external" in name.lower() for name in names)


def test_only_what_is_filled_in_can_be_edited_and_the_sheet_prints() -> None:
    lines = (Line("milestone-1", "上线"),)
    one = Item(
        "a 2026-09", 2, 7, "=建平台", "percent", {"done": "做了"}, {"code": 7, "title": "=建"}
    )
    two = replace(one, key="b 2026-09", code=8, told_by="milestones", lines={"steps": lines})
    book = openpyxl.load_workbook(io.BytesIO(written((one, two))))
    page, about = book.worksheets
    assert about.sheet_state == "veryHidden"
    assert page.protection.sheet and not page.protection.password
    heads = {page.cell(4, at).value: at for at in range(1, page.max_column + 1)}
    assert "里程碑完成情况" in heads and "指标本期数值" not in heads
    open_cells = {
        (row, head)
        for row in (5, 6)
        for head, at in heads.items()
        if not page.cell(row, at).protection.locked
    }
    texts = {"自评", "本轮完成", "滞后或风险原因", "预计完成日期", "存在问题", "下一步工作"}
    assert open_cells == {
        *((row, head) for row in (5, 6) for head in texts),
        (5, "完成比例（%）"), (6, "里程碑完成情况"),
    }  # fmt: skip
    for key in ("row_key", "row_version"):
        assert page.column_dimensions[openpyxl.utils.get_column_letter(heads["row_key"])].hidden
        assert key in heads
    assert (page.freeze_panes, page.print_title_rows) == ("C5", "$4:$4")
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 8)
    kinds = {one.type: one for one in page.data_validations.dataValidation}
    assert (kinds["decimal"].formula1, kinds["decimal"].formula2) == ("0", "100")
    assert kinds["list"].formula1 == "'_cexing'!$H$2:$H$4"
    assert page.cell(8, 1).value
    assert page["B5"].value == "=建" and page["B5"].data_type == "s" and page["B5"].quotePrefix
