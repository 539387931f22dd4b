"""The unit's sheet goes out, is filled in, and comes back as drafts, whole or not at all."""

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from core.models import AuditEvent
from core.refusals import BadInput, Conflict, NotAllowed
from progress.actions import apply_sheet, drop_sheet, look_into, record_sheet_export, upload_sheet
from progress.models import UnitSheet, Update
from progress.sheets.shape import SHEET_ABOUT
from recommendations.models import Milestone
from tests.factories import BY, House, file_update, make_indicator, verbs, words
from tests.progress.sheets.sheet_steps import (
    HEAD,
    NOW,
    apply,
    bring,
    filled,
    look,
    out,
    places,
)
from tests.progress.update_steps import save, start

Unchanged = Callable[[], Any]
DONE = "本月完成平台一期建设并接入三个部门。"
NEXT = "下月完成剩余部门的接入和联调测试。"
WHOLE = {"percent": 60, "self_rating": "正常推进", "done": DONE, "next_steps": NEXT}


def test_what_comes_back_unchanged_changes_nothing(house: House, unchanged: Unchanged) -> None:
    file_update(house, 1, until="draft")
    data = out(house)
    sheet = bring(house, data)
    with unchanged():
        found = look_into(sheet=sheet, now=NOW).checked
    assert (found.rows, found.faults, found.missing) == ([], [], [])
    assert [item.code for item in found.same] == [1, 2]


def test_filled_cells_become_drafts_and_nothing_else_does(house: House) -> None:
    data = filled(out(house), {1: {"percent": "８５％", "self_rating": "正常推进", "done": DONE}})
    told = apply(house, data)
    assert (told.written, told.left_out, told.handed, told.lacking) == (1, 0, 0, 0)
    update = Update.objects.get()
    assert (update.initiative.code, update.percent, update.self_rating) == (1, 85, "on_track")
    assert (update.done, update.state, update.author) == (DONE, "draft", house.alice)
    assert (update.cause, update.problems, update.expected_on) == ("", "", None)
    assert verbs()[-4:] == ["sheet.uploaded", "update.started", "update.saved", "sheet.applied"]


def test_the_file_is_gone_once_it_was_decided_on(house: House) -> None:
    apply(house, filled(out(house), {1: WHOLE}))
    assert not UnitSheet.objects.exists()
    sheet = bring(house, out(house))
    drop_sheet(sheet=sheet, user=house.alice, by=BY)
    assert not UnitSheet.objects.exists()
    event = AuditEvent.objects.order_by("-seq")[0]
    assert (event.verb, event.after) == ("sheet.dropped", {"sha256": sheet.sha256})


def test_the_same_file_twice_changes_nothing_the_second_time(house: House) -> None:
    data = filled(out(house), {1: WHOLE, 2: {"problems": "缺少经费。"}})
    assert apply(house, data).written == 2
    before = {row.pk: row.version for row in Update.objects.all()}
    again = apply(house, data)
    assert again.written == 0
    assert {row.pk: row.version for row in Update.objects.all()} == before
    assert apply(house, data, hand=True).handed == 1
    assert apply(house, data, hand=True).handed == 0


def test_a_draft_written_before_goes_out_and_one_cell_is_changed(house: House) -> None:
    save(house, start(house), percent=Decimal("42.5"), problems="缺场地", expected_on=NOW.date())
    told = apply(house, filled(out(house), {1: {"problems": "无", "percent": None}}))
    update = Update.objects.get()
    assert told.written == 1
    assert (update.percent, update.problems, update.expected_on) == (
        Decimal("42.5"), "无", NOW.date(),
    )  # fmt: skip
    assert update.done == words().done


def test_an_emptied_cell_stays_and_one_that_says_so_is_emptied(house: House) -> None:
    save(house, start(house), problems="缺场地", cause="审批慢", expected_on=NOW.date())
    said = {"problems": None, "cause": " 清空 ", "expected_on": "（清空）", "done": "—"}
    apply(house, filled(out(house), {1: said}))
    update = Update.objects.get()
    assert (update.problems, update.cause, update.expected_on) == ("缺场地", "", None)
    assert update.done == words().done


def test_what_others_wrote_in_other_fields_meanwhile_stays(house: House) -> None:
    data = filled(out(house), {1: {"done": DONE, "problems": "缺场地"}})
    save(house, start(house), done="", next_steps=NEXT)
    assert apply(house, data).written == 1
    update = Update.objects.get()
    assert (update.done, update.problems, update.next_steps) == (DONE, "缺场地", NEXT)
    assert update.percent == 60


