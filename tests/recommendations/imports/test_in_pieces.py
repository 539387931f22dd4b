"""A ledger that is read, checked and written in small pieces leaves what a whole one leaves."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from core import packed
from core.search.entries import differences as unindexed
from progress.standings import differences, refresh_plan
from recommendations.actions.imports import undo_import
from recommendations.imports import check as rules
from recommendations.models import ImportedRow, Initiative, LedgerImport
from recommendations.queries import imports as queries
from tests.factories import House
from tests.recommendations.imports.books import HEAD, book
from tests.recommendations.imports.test_bring_in_ledger import (
    BY,
    NEW,
    NOW,
    ON,
    bring_in,
    check,
    checked,
    faults,
    upload,
)

Unchanged = Callable[[], Any]


@pytest.fixture(params=["whole", "pieces"], autouse=True)
def sizes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if request.param == "pieces":
        monkeypatch.setattr(packed, "PIECE", 2)
        monkeypatch.setattr(rules, "_MANY", 3)
        monkeypatch.setattr(rules, "_TOLD_EACH", 2)
        monkeypatch.setattr("recommendations.actions.breakdown.MANY", 2)
        monkeypatch.setattr("recommendations.queries.breakdowns.MANY", 2)
        monkeypatch.setattr("recommendations.queries.imports.MANY", 2)
    yield


def rows_of(house: House) -> list[tuple[Any, ...]]:
    """New rows and, between them, every initiative that is there, two of them changed."""
    new = [(n, f"新任务{n}", "2", f"目标{n}", "示例甲局", None, "11月底前", None) for n in range(7)]
    there = [
        (
            None,
            row.title,
            None,
            "改过的目标" if row.code in {1, 3} else None,
            None,
            None,
            None,
            None,
        )
        for row in house.plan.initiatives.order_by("code")
    ]
    return [pair for both in zip(new, there, strict=False) for pair in both] + new[4:]


def kept(batch: LedgerImport) -> list[tuple[int, str, int, int]]:
    """What the import noted: the sheet's row, the title, the versions before and after."""
    rows = ImportedRow.objects.filter(batch=batch).order_by("row")
    return list(rows.values_list("row", "initiative__title", "before", "after"))


def test_each_row_is_what_it_says_and_is_noted_at_its_place(house: House) -> None:
    refresh_plan(house.plan, as_of=ON, now=NOW)
    rows = rows_of(house)
    batch = checked(house, *rows)
    told = ("new", "changed", "same", "faults", "missing")
    assert [batch.result[name] for name in told] == [7, 2, 2, 0, []]
    bring_in(batch)
    made = list(Initiative.objects.filter(code__gt=4).order_by("code"))
    assert [row.title for row in made] == [row[1] for row in rows if row[0] is not None]
    assert [row.annual_goal for row in made] == [f"目标{n}" for n in range(7)]
    version = {row.title: row.version for row in Initiative.objects.all()}
    assert kept(batch) == [
        (place, row[1], version[row[1]] - 1, version[row[1]])
        for place, row in enumerate(rows, start=1)
        if row[0] is not None or row[3]
    ]
    assert list(unindexed()) == [] and differences(house.plan, as_of=ON, now=NOW) == []
    undo_import(batch=batch, on=ON, version=batch.version, now=NOW, by=BY)
    assert house.plan.initiatives.count() == 4
    assert house.initiative(3).annual_goal != "改过的目标"
    assert list(unindexed()) == [] and differences(house.plan, as_of=ON, now=NOW) == []


def test_faults_far_apart_are_all_found_in_their_order(house: House) -> None:
    rows = rows_of(house)
    rows[2] = (*rows[2][:4], "没有的局", *rows[2][5:])
    rows[8] = (*rows[8][:6], "某天", None)
    rows.append(rows[0])
    assert faults(checked(house, *rows)) == [
        ("E4", "unknown_unit"), ("G10", "no_day"), (f"B{len(rows) + 1}", "twice"),
    ]  # fmt: skip


def test_joined_rows_across_pieces_are_one_item(house: House) -> None:
    more = [(*[None] * 3, text, *[None] * 4) for text in ("第二行", "第三行")]
    rows = [NEW, *more, (2, "另一项", "2", *[None] * 5)]
    batch = check(upload(house, book([HEAD, *rows], merged=[(1, 1, 3, 1)])))
    bring_in(batch)
    assert house.initiative(5).annual_goal == "各部门一名\n第二行\n第三行"
    assert (house.initiative(6).title, house.plan.initiatives.count()) == ("另一项", 6)


def test_an_initiative_that_goes_while_the_table_is_gone_through_is_a_fault(
    house: House, monkeypatch: pytest.MonkeyPatch, unchanged: Unchanged
) -> None:
    batch = checked(house, *rows_of(house))
    monkeypatch.setattr(queries, "breakdowns_by_key", lambda _keys: {})
    found = [code for _place, code in faults(batch)]
    assert found == ["no_such_code"] * 4
