"""滞后事项及原因, 存在问题, 下一步工作: what needs attention, why, and what follows."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from core.periods import PeriodKind
from reports.outputs.annexes import area_heading, day_zh, due_zh, light_word
from reports.outputs.blocks import Block, Heading, Paragraph
from reports.outputs.narrative.frame import NEEDY, Frame, Part
from reports.outputs.narrative.voice import against_plan, named, points, together
from reports.outputs.words import phrase, stopped

if TYPE_CHECKING:
    from reports.contents.shape import Cell


def needy(frame: Frame) -> list[Cell]:
    """What is behind or at risk, all red before all yellow, else in the contents' order of need."""
    listed = [frame.cells[position] for position in frame.contents["attention"]]
    return sorted(listed, key=lambda cell: NEEDY.index(cell["light"]))


def behind(frame: Frame) -> Part | None:
    """A paragraph for each, red first."""
    listed = needy(frame)
    if not listed:
        return None
    blocks: list[Block] = []
    for number, cell in enumerate(listed, 1):
        mark = f"（第{cell['position']}项，{light_word(cell['light'])}）"
        blocks.append(Heading(2, area_heading(number, cell["title"]) + mark))
        text = "".join(map(stopped, _why(frame, cell)))
        blocks.append(Paragraph(text, key=f"behind.{cell['position']}.1"))
    title = "滞后" if listed[0]["light"] == "red" else "预警"
    return f"{title}事项及原因", blocks


def _why(frame: Frame, cell: Cell) -> Iterable[str]:
    """Who leads, how far behind, by which rule, the cause as filed, and when it is expected."""
    leads = "、".join(dict.fromkeys(cell["leads"]))
    due = f"完成时限为{due_zh(cell)}" if cell["due_on"] else ""
    if not leads:
        yield "，".join(part for part in ("尚未明确牵头单位", due) if part)
    elif frame.named:
        yield "，".join(part for part in (f"牵头单位为{leads}", due) if part)
    elif due:
        yield due
    if cell["gap"] is not None and Decimal(cell["gap"]):
        yield f"目前进度{against_plan(Decimal(cell['gap']))}"
    reasons = [
        phrase(reason["zh"])
        for reason in cell["reasons"]
        if reason["light"] in NEEDY or reason["code"] == "overridden"
    ]
    if reasons:
        yield f"亮灯依据：{'；'.join(dict.fromkeys(reasons))}"
    if cause := phrase(cell["cause"]):
        yield f"牵头单位说明的原因：{cause}"
    if cell["expected_on"]:
        yield f"预计完成时间为{day_zh(cell['expected_on'])}"


def problems(frame: Frame) -> Part | None:
    """What the units themselves call problems, but for what stood above as a cause."""
    told = set(frame.contents["attention"])
    said = [
        (str(cell["position"]), f"{named(cell)}，{words}")
        for cell in frame.cells.values()
        if (words := phrase(cell["problems"]))
        and not (cell["position"] in told and words == phrase(cell["cause"]))
    ]
    return ("存在问题", points(said, "problems")) if said else None


def following(frame: Frame) -> Part | None:
    """What the units plan for what needs attention; a circular asks them for it."""
    if frame.circular:
        return _asked(frame)
    same: dict[str, list[Cell]] = {}
    for cell in needy(frame):
        if words := phrase(cell["next_steps"]):
            same.setdefault(words, []).append(cell)
    said = [
        (str(group[0]["position"]), f"{'、'.join(map(named, group))}，{words}")
        for words, group in same.items()
    ]
    title = "下一年度工作安排" if frame.kind == PeriodKind.YEAR else "下一步工作"
    return (title, points(said, "next")) if said else None


def _asked(frame: Frame) -> Part | None:
    """下一步，请各单位：一是…；二是…。"""
    said = list(_requests(frame))
    if not said:
        return None
    blocks = points(said, "next")
    first = blocks[0]
    assert isinstance(first, Paragraph)  # points are paragraphs
    opened = Paragraph(f"下一步，请各单位：{first.text}", key=first.key)
    return "下一步工作", [opened, *blocks[1:]]


def _requests(frame: Frame) -> Iterable[tuple[str, str]]:
    contents, listed = frame.contents, needy(frame)
    if listed:
        which = "、".join(f"第{cell['position']}项" for cell in listed)
        whose = together(name for cell in listed for name in cell["leads"])
        who = f"，由{whose}" if frame.named and whose else "，由牵头单位"
        yield "catch-up", f"抓紧推进{which}等滞后、预警事项{who}逐项明确措施和完成时限"
    if contents["tallies"]["unfiled"]:
        yield "file", f"尽快补报尚未报送的{contents['tallies']['unfiled']}项进展"
    if contents["tallies"]["directions_open"]:
        yield "reply", f"按期反馈{contents['tallies']['directions_open']}件批示的落实情况"
    if contents["total"]:
        yield "go-on", "对照序时进度抓好其余事项落实，按期报送进展"
