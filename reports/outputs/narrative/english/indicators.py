"""Indicators: how many are on their path, and what each has reached."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from reports.outputs.annexes import indicators_table
from reports.outputs.blocks import Block, Paragraph
from reports.outputs.narrative.english.frame import EnglishFrame
from reports.outputs.narrative.english.voice import (
    INDICATORS,
    IS,
    counted,
    in_points,
    sentences,
    stopped,
)
from reports.outputs.narrative.figures import results_table
from reports.outputs.narrative.frame import NEEDY, Part
from reports.outputs.narrative.indicators import TOLD_EACH
from reports.outputs.tongue import EN

if TYPE_CHECKING:
    from reports.contents.shape import IndicatorLine


def indicators(frame: EnglishFrame) -> Part | None:
    """The lagging ones in words, all in a table; a quarter and more tells each."""
    lines = frame.contents["indicators"]
    if not lines:
        return None
    counts: dict[str, int] = {}
    for line in lines:
        counts[line["light"]] = counts.get(line["light"], 0) + 1
    n = len(lines)
    off = [line for light in NEEDY for line in lines if line["light"] == light]
    opening = f"{INDICATORS(n)} {IS.of(n)} monitored: {counted(counts)}"
    told = Paragraph(sentences([opening, *map(_off_path, off)]), key="indicators.1")
    title, blocks = "Indicators", list[Block]([told])
    if not frame.long:
        return title, [*blocks, indicators_table(lines, EN)]
    reached = [said for line in lines if (said := _reached(line))]
    if reached and len(lines) <= TOLD_EACH:
        blocks.append(Paragraph(stopped("; ".join(reached)), key="indicators.2"))
    return title, [*blocks, results_table(lines, EN), Paragraph(_note(lines), "note")]


def _note(lines: Sequence[IndicatorLine]) -> str:
    more = (
        ""
        if not any(line["on_year"] for line in lines)
        else (
            "; “on the year” is the change in percent on the value of a year earlier, in "
            "percentage points where the indicator itself is in %"
        )
    )
    return (
        "Note: “achieved” is the change from the baseline to the current value as a share of the "
        f"change from the baseline to the target{more}."
    )


def _off_path(line: IndicatorLine) -> str:
    reasons = [EN.reason(r) for r in line["reasons"] if r["light"] in NEEDY]
    because = f" ({'; '.join(reasons)})" if reasons else ""
    return f"{line['name']} is {EN.light(line['light']).lower()}{because}"


def _reached(line: IndicatorLine) -> str:
    """人工智能企业数量 stood at 2260 家, 77.3% achieved, up 6.5% on the year."""
    if line["actual"] is None:
        return ""
    gap = "" if line["unit"] in {"%", "％", ""} else " "
    told = f"{line['name']} stood at {line['actual']}{gap}{line['unit']}"
    if line["of_target"] is not None:
        told += f", {line['of_target']}% achieved"
    return told + _on_year(line)


def _on_year(line: IndicatorLine) -> str:
    if line["on_year"] is None:
        return ""
    change = Decimal(line["on_year"])
    if not change:
        return ", unchanged on the year"
    size = in_points(change) if line["unit"] in {"%", "％"} else f"{abs(change)}%"
    return f", {'up' if change > 0 else 'down'} {size} on the year"
