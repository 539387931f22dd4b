"""What a summary says of one measure, one change, and the whole: in Chinese and in English."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from core.zh import points_change_zh, points_difference
from reports.outputs.narrative.english.voice import in_points
from reports.outputs.tongue import EN, ZH, Tongue
from reports.outputs.words import lines

if TYPE_CHECKING:
    # For their shapes only: the package that holds them also reads the database.
    from reports.contents.shape import Cell, Move

NAME = 16
_SENTENCE = re.compile(r".+?[.。](?:\s+|$)", re.DOTALL)


def short(text: str, most: int) -> str:
    """The text on one line, ended by … where it is longer than `most` characters."""
    line = "".join(lines(text))
    return line if len(line) <= most else f"{line[: most - 1]}…"


def _leads(cell: Cell, others: str) -> str:
    """The first lead unit, and whether there are others."""
    leads = [given or name for name, given in zip(cell["leads"], cell["leads_short"], strict=True)]
    return f"{short(leads[0], NAME)}{others if len(leads) > 1 else ''}" if leads else ""


def _late(cell: Cell) -> Decimal | None:
    """By how many points it is behind plan; None where it is not."""
    gap = None if cell["gap"] is None else Decimal(cell["gap"])
    return abs(gap) if gap is not None and gap < 0 else None


def risk_zh(cell: Cell) -> str:
    """第4项…（某部门）：滞后，慢于序时进度31.0个百分点，预计2026年12月31日完成。"""
    leads = _leads(cell, "等")
    who = f"（{leads}）" if leads else ""
    said = [ZH.light(cell["light"])]
    if (late := _late(cell)) is not None:
        said.append(f"慢于序时进度{late}个百分点")
    if cell["expected_on"]:
        said.append(f"预计{ZH.day(cell['expected_on'])}完成")
    return f"第{cell['position']}项{short(cell['title'], NAME)}{who}：{'，'.join(said)}。"


def risk_en(cell: Cell) -> str:
    """Measure 4 (…; a unit): behind, 31.0 percentage points behind plan, expected on a day."""
    about = "; ".join(filter(None, (short(cell["title"], NAME), _leads(cell, " and others"))))
    said = [EN.light(cell["light"]).lower()]
    if (late := _late(cell)) is not None:
        said.append(f"{in_points(late)} behind plan")
    if cell["expected_on"]:
        said.append(f"expected on {EN.day(cell['expected_on'])}")
    return f"Measure {cell['position']} ({about}): {', '.join(said)}."


def step_zh(percent: str) -> str:
    """总体进度提高3.2个百分点。"""
    return f"总体进度{points_change_zh(Decimal(percent), Decimal(0))}。"


def step_en(percent: str) -> str:
    """Overall progress rose by 3.2 percentage points."""
    points = points_difference(Decimal(percent), Decimal(0))
    if not points:
        return "Overall progress was unchanged."
    return f"Overall progress {'rose' if points > 0 else 'fell'} by {in_points(points)}."


def move_zh(move: Move) -> str:
    """第4项…由预警转为滞后。"""
    title = short(move["title"], NAME + 8)
    return f"第{move['position']}项{title}由{ZH.light(move['was'])}转为{ZH.light(move['now'])}。"


def move_en(move: Move) -> str:
    """Measure 4 (…) went from at risk to behind."""
    was, now = EN.light(move["was"]).lower(), EN.light(move["now"]).lower()
    return f"{EN.named(move['position'], short(move['title'], NAME + 8))} went from {was} to {now}."


def kept_zh(text: str, most: int) -> str:
    """As many whole sentences from the beginning as there is room for, and at least one."""
    kept = ""
    for sentence in filter(None, text.split("。")):
        if kept and len(kept) + len(sentence) >= most:
            break
        kept += f"{sentence}。"
    return kept


def kept_en(text: str, most: int) -> str:
    """As many whole sentences from the beginning as there is room for, and at least one."""
    kept = ""
    for sentence in _SENTENCE.findall(text) or [text]:
        if kept and len(kept) + len(sentence) > most:
            break
        kept += sentence
    return kept.strip()


@dataclass(frozen=True)
class Words:
    """A language's ways to say it, and how much longer its letters make a text."""

    say: Tongue
    risk: Callable[[Cell], str]
    step: Callable[[str], str]
    move: Callable[[Move], str]
    kept: Callable[[str, int], str]
    longer: int = 1
    # How wide a Latin letter or a figure is counted, in characters.
    letter: float = 0.62


CHINESE = Words(ZH, risk_zh, step_zh, move_zh, kept_zh)
ENGLISH = Words(EN, risk_en, step_en, move_en, kept_en, longer=3, letter=0.5)


def told_of(points: Sequence[str], plan: str, words: Words) -> list[str]:
    """The points with the plan's name before each, where a report speaks of several."""
    if not plan:
        return list(points)
    return [words.say("{plan}：{point}", plan=short(plan, NAME), point=one) for one in points]
