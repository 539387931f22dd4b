"""The sheets of a report's workbook, cell by cell, told from its frozen JSON in plain Python."""

from collections.abc import Callable
from datetime import date
from typing import Any

from core.zh import numeral_zh
from tests.reports.told_tables import NEEDY, WORDS, cells, needy_cells, stopless

JSON = dict[str, Any]
Rows = list[list[Any]]
# In the order of the columns.
_LIGHTS = ("red", "yellow", "green", "done", "not_started", "ongoing", "paused")
_LIGHT_WORDS = [WORDS[light] for light in _LIGHTS]


def figure(text: str | None) -> float | str:
    return "" if text is None else float(text)


def on(iso: str | None) -> date | str:
    return date.fromisoformat(iso) if iso else ""


def told_sheets(contents: JSON, *, title: str, issue_line: str) -> dict[str, Rows]:
    """Each sheet from its head down, as a spreadsheet program reads it; nothing is ""."""
    told: dict[str, Callable[[JSON], Rows]] = {
        "各领域": areas, "汇总表": ledger, "红黄灯清单": needy, "单位统计": units,
    }  # fmt: skip
    found = {"总体": overall(contents, title, issue_line)}
    found |= {name: tell(contents) for name, tell in told.items()}
    return found | ({"指标": indicators(contents)} if contents["indicators"] else {})


def overall(contents: JSON, title: str, issue_line: str) -> Rows:
    plan, before, line = contents["plan"], contents["previous"], contents["round"]
    rows: Rows = [
        ["项目", "数值", "较上期"], ["报告", title, ""], ["期号", issue_line, ""],
        ["数据截至", on(contents["as_of"]), ""],
        [f"{plan['measure_word']}总数（项）", contents["total"], ""],
    ]  # fmt: skip
    for light in _LIGHTS:
        change = before["counts"][light] if before else ""
        rows.append([f"{WORDS[light]}（项）", contents["counts"][light], change])
    step = figure(before["percent"]) if before else ""
    rows.append(["总体进度（%）", figure(contents["percent"]), step])
    rows.append(["序时进度（%）", figure(contents["planned"]), ""])
    rows.append(["与序时进度相差（百分点）", figure(contents["gap"]), ""])
    if line is not None:
        rows += [["应报送（项）", line["due"], ""], ["已报送（项）", line["filed"], ""]]
    return rows


def areas(contents: JSON) -> Rows:
    def row(name: str, total: int, of: JSON) -> list[Any]:
        counts = [of["counts"][light] for light in _LIGHTS]
        return [name, total, *counts, figure(of["percent"]), figure(of["planned"])]

    plan = contents["plan"]
    head = [plan["area_word"], plan["measure_word"], *_LIGHT_WORDS, "完成%", "序时%"]
    lines = enumerate(contents["areas"], 1)
    rows = [row(f"（{numeral_zh(n)}）{one['title']}", len(one["cells"]), one) for n, one in lines]
    return [head, *rows, row("合计", contents["total"], contents)]


def _leads(cell: JSON) -> str:
    return "、".join(dict.fromkeys(cell["leads"]))


def _progress(cell: JSON) -> list[Any]:
    return [WORDS[cell["light"]], *(figure(cell[name]) for name in ("percent", "planned", "gap"))]


def _days(cell: JSON) -> list[Any]:
    moved = cell["original_due_on"] != cell["due_on"]
    return [on(cell["due_on"]), on(cell["original_due_on"]) if moved else ""]


_PROGRESS = ["亮灯", "完成%", "序时%", "相差（百分点）"]


def ledger(contents: JSON) -> Rows:
    plan = contents["plan"]
    head = [
        "序号", plan["measure_word"], plan["area_word"], "牵头单位", *_PROGRESS,
        "较上期（百分点）", "启动时间", "完成时限", "原定时限", "已完成工作", "滞后原因",
        "存在问题", "下一步工作",
    ]  # fmt: skip
    rows = [
        [cell["position"], cell["title"], area["head"], _leads(cell), *_progress(cell),
         figure(cell["step"]), on(cell["starts_on"]), *_days(cell),
         *(cell[name] for name in ("done", "cause", "problems", "next_steps"))]
        for area in contents["areas"] for cell in area["cells"]
    ]  # fmt: skip
    assert len(rows) == len(cells(contents))
    return [head, *rows]


def needy(contents: JSON) -> Rows:
    head = [
        "序号", contents["plan"]["measure_word"], "牵头单位", *_PROGRESS, "完成时限", "原定时限",
        "亮灯依据", "滞后原因", "预计完成时间", "下一步工作",
    ]  # fmt: skip
    rows = [
        [cell["position"], cell["title"], _leads(cell), *_progress(cell), *_days(cell),
         "；".join(dict.fromkeys(stopless(reason["zh"]) for reason in cell["reasons"])),
         cell["cause"], on(cell["expected_on"]), cell["next_steps"]]
        for cell in needy_cells(contents) if cell["light"] in NEEDY
    ]  # fmt: skip
    return [head, *rows]


def units(contents: JSON) -> Rows:
    def figures(line: JSON) -> list[int]:
        return [line["total"], *(line["counts"][light] for light in _LIGHTS), line["due"],
                line["filed"]]  # fmt: skip

    lines = contents["units"]
    rows: Rows = [[n, line["name"], *figures(line)] for n, line in enumerate(lines, 1)]
    sums = [sum(column) for column in zip(*map(figures, lines), strict=True)]
    total: Rows = [["", "合计", *sums]] if lines else []
    return [["序号", "单位", "牵头任务", *_LIGHT_WORDS, "应报", "已报"], *rows, *total]


def indicators(contents: JSON) -> Rows:
    head = ["序号", "指标", "计量单位", "基期", "基期时间", "本期", "本期时间", "序时", "目标",
            "目标时间", "亮灯", "亮灯依据"]  # fmt: skip
    rows = [
        [n, line["name"], line["unit"], figure(line["baseline"]), on(line["baseline_on"]),
         figure(line["actual"]), on(line["actual_on"]), figure(line["planned"]),
         figure(line["target"]), on(line["target_on"]), WORDS[line["light"]],
         "；".join(stopless(reason["zh"]) for reason in line["reasons"])]
        for n, line in enumerate(contents["indicators"], 1)
    ]  # fmt: skip
    return [head, *rows]
