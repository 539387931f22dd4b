"""The report's tables: figures as they stand in the contents, zeros written as 0."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from progress.lights import Light
from reports.outputs.blocks import DENSE_FROM, Align, Attachment, Block, Paragraph, Table
from reports.outputs.tongue import NOTHING, ZH, Tongue
from reports.outputs.words import title_mark

if TYPE_CHECKING:
    # For their shapes only: the package that holds them also reads the database.
    from reports.contents.shape import Area, Cell, Contents, Counts, IndicatorLine, UnitLine

# What needs attention first; the last ones are left out where there are none.
_ORDER = tuple(light.value for light in Light)
_ALWAYS = frozenset({"red", "yellow", "green", "done"})


def light_word(light: str) -> str:
    """滞后, 预警, 正常 and so on; 无数据 for an indicator that cannot be judged."""
    return ZH.light(light)


def day_zh(iso: str | None) -> str:
    """A day of the contents as 2026年10月31日, — where there is none."""
    return ZH.day(iso)


def _moved(cell: Cell) -> bool:
    original = cell["original_due_on"]
    return cell["due_on"] is not None and original is not None and original != cell["due_on"]


def due_zh(cell: Cell) -> str:
    """The due date, with the one first set where it has been moved."""
    original = f"（原定{day_zh(cell['original_due_on'])}）" if _moved(cell) else ""
    return f"{day_zh(cell['due_on'])}{original}"


def area_heading(number: int, title: str) -> str:
    """（一）发展核心技术: areas are numbered as the report's own second level."""
    return ZH.heading(number, title)


def lights_shown(all_counts: Iterable[Counts]) -> tuple[str, ...]:
    """The lights that get a column: the four main ones, and any other that occurs."""
    occurring = {light for counts in all_counts for light, n in counts.items() if n}
    return tuple(light for light in _ORDER if light in _ALWAYS or light in occurring)


# Widths are in tenths of a character of table text, of which a line holds 42, or 49 smaller ones.
_LINE, _DENSE_LINE = 421, 491
# A date on one line, where digits are wide and stand a little apart from characters.
_DATE = 100


def _numeric(head: Sequence[str], say: Tongue) -> tuple[tuple[Align, ...], tuple[int, ...]]:
    right: Align = "right"
    return (right,) * len(head), tuple(map(say.width, head))


def _rest(*taken: int, columns: int = 1) -> int:
    """What these columns leave to the `columns` others, and never too little to read."""
    line = _DENSE_LINE if len(taken) + columns >= DENSE_FROM else _LINE
    return max(line - sum(taken), 90)


def areas_table(contents: Contents, say: Tongue = ZH) -> Table:
    """Each area's measures by light, its progress and its plan to date, and the whole plan's."""
    plan = contents["plan"]
    lights = lights_shown([contents["counts"]])

    def row(name: str, of: Area | Contents, total: int) -> tuple[str, ...]:
        counts = [str(of["counts"].get(light, 0)) for light in lights]
        figures = (of["percent"] or NOTHING, of["planned"] or NOTHING)
        return (name, str(total), *counts, *figures)

    measures = say("{measures}", measures=plan["measure_word"])
    head = (measures, *map(say.light, lights), say("完成%"), say("序时%"))
    align, widths = _numeric(head, say)
    rows = [
        row(say.heading(n, area["head"]), area, len(area["cells"]))
        for n, area in enumerate(contents["areas"], 1)
    ]
    return Table(
        say("表"),
        say("各{area}进展情况", area=plan["area_word"]),
        (say("{area}", area=plan["area_word"]), *head),
        (*rows, row(say("合计"), contents, contents["total"])),
        ("left", *align),
        (_rest(*widths), *widths),
        total_row=True,
    )


def indicators_table(lines: Sequence[IndicatorLine], say: Tongue = ZH) -> Table:
    """Each indicator's value at the baseline, now, as planned by now, and its target."""

    def row(line: IndicatorLine) -> tuple[str, ...]:
        figures = (line["baseline"], line["actual"], line["planned"], line["target"])
        shown = [figure or NOTHING for figure in figures]
        return (say.with_unit(line["name"], line["unit"]), *shown, say.light(line["light"]))

    return Table(
        say("表"),
        say("主要指标进展情况"),
        tuple(map(say, ("指标", "基期", "本期", "序时", "目标", "亮灯"))),
        tuple(map(row, lines)),
        ("left", "right", "right", "right", "right", "center"),
        (_rest(60, 60, 60, 60, 46), 60, 60, 60, 60, 46),
        light_column=5,
        lights=tuple(line["light"] for line in lines),
    )


