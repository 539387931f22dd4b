"""Whatever a plan holds, its ledger goes out and comes in as it was; and of an edited sheet exactly
the edits are found, brought in and taken back."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import time_machine
from django.db import transaction
from django.test import RequestFactory
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.models import Unit
from core.cells import for_csv
from core.exact import show
from desks.exports import csv_lines, write_workbook
from desks.ledger.columns import SHOWN
from desks.views.ledger import listing_of
from recommendations.actions import add_initiatives
from recommendations.actions.imports import apply_import, map_columns, undo_import, upload_ledger
from recommendations.breakdown import Breakdown
from recommendations.imports.cells import words as as_typed
from recommendations.ledger_columns import BETWEEN, BY_KEY
from recommendations.models import Initiative, LedgerImport
from recommendations.queries import breakdowns_of
from recommendations.queries.imports import check_of
from tests.factories import BY, SLUG, House, at, make_unit

NOW = at("2026-10-20 10:00")
# Names that hold what stands between names, look like formulas, or read alike.
ODD_UNITS = [
    "示例丙局（示例丁办公室）", "示例卫生、体育局", "示例卫生", "示例体育局", "示例体育局、示例丙",
    "示例Dept; North, East", "=示例一局", "@示例二局", "'示例三局'", "示例 四 局", "示例１局",
    "示例1局", "示例;",
]  # fmt: skip
PLAIN_UNITS = ["示例戊局", "示例己局"]
ODD = [
    "=1+1", "+1", "-1", "@a", "'", "''", "'90年代", "=\"a\"&'b'", "a\r\nb\rc\nd", "\n", " x ",
    "无", "—", "/", "１２３", "2026年", "12", "0012", "1e5", "true", "是", "a,b;c\td", ";;;;;;;;",
    '"', '",', "row_key", "填报人：", "合计", "_x0041_", "\u200b", "\ufeff", "\u2028", "长" * 300,
    "😀" * 40, "一、二；三", "#N/A", "第一季度目标", "\x01", "http://x",
]  # fmt: skip
# No database keeps the first; no XML the two last.
LETTERS = st.characters(exclude_characters="\x00\ufffe\uffff", exclude_categories=["Cs"])
quick = settings(
    max_examples=8, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip


def texts(most: int, *, least: int = 0) -> st.SearchStrategy[str]:
    """What a person may type, a title or a name not being blank."""
    found = st.sampled_from([one[:most] for one in ODD]) | st.text(LETTERS, max_size=min(most, 30))
    return found.filter(str.strip) if least else found


days = st.none() | st.dates(date(1990, 1, 1), date(2150, 12, 31))
LIMITS = {"contact_words": 120, "due_words": 60}
PLAIN: Mapping[str, st.SearchStrategy[Any]] = {
    "title": texts(60, least=1),
    **{
        name: texts(LIMITS.get(name, 300))
        for name in ("deliverable", "annual_goal", "goal_q1", "goal_q2", "goal_q3", "goal_q4",
                     "contact_words", "remarks")
    },
    "goal_year": st.none() | st.integers(2000, 2100),
    "told_by": st.sampled_from(["percent", "milestones", "words"]),
    "cadence": st.sampled_from(["", "month", "quarter"]),
    "ongoing": st.booleans(),
    "no_indicator": st.booleans(),
    "weight": st.decimals(Decimal("0.0001"), Decimal(10**8), places=4)
    | st.sampled_from([Decimal("0.5"), Decimal(1)]),
}  # fmt: skip


@dataclass(frozen=True)
class Drawn:
    """A breakdown as far as it can be drawn without a database: units and measures by place."""

    plain: Mapping[str, Any]
    leaders: tuple[str, ...]
    units: Sequence[int]
    cuts: tuple[int, int]
    due_words: str
    first: date | None
    second: date | None
    measure: int

    def value(self, house: House, units: Sequence[Unit]) -> Breakdown:
        """In this plan; the units are shared out among lead, joint and supporting."""
        keys = [units[place].pk for place in self.units]
        one, two = sorted(self.cuts)
        start, due = self.first, self.second
        if start and due and start > due:
            start, due = due, start
        measures = list(house.plan.measures.order_by("position"))
        measure = measures[self.measure % len(measures)].pk
        return Breakdown(
            **self.plain, measure=measure, leaders=self.leaders,
            serves=tuple(sorted({measures[0].pk, measures[1].pk} - {measure})),
            lead=keys[0] if one and keys else None, joint=tuple(keys[one:two]),
            supporting=tuple(keys[max(two, one):]), due_words=self.due_words,
            contact=house.alice.pk, starts_on=start, due_on=due,
        )  # fmt: skip


drawn = st.builds(
    Drawn,
    plain=st.fixed_dictionaries(dict(PLAIN)),
    leaders=st.lists(texts(60, least=1), unique=True, max_size=3).map(tuple),
    units=st.lists(st.integers(0, len(ODD_UNITS) - 1), unique=True, max_size=5),
    cuts=st.tuples(st.integers(0, 1), st.integers(1, 4)),
    due_words=texts(60),
    first=days,
    second=days,
    measure=st.integers(0, 5),
)
plans = st.lists(drawn, min_size=1, max_size=3)
# For each of the new ones: field → what is written into its cell.
edits = st.lists(
    st.fixed_dictionaries({}, optional={**PLAIN, "supporting": st.booleans()}), max_size=3
)
# Days that Excel does not know.
OLD = Drawn({"title": "x"}, (), (), (0, 1), "", date(1899, 12, 31), date(1900, 2, 28), 0)
ALL_ODD = [
    Drawn(
        plain={
            "title": text[:60] if text.strip() else "甲", "annual_goal": text, "remarks": text,
            "contact_words": text[:120], "weight": Decimal("0.5"),
        },
        leaders=(text[:60],) if text.strip() else (), units=[place % len(ODD_UNITS)], cuts=(1, 1),
        due_words=text[:60], first=None, second=None, measure=place,
    )
    for place, text in enumerate(ODD)
]  # fmt: skip
EVERY = range(len(ODD_UNITS))
ALL_UNITS = [Drawn({"title": "各单位"}, (), EVERY, (1, 4), "", None, None, 0)]
ALL_UNITS += [Drawn({"title": "牵头"}, (), [place], (1, 1), "", None, None, 0) for place in EVERY]


@pytest.fixture
def odd(house: House) -> Iterator[tuple[House, list[Unit]]]:
    """The house with units of odd names; the two last have plain ones."""
    units = [make_unit(name, place) for place, name in enumerate(ODD_UNITS + PLAIN_UNITS, start=4)]
    with time_machine.travel(NOW, tick=False):
        yield house, units


def listing(house: House) -> Any:
    """The whole ledger, every column."""
    request = RequestFactory().get("/", {"columns": ",".join(SHOWN)})
    request.user = house.chen
    return listing_of(request, SLUG)


def as_xlsx(house: House) -> bytes:
    out = io.BytesIO()
    write_workbook(out, listing(house), now=NOW)
    return out.getvalue()


def as_csv(house: House) -> bytes:
    return "".join(csv_lines(listing(house))).encode()


def xlsx_with(data: bytes, cells: Mapping[tuple[int, str], Any]) -> bytes:
    """The sheet after somebody wrote into some of its cells, by number and column."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    heads = {cell.value: cell.column for cell in sheet[3]}
    rows = {sheet.cell(row, heads["任务编号"]).value: row for row in range(4, sheet.max_row + 1)}
    for (code, key), value in cells.items():
        cell = sheet.cell(rows[code], heads[BY_KEY[key].zh])
        if isinstance(value, str):
            # As Excel keeps what is typed after its apostrophe: text, whatever it looks like.
            cell._value, cell.data_type = escaped(value), "s"
        else:
            cell.value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def escaped(text: str) -> str:
    """What XML cannot hold, as Excel writes it."""
    text = text.replace("_x", "_x005F_x")
    return "".join(f"_x{ord(one):04X}_" if one < " " and one not in "\t\n" else one for one in text)


