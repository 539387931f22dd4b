"""Contents of a report as the gatherer makes them: five areas, 22 measures, every light."""

from copy import deepcopy
from datetime import date
from decimal import Decimal
from typing import Any

from core.periods import Period
from core.zh import half_up
from reports.contents import lifted
from reports.outputs.blocks import Document
from reports.outputs.narrative import document

LIGHTS = ("red", "yellow", "green", "done", "not_started", "ongoing", "paused")
AREAS = (
    (
        "发展核心技术，超前布局形成原始创新重大突破",
        ("前瞻布局前沿领域", "支持优势技术领域", "衔接国家计划", "国际机构双向合作"),
    ),
    (
        "支持人工智能新兴产业，形成高端产业集群优势",
        ("培育龙头企业", "支持创新创业企业", "布局高端产业链", "建设产业园", "发挥资本作用"),
    ),
    (
        "推动人工智能广泛应用，建设智能社会和智慧城市",
        ("医疗养老应用", "智慧安防应用", "新零售应用推广", "应用试点示范"),
    ),
    (
        "构建公共平台和服务体系，完善行业生态体系",
        ("搭建资源平台", "开源和公共数据库", "专利和标准化", "组建创新联盟"),
    ),
    (
        "建设多层次培养体系，吸引人工智能尖端人才",
        ("引进顶尖人才", "培养创新人才", "复合型人才培养", "基础教育", "学科建设"),
    ),
)
UNITS = (
    ("示例科技主管部门", "示例科技部门"),
    ("示例产业主管部门", "示例产业部门"),
    ("示例教育主管部门", "示例教育部门"),
    ("示例数据主管部门", "示例数据部门"),
)
# By position: everything else is green.
UNUSUAL = {
    2: "yellow", 3: "yellow", 4: "red", 7: "red", 12: "yellow", 15: "yellow", 14: "done",
    19: "not_started", 20: "paused", 21: "ongoing", 22: "not_started",
}  # fmt: skip
PERCENTS = {"red": 21, "yellow": 45, "green": 58, "done": 100, "not_started": 0, "paused": 5}
PLANNED = {"done": "100.0", "not_started": "0.0"}
_RATIOS = {"red": "40.4%", "yellow": "86.5%"}


# What breaks XML, breaks out of HTML, turns the writing direction, or is merely unusual.
HOSTILE = "\x00<b>&\"'\x0b已办\ud800\u202e结\u200f😀]]>\ufffe\x1f"


def made(contents: dict[str, Any], period: str = "2026-10") -> Document:
    """The document on these contents, by the sample's office on the sample's day."""
    return document(
        contents,  # type: ignore[arg-type]
        period=Period.parse(period), issuer="示例督查室", drafted_on=date(2026, 11, 9),
    )  # fmt: skip


def counts_of(lights: list[str]) -> dict[str, int]:
    return {light: lights.count(light) for light in LIGHTS}


def _mean(values: list[str | None]) -> str | None:
    known = [Decimal(value) for value in values if value is not None]
    return str(half_up(sum(known, Decimal(0)) / len(known), 1)) if known else None


def make_cell(position: int, *, title: str, light: str, number: int = 1) -> dict[str, Any]:
    """One measure; red and yellow ones have a cause, a problem and a next step."""
    percent = None if light == "ongoing" else f"{PERCENTS[light]}.0"
    planned = None if percent is None else PLANNED.get(light, "52.0")
    needy = light in {"red", "yellow"}
    name, short_name = UNITS[position % len(UNITS)]
    gap = None if percent is None or planned is None else str(Decimal(percent) - Decimal(planned))
    return {
        "position": position,
        "number": "一二三四五"[number - 1] + "是",
        "path": f"四/{number}",
        "title": title,
        "text": f"{title}。",
        "codes": [position],
        "others": [],
        "light": light,
        "percent": percent,
        "planned": planned,
        "gap": gap,
        "reasons": [_behind(light)] if needy else [],
        "leads": [name],
        "leads_short": [short_name],
        "due_on": "2027-12-31",
        "original_due_on": "2027-06-30" if position == 7 else "2027-12-31",
        "starts_on": "2026-03-01",
        "done": ""
        if light == "not_started"
        else f"已完成{title}年度方案的编制和印发。另召开会议2次。",
        "cause": "合作协议文本尚未议定，有关方面的意见还在征求。" if needy else "",
        "problems": "专业人员不足,经费下达偏晚。" if light == "red" else "",
        "next_steps": f"于11月20日前报送{title}时间表" if needy else "",
        "expected_on": "2026-12-31" if needy else None,
        "step": None,
        "is_example": False,
    }


def _behind(light: str) -> dict[str, str]:
    said = f"完成{PERCENTS[light]}%，为序时的{_RATIOS[light]}"
    return {"code": "behind_plan", "light": light, "zh": said, "en": "behind"}