def _leads(cell: Cell, say: Tongue) -> str:
    names = [short or name for name, short in zip(cell["leads"], cell["leads_short"], strict=True)]
    return say.listed(names) or NOTHING


def _step(cell: Cell) -> str:
    """The change since the last report with its sign, as a minus and not as a hyphen."""
    step = cell["step"]
    if step is None:
        return NOTHING
    if step.startswith("-"):
        return f"−{step[1:]}"
    return f"+{step}" if step.strip("0.") else step


def _from_elsewhere(cell: Cell, say: Tongue) -> str:
    """Which other plans' initiatives the measure is judged by too, and where they file."""
    named = [
        say(
            "{plan}第{code}项任务{title}",
            plan=title_mark(other["plan_title"]), code=other["code"], title=other["title"],
        )
        for other in cell["others"]
    ]  # fmt: skip
    told = "第{position}项的进展含{named}，在其所属方案报送"
    return say(told, position=cell["position"], named=say.listed(named))


def _measure_notes(cells: Sequence[Cell], say: Tongue, *, compared: bool) -> list[str]:
    """What the table of measures cannot say in its cells."""
    notes = [say("“较上期”的单位为百分点")] if compared else []
    notes += [
        say(
            "第{position}项原定完成时限为{day}",
            position=cell["position"], day=say.day(cell["original_due_on"]),
        )
        for cell in cells
        if _moved(cell)
    ]  # fmt: skip
    return notes + [_from_elsewhere(cell, say) for cell in cells if cell["others"]]


def measures_list(contents: Contents, say: Tongue = ZH) -> Attachment:
    """All measures in the document's order, with the change since the last report."""
    plan = contents["plan"]
    cells = [cell for area in contents["areas"] for cell in area["cells"]]
    compared = contents["previous"] is not None

    def row(cell: Cell) -> tuple[str, ...]:
        figures = (cell["percent"] or NOTHING, cell["planned"] or NOTHING)
        steps = (_step(cell),) if compared else ()
        return (
            str(cell["position"]), cell["title"], _leads(cell, say), say.light(cell["light"]),
            *figures, *steps, say.day(cell["due_on"]),
        )  # fmt: skip

    figures = tuple(map(say, ("完成%", "序时%", "较上期") if compared else ("完成%", "序时%")))
    align, widths = _numeric(figures, say)
    fixed = (26, max(say.width(say.light(cell["light"])) for cell in cells) + 10, *widths, _DATE)
    names, measure = _rest(*fixed, columns=2), say("{measure}", measure=plan["measure_word"])
    table = Table(
        "",
        "",
        (say("序号"), measure, say("牵头单位"), say("亮灯"), *figures, say("完成时限")),
        tuple(map(row, cells)),
        ("center", "left", "left", "center", *align, "left"),
        (fixed[0], names * 11 // 20, names - names * 11 // 20, *fixed[1:]),
        light_column=3,
        lights=tuple(cell["light"] for cell in cells),
    )
    notes = _measure_notes(cells, say, compared=compared)
    said = say("注：{notes}。", notes=say.clauses(notes))
    title = say(
        "全部{total}项{measure}进展汇总表", total=contents["total"], measure=plan["measure_word"]
    )
    return Attachment(title, (table, *((Paragraph(said, "note"),) if notes else ())))


def units_list(contents: Contents, say: Tongue = ZH) -> Attachment:
    """The lead units in official order, initiatives by light and filings of the latest round."""
    lines, plan = contents["units"], contents["plan"]
    lights = lights_shown(line["counts"] for line in lines)
    head = (say("牵头任务"), *map(say.light, lights), say("应报"), say("已报"))
    align, widths = _numeric(head, say)

    def figures(line: UnitLine) -> tuple[int, ...]:
        counts = [line["counts"].get(light, 0) for light in lights]
        return (line["total"], *counts, line["due"], line["filed"])

    sums = [sum(column) for column in zip(*map(figures, lines), strict=True)]
    rows = [(str(n), line["name"], *map(str, figures(line))) for n, line in enumerate(lines, 1)]
    table = Table(
        "",
        "",
        (say("序号"), say("单位"), *head),
        (*rows, ("", say("合计"), *map(str, sums))),
        ("center", "left", *align),
        (26, _rest(26, *widths), *widths),
        total_row=True,
    )
    blocks: tuple[Block, ...] = (table,)
    if sums[0] != contents["total"]:
        text = say(
            "注：本表按任务统计，任务数与{measure}数不必相等。", measure=plan["measure_word"]
        )
        blocks = (table, Paragraph(text, "note"))
    return Attachment(say("单位统计表"), blocks)
