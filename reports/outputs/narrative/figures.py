"""Tables and attachments that only some kinds of report have."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from reports.outputs.blocks import Align, Attachment, Table
from reports.outputs.narrative.frame import KIND_WORDS, NEEDY, Frame
from reports.outputs.narrative.signs import signed
from reports.outputs.tongue import NOTHING, ZH, Tongue
from reports.outputs.words import first_sentence

if TYPE_CHECKING:
    from reports.contents.shape import Area, Cell, ChangeLine, IndicatorLine, UnitLine

_RIGHT: Align = "right"
# The title of the table that only some reports have.
RANKING = "各单位亮灯情况排序表"


def pace_table(frame: Frame) -> Table:
    """序时对比: each area's progress beside its plan to date."""

    say = frame.say

    def row(number: int, area: Area) -> tuple[str, ...]:
        return (
            say.heading(number, area["head"]),
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
        say("表"),
        say("各{area}序时对比", area=frame.area),
        (say("{area}", area=frame.area), *map(say, ("完成%", "序时%", "差距（百分点）"))),
        (*rows, (say("合计"), *whole)),
        ("left", _RIGHT, _RIGHT, _RIGHT),
        (211, 60, 60, 90),
        total_row=True,
    )


def results_table(lines: Sequence[IndicatorLine], say: Tongue = ZH) -> Table:
    """基期、目标、本期、完成比例、同比 of each indicator."""

    def row(line: IndicatorLine) -> tuple[str, ...]:
        name = say.with_unit(line["name"], line["unit"])
        figures = (line["baseline"], line["target"], line["actual"], line["of_target"])
        shown = [figure or NOTHING for figure in figures]
        return (name, *shown, signed(line["on_year"]), say.light(line["light"]))

    return Table(
        say("表"),
        say("主要指标完成情况"),
        tuple(map(say, ("指标", "基期", "目标", "本期", "完成比例%", "同比%", "亮灯"))),
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
    say = frame.say

    def row(number: int, cell: Cell) -> tuple[str, ...]:
        reasons = [say.reason(r) for r in cell["reasons"] if r["light"] in NEEDY]
        return (
            str(number), say.named(cell["position"], cell["title"]),
            say.listed(cell["leads_short"]) or NOTHING, say.light(cell["light"]),
            signed(cell["gap"]), say.clauses(reasons) or NOTHING, say.day(cell["expected_on"]),
        )  # fmt: skip

    table = Table(
        "",
        "",
        (
            say("序号"),
            say("{measure}", measure=frame.measure),
            *map(say, ("牵头单位", "亮灯", "差距", "亮灯依据", "预计完成")),
        ),
        tuple(row(number, cell) for number, cell in enumerate(cells, 1)),
        ("center", "left", "left", "center", _RIGHT, "left", "left"),
        (26, 95, 75, 40, 45, 110, 100),
        light_column=3,
        lights=tuple(cell["light"] for cell in cells),
    )
    return Attachment(say("滞后、预警事项清单"), (table,))


_CHANGES = ("序号", "事项", "牵头单位", "类别", "原时限", "现时限或日期", "延期次数", "决定")


def changes_list(frame: Frame) -> Attachment | None:
    """延期、调整、办结事项清单: the days before and after, how often, and who decided."""
    lines = frame.contents["changes"]
    if not lines:
        return None
    say = frame.say

    def row(number: int, line: ChangeLine) -> tuple[str, ...]:
        moved = line["kind"] in {"extended", "advanced"}
        return (
            str(number), frame.task(line), line["lead_short"] or NOTHING,
            say(KIND_WORDS[line["kind"]]),
            say.day(line["was_due"]) if moved else NOTHING,
            say.day(line["now_due"]) if moved else say.day(line["on"]),
            str(line["extensions"]) if line["kind"] == "extended" else NOTHING,
            _decision(frame, line),
        )  # fmt: skip

    table = Table(
        "",
        "",
        tuple(map(say, _CHANGES)),
        tuple(row(number, line) for number, line in enumerate(lines, 1)),
        ("center", "left", "left", "center", "left", "left", _RIGHT, "left"),
        (26, 80, 60, 46, 90, 90, 36, 63),
    )
    return Attachment(say("延期、调整、办结事项清单"), (table,))


def _decision(frame: Frame, line: ChangeLine) -> str:
    """Who agreed to what the unit had asked for; a circular names nobody."""
    if not line["asked"]:
        return frame.say("核验办结" if line["kind"] == "completed" else "统筹安排")
    if frame.circular or not line["decided_by"]:
        return frame.say("单位申请")
    return frame.say("单位申请，{by}同意", by=line["decided_by"])


def results_list(frame: Frame) -> Attachment | None:
    """逐项完成情况表: what each measure came to in the year, in its unit's words."""
    if not frame.cells:
        return None
    say = frame.say

    def row(cell: Cell) -> tuple[str, ...]:
        leads = say.listed(cell["leads_short"]) or NOTHING
        said = first_sentence(cell["done"]) or NOTHING
        figures = (cell["percent"] or NOTHING, say.light(cell["light"]))
        return (str(cell["position"]), cell["title"], leads, said, *figures)

    cells = list(frame.cells.values())
    table = Table(
        "",
        "",
        (
            say("序号"),
            say("{measure}", measure=frame.measure),
            *map(say, ("牵头单位", "完成情况", "完成%", "亮灯")),
        ),
        tuple(map(row, cells)),
        ("center", "left", "left", "left", _RIGHT, "center"),
        (26, 90, 75, 130, 50, 50),
        light_column=5,
        lights=tuple(cell["light"] for cell in cells),
    )
    return Attachment(say("{measure}逐项完成情况表", measure=frame.measure), (table,))


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
    say = frame.say
    head = tuple(map(say, ("位次", "单位", "牵头任务", "已完成和正常", "预警", "滞后")))
    align: tuple[Align, ...] = ("center", "left", _RIGHT, _RIGHT, _RIGHT, _RIGHT)
    table = Table("", "", head, rows, align, (36, 185, 50, 70, 40, 40))
    return Attachment(say(RANKING), (table,))