@pytest.mark.parametrize(
    ("conflicts", "problems", "done"),
    [
        ("leave", "同事：缺场地", "同事写的进展。"),
        ("theirs", "同事：缺场地", "同事写的进展。"),
        ("mine", "我：缺经费", "同事写的进展。"),
    ],
)
def test_a_conflict_shows_both_and_is_decided(
    house: House, conflicts: str, problems: str, done: str
) -> None:
    update = save(house, start(house), problems="", cause="")
    said = {"problems": "我：缺经费", "cause": "审批慢"}
    data = filled(out(house), {1: said, 2: {"problems": "另一项"}})
    save(house, update, problems="同事：缺场地", cause="", done="同事写的进展。")
    (one, two) = look(house, data).checked.rows
    ((change,), (conflict,)) = one.changes, one.conflicts
    assert (change.name, change.after) == ("cause", "审批慢")
    assert (conflict.name, conflict.before, conflict.after) == (
        "problems", "同事：缺场地", "我：缺经费",
    )  # fmt: skip
    assert two.conflicts == ()
    told = apply(house, data, conflicts=conflicts)
    assert (told.written, told.left_out) == ((1, 1) if conflicts == "leave" else (2, 0))
    update = Update.objects.get(initiative__code=1)
    assert (update.problems, update.done) == (problems, done)
    assert update.cause == ("" if conflicts == "leave" else "审批慢")


def test_two_who_wrote_the_same_are_no_conflict(house: House) -> None:
    data = filled(out(house), {1: {"problems": "缺场地"}})
    save(house, start(house), problems="缺场地")
    found = look(house, data).checked
    assert (found.rows, [item.code for item in found.same]) == ([], [1, 2])


def test_without_the_hidden_sheet_the_version_tells(house: House) -> None:
    update = save(house, start(house), problems="原来的")

    def bare() -> bytes:
        book = openpyxl.load_workbook(io.BytesIO(filled(out(house), {1: {"problems": "新的"}})))
        del book[SHEET_ABOUT]
        file = io.BytesIO()
        book.save(file)
        return file.getvalue()

    data = bare()
    (row,) = look(house, data).checked.rows
    assert ([one.name for one in row.changes], row.conflicts) == (["problems"], ())
    save(house, update, problems="同事的")
    (row,) = look(house, data).checked.rows
    assert (row.changes, [one.name for one in row.conflicts]) == ((), ["problems"])


def test_milestones_are_told_one_a_line(house: House) -> None:
    data = out(house)
    page = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    cell = page.cell(HEAD + 2, places(page)["steps"])
    assert cell.value == "完成方案：\n目录上线：\n全部接入："
    said = "完成方案：2026.3.30\n目录上线: 9月18日\n全部接入："
    assert apply(house, filled(data, {2: {"steps": said}})).written == 1
    update = Update.objects.get()
    assert {row.milestone.title: row.done_on for row in update.steps.all()} == {
        "完成方案": date(2026, 3, 30),
        "目录上线": date(2026, 9, 18),
    }
    apply(house, filled(out(house), {2: {"steps": "完成方案：清空\n目录上线："}}))
    assert [row.milestone.title for row in update.steps.all()] == ["目录上线"]


def test_figures_of_indicators_are_told_one_a_line(house: House) -> None:
    indicator = make_indicator(house)
    data = filled(out(house), {1: {"figures": "接入部门数（个）：约５８.5"}})
    assert apply(house, data).written == 1
    update = Update.objects.get()
    assert [(row.indicator, row.value) for row in update.indicator_values.all()] == [
        (indicator, Decimal("58.5"))
    ]
    page = openpyxl.load_workbook(io.BytesIO(out(house))).worksheets[0]
    assert page.cell(HEAD + 1, places(page)["figures"]).value == "接入部门数（个）：58.5"
    assert apply(house, data).written == 0


def test_what_lacks_nothing_is_handed_over_when_told(house: House) -> None:
    data = filled(out(house), {1: WHOLE, 2: {"problems": "缺场地"}})
    told = apply(house, data, hand=True)
    assert (told.written, told.handed, told.lacking) == (2, 1, 1)
    assert dict(Update.objects.values_list("initiative__code", "state")) == {
        1: "for_signing", 2: "draft",
    }  # fmt: skip


def test_what_was_handed_over_goes_out_no_more_and_is_not_changed(
    house: House, unchanged: Unchanged
) -> None:
    data = filled(out(house), {1: {"problems": "新的"}})
    file_update(house, 1, until="for_signing")
    (fault,) = look(house, data).checked.faults
    assert (fault.code, fault.place) == ("handed_over", "5")
    sheet = bring(house, data)
    with unchanged(), pytest.raises(BadInput, match="faults|问题"):
        apply_sheet(
            sheet=sheet, digest=look_into(sheet=sheet, now=NOW).digest, conflicts="mine",
            hand=False, user=house.alice, now=NOW, by=BY,
        )  # fmt: skip
    page = openpyxl.load_workbook(io.BytesIO(out(house))).worksheets[0]
    assert page.cell(HEAD + 1, 1).value == 2


def test_rows_of_another_unit_are_refused_by_name(house: House) -> None:
    from recommendations.actions import accept_initiative

    three = house.initiative(3)
    accept_initiative(initiative=three, on=NOW.date(), version=three.version, now=NOW, by=BY)
    theirs = filled(out(house, house.eve), {3: WHOLE})
    (fault,) = look(house, theirs).checked.faults
    assert (fault.code, fault.figures["unit"]) == ("other_unit", "示例乙局")
    assert fault.figures["title"] in fault.words("zh")
    assert look(house, theirs, house.eve).checked.faults == []


