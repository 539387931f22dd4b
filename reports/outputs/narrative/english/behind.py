"""What is behind and why, problems, next steps."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from core.periods import PeriodKind
from reports.outputs.blocks import Block, Heading, Paragraph
from reports.outputs.narrative.behind import needy
from reports.outputs.narrative.english.frame import EnglishFrame
from reports.outputs.narrative.english.voice import (
    DIRECTIONS,
    FILINGS,
    against_plan,
    named,
    points,
    sentences,
    series,
    together,
)
from reports.outputs.narrative.frame import NEEDY, Part
from reports.outputs.tongue import EN
from reports.outputs.words import phrase

if TYPE_CHECKING:
    from reports.contents.shape import Cell


def behind(frame: EnglishFrame) -> Part | None:
    """A paragraph for each, red first."""
    listed = needy(frame)
    if not listed:
        return None
    blocks: list[Block] = []
    for number, cell in enumerate(listed, 1):
        mark = f" (Measure {cell['position']}, {EN.light(cell['light']).lower()})"
        blocks.append(Heading(2, EN.heading(number, cell["title"]) + mark))
        blocks.append(Paragraph(sentences(_why(frame, cell)), key=f"behind.{cell['position']}.1"))
    title = "behind" if listed[0]["light"] == "red" else "at risk"
    return f"Measures {title}, and why", blocks


def _due(cell: Cell) -> str:
    """due on 31 December 2027 (first set for 30 June 2027)."""
    if not cell["due_on"]:
        return ""
    original = cell["original_due_on"]
    moved = original is not None and original != cell["due_on"]
    was = f" (first set for {EN.day(original)})" if moved else ""
    return f"due on {EN.day(cell['due_on'])}{was}"


def _why(frame: EnglishFrame, cell: Cell) -> Iterable[str]:
    """Who leads, how far behind, by which rule, the cause as filed, and when it is expected."""
    leads, due = series(list(dict.fromkeys(cell["leads"]))), _due(cell)
    if not leads:
        yield "No lead unit has been named" + (f"; {due}" if due else "")
    elif frame.named:
        yield f"Lead unit: {leads}" + (f"; {due}" if due else "")
    elif due:
        yield due[0].upper() + due[1:]
    if cell["gap"] is not None and Decimal(cell["gap"]):
        yield f"Progress is {against_plan(Decimal(cell['gap']))}"
    reasons = [
        EN.reason(reason)
        for reason in cell["reasons"]
        if reason["light"] in NEEDY or reason["code"] == "overridden"
    ]
    if reasons:
        yield f"Basis of the status: {EN.clauses(reasons)}"
    if cause := phrase(cell["cause"]):
        yield f"Cause given by the lead unit: {cause}"
    if cell["expected_on"]:
        yield f"Completion is expected on {EN.day(cell['expected_on'])}"


def problems(frame: EnglishFrame) -> Part | None:
    """What the units themselves call problems, but for what stood above as a cause."""
    told = set(frame.contents["attention"])
    said = [
        (str(cell["position"]), f"{named(cell)}: {words}")
        for cell in frame.cells.values()
        if (words := phrase(cell["problems"]))
        and not (cell["position"] in told and words == phrase(cell["cause"]))
    ]
    return ("Problems", points(frame, said, "problems")) if said else None


def following(frame: EnglishFrame) -> Part | None:
    """What the units plan for what needs attention; a circular asks them for it."""
    if frame.circular:
        return _asked(frame)
    same: dict[str, list[Cell]] = {}
    for cell in needy(frame):
        if words := phrase(cell["next_steps"]):
            same.setdefault(words, []).append(cell)
    said = [
        (str(group[0]["position"]), f"{series(list(map(named, group)))}: {words}")
        for words, group in same.items()
    ]
    title = "Work in the coming year" if frame.kind == PeriodKind.YEAR else "Next steps"
    return (title, points(frame, said, "next")) if said else None


def _asked(frame: EnglishFrame) -> Part | None:
    """What the units are asked to do."""
    said = list(_requests(frame))
    if not said:
        return None
    blocks = points(frame, said, "next")
    first = blocks[0]
    assert isinstance(first, Paragraph)  # points are paragraphs
    opened = Paragraph(f"Units are asked to: {first.text}", key=first.key)
    return "Next steps", [opened, *blocks[1:]]


def _requests(frame: EnglishFrame) -> Iterable[tuple[str, str]]:
    contents, listed = frame.contents, needy(frame)
    if listed:
        which = series([str(cell["position"]) for cell in listed])
        what = f"Measure{'s' if len(listed) > 1 else ''} {which}"
        whose = together(name for cell in listed for name in cell["leads"])
        who = whose if frame.named and whose else "the lead units"
        yield (
            "catch-up",
            f"speed up what is behind or at risk ({what}); {who} are to settle the steps and the "
            "deadline of each",
        )
    if contents["tallies"]["unfiled"]:
        yield "file", f"file the {FILINGS(contents['tallies']['unfiled'])} still missing"
    if contents["tallies"]["directions_open"]:
        yield "reply", f"reply on time to {DIRECTIONS(contents['tallies']['directions_open'])}"
    if contents["total"]:
        yield "go-on", "carry on with all else according to plan, and report progress on time"
