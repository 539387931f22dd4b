"""The report's words: sentences composed from the contents and from nothing else.

`document` composes a report once, when it is drafted. Each paragraph that people may edit has a
`key` that stays the same for the same passage when the report is composed anew.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from core.periods import Period, PeriodKind
from reports.outputs.annexes import measures_list, units_list
from reports.outputs.blocks import Attachment, Bar, Block, Document, Heading, Paragraph, Table
from reports.outputs.narrative import figures
from reports.outputs.narrative.asked import directions, matters
from reports.outputs.narrative.behind import behind, following, problems
from reports.outputs.narrative.compared import compared_list
from reports.outputs.narrative.decided import decided
from reports.outputs.narrative.english import COMPOSE as ENGLISH
from reports.outputs.narrative.english import EnglishFrame
from reports.outputs.narrative.frame import MASTHEADS, Frame, Part, Spell
from reports.outputs.narrative.indicators import indicators
from reports.outputs.narrative.overall import areas, overall
from reports.outputs.translated import EnglishDocument
from reports.outputs.words import beside

if TYPE_CHECKING:
    from reports.contents.shape import Contents

__all__ = ["EXAMPLE_NOTICE", "MASTHEADS", "PARTS", "UNSIGNED", "Spell", "document"]

UNSIGNED = "送审稿"
EXAMPLE_NOTICE = "示例数据：单位、日期、进展均为演示所设，不代表真实情况。"

_COMPOSE: dict[str, Callable[[Frame], Part | None]] = {
    "overall": overall,
    "areas": areas,
    "behind": behind,
    "indicators": indicators,
    "changes": decided,
    "matters": matters,
    "directions": directions,
    "problems": problems,
    "next": following,
}
# Every part that a report can leave out, by name.
PARTS = (*_COMPOSE, "annexes")
# Leaders read first what is asked of them.
_UPWARD = (
    "overall", "matters", "areas", "behind", "indicators", "changes", "directions", "problems",
    "next",
)  # fmt: skip
_CIRCULAR = tuple(_COMPOSE)


def document(
    contents: Contents, *, period: Period | Spell, issuer: str, drafted_on: date,
    named: bool | None = None, ranking: bool = False, without: Collection[str] = (),
) -> Document:  # fmt: skip
    """The draft report on these contents, for `period`, not yet signed or numbered.

    The contents say for whom it is. `named`: whether sentences name units that are behind, by
    default in a report to leaders and not in a circular. `without` names parts to leave out, of
    `PARTS`. Older contents are lifted first: see `reports.contents.lifted`.
    """
    circular = contents["audience"] == "units"
    frame = Frame(contents, period, named=not circular if named is None else named, ranking=ranking)
    return told(frame, issuer=issuer, drafted_on=drafted_on, without=without)


def told(
    frame: Frame, *, issuer: str, drafted_on: date, without: Collection[str] = ()
) -> Document:  # fmt: skip
    """The report on one plan, in the frame's language."""
    return bound(
        [frame], frame.title_lines, parts_of(frame, without=without),
        () if "annexes" in without else attached(frame), issuer=issuer, drafted_on=drafted_on,
    )  # fmt: skip


def bound(
    frames: Sequence[Frame], title_lines: tuple[str, ...], blocks: Sequence[Block],
    attachments: tuple[Attachment, ...], *, issuer: str, drafted_on: date,
) -> Document:  # fmt: skip
    """The document around what is told: its head, whether any of it is example, its close."""
    frame = frames[0]
    say, day = frame.say, frame.say.day(drafted_on.isoformat())
    examples = any(is_example(each.contents) for each in frames)
    notice = [Paragraph(say(EXAMPLE_NOTICE), "notice")] if examples else []
    return (EnglishDocument if say.english else Document)(
        masthead=frame.masthead,
        issue_line=say(UNSIGNED),
        issuer=issuer,
        date_text=day,
        title_lines=title_lines,
        blocks=numbered([*notice, *blocks]),
        attachments=attachments,
        closing=(issuer, day),
        audience=frame.contents["audience"],
    )


def is_example(contents: Contents) -> bool:
    """Whether anything in it is invented: the plan itself, a measure's work, or a figure."""
    return (
        contents["plan"]["is_example"]
        or any(cell["is_example"] for area in contents["areas"] for cell in area["cells"])
        or any(line["is_example"] for line in contents["indicators"])
    )


def told_parts(frame: Frame, *, without: Collection[str] = ()) -> list[Part]:
    """The parts that have anything to say, in the order of the readers."""
    parts: list[Part] = []
    for name in _CIRCULAR if frame.circular else _UPWARD:
        found = None if name in without else _told(frame, name)
        if found is not None and name == "areas" and frame.long:
            found = (found[0], [*found[1], figures.pace_table(frame)])
        if found is not None:
            parts.append(found)
    return parts


def _told(frame: Frame, name: str) -> Part | None:
    """One part in the frame's language."""
    return ENGLISH[name](frame) if isinstance(frame, EnglishFrame) else _COMPOSE[name](frame)


def parts_of(frame: Frame, *, without: Collection[str] = ()) -> list[Block]:
    """The parts with their headings, numbered without a gap."""
    blocks: list[Block] = []
    for number, (title, found) in enumerate(told_parts(frame, without=without), 1):
        blocks += [Heading(1, frame.say.part(number, title)), *found]
    return blocks


def numbered(blocks: list[Block]) -> tuple[Block, ...]:
    """Tables and figures that have a caption, numbered through."""
    count = {"表": 0, "图": 0, "Table": 0, "Figure": 0}
    made: list[Block] = []
    for block in blocks:
        if isinstance(block, Table | Bar) and block.number in count:
            count[block.number] += 1
            made.append(replace(block, number=beside(block.number, count[block.number])))
        else:
            made.append(block)
    return tuple(made)


def attached(frame: Frame) -> tuple[Attachment, ...]:
    """All measures, what needs attention, the units in official order, and what was decided."""
    contents, before, say = frame.contents, frame.contents["previous"], frame.say
    listed = [
        measures_list(contents, say) if contents["total"] else None,
        figures.results_list(frame) if frame.kind == PeriodKind.YEAR else None,
        figures.needy_list(frame),
        units_list(contents, say) if contents["units"] else None,
        figures.changes_list(frame),
        compared_list(before["compared"], say) if before else None,
        figures.ranking_list(frame) if frame.ranking else None,
    ]
    return tuple(one for one in listed if one is not None)