def test_a_row_that_nobody_knows_is_refused(house: House) -> None:
    data = filled(out(house), {1: {"row_key": "no-such 2026-09", "done": DONE}})
    found = look(house, data).checked
    (fault,) = found.faults
    assert (fault.code, fault.row) == ("unknown_row", HEAD)
    assert [item.code for item in found.missing] == [1]


def test_a_row_of_a_round_that_is_over_is_refused(house: House) -> None:
    key = f"{house.initiative(1).public_id} 2026-08"
    data = filled(out(house), {1: {"row_key": key, "done": DONE}})
    (fault,) = look(house, data).checked.faults
    assert (fault.code, fault.figures["code"]) == ("round_over", 1)


def test_one_fault_and_nothing_is_written(house: House, unchanged: Unchanged) -> None:
    sheet = bring(house, filled(out(house), {1: WHOLE, 2: {"self_rating": "还行"}}))
    seen = look_into(sheet=sheet, now=NOW)
    ((sheet_name, place),) = {(one.sheet, one.place) for one in seen.checked.faults}
    assert (sheet_name, place) == ("September 2026", "I6") or place == "I6"
    with unchanged(), pytest.raises(BadInput):
        apply_sheet(
            sheet=sheet, digest=seen.digest, conflicts="mine", hand=False, user=house.alice,
            now=NOW, by=BY,
        )  # fmt: skip


def test_what_changed_since_the_preview_is_looked_at_again(
    house: House, unchanged: Unchanged
) -> None:
    sheet = bring(house, filled(out(house), {1: WHOLE}))
    digest = look_into(sheet=sheet, now=NOW).digest
    save(house, start(house), problems="同事的")
    with unchanged(), pytest.raises(Conflict):
        apply_sheet(
            sheet=sheet, digest=digest, conflicts="mine", hand=False, user=house.alice, now=NOW,
            by=BY,
        )  # fmt: skip


def test_guards(house: House, unchanged: Unchanged) -> None:
    sheet = bring(house, filled(out(house), {1: WHOLE}))
    digest = look_into(sheet=sheet, now=NOW).digest
    common: dict[str, Any] = {"sheet": sheet, "digest": digest, "hand": False, "now": NOW, "by": BY}
    with unchanged():
        with pytest.raises(NotAllowed):
            apply_sheet(**common, conflicts="mine", user=house.eve)
        with pytest.raises(BadInput):
            apply_sheet(**common, conflicts="both", user=house.alice)
        with pytest.raises(NotAllowed):
            drop_sheet(sheet=sheet, user=house.eve, by=BY)
        with pytest.raises(NotAllowed):
            upload_sheet(data=out(house), file_name="a", uploader=house.lei, now=NOW, by=BY)
        for data in (b"", b"PK no workbook", "任务,进展\n一,二\n".encode()):
            with pytest.raises(BadInput):
                bring(house, data)
        with pytest.raises(NotAllowed):
            record_sheet_export(user=house.lei, items=1, by=BY)
        with pytest.raises(Conflict):
            record_sheet_export(user=house.alice, items=0, by=BY)
    apply_sheet(**common, conflicts="mine", user=house.alice)
    with pytest.raises(Conflict):
        apply_sheet(**common, conflicts="mine", user=house.alice)


def test_a_sheet_is_decided_on_once_even_where_it_changes_nothing(house: House) -> None:
    sheet = bring(house, out(house))
    said: dict[str, Any] = {
        "sheet": sheet, "digest": look_into(sheet=sheet, now=NOW).digest, "conflicts": "leave",
        "hand": False, "user": house.alice, "now": NOW, "by": BY,
    }  # fmt: skip
    apply_sheet(**said)
    with pytest.raises(Conflict):
        apply_sheet(**said)


def test_a_sheet_of_which_every_row_was_deleted_is_refused(house: House) -> None:
    book = openpyxl.load_workbook(io.BytesIO(out(house)))
    book.worksheets[0].delete_rows(HEAD + 1, 2)
    file = io.BytesIO()
    book.save(file)
    with pytest.raises(BadInput):
        bring(house, file.getvalue())


def test_rows_that_are_not_there_are_left_as_they_are(house: House) -> None:
    save(house, start(house), problems="留着")
    book = openpyxl.load_workbook(io.BytesIO(filled(out(house), {2: {"problems": "第二项"}})))
    book.worksheets[0].delete_rows(HEAD + 1)
    file = io.BytesIO()
    book.save(file)
    assert [item.code for item in look(house, file.getvalue()).checked.missing] == [1]
    assert apply(house, file.getvalue()).written == 1
    assert Update.objects.get(initiative__code=1).problems == "留着"
    assert Milestone.objects.count() == 3


def test_a_row_twice_is_refused(house: House) -> None:
    data = out(house)
    page = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    key = page.cell(HEAD + 1, places(page)["row_key"]).value
    found = look(house, filled(data, {2: {"row_key": key}})).checked
    assert [(one.code, one.row) for one in found.faults] == [("row_twice", HEAD + 1)]
