"""A whole list of units: read from any sheet, checked, shown, applied at once or not at all."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.actions import add_alias, add_unit, end_unit, import_units, rename_unit
from accounts.exports import units_workbook
from accounts.imports.check import check, state_of_list
from accounts.imports.read import UnitRow, read_file, read_text, restored, stored
from accounts.models import Unit, UnitAlias
from core.models import AuditEvent
from core.refusals import BadInput, Conflict
from tests.factories import ADDED, BY

pytestmark = pytest.mark.django_db
Unchanged = Callable[[], Any]
DAY = date(2026, 11, 20)
HEAD = "序号,全称,简称,类别,别名,拼音,编号\n"


def workbook(*lines: list[Any]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, line in enumerate(lines):
        sheet.write_row(number, 0, line)
    book.close()
    return out.getvalue()


def take(text: str) -> Any:
    """Read, check and apply, as the two pages do."""
    rows = restored(stored(read_text(text)))
    return import_units(rows=rows, seen=state_of_list(), on=DAY, now=ADDED, by=BY)


def faults(text: str) -> list[tuple[int, str]]:
    return [(one.number, one.column) for one in check(read_text(text)).faults]


@pytest.fixture
def units() -> list[Unit]:
    names = [("示例发展改革委员会", "示例发展改革委"), ("示例教育委员会", "示例教委"),
             ("示例科学技术局", "示例科技局")]  # fmt: skip
    return [add_unit(name=name, short_name=short, by=BY) for name, short in names]


def names() -> list[str]:
    units = list(Unit.objects.in_official_order())
    assert [one.position for one in units] == list(range(1, len(units) + 1))
    return [one.short_name for one in units]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_csv_is_read_in_the_encodings_of_spreadsheets(encoding: str) -> None:
    data = (HEAD + "1,示例市府办公厅,示例办公厅,办公厅,府办、厅办,,\n").encode(encoding)
    (row,) = read_file(data, "units.csv")
    assert (row.number, row.name, row.category) == (2, "示例市府办公厅", "办公厅")
    assert row.other_names() == ["府办", "厅办"]


def test_a_workbook_is_read_below_its_title() -> None:
    data = workbook(
        ["市级机构名录"], [], ["No.", "机构名称", "简称（规范）", "机构类别"],
        [1, " 示例甲局 ", "示例甲", ""], [], [2.0, "示例乙局", None, "直属机构"],
    )  # fmt: skip
    rows = read_file(data, "x.xlsx")
    assert [(row.number, row.place, row.name) for row in rows] == [
        (4, "1", "示例甲局"), (6, "2", "示例乙局"),
    ]  # fmt: skip


def test_pasted_cells_need_no_head() -> None:
    rows = read_text("示例甲局\t示例甲\n\n示例乙局\t示例乙\t组成部门\n")
    assert [(row.number, row.name, row.short_name, row.category) for row in rows] == [
        (1, "示例甲局", "示例甲", ""),
        (3, "示例乙局", "示例乙", "组成部门"),
    ]


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 41 * 1024 * 1024)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 broken",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old workbook",
        b"\x00\x01\x02\x03",
        b"\n\n\n",
        "序号,全称\n".encode(),
        b"a" * (2 * 1024 * 1024 + 1),
        ("全称,简称\n" + "示例局,局\n" * 2001).encode(),
        workbook(),
    ],
    ids=["empty", "broken", "xls", "binary", "blank", "head alone", "large", "long", "no cell"],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(BadInput) as refusal:
        read_file(data, "units.xlsx")
    assert str(refusal.value.sentence)


def test_an_archive_that_unpacks_to_more_than_a_list_is_not_opened() -> None:
    assert len(bomb()) < 100_000
    with pytest.raises(BadInput):
        read_file(bomb(), "units.xlsx")


def test_new_and_changed_and_same_are_told_apart(units: list[Unit]) -> None:
    text = HEAD + (
        "1,示例办公厅,,办公厅,府办,,\n,示例教育委员会,示例教委,组成部门,示例教育局,,\n"
        ",示例科学技术局,示例科技局,,,,\n"
    )
    checked = check(read_text(text))
    assert [one.row.name for one in checked.new] == ["示例办公厅"]
    (changed,) = checked.changed
    assert (changed.before, changed.after, changed.aliases) == (
        {"category": "other"}, {"category": "constituent"}, ["示例教育局"],
    )  # fmt: skip
    assert [one.unit for one in checked.same] == [units[2]]
    take(text)
    assert names() == ["示例办公厅", "示例发展改革委", "示例教委", "示例科技局"]
    assert Unit.objects.get(name="示例办公厅").initials == "slbgt/fb"
    assert Unit.objects.get(pk=units[1].pk).version == 2
    assert Unit.objects.get(pk=units[2].pk).version == 1
    event = AuditEvent.objects.order_by("seq").last()
    assert event.verb == "units.imported"
    assert event.after["added"] == ["示例办公厅"]
    assert event.after["changed"] == {
        "示例教育委员会": {"category": "constituent", "aliases": ["示例教育局"]}
    }


def test_the_same_list_again_changes_nothing(units: list[Unit], unchanged: Unchanged) -> None:
    text = HEAD + "4,示例商务局,示例商务,直属机构,示例招商办,,\n"
    take(text)
    with unchanged(), pytest.raises(Conflict):
        take(text)


def test_a_key_renames_and_the_old_name_stays_known(units: list[Unit]) -> None:
    key = units[2].public_id
    take(HEAD + f",示例科学技术委员会,示例科委,,示例科技局,,{key}\n")
    unit = Unit.objects.get(pk=units[2].pk)
    assert (unit.name, unit.short_name) == ("示例科学技术委员会", "示例科委")
    assert {one.name: one.valid_until for one in unit.aliases.all()} == {
        "示例科学技术局": date(2026, 11, 19),
        "示例科技局": date(2026, 11, 19),
    }
    (row,) = unit.former_names.all()
    assert (row.name, row.short_name, row.recorded_at) == ("示例科学技术局", "示例科技局", ADDED)
    assert Unit.objects.get(pk=units[1].pk).former_names.count() == 0


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (",,示例甲,,,,", [(2, "name")]),
        (",示例甲局,,无此类,,,", [(2, "category")]),
        ("0,示例甲局,,,,,", [(2, "place")]),
        ("甲,示例甲局,,,,,", [(2, "place")]),
        (",示例甲局,,,,,nosuchkey", [(2, "key")]),
        (",示例甲局,示例教委,,,,", [(2, "short_name")]),
        (",示例甲局,,,示例教委、府办,,", [(2, "aliases")]),
        (",示例教委,,,,,", [(2, "name"), (2, "short_name")]),
        (",示例甲局,示例甲,,,,\n,示例甲局二,示例甲,,,,", [(3, "short_name")]),
        (",示例教育委员会,,,,,\n,示例教育委员会,,,,,", [(3, "name")]),
        (f",{'长' * 121},示例甲,,,,", [(2, "name")]),
        (f",示例甲局,{'长' * 41},,,,", [(2, "short_name")]),
        (f",示例甲局,,,{'长' * 121},,", [(2, "aliases")]),
    ],
)
def test_every_fault_has_its_line_and_column_and_nothing_is_written(
    units: list[Unit], unchanged: Unchanged, lines: str, expected: list[tuple[int, str]]
) -> None:
    good = "\n,示例好局,示例好,,,,\n"
    assert faults(HEAD + lines + good) == expected
    with unchanged(), pytest.raises(BadInput):
        take(HEAD + lines + good)


def test_a_new_unit_named_twice_is_a_fault(units: list[Unit]) -> None:
    assert faults(HEAD + ",示例甲局,示例甲,,,,\n,示例甲局,示例甲,,,,\n") == [
        (3, "name"), (3, "short_name"),
    ]  # fmt: skip


def test_what_changed_since_the_preview_is_seen_first(
    units: list[Unit], unchanged: Unchanged
) -> None:
    rows = read_text(HEAD + ",示例商务局,,,,,\n")
    seen = state_of_list()
    add_alias(unit=units[0], name="发改委", version=1, by=BY)
    with unchanged(), pytest.raises(Conflict):
        import_units(rows=rows, seen=seen, on=DAY, now=ADDED, by=BY)


@pytest.mark.parametrize(
    "values",
    [None, {}, [1], [{"number": 1}], [{**stored([UnitRow(1)])[0], "number": "1"}],
     [{**stored([UnitRow(1)])[0], "name": 7}], [{}] * 2001],
)  # fmt: skip
def test_a_preview_that_was_tampered_with_is_refused(values: Any) -> None:
    with pytest.raises(BadInput):
        restored(values)


def test_an_export_names_what_exists_and_no_former_names(units: list[Unit]) -> None:
    add_alias(unit=units[0], name="=1+1", version=1, by=BY)
    rename_unit(
        unit=units[1], name="示例教育局", short_name="", on=DAY, version=1, now=ADDED, by=BY
    )
    end_unit(unit=units[2], last_day=date(2026, 1, 1), successors=[], version=1, by=BY)
    data = units_workbook(Unit.objects.valid_on(DAY).in_official_order())
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    lines = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [line[:5] for line in lines] == [
        (1, "示例发展改革委员会", "示例发展改革委", "其他单位", "=1+1"),
        (2, "示例教育局", "示例教育局", "其他单位", ""),
    ]
    assert sheet["E2"].data_type == "s", "a text, and no formula"


def test_a_name_that_looks_like_rich_text_breaks_no_file(units: list[Unit]) -> None:
    name = "<r><t>示例</b></r>"
    add_alias(unit=units[0], name=name, version=1, by=BY)
    (first, *_others) = read_file(units_workbook(Unit.objects.in_official_order()), "units.xlsx")
    assert first.aliases == name


_NAME = st.text("示例甲乙丙丁戊己庚辛局委办", min_size=2, max_size=12)


class TestRoundTrip(TestCase):
    """import(export(x)) = x."""

    @settings(max_examples=12, deadline=None)
    @given(
        st.lists(
            st.tuples(_NAME, st.sampled_from(["constituent", "direct", "other", "district"])),
            min_size=1, max_size=6, unique_by=lambda one: one[0],
        ),
        st.sets(st.integers(0, 5)),
    )  # fmt: skip
    def test_an_export_changes_nothing(
        self, given_units: list[tuple[str, str]], ended: set[int]
    ) -> None:
        for number, (name, category) in enumerate(given_units):
            unit = add_unit(name=name, short_name="", category=category, by=BY)
            if number in ended:
                end_unit(unit=unit, last_day=date(2026, 1, 1), successors=[], version=1, by=BY)
            elif number % 2:
                add_alias(unit=unit, name=f"别名{number}", version=1, by=BY)
        current = Unit.objects.valid_on(DAY).in_official_order()
        if not current.exists():
            return
        rows = read_file(units_workbook(current), "units.xlsx")
        checked = check(rows)
        assert (checked.faults, checked.new, checked.changed) == ([], [], [])
        assert len(checked.same) == current.count()
        assert checked.order == list(Unit.objects.in_official_order())


def test_three_hundred_units_are_checked_in_two_queries(
    units: list[Unit], django_assert_num_queries: Any
) -> None:
    rows = read_text(HEAD + "".join(f",示例单位{n}局,,,示例别名{n},,\n" for n in range(300)))
    with django_assert_num_queries(2):
        checked = check(rows)
    assert len(checked.new) == 300
    take(HEAD + "".join(f",示例单位{n}局,,,示例别名{n},,\n" for n in range(20)))
    assert UnitAlias.objects.count() == 20
