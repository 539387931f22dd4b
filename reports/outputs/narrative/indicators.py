"""指标完成情况: how many are on their path, and what each has reached."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from reports.outputs.annexes import indicators_table, light_word
from reports.outputs.blocks import Block, Paragraph
from reports.outputs.narrative.figures import results_table
from reports.outputs.narrative.frame import NEEDY, TOLD, Frame, Part
from reports.outputs.words import phrase, stopped

if TYPE_CHECKING:
    from reports.contents.shape import IndicatorLine

# A longer list is told by its table.
TOLD_EACH = 12


def indicators(frame: Frame) -> Part | None:
    """The lagging ones in words, all in a table; a quarter and more tells each."""
    lines = frame.contents["indicators"]
    if not lines:
        return None
    counts: dict[str, int] = {}
    for line in lines:
        counts[line["light"]] = counts.get(line["light"], 0) + 1
    told = "，".join(
        f"{light_word(light)}{counts[light]}项" for light in (*TOLD, "grey") if counts.get(light)
    )
    sentences = [f"共监测{len(lines)}项指标，其中{told}", *map(_off_path, _off(lines))]
    blocks: list[Block] = [Paragraph("".join(map(stopped, sentences)), key="indicators.1")]
    if not frame.long:
        return "指标完成情况", [*blocks, indicators_table(lines)]
    reached = [said for line in lines if (said := _reached(line))]
    if reached and len(lines) <= TOLD_EACH:
        blocks.append(Paragraph(stopped("；".join(reached)), key="indicators.2"))
    return "指标完成情况", [*blocks, results_table(lines), Paragraph(_note(lines), "note")]


def _note(lines: Sequence[IndicatorLine]) -> str:
    more = "；“同比”为与上年同期值相比的增减百分比，指标单位为%的为增减百分点"
    return (
        "注：“完成比例”为本期值较基期的变化量占目标值较基期变化量的比例"
        f"{more if any(line['on_year'] for line in lines) else ''}。"
    )


def _off(lines: Sequence[IndicatorLine]) -> list[IndicatorLine]:
    return [line for light in NEEDY for line in lines if line["light"] == light]


def _off_path(line: IndicatorLine) -> str:
    reasons = [phrase(r["zh"]) for r in line["reasons"] if r["light"] in NEEDY]
    because = f"，{'；'.join(reasons)}" if reasons else ""
    return f"{line['name']}{light_word(line['light'])}{because}"


def _reached(line: IndicatorLine) -> str:
    """人工智能企业数量为2260家，完成比例为77.3%，同比增长6.5%."""
    if line["actual"] is None:
        return ""
    told = f"{line['name']}为{line['actual']}{line['unit']}"
    if line["of_target"] is not None:
        told += f"，完成比例为{line['of_target']}%"
    return told + _on_year(line)


def _on_year(line: IndicatorLine) -> str:
    if line["on_year"] is None:
        return ""
    change = Decimal(line["on_year"])
    if line["unit"] in {"%", "％"}:
        word = "提高" if change > 0 else "下降"
        return f"，同比{word}{abs(change)}个百分点" if change else "，同比持平"
    return f"，同比{'增长' if change > 0 else '下降'}{abs(change)}%" if change else "，同比持平"
