"""需协调事项 and 批示落实: what units ask of others, and what leaders asked of units."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from core.zh import date_zh
from reports.outputs.annexes import area_heading, day_zh
from reports.outputs.blocks import Block, Heading, Paragraph
from reports.outputs.narrative.frame import Frame, Part
from reports.outputs.words import phrase, stopped

if TYPE_CHECKING:
    from reports.contents.shape import DirectionLine, MatterLine, ReplyLine


def matters(frame: Frame) -> Part | None:
    """What waits first, each with its proposal; then what was answered."""
    lines = frame.contents["matters"]
    if not lines:
        return None
    tallies = frame.contents["tallies"]
    told = []
    if tallies["matters_open"]:
        late = tallies["matters_overdue"]
        told.append(
            f"现有{tallies['matters_open']}项事项需要协调"
            + (f"，其中{late}项已超过希望答复的时间" if late else "")
        )
    if tallies["matters_answered"]:
        told.append(f"本期已答复{tallies['matters_answered']}项")
    blocks: list[Block] = [Paragraph("".join(map(stopped, told)), key="matters.1")]
    times: Counter[int] = Counter()
    for number, line in enumerate(lines, 1):
        times[line["code"]] += 1
        state = "，已答复" if line["answered_on"] else ""
        blocks.append(Heading(2, area_heading(number, f"{frame.task(line)}{state}")))
        key = f"matters.{line['code']}.{times[line['code']]}"
        blocks.append(Paragraph(_matter(line), key=key))
    return "需协调事项", blocks


def _matter(line: MatterLine) -> str:
    """Who cannot settle what, what it proposes, who is asked, and the answer."""
    told = [f"{line['lead'] or '牵头单位'}提出：{phrase(line['matter'])}"]
    told.append(f"建议：{phrase(line['proposal'])}")
    if line["answered_on"]:
        told.append(
            f"{phrase(line['asked_of'])}于{day_zh(line['answered_on'])}答复：{phrase(line['answer'])}"
        )
    else:
        wanted = f"，希望于{day_zh(line['due_on'])}前答复" if line["due_on"] else ""
        late = "，现已超期" if line["overdue"] else ""
        told.append(f"提请{phrase(line['asked_of'])}协调{wanted}{late}")
    return "".join(map(stopped, told))


def directions(frame: Frame) -> Part | None:
    """Each direction verbatim, with what came of it."""
    lines = frame.contents["directions"]
    if not lines:
        return None
    tallies = frame.contents["tallies"]
    told = f"领导批示{tallies['directions']}件"
    if tallies["directions_replied"]:
        told += f"，已反馈{tallies['directions_replied']}件"
    if tallies["directions_open"]:
        told += f"，待反馈{tallies['directions_open']}件"
        if tallies["directions_overdue"]:
            told += f"（其中超期{tallies['directions_overdue']}件）"
    blocks: list[Block] = [Paragraph(f"{told}。", key="directions.1")]
    times: Counter[str] = Counter()
    for line in lines:
        times[line["given_on"]] += 1
        key = f"directions.{line['given_on']}.{times[line['given_on']]}"
        blocks.append(Paragraph(_direction(frame, line), key=key))
    return "批示落实情况", blocks


def _quoted(words: str) -> str:
    """“…” around someone's words, with any quotation marks inside made ‘’."""
    inner = phrase(words).translate(str.maketrans("“”", "‘’"))
    return f"“{stopped(inner)}”"


def _direction(frame: Frame, line: DirectionLine) -> str:
    given = date_zh(date.fromisoformat(line["given_on"]))
    told = f"{given}，{phrase(line['leader'])}批示：{_quoted(line['words'])}"
    if line["due_on"]:
        told += f"要求于{day_zh(line['due_on'])}前反馈。"
    replied: dict[tuple[str, str], list[ReplyLine]] = {}
    for reply in line["replies"]:
        replied.setdefault((reply["lead"], reply["reply"]), []).append(reply)
    for (lead, words), group in replied.items():
        about = "、".join(frame.task(reply) for reply in group)
        who = lead or "牵头单位"
        told += stopped(
            f"{who}就{about}反馈：{phrase(words)}" if words else f"{who}就{about}尚未反馈"
        )
    return told