def csv_with(data: bytes, cells: Mapping[tuple[int, str], Any]) -> bytes:
    heads, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    lines = {int(row[0]): row for row in rows}
    for (code, key), value in cells.items():
        text = for_csv(value) if isinstance(value, str) else value
        text = show(text) if isinstance(text, Decimal) else text
        lines[code][heads.index(BY_KEY[key].zh)] = "" if text is None else text
    out = io.StringIO(newline="")
    csv.writer(out).writerows([heads, *rows])
    return out.getvalue().encode("utf-8-sig")


FORMS: Mapping[str, tuple[Callable[..., bytes], Callable[..., bytes]]] = {
    "xlsx": (as_xlsx, xlsx_with),
    "csv": (as_csv, csv_with),
}


def brought(house: House, data: bytes) -> LedgerImport:
    """Uploaded and checked with the columns that it says itself."""
    batch = upload_ledger(
        plan=house.plan, data=data, file_name="台账", year=2026, uploader=house.chen, now=NOW, by=BY
    )
    return map_columns(
        batch=batch, sheet=batch.sheet, head_first=batch.head_first, head_last=batch.head_last,
        columns=batch.columns, year=2026, version=1, now=NOW, by=BY,
    )  # fmt: skip


def now_of(house: House) -> dict[int, tuple[int, Breakdown]]:
    """Version and value of every initiative, by number."""
    rows = list(Initiative.objects.filter(plan=house.plan))
    values = breakdowns_of(rows)
    return {row.code: (row.version, values[row.pk]) for row in rows}


def added(house: House, units: Sequence[Unit], plan: Sequence[Drawn]) -> list[int]:
    """The drawn initiatives in the plan; their numbers."""
    new = [one.value(house, units) for one in plan]
    made = add_initiatives(plan=house.plan, new=new, on=NOW.date(), now=NOW, by=BY)
    assert list(breakdowns_of(made).values()) == new
    return [row.code for row in made]


