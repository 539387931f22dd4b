"""Several plans in one report: a table by plan, and a part for each."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from core.periods import Period
from core.zh import date_zh, numeral_zh
from reports.outputs.annexes import NOTHING, area_heading, day_zh, light_word, lights_shown
from reports.outputs.blocks import Align, Attachment, Block, Document, Heading, Paragraph, Table
from reports.outputs.narrative import (
    EXAMPLE_NOTICE,
    UNSIGNED,
    attached,
    document,
    is_example,
    numbered,
    told_parts,
)
from reports.outputs.narrative.frame import Frame, Part, Spell
from reports.outputs.narrative.voice import counted
from reports.outputs.words import title_mark

if TYPE_CHECKING:
    from reports.contents.shape import Contents

_RIGHT: Align = "right"
_NUMBERED = re.compile(r"^（[一二三四五六七八九十百零]+）")


def combined(
    parts: Sequence[Contents], *, period: Period | Spell, issuer: str, drafted_on: date,
    named: bool | None = None, ranking: bool = False, without: Collection[str] = (),
) -> Document:  # fmt: skip
    """One report on several plans, of one day and for the same readers.

    The first part is the whole; each plan follows with its own parts, one level down. Raises
    ValueError for no plan at all, or for contents of different days or readers.
    """
    if not parts or len({(part["as_of"], part["audience"]) for part in parts}) > 1:
        raise ValueError("A report on several plans tells of one day, to the same readers.")
    first = parts[0]
    if len(parts) == 1:
        return document(
            first, period=period, issuer=issuer, drafted_on=drafted_on, named=named,
            ranking=ranking, without=without,
        )  # fmt: skip
    tells = first["audience"] != "units" if named is None else named
    frames = [Frame(part, period, named=tells, ranking=ranking) for part in parts]
    blocks: list[Block] = []
    if any(map(is_example, parts)):
        blocks.append(Paragraph(EXAMPLE_NOTICE, "notice"))
    blocks += [Heading(1, "一、总体情况"), _opening(parts), plans_table(parts)]
    for number, frame in enumerate(frames, 2):
        blocks.append(Heading(1, f"{numeral_zh(number)}、{_title(frame)}"))
        blocks += _one_down(frame, told_parts(frame, without=without))
    listed = [] if "annexes" in without else [one for frame in frames for one in _attached(frame)]
    return Document(
        masthead=frames[0].masthead,
        issue_line=UNSIGNED,
        issuer=issuer,
        date_text=date_zh(drafted_on),
        title_lines=_title_lines(frames),
        blocks=numbered(blocks),
        attachments=tuple(listed),
        closing=(issuer, date_zh(drafted_on)),
        audience=first["audience"],
    )


def _title_lines(frames: Sequence[Frame]) -> tuple[str, str]:
    """关于《…》 / 等3个方案2026年10月份落实情况的报告."""
    first = frames[0]
    form = "通报" if first.circular else "报告"
    return (
        f"关于{title_mark(first.contents['plan']['title'])}",
        f"等{len(frames)}个方案{first.when}落实情况的{form}",
    )


def _title(frame: Frame) -> str:
    return f"{title_mark(frame.contents['plan']['title'])}落实情况"


def _opening(parts: Sequence[Contents]) -> Paragraph:
    """How many plans, how many measures, and how they stand together."""
    counts = {light: sum(part["counts"][light] for part in parts) for light in parts[0]["counts"]}
    total = sum(part["total"] for part in parts)
    told = f"，{counted(counts)}" if total else ""
    words = f"截至{day_zh(parts[0]['as_of'])}，{len(parts)}个方案共{total}项事项{told}。"
    return Paragraph(words, key="plans.1")


def plans_table(parts: Sequence[Contents]) -> Table:
    """Each plan by light, with its progress and its plan to date.

    Counts are summed; progress is not, for plans have no weights among each other.
    """
    lights = lights_shown(part["counts"] for part in parts)

    def row(contents: Contents) -> tuple[str, ...]:
        counts = [str(contents["counts"].get(light, 0)) for light in lights]
        figures = (contents["percent"] or NOTHING, contents["planned"] or NOTHING)
        return (contents["plan"]["short_title"], str(contents["total"]), *counts, *figures)

    sums = [str(sum(part["counts"].get(light, 0) for part in parts)) for light in lights]
    total = str(sum(part["total"] for part in parts))
    head = ("方案", "事项", *map(light_word, lights), "完成%", "序时%")
    widths = (26, *(10 * len(light_word(light)) + 6 for light in lights), 46, 46)
    return Table(
        "表",
        "各方案进展情况",
        head,
        (*map(row, parts), ("合计", total, *sums, NOTHING, NOTHING)),
        ("left", *(_RIGHT,) * (len(head) - 1)),
        (max(491 - sum(widths), 90), *widths),
        total_row=True,
    )


def _one_down(frame: Frame, parts: Sequence[Part]) -> list[Block]:
    """The parts below the plan's own heading: 一、 becomes （一）, （一） becomes 1."""
    slug = frame.contents["plan"]["slug"]
    blocks: list[Block] = []
    for number, (title, found) in enumerate(parts, 1):
        blocks.append(Heading(2, area_heading(number, title)))
        count = 0
        for block in found:
            if isinstance(block, Heading):
                count += 1
                blocks.append(Heading(3, f"{count}.{_NUMBERED.sub('', block.text)}"))
            elif isinstance(block, Paragraph) and block.key:
                blocks.append(replace(block, key=f"{slug}.{block.key}"))
            else:
                blocks.append(block)
    return blocks


def _attached(frame: Frame) -> list[Attachment]:
    """Each plan's attachments, by the plan's short title."""
    short = frame.contents["plan"]["short_title"]
    return [replace(one, title=f"{short}：{one.title}") for one in attached(frame)]