def make_contents(
    *,
    lights: dict[int, str] | None = None,
    areas: int = 5,
    indicators: bool = True,
    previous: bool = True,
    is_example: bool = False,
    words: str | None = None,
) -> dict[str, Any]:
    """Valid contents. `lights` by position replaces the mixed lights; `words` every unit's words.

    Progress is the plain mean of the measures that have one.
    """
    chosen = UNUSUAL if lights is None else lights
    made, position = [], 0
    for number, (title, titles) in enumerate(AREAS[:areas], 1):
        cells = []
        for index, short in enumerate(titles, 1):
            position += 1
            light = chosen.get(position, "green")
            cells.append(make_cell(position, title=short, light=light, number=index))
        made.append(_area(number, title, cells))
    cells = [cell for area in made for cell in area["cells"]]
    if words is not None:
        for cell in cells:
            cell.update(done=words, cause=words, problems=words, next_steps=words)
    needy = [c for light in ("red", "yellow") for c in cells if c["light"] == light]
    percent, planned = _mean([c["percent"] for c in cells]), _mean([c["planned"] for c in cells])
    old: dict[str, Any] = {
        "format": 1,
        "plan": {
            "slug": "beijing-ai",
            "title": "北京市人工智能产业发展建议",
            "short_title": "人工智能产业发展建议",
            "area_word": "领域",
            "measure_word": "举措",
            "is_example": is_example,
        },
        "as_of": "2026-10-31",
        "known_at": "2026-11-09T06:00:00+08:00",
        "policy": "1",
        "total": len(cells),
        "counts": counts_of([cell["light"] for cell in cells]),
        "percent": percent,
        "planned": planned,
        "gap": str(Decimal(percent) - Decimal(planned)) if percent and planned else None,
        "areas": made,
        "attention": [cell["position"] for cell in needy],
        "units": _units(cells),
        "round": {
            "period": "2026-10", "number": 4, "filing_due_on": "2026-11-05",
            "due": len(cells), "filed": max(len(cells) - 2, 0),
        } if cells else None,
        "indicators": deepcopy(INDICATORS) if indicators else [],
        "previous": deepcopy(PREVIOUS) if previous else None,
    }  # fmt: skip
    return dict(lifted(old))


def _area(number: int, title: str, cells: list[dict[str, Any]]) -> dict[str, Any]:
    head, _comma, tail = title.partition("，")
    return {
        "number": f"（{'一二三四五'[number - 1]}）",
        "title": title,
        "head": head,
        "tail": tail,
        "counts": counts_of([cell["light"] for cell in cells]),
        "percent": _mean([cell["percent"] for cell in cells]),
        "planned": _mean([cell["planned"] for cell in cells]),
        "cells": cells,
    }


def _units(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    lines = []
    for name, short_name in UNITS:
        own = [cell for cell in cells if cell["leads"] == [name]]
        if own:
            lines.append(
                {
                    "name": name,
                    "short_name": short_name,
                    "total": len(own),
                    "counts": counts_of([cell["light"] for cell in own]),
                    "due": len(own),
                    "filed": max(len(own) - 1, 0),
                }
            )
    return lines


def _indicator(code: int, name: str, unit: str, light: str, *values: str | None) -> dict[str, Any]:
    """Its values: at the baseline, now, as planned by now, and the target."""
    baseline, actual, planned, target = values
    return {
        "code": code, "name": name, "unit": unit, "baseline": baseline,
        "baseline_on": "2025-12-31", "baseline_sentence": "", "actual": actual,
        "actual_on": "2026-09-30", "planned": planned, "achieved": None, "target": target,
        "target_on": "2027-12-31", "light": light, "reasons": [], "is_example": False,
    }  # fmt: skip


INDICATORS = [
    _indicator(1, "发明专利授权量", "件", "green", "1200", "1650", "1600", "2400"),
    _indicator(2, "核心产业规模", "亿元", "yellow", "350.5", "401.2", "420.8", "600"),
    _indicator(3, "开源数据集数量", "个", "grey", None, None, None, "50"),
]
INDICATORS[1]["reasons"] = [
    {
        "code": "behind_path",
        "light": "yellow",
        "zh": "2026年9月30日为401.2，序时应达420.8，完成计划变化量的72.1%",
        "en": "behind",
    }
]

PREVIOUS = {
    "period": "2026-09",
    "as_of": "2026-09-30",
    "counts": {
        "red": 1, "yellow": -1, "green": -1, "done": 1, "not_started": 0, "ongoing": 0, "paused": 0,
    },
    "percent": "3.2",
    "moves": [
        {"position": 4, "title": "国际机构双向合作", "was": "yellow", "now": "red"},
        {"position": 14, "title": "搭建资源平台", "was": "green", "now": "done"},
    ],
    "worse": 1,
    "better": 0,
    "completed": 1,
}  # fmt: skip