@pytest.mark.parametrize("form", FORMS)
@quick
@given(plan=plans)
@example(plan=ALL_ODD)
@example(plan=[*ALL_UNITS, OLD])
def test_what_goes_out_comes_in_as_it_was(
    odd: tuple[House, list[Unit]], form: str, plan: list[Drawn]
) -> None:
    house, units = odd
    with transaction.atomic():
        added(house, units, plan)
        before = now_of(house)
        batch = brought(house, FORMS[form][0](house))
        told = {name: batch.result[name] for name in ("new", "changed", "same", "faults")}
        assert told == {"new": 0, "changed": 0, "same": len(before), "faults": 0}, batch.result
        assert (batch.result["missing"], batch.result["left_out"]) == (
            [],
            batch.result["left_out"] if form == "xlsx" else [],
        )
        assert now_of(house) == before
        transaction.set_rollback(True)


def typed(units: Sequence[Unit], name: str, value: Any, was: Breakdown) -> Any:
    """What stands in the cell, and what the field shall be."""
    words = {"told_by": {"percent": "按百分比", "milestones": "里程碑", "words": "文字"},
             "cadence": {"": "", "month": "按月", "quarter": "季报"}}  # fmt: skip
    if name == "supporting":
        some = units[-2:] if value else []
        return BETWEEN.join(one.name for one in some), tuple(one.pk for one in some)
    if name in words:
        return words[name][value], value
    if isinstance(value, bool):
        return "是" if value else "否", value
    if isinstance(value, str):
        read = as_typed(value)
        return value, getattr(was, name) if read == as_typed(getattr(was, name)) else read
    return value, value


@pytest.mark.parametrize("form", FORMS)
@quick
@given(plan=plans, edited=edits)
def test_of_an_edited_sheet_exactly_the_edits_are_found(
    odd: tuple[House, list[Unit]], form: str, plan: list[Drawn],
    edited: list[dict[str, Any]],
) -> None:  # fmt: skip
    house, units = odd
    export, rewrite = FORMS[form]
    with transaction.atomic():
        codes = added(house, units, plan)
        before = now_of(house)
        wanted = {code: value for code, (_version, value) in before.items()}
        cells = {}
        for code, fields in zip(codes, edited, strict=False):
            for name, value in fields.items():
                if name != "title" or as_typed(value):
                    cells[code, name], now = typed(units, name, value, wanted[code])
                    wanted[code] = replace(wanted[code], **{name: now})
        batch = brought(house, rewrite(export(house), cells))
        found = {row.initiative: row.to for row in check_of(batch).changed}
        keys = dict(house.plan.initiatives.values_list("code", "pk"))
        changed = {code for code in wanted if wanted[code] != before[code][1]}
        assert not batch.result["faults"], batch.result["shown_faults"]
        assert found == {keys[code]: wanted[code] for code in changed}
        if changed:
            apply_import(batch=batch, on=NOW.date(), version=batch.version, now=NOW, by=BY)
            assert now_of(house) == {
                code: (version + (code in changed), wanted[code])
                for code, (version, _value) in before.items()
            }
            undo_import(batch=batch, on=NOW.date(), version=batch.version, now=NOW, by=BY)
            assert {code: value for code, (_v, value) in now_of(house).items()} == {
                code: value for code, (_v, value) in before.items()
            }
        transaction.set_rollback(True)


@settings(quick, max_examples=5)
@given(
    one=drawn,
    fields=st.fixed_dictionaries(dict(PLAIN)),
    mine=st.sets(st.sampled_from(tuple(PLAIN))),
)
def test_two_who_edit_other_fields_of_one_sheet_end_alike_in_either_order(
    odd: tuple[House, list[Unit]], one: Drawn, fields: dict[str, Any], mine: set[str]
) -> None:
    house, units = odd
    ends = []
    for first, export, rewrite in ((True, *FORMS["xlsx"]), (False, *FORMS["csv"])):
        with transaction.atomic():
            (code,) = added(house, units, [one])
            was = now_of(house)[code][1]
            told = {name: typed(units, name, value, was) for name, value in fields.items()}
            if not as_typed(fields["title"]):
                told["title"] = (was.title, was.title)
            parts = [
                {(code, name): told[name][0] for name in told if (name in mine) == yes}
                for yes in (first, not first)
            ]
            # Both had the same sheet before either brought theirs in.
            for data in [rewrite(export(house), cells) for cells in parts]:
                batch = brought(house, data)
                assert not batch.result["faults"], batch.result["shown_faults"]
                if batch.result["changed"]:
                    apply_import(batch=batch, on=NOW.date(), version=batch.version, now=NOW, by=BY)
            now = now_of(house)[code][1]
            assert now == replace(was, **{name: value for name, (_cell, value) in told.items()})
            ends.append(now)
            transaction.set_rollback(True)
    assert ends[0] == ends[1]
