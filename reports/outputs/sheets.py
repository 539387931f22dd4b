"""The tables of a report's workbook, from its contents: figures as numbers, days as days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Literal

from progress.lights import Light
from reports.outputs.annexes import area_heading, day_zh, light_word
from reports.outputs.words import phrase

if TYPE_CHECKING:
    # For their shapes only: the package that holds them also reads the database.
    from reports.contents.shape import Area, Cell, Contents, Counts, IndicatorLine, UnitLine
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


def sheets(contents: Contents, document: Document) -> Iterable[Sheet]:
    """总体, 各领域, 汇总表, 红黄灯清单, 单位统计, and 指标 where there are any."""
    yield _overall(contents, document)
    yield _areas(contents)
    yield _ledger(contents)
    yield _needy(contents)
    yield _units(contents)
    if contents["indicators"]:
        yield _indicators(contents["indicators"])


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


def _light_columns() -> list[Column]:
    return [Column(light_word(light), 9, "count", summed=True) for light in _LIGHTS]


def _overall(contents: Contents, document: Document) -> Sheet:
    plan, round_, previous = contents["plan"], contents["round"], contents["previous"]
    rows: list[tuple[str, Value, Value]] = [
        ("报告", document.title, None),
        ("期号", document.issue_line, None),
        ("数据截至", _day(contents["as_of"]), None),
        (f"{plan['measure_word']}总数（项）", contents["total"], None),
    ]
    for light in _LIGHTS:
        change = previous["counts"].get(light, 0) if previous else None
        rows.append((f"{light_word(light)}（项）", contents["counts"].get(light, 0), change))
    rows += [
        ("总体进度（%）", number(contents["percent"]),
         number(previous["percent"]) if previous else None),
        ("序时进度（%）", number(contents["planned"]), None),
        ("与序时进度相差（百分点）", number(contents["gap"]), None),
    ]  # fmt: skip
    if round_ is not None:
        rows += [("应报送（项）", round_["due"], None), ("已报送（项）", round_["filed"], None)]
    columns = (Column("项目", 26), Column("数值", 60, "value"), Column("较上期", 12, "value"))
    return Sheet("总体", document.title, columns, rows)


def _areas(contents: Contents) -> Sheet:
    plan = contents["plan"]

    def row(name: str, total: int, of: Area | Contents) -> list[Value]:
        return [name, total, *_counted(of["counts"]), number(of["percent"]), number(of["planned"])]

    columns = [
        Column(plan["area_word"], 44),
        Column(plan["measure_word"], 9, "count", summed=True),
        *_light_columns(),
        Column("完成%", 9, "tenths"),
        Column("序时%", 9, "tenths"),
    ]
    rows = [
        row(area_heading(place, area["title"]), len(area["cells"]), area)
        for place, area in enumerate(contents["areas"], 1)
    ]
    total = row("合计", contents["total"], contents)
    return Sheet("各领域", f"各{plan['area_word']}进展情况", columns, rows, total)


def _leads(cell: Cell) -> str:
    return "、".join(dict.fromkeys(cell["leads"]))


def _reasons(cell: Cell) -> str:
    return "；".join(dict.fromkeys(phrase(reason["zh"]) for reason in cell["reasons"]))


def _figures(cell: Cell) -> list[Value]:
    return [number(cell[name]) for name in ("percent", "planned", "gap")]


def _days(cell: Cell) -> list[Value]:
    moved = cell["original_due_on"] != cell["due_on"]
    return [_day(cell["due_on"]), _day(cell["original_due_on"]) if moved else None]


_FIGURES = (
    Column("亮灯", 9, "light"),
    Column("完成%", 8, "tenths"),
    Column("序时%", 8, "tenths"),
    Column("相差（百分点）", 10, "tenths"),
)
_DAYS = (Column("完成时限", 15, "day"), Column("原定时限", 15, "day"))


def _ledger(contents: Contents) -> Sheet:
    plan = contents["plan"]
    columns = [
        Column("序号", 6, "count"),
        Column(plan["measure_word"], 26),
        Column(plan["area_word"], 24),
        Column("牵头单位", 20),
        *_FIGURES,
        Column("较上期（百分点）", 10, "tenths"),
        Column("启动时间", 15, "day"),
        *_DAYS,
        Column("已完成工作", 44),
        Column("滞后原因", 30),
        Column("存在问题", 30),
        Column("下一步工作", 30),
    ]
    rows = [
        [
            cell["position"], cell["title"], area["head"], _leads(cell), cell["light"],
            *_figures(cell), number(cell["step"]), _day(cell["starts_on"]), *_days(cell),
            cell["done"], cell["cause"], cell["problems"], cell["next_steps"],
        ]
        for area in contents["areas"]
        for cell in area["cells"]
    ]  # fmt: skip
    title = f"全部{contents['total']}项{plan['measure_word']}进展汇总表"
    return Sheet("汇总表", title, columns, rows, big=True)


def _needy(contents: Contents) -> Sheet:
    plan = contents["plan"]
    columns = [
        Column("序号", 6, "count"),
        Column(plan["measure_word"], 26),
        Column("牵头单位", 20),
        *_FIGURES,
        *_DAYS,
        Column("亮灯依据", 36),
        Column("滞后原因", 36),
        Column("预计完成时间", 15, "day"),
        Column("下一步工作", 36),
    ]
    found = {cell["position"]: cell for area in contents["areas"] for cell in area["cells"]}
    needy = [found[position] for position in contents["attention"]]
    rows = [
        [
            cell["position"], cell["title"], _leads(cell), cell["light"], *_figures(cell),
            *_days(cell), _reasons(cell), cell["cause"], _day(cell["expected_on"]),
            cell["next_steps"],
        ]
        for light in ("red", "yellow")
        for cell in needy
        if cell["light"] == light
    ]  # fmt: skip
    return Sheet("红黄灯清单", "亮红灯、黄灯事项清单", columns, rows)


def _units(contents: Contents) -> Sheet:
    columns = [
        Column("序号", 6, "count"),
        Column("单位", 34),
        Column("牵头任务", 10, "count", summed=True),
        *_light_columns(),
        Column("应报", 8, "count", summed=True),
        Column("已报", 8, "count", summed=True),
    ]

    def figures(line: UnitLine) -> list[int]:
        return [line["total"], *_counted(line["counts"]), line["due"], line["filed"]]

    lines = contents["units"]
    rows: list[list[Value]] = [
        [place, line["name"], *figures(line)] for place, line in enumerate(lines, 1)
    ]
    sums = [sum(column) for column in zip(*map(figures, lines), strict=True)]
    total: list[Value] = [None, "合计", *sums] if lines else []
    return Sheet("单位统计", "各单位任务完成情况统计表", columns, rows, total)


def _indicators(lines: Sequence[IndicatorLine]) -> Sheet:
    columns = [
        Column("序号", 6, "count"), Column("指标", 30), Column("计量单位", 10),
        Column("基期", 12, "value"), Column("基期时间", 15, "day"),
        Column("本期", 12, "value"), Column("本期时间", 15, "day"),
        Column("序时", 12, "value"), Column("目标", 12, "value"),
        Column("目标时间", 15, "day"), Column("亮灯", 9, "light"), Column("亮灯依据", 44),
    ]  # fmt: skip
    rows = [
        [
            place, line["name"], line["unit"], number(line["baseline"]), _day(line["baseline_on"]),
            number(line["actual"]), _day(line["actual_on"]), number(line["planned"]),
            number(line["target"]), _day(line["target_on"]), line["light"],
            "；".join(phrase(reason["zh"]) for reason in line["reasons"]),
        ]
        for place, line in enumerate(lines, 1)
    ]  # fmt: skip
    return Sheet("指标", "主要指标进展情况", columns, rows)


def speaks_of(contents: Contents, document: Document) -> str:
    """The line below a sheet's title: of which day, by whom, which issue."""
    return f"截至{day_zh(contents['as_of'])}　{document.issuer}　{document.issue_line}"
