"""Several plans in one report: a table by plan, and a part for each."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from core.periods import Period
from reports.outputs.annexes import day_zh, lights_shown
from reports.outputs.blocks import Align, Attachment, Block, Document, Heading, Paragraph, Table
from reports.outputs.narrative import (
    attached,
    bound,
    document,
    told_parts,
)
from reports.outputs.narrative.frame import Frame, Part, Spell
from reports.outputs.narrative.voice import counted
from reports.outputs.tongue import NOTHING, ZH, Tongue
from reports.outputs.words import title_mark

if TYPE_CHECKING:
    from reports.contents.shape import Contents

_RIGHT: Align = "right"
_NUMBERED = re.compile(r"^（[一二三四五六七八九十百零]+）|^\(\d+\) ")


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
    return told_together(
        frames, _title_lines(frames), _opening(parts), issuer=issuer, drafted_on=drafted_on,
        without=without,
    )  # fmt: skip


def told_together(
    frames: Sequence[Frame], title_lines: tuple[str, ...], opening: Paragraph, *, issuer: str,
    drafted_on: date, without: Collection[str] = (),
) -> Document:  # fmt: skip
    """A report on several plans, in the language of its frames."""
    say = frames[0].say
    table = plans_table([frame.contents for frame in frames], say)
    blocks: list[Block] = [Heading(1, say.part(1, say("总体情况"))), opening, table]
    for number, frame in enumerate(frames, 2):
        title = say("{plan}落实情况", plan=title_mark(frame.contents["plan"]["title"]))
        blocks.append(Heading(1, say.part(number, title)))
        blocks += _one_down(frame, told_parts(frame, without=without))
    listed = [] if "annexes" in without else [one for frame in frames for one in _attached(frame)]
    return bound(
        frames, title_lines, blocks, tuple(listed), issuer=issuer, drafted_on=drafted_on
    )  # fmt: skip


def _title_lines(frames: Sequence[Frame]) -> tuple[str, str]:
    """关于《…》 / 等3个方案2026年10月份落实情况的报告."""
    first = frames[0]
    form = "通报" if first.circular else "报告"
    return (
        f"关于{title_mark(first.contents['plan']['title'])}",
        f"等{len(frames)}个方案{first.when}落实情况的{form}",
    )


def _opening(parts: Sequence[Contents]) -> Paragraph:
    """How many plans, how many measures, and how they stand together."""
    counts = {light: sum(part["counts"][light] for part in parts) for light in parts[0]["counts"]}
    total = sum(part["total"] for part in parts)
    told = f"，{counted(counts)}" if total else ""
    words = f"截至{day_zh(parts[0]['as_of'])}，{len(parts)}个方案共{total}项事项{told}。"
    return Paragraph(words, key="plans.1")


def plans_table(parts: Sequence[Contents], say: Tongue = ZH) -> Table:
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
    words = tuple(map(say.light, lights))
    head = (say("方案"), say("事项"), *words, say("完成%"), say("序时%"))
    fixed = max(26, say.width(say("事项"))), max(46, say.width(say("序时%")))
    widths = (fixed[0], *map(say.width, words), fixed[1], fixed[1])
    return Table(
        say("表"),
        say("各方案进展情况"),
        head,
        (*map(row, parts), (say("合计"), total, *sums, NOTHING, NOTHING)),
        ("left", *(_RIGHT,) * (len(head) - 1)),
        (max(491 - sum(widths), 90), *widths),
        total_row=True,
    )


def _one_down(frame: Frame, parts: Sequence[Part]) -> list[Block]:
    """The parts below the plan's own heading: 一、 becomes （一）, （一） becomes 1."""
    slug, gap = frame.contents["plan"]["slug"], " " if frame.say.english else ""
    blocks: list[Block] = []
    for number, (title, found) in enumerate(parts, 1):
        blocks.append(Heading(2, frame.say.heading(number, title)))
        count = 0
        for block in found:
            if isinstance(block, Heading):
                count += 1
                blocks.append(Heading(3, f"{count}.{gap}{_NUMBERED.sub('', block.text)}"))
            elif isinstance(block, Paragraph) and block.key:
                blocks.append(replace(block, key=f"{slug}.{block.key}"))
            else:
                blocks.append(block)
    return blocks


def _attached(frame: Frame) -> list[Attachment]:
    """Each plan's attachments, by the plan's short title."""
    short = frame.contents["plan"]["short_title"]
    return [
        replace(one, title=frame.say("{short}：{title}", short=short, title=one.title))
        for one in attached(frame)
    ]
