"""Tables and attachments that only some kinds of report have."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from reports.outputs.annexes import NOTHING, area_heading, day_zh, light_word
from reports.outputs.blocks import Align, Attachment, Table
from reports.outputs.narrative.decided import KIND_WORDS
from reports.outputs.narrative.frame import Frame
from reports.outputs.narrative.signs import signed
from reports.outputs.narrative.voice import NEEDY, task
from reports.outputs.words import first_sentence, phrase

if TYPE_CHECKING:
    from reports.contents.shape import Area, Cell, ChangeLine, IndicatorLine, UnitLine

_RIGHT: Align = "right"


def pace_table(frame: Frame) -> Table:
    """序时对比: each area's progress beside its plan to date."""

    def row(number: int, area: Area) -> tuple[str, ...]:
        return (
            area_heading(number, area["head"]),
            area["percent"] or NOTHING,
            area["planned"] or NOTHING,
            signed(area["gap"]),
        )

    contents = frame.contents
    rows = [row(number, area) for number, area in enumerate(contents["areas"], 1)]
    whole = (
        contents["percent"] or NOTHING,
        contents["planned"] or NOTHING,
        signed(contents["gap"]),
    )
    return Table(
        "表",
        f"各{frame.area}序时对比",
        (frame.area, "完成%", "序时%", "差距（百分点）"),
        (*rows, ("合计", *whole)),
        ("left", _RIGHT, _RIGHT, _RIGHT),
        (211, 60, 60, 90),
        total_row=True,
    )


def results_table(lines: Sequence[IndicatorLine]) -> Table:
    """基期、目标、本期、完成比例、同比 of each indicator."""

    def row(line: IndicatorLine) -> tuple[str, ...]:
        name = f"{line['name']}（{line['unit']}）" if line["unit"] else line["name"]
        figures = (line["baseline"], line["target"], line["actual"], line["of_target"])
        shown = [figure or NOTHING for figure in figures]
        return (name, *shown, signed(line["on_year"]), light_word(line["light"]))

    return Table(
        "表",
        "主要指标完成情况",
        ("指标", "基期", "目标", "本期", "完成比例%", "同比%", "亮灯"),
        tuple(map(row, lines)),
        ("left", _RIGHT, _RIGHT, _RIGHT, _RIGHT, _RIGHT, "center"),
        (150, 60, 60, 60, 60, 55, 46),
        light_column=6,
        lights=tuple(line["light"] for line in lines),
    )


def needy_list(frame: Frame) -> Attachment | None:
    """亮红灯、黄灯事项清单: with who leads, how far behind, why, and by when."""
    cells = [frame.cells[position] for position in frame.contents["attention"]]
    cells.sort(key=lambda cell: NEEDY.index(cell["light"]))
    if not cells:
        return None

    def row(number: int, cell: Cell) -> tuple[str, ...]:
        reasons = [phrase(r["zh"]) for r in cell["reasons"] if r["light"] in NEEDY]
        return (
            str(number), f"第{cell['position']}项{cell['title']}",
            "、".join(dict.fromkeys(cell["leads_short"])) or NOTHING, light_word(cell["light"]),
            signed(cell["gap"]), "；".join(dict.fromkeys(reasons)) or NOTHING,
            day_zh(cell["expected_on"]),
        )  # fmt: skip

    table = Table(
        "",
        "",
        ("序号", frame.measure, "牵头单位", "亮灯", "差距", "亮灯依据", "预计完成"),
        tuple(row(number, cell) for number, cell in enumerate(cells, 1)),
        ("center", "left", "left", "center", _RIGHT, "left", "left"),
        (26, 95, 75, 40, 45, 110, 100),
        light_column=3,
        lights=tuple(cell["light"] for cell in cells),
    )
    return Attachment("滞后、预警事项清单", (table,))


def changes_list(frame: Frame) -> Attachment | None:
    """延期、调整、办结事项清单: the days before and after, how often, and who decided."""
    lines = frame.contents["changes"]
    if not lines:
        return None

    def row(number: int, line: ChangeLine) -> tuple[str, ...]:
        moved = line["kind"] in {"extended", "advanced"}
        return (
            str(number), task(frame, line), line["lead_short"] or NOTHING,
            KIND_WORDS[line["kind"]],
            day_zh(line["was_due"]) if moved else NOTHING,
            day_zh(line["now_due"]) if moved else day_zh(line["on"]),
            str(line["extensions"]) if line["kind"] == "extended" else NOTHING,
            _decision(frame, line),
        )  # fmt: skip

    table = Table(
        "",
        "",
        ("序号", "事项", "牵头单位", "类别", "原时限", "现时限或日期", "延期次数", "决定"),
        tuple(row(number, line) for number, line in enumerate(lines, 1)),
        ("center", "left", "left", "center", "left", "left", _RIGHT, "left"),
        (26, 80, 60, 46, 90, 90, 36, 63),
    )
    return Attachment("延期、调整、办结事项清单", (table,))


def _decision(frame: Frame, line: ChangeLine) -> str:
    """Who agreed to what the unit had asked for; a circular names nobody."""
    if not line["asked"]:
        return "核验办结" if line["kind"] == "completed" else "统筹安排"
    by = "" if frame.circular or not line["decided_by"] else f"，{line['decided_by']}同意"
    return f"单位申请{by}"


def results_list(frame: Frame) -> Attachment | None:
    """逐项完成情况表: what each measure came to in the year, in its unit's words."""
    if not frame.cells:
        return None

    def row(cell: Cell) -> tuple[str, ...]:
        leads = "、".join(dict.fromkeys(cell["leads_short"])) or NOTHING
        said = first_sentence(cell["done"]) or NOTHING
        figures = (cell["percent"] or NOTHING, light_word(cell["light"]))
        return (str(cell["position"]), cell["title"], leads, said, *figures)

    cells = list(frame.cells.values())
    table = Table(
        "",
        "",
        ("序号", frame.measure, "牵头单位", "完成情况", "完成%", "亮灯"),
        tuple(map(row, cells)),
        ("center", "left", "left", "left", _RIGHT, "center"),
        (26, 90, 75, 130, 50, 50),
        light_column=5,
        lights=tuple(cell["light"] for cell in cells),
    )
    return Attachment(f"{frame.measure}逐项完成情况表", (table,))


def ranking_list(frame: Frame) -> Attachment | None:
    """Units by the share of their initiatives that are done or on track; equal ones alike."""
    lines = [line for line in frame.contents["units"] if line["total"]]
    if not lines:
        return None

    def well(line: UnitLine) -> Decimal:
        return Decimal(line["counts"]["done"] + line["counts"]["green"]) / line["total"]

    ordered = sorted(lines, key=lambda line: -well(line))
    places = [1 + sum(well(other) > well(line) for other in lines) for line in ordered]
    rows = tuple(
        (
            str(place), line["name"], str(line["total"]),
            str(line["counts"]["done"] + line["counts"]["green"]),
            str(line["counts"]["yellow"]), str(line["counts"]["red"]),
        )
        for place, line in zip(places, ordered, strict=True)
    )  # fmt: skip
    head = ("位次", "单位", "牵头任务", "已完成和正常", "预警", "滞后")
    align: tuple[Align, ...] = ("center", "left", _RIGHT, _RIGHT, _RIGHT, _RIGHT)
    table = Table("", "", head, rows, align, (36, 185, 50, 70, 40, 40))
    return Attachment("各单位亮灯情况排序表", (table,))
