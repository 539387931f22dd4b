"""The tables of a report's workbook, from its contents: figures as numbers, days as days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Literal

from progress.lights import Light
from reports.outputs.tongue import ZH, Tongue

if TYPE_CHECKING:
    # For their shapes only: the package that holds them also reads the database.
    from reports.contents.shape import (
        Area,
        Cell,
        Contents,
        Counts,
        IndicatorLine,
        ReasonLine,
        UnitLine,
    )
    from reports.outputs.blocks import Document

Kind = Literal["text", "count", "tenths", "value", "day", "light"]
Value = str | int | Decimal | date | None
_LIGHTS = tuple(light.value for light in Light)
# A spreadsheet keeps 15 digits of a number.
_DIGITS = 15


@dataclass(frozen=True)
class Column:
    """A column: its head, its width in characters, what stands in it, whether it is summed."""

    head: str
    width: float
    kind: Kind = "text"
    summed: bool = False


@dataclass(frozen=True)
class Sheet:
    """One table on a sheet of its own; `big` goes on A3. A light stands as its code."""

    name: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    total: Sequence[Value] = field(default=())
    big: bool = False


def sheets(contents: Contents, document: Document, say: Tongue = ZH) -> Iterable[Sheet]:
    """总体, 各领域, 汇总表, 红黄灯清单, 单位统计, and 指标 where there are any."""
    yield _overall(contents, document, say)
    yield _areas(contents, say)
    yield _ledger(contents, say)
    yield _needy(contents, say)
    yield _units(contents, say)
    if contents["indicators"]:
        yield _indicators(contents["indicators"], say)


def number(text: str | None) -> Value:
    """A decimal of the contents as a number; as text where a spreadsheet would round it."""
    if text is None:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        return text
    fits = value.is_finite() and len(value.as_tuple().digits) <= _DIGITS
    return value if fits else text


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def _counted(counts: Counts) -> list[int]:
    return [counts.get(light, 0) for light in _LIGHTS]


def _light_columns(say: Tongue) -> list[Column]:
    return [Column(say.light(light), 9, "count", summed=True) for light in _LIGHTS]


def _overall(contents: Contents, document: Document, say: Tongue) -> Sheet:
    plan, round_, previous = contents["plan"], contents["round"], contents["previous"]
    rows: list[tuple[str, Value, Value]] = [
        (say("报告"), document.title, None),
        (say("期号"), document.issue_line, None),
        (say("数据截至"), _day(contents["as_of"]), None),
        (say("{measure}总数（项）", measure=plan["measure_word"]), contents["total"], None),
    ]
    for light in _LIGHTS:
        change = previous["counts"].get(light, 0) if previous else None
        counted = say("{light}（项）", light=say.light(light))
        rows.append((counted, contents["counts"].get(light, 0), change))
    rows += [
        (say("总体进度（%）"), number(contents["percent"]),
         number(previous["percent"]) if previous else None),
        (say("序时进度（%）"), number(contents["planned"]), None),
        (say("与序时进度相差（百分点）"), number(contents["gap"]), None),
    ]  # fmt: skip
    if round_ is not None:
        rows += [
            (say("应报送（项）"), round_["due"], None),
            (say("已报送（项）"), round_["filed"], None),
        ]
    columns = (
        Column(say("项目"), 26),
        Column(say("数值"), 60, "value"),
        Column(say("较上期"), 12, "value"),
    )
    return Sheet(say("总体"), document.title, columns, rows)


def _areas(contents: Contents, say: Tongue) -> Sheet:
    plan = contents["plan"]

    def row(name: str, total: int, of: Area | Contents) -> list[Value]:
        return [name, total, *_counted(of["counts"]), number(of["percent"]), number(of["planned"])]

    columns = [
        Column(say("{area}", area=plan["area_word"]), 44),
        Column(say("{measures}", measures=plan["measure_word"]), 9, "count", summed=True),
        *_light_columns(say),
        Column(say("完成%"), 9, "tenths"),
        Column(say("序时%"), 9, "tenths"),
    ]
    rows = [
        row(say.heading(place, area["title"]), len(area["cells"]), area)
        for place, area in enumerate(contents["areas"], 1)
    ]
    total = row(say("合计"), contents["total"], contents)
    title = say("各{area}进展情况", area=plan["area_word"])
    return Sheet(say("各领域"), title, columns, rows, total)


def _reasons(reasons: Iterable[ReasonLine], say: Tongue) -> str:
    return say.clauses(say.reason(reason) for reason in reasons)


def _figures(cell: Cell) -> list[Value]:
    return [number(cell[name]) for name in ("percent", "planned", "gap")]


def _days(cell: Cell) -> list[Value]:
    moved = cell["original_due_on"] != cell["due_on"]
    return [_day(cell["due_on"]), _day(cell["original_due_on"]) if moved else None]


def _figure_columns(say: Tongue) -> tuple[Column, ...]:
    return (
        Column(say("亮灯"), 9, "light"),
        Column(say("完成%"), 8, "tenths"),
        Column(say("序时%"), 8, "tenths"),
        Column(say("相差（百分点）"), 10, "tenths"),
    )


def _day_columns(say: Tongue) -> tuple[Column, ...]:
    return (Column(say("完成时限"), 15, "day"), Column(say("原定时限"), 15, "day"))


def _ledger(contents: Contents, say: Tongue) -> Sheet:
    plan = contents["plan"]
    columns = [
        Column(say("序号"), 6, "count"),
        Column(say("{measure}", measure=plan["measure_word"]), 26),
        Column(say("{area}", area=plan["area_word"]), 24),
        Column(say("牵头单位"), 20),
        *_figure_columns(say),
        Column(say("较上期（百分点）"), 10, "tenths"),
        Column(say("启动时间"), 15, "day"),
        *_day_columns(say),
        Column(say("已完成工作"), 44),
        Column(say("滞后原因"), 30),
        Column(say("存在问题"), 30),
        Column(say("下一步工作"), 30),
    ]
    rows = [
        [
            cell["position"], cell["title"], area["head"], say.listed(cell["leads"]), cell["light"],
            *_figures(cell), number(cell["step"]), _day(cell["starts_on"]), *_days(cell),
            cell["done"], cell["cause"], cell["problems"], cell["next_steps"],
        ]
        for area in contents["areas"]
        for cell in area["cells"]
    ]  # fmt: skip
    title = say(
        "全部{total}项{measure}进展汇总表", total=contents["total"], measure=plan["measure_word"]
    )
    return Sheet(say("汇总表"), title, columns, rows, big=True)


def _needy(contents: Contents, say: Tongue) -> Sheet:
    plan = contents["plan"]
    columns = [
        Column(say("序号"), 6, "count"),
        Column(say("{measure}", measure=plan["measure_word"]), 26),
        Column(say("牵头单位"), 20),
        *_figure_columns(say),
        *_day_columns(say),
        Column(say("亮灯依据"), 36),
        Column(say("滞后原因"), 36),
        Column(say("预计完成时间"), 15, "day"),
        Column(say("下一步工作"), 36),
    ]
    found = {cell["position"]: cell for area in contents["areas"] for cell in area["cells"]}
    needy = [found[position] for position in contents["attention"]]
    rows = [
        [
            cell["position"], cell["title"], say.listed(cell["leads"]), cell["light"],
            *_figures(cell), *_days(cell), _reasons(cell["reasons"], say), cell["cause"],
            _day(cell["expected_on"]), cell["next_steps"],
        ]
        for light in ("red", "yellow")
        for cell in needy
        if cell["light"] == light
    ]  # fmt: skip
    return Sheet(say("红黄灯清单"), say("亮红灯、黄灯事项清单"), columns, rows)


def _units(contents: Contents, say: Tongue) -> Sheet:
    columns = [
        Column(say("序号"), 6, "count"),
        Column(say("单位"), 34),
        Column(say("牵头任务"), 10, "count", summed=True),
        *_light_columns(say),
        Column(say("应报"), 8, "count", summed=True),
        Column(say("已报"), 8, "count", summed=True),
    ]

    def figures(line: UnitLine) -> list[int]:
        return [line["total"], *_counted(line["counts"]), line["due"], line["filed"]]

    lines = contents["units"]
    rows: list[list[Value]] = [
        [place, line["name"], *figures(line)] for place, line in enumerate(lines, 1)
    ]
    sums = [sum(column) for column in zip(*map(figures, lines), strict=True)]
    total: list[Value] = [None, say("合计"), *sums] if lines else []
    return Sheet(say("单位统计"), say("各单位任务完成情况统计表"), columns, rows, total)


def _indicators(lines: Sequence[IndicatorLine], say: Tongue) -> Sheet:
    columns = [
        Column(say("序号"), 6, "count"), Column(say("指标"), 30), Column(say("计量单位"), 10),
        Column(say("基期"), 12, "value"), Column(say("基期时间"), 15, "day"),
        Column(say("本期"), 12, "value"), Column(say("本期时间"), 15, "day"),
        Column(say("序时"), 12, "value"), Column(say("目标"), 12, "value"),
        Column(say("目标时间"), 15, "day"), Column(say("亮灯"), 9, "light"),
        Column(say("亮灯依据"), 44),
    ]  # fmt: skip
    rows = [
        [
            place, line["name"], line["unit"], number(line["baseline"]), _day(line["baseline_on"]),
            number(line["actual"]), _day(line["actual_on"]), number(line["planned"]),
            number(line["target"]), _day(line["target_on"]), line["light"],
            _reasons(line["reasons"], say),
        ]
        for place, line in enumerate(lines, 1)
    ]  # fmt: skip
    return Sheet(say("{indicators}", indicators="指标"), say("主要指标进展情况"), columns, rows)


def speaks_of(contents: Contents, document: Document, say: Tongue = ZH) -> str:
    """The line below a sheet's title: of which day, by whom, which issue."""
    as_of = say("截至{day}", day=say.day(contents["as_of"]))
    return f"{as_of}　{document.issuer}　{document.issue_line}"
