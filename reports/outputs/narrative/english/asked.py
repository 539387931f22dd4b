"""Matters for coordination and leaders' directions."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from reports.outputs.blocks import Block, Heading, Paragraph
from reports.outputs.narrative.english.frame import EnglishFrame
from reports.outputs.narrative.english.voice import (
    DIRECTIONS,
    MATTERS,
    WAS,
    Noun,
    quoted,
    sentences,
    series,
)
from reports.outputs.narrative.frame import Part
from reports.outputs.tongue import EN
from reports.outputs.words import phrase

if TYPE_CHECKING:
    from reports.contents.shape import DirectionLine, MatterLine, ReplyLine

_NEEDS = Noun("needs", "need")


def matters(frame: EnglishFrame) -> Part | None:
    """What waits first, each with its proposal; then what was answered."""
    lines = frame.contents["matters"]
    if not lines:
        return None
    tallies = frame.contents["tallies"]
    waiting, answered = tallies["matters_open"], tallies["matters_answered"]
    told = []
    if waiting:
        late = tallies["matters_overdue"]
        past = f" ({late} past the day by which an answer was wanted)" if late else ""
        told.append(f"{MATTERS(waiting)} {_NEEDS.of(waiting)} coordination{past}")
    if answered:
        told.append(f"{MATTERS(answered)} {WAS.of(answered)} answered in this period")
    blocks: list[Block] = [Paragraph(sentences(told), key="matters.1")]
    times: Counter[int] = Counter()
    for number, line in enumerate(lines, 1):
        times[line["code"]] += 1
        state = ", answered" if line["answered_on"] else ""
        blocks.append(Heading(2, EN.heading(number, f"{frame.task(line)}{state}")))
        key = f"matters.{line['code']}.{times[line['code']]}"
        blocks.append(Paragraph(_matter(line), key=key))
    return "Matters for coordination", blocks


def _matter(line: MatterLine) -> str:
    """Who cannot settle what, what it proposes, who is asked, and the answer."""
    told = [
        f"Raised by {line['lead'] or 'the lead unit'}: {phrase(line['matter'])}",
        f"Proposal: {phrase(line['proposal'])}",
    ]
    asked = phrase(line["asked_of"])
    if line["answered_on"]:
        told.append(f"{asked} answered on {EN.day(line['answered_on'])}: {phrase(line['answer'])}")
    else:
        wanted = f", with an answer wanted by {EN.day(line['due_on'])}" if line["due_on"] else ""
        late = "; this is now overdue" if line["overdue"] else ""
        told.append(f"{asked} is asked to coordinate{wanted}{late}")
    return sentences(told)


def directions(frame: EnglishFrame) -> Part | None:
    """Each direction verbatim, with what came of it."""
    lines = frame.contents["directions"]
    if not lines:
        return None
    tallies = frame.contents["tallies"]
    told = []
    if tallies["directions_replied"]:
        told.append(f"{tallies['directions_replied']} answered")
    if tallies["directions_open"]:
        late = tallies["directions_overdue"]
        waits = f"{tallies['directions_open']} awaiting a reply"
        told.append(waits + (f" ({late} of them overdue)" if late else ""))
    which = f": {series(told)}" if told else ""
    opening = f"{DIRECTIONS(tallies['directions'])} by leaders{which}."
    blocks: list[Block] = [Paragraph(opening, key="directions.1")]
    times: Counter[str] = Counter()
    for line in lines:
        times[line["given_on"]] += 1
        key = f"directions.{line['given_on']}.{times[line['given_on']]}"
        blocks.append(Paragraph(_direction(frame, line), key=key))
    return "Action on leaders’ directions", blocks


def _direction(frame: EnglishFrame, line: DirectionLine) -> str:
    given = f"On {EN.day(line['given_on'])}, {phrase(line['leader'])} directed"
    told = [f"{given}: {quoted(line['words'])}"]
    if line["due_on"]:
        told.append(f"A reply is due by {EN.day(line['due_on'])}")
    replied: dict[tuple[str, str], list[ReplyLine]] = {}
    for reply in line["replies"]:
        replied.setdefault((reply["lead"], reply["reply"]), []).append(reply)
    for (lead, words), group in replied.items():
        about = series([frame.task(reply) for reply in group])
        who = lead or "The lead unit"
        told.append(
            f"{who} replied on {about}: {phrase(words)}"
            if words
            else f"{who} has not yet replied on {about}"
        )
    return sentences(told)
