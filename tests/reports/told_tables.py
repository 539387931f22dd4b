"""The tables of a report, cell by cell, told from its frozen JSON in plain Python."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from core.zh import numeral_zh
from tests.reports.read_parts import Grid

JSON = dict[str, Any]
NEEDY = ("red", "yellow")
WORDS = {
    "red": "滞后", "yellow": "预警", "green": "正常", "done": "已完成", "not_started": "未启动",
    "ongoing": "常态推进", "paused": "暂缓", "grey": "无数据",
}  # fmt: skip
KINDS = {
    "extended": "延期", "advanced": "提前", "adjusted": "调整目标", "completed": "办结",
    "struck_off": "销号", "reopened": "重新办理", "cancelled": "撤销", "merged": "合并",
    "suspended": "暂缓", "resumed": "恢复",
}  # fmt: skip
_ALWAYS = ("red", "yellow", "green", "done")


def day(iso: str | None) -> str:
    if not iso:
        return "—"
    year, month, rest = iso.split("-")
    return f"{year}年{int(month)}月{int(rest)}日"


def signed(value: str | None) -> str:
    if value is None:
        return "—"
    return f"−{value[1:]}" if value[0] == "-" else f"+{value}" if Decimal(value) else value


def stopless(sentence: str) -> str:
    """A sentence as one of several that a semicolon parts."""
    return sentence.rstrip("。")


def shown(lights: Iterable[JSON]) -> list[str]:
    """The lights that have a column."""
    there = {light for one in lights for light, n in one.items() if n}
    return [light for light in WORDS if light in _ALWAYS or light in there]


def cells(contents: JSON) -> list[JSON]:
    return [cell for area in contents["areas"] for cell in area["cells"]]


def needy_cells(contents: JSON) -> list[JSON]:
    """What needs attention, red before yellow."""
    by_number = {cell["position"]: cell for cell in cells(contents)}
    needy = [by_number[position] for position in contents["attention"]]
    return [cell for light in NEEDY for cell in needy if cell["light"] == light]


def joined(names: Iterable[str]) -> str:
    return "、".join(dict.fromkeys(names)) or "—"


def areas_table(contents: JSON) -> Grid:
    plan, lights = contents["plan"], shown([contents["counts"]])

    def row(name: str, of: JSON, total: int) -> list[str]:
        counts = [str(of["counts"][light]) for light in lights]
        return [name, str(total), *counts, of["percent"] or "—", of["planned"] or "—"]

    head = [plan["area_word"], plan["measure_word"], *(WORDS[light] for light in lights)]
    rows = [
        row(f"（{numeral_zh(n)}）{area['head']}", area, len(area["cells"]))
        for n, area in enumerate(contents["areas"], 1)
    ]
    return [[*head, "完成%", "序时%"], *rows, row("合计", contents, contents["total"])]


def pace_table(contents: JSON) -> Grid:
    def row(name: str, of: JSON) -> list[str]:
        return [name, of["percent"] or "—", of["planned"] or "—", signed(of["gap"])]

    head = [contents["plan"]["area_word"], "完成%", "序时%", "差距（百分点）"]
    areas = enumerate(contents["areas"], 1)
    rows = [row(f"（{numeral_zh(n)}）{area['head']}", area) for n, area in areas]
    return [head, *rows, row("合计", contents)]


def _called(line: JSON) -> str:
    return f"{line['name']}（{line['unit']}）" if line["unit"] else str(line["name"])


def indicators_table(lines: list[JSON]) -> Grid:
    names = ("baseline", "actual", "planned", "target")
    rows = [
        [_called(line), *(line[name] or "—" for name in names), WORDS[line["light"]]]
        for line in lines
    ]
    return [["指标", "基期", "本期", "序时", "目标", "亮灯"], *rows]


def results_table(lines: list[JSON]) -> Grid:
    names = ("baseline", "target", "actual", "of_target")
    rows = [
        [_called(line), *(line[name] or "—" for name in names), signed(line["on_year"]),
         WORDS[line["light"]]]
        for line in lines
    ]  # fmt: skip
    return [["指标", "基期", "目标", "本期", "完成比例%", "同比%", "亮灯"], *rows]


def measures_table(contents: JSON) -> Grid:
    compared = contents["previous"] is not None
    head = ["序号", contents["plan"]["measure_word"], "牵头单位", "亮灯", "完成%", "序时%"]
    rows = []
    for cell in cells(contents):
        leads = [short or name for name, short in zip(cell["leads"], cell["leads_short"],
                                                      strict=True)]  # fmt: skip
        step = [signed(cell["step"])] if compared else []
        rows.append([
            str(cell["position"]), cell["title"], joined(leads), WORDS[cell["light"]],
            cell["percent"] or "—", cell["planned"] or "—", *step, day(cell["due_on"]),
        ])  # fmt: skip
    return [[*head, *(["较上期"] if compared else []), "完成时限"], *rows]


def yearly_table(contents: JSON, first: Callable[[str], str]) -> Grid:
    head = ["序号", contents["plan"]["measure_word"], "牵头单位", "完成情况", "完成%", "亮灯"]
    rows = [
        [str(cell["position"]), cell["title"], joined(cell["leads_short"]),
         first(cell["done"]) or "—", cell["percent"] or "—", WORDS[cell["light"]]]
        for cell in cells(contents)
    ]  # fmt: skip
    return [head, *rows]


def needy_table(contents: JSON) -> Grid | None:
    rows = []
    for n, cell in enumerate(needy_cells(contents), 1):
        why = dict.fromkeys(stopless(r["zh"]) for r in cell["reasons"] if r["light"] in NEEDY)
        rows.append([
            str(n), f"第{cell['position']}项{cell['title']}", joined(cell["leads_short"]),
            WORDS[cell["light"]], signed(cell["gap"]), "；".join(why) or "—",
            day(cell["expected_on"]),
        ])  # fmt: skip
    measure = contents["plan"]["measure_word"]
    head = ["序号", measure, "牵头单位", "亮灯", "差距", "亮灯依据", "预计完成"]
    return [head, *rows] if rows else None


def units_table(contents: JSON) -> Grid | None:
    lines = contents["units"]
    if not lines:
        return None
    lights = shown(line["counts"] for line in lines)

    def figures(line: JSON) -> list[int]:
        counts = [line["counts"][light] for light in lights]
        return [line["total"], *counts, line["due"], line["filed"]]

    head = ["序号", "单位", "牵头任务", *(WORDS[light] for light in lights), "应报", "已报"]
    rows = [[str(n), line["name"], *map(str, figures(line))] for n, line in enumerate(lines, 1)]
    sums = [str(sum(column)) for column in zip(*map(figures, lines), strict=True)]
    return [head, *rows, ["", "合计", *sums]]


def changes_table(contents: JSON, named: bool) -> Grid | None:
    by_number = {cell["position"]: cell for cell in cells(contents)}
    rows = []
    for n, line in enumerate(contents["changes"], 1):
        cell, moved = by_number.get(line["position"]), line["kind"] in ("extended", "advanced")
        own = f"第{line['code']}号任务"
        what = f"第{line['position']}项{own if cell and len(cell['codes']) > 1 else ''}"
        by = f"，{line['decided_by']}同意" if named and line["decided_by"] else ""
        unasked = "核验办结" if line["kind"] == "completed" else "统筹安排"
        rows.append([
            str(n), f"{what if cell else own}{line['title']}", line["lead_short"] or "—",
            KINDS[line["kind"]], day(line["was_due"]) if moved else "—",
            day(line["now_due"] if moved else line["on"]),
            str(line["extensions"]) if line["kind"] == "extended" else "—",
            f"单位申请{by}" if line["asked"] else unasked,
        ])  # fmt: skip
    head = ["序号", "事项", "牵头单位", "类别", "原时限", "现时限或日期", "延期次数", "决定"]
    return [head, *rows] if rows else None


def compared_table(found: JSON) -> Grid | None:
    rows = [*_lit_rows(found), *_moved_rows(found)]
    for one in found["indicators"]:
        was, now = one["was_light"], one["now_light"]
        turned = [f"{WORDS[was]}→{WORDS[now]}"] if was != now else []
        change = [signed(one["change"])] if one["change"] else []
        rows.append(["指标变化", _called(one), one["was"] or "—", one["now"] or "—",
                     "，".join(change + turned) or "—"])  # fmt: skip
    for line in found["unfiled"]:
        rows.append(["未报送", line["name"], f"{line['due']}项", f"{line['filed']}项", "—"])
    return [["类别", "事项", "上期", "本期", "变化"], *rows] if rows else None


def _lit_rows(found: JSON) -> Grid:
    told: set[int] = set()
    rows = []
    for kind, lines in (
        ("新增滞后、预警", found["new_risks"]), ("解除滞后、预警", found["cleared"]),
        ("新完成", found["done"]), ("其他亮灯变化", found["lights"]),
    ):  # fmt: skip
        fresh = [one for one in lines if one["position"] not in told]
        told |= {one["position"] for one in fresh}
        rows += [[kind, _subject(one), WORDS[one["was"]], WORDS[one["now"]], "—"] for one in fresh]
    return rows


def _moved_rows(found: JSON) -> Grid:
    rows = []
    for one in found["steps"]:
        was, now = (f"{one[side]}%" if one[side] else "—" for side in ("was", "now"))
        change = f"{signed(one['change'])}个百分点" if one["change"] else "—"
        rows.append(["进度变化", _subject(one), was, now, change])
    for one in found["deadlines"]:
        days = ""
        if one["was"] and one["now"]:
            days = str((date.fromisoformat(one["now"]) - date.fromisoformat(one["was"])).days)
        change = f"{signed(days)}天" if days else "—"
        rows.append(["时限变化", _subject(one), day(one["was"]), day(one["now"]), change])
    return rows


def _subject(one: JSON) -> str:
    return f"第{one['position']}项{one['title']}"
