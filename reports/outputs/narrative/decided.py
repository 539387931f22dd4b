"""延期、调整、办结: what was decided in the period, with the day before and the day after."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from reports.outputs.annexes import day_zh
from reports.outputs.blocks import Paragraph
from reports.outputs.narrative.frame import KIND_WORDS, Frame, Part
from reports.outputs.words import phrase, stopped

if TYPE_CHECKING:
    from reports.contents.shape import ChangeLine


def decided(frame: Frame) -> Part | None:
    """How many of each, then one sentence for each decision."""
    lines = frame.contents["changes"]
    if not lines:
        return None
    counts = frame.contents["tallies"]["changes"]
    told = "，".join(
        f"{word}{counts[kind]}项" for kind, word in KIND_WORDS.items() if kind in counts
    )
    blocks = [Paragraph(f"本期共{told}。", key="changes.1")]
    for kind, word in KIND_WORDS.items():
        of_kind = [line for line in lines if line["kind"] == kind]
        if of_kind:
            said = "；".join(_TELL[kind](frame, line) for line in of_kind)
            blocks.append(Paragraph(stopped(f"{word}事项：{said}"), key=f"changes.{kind}"))
    return "延期、调整、办结情况", list(blocks)


def _because(line: ChangeLine) -> str:
    reason = phrase(line["reason"])
    return f"，理由是{reason}" if reason else ""


def _extended(frame: Frame, line: ChangeLine) -> str:
    """The day before and after; from the second time on how often, and the first day of all."""
    told = f"{frame.task(line)}完成时限由{day_zh(line['was_due'])}延至{day_zh(line['now_due'])}"
    if line["extensions"] > 1:
        told += f"，为第{line['extensions']}次延期，原定{day_zh(line['original_due'])}"
    return told + _because(line)


def _advanced(frame: Frame, line: ChangeLine) -> str:
    moved = f"由{day_zh(line['was_due'])}提前至{day_zh(line['now_due'])}"
    return f"{frame.task(line)}完成时限{moved}{_because(line)}"


def _adjusted(frame: Frame, line: ChangeLine) -> str:
    was, now = phrase(line["was"]), phrase(line["now"])
    told = f"由“{was}”调整为“{now}”" if was else f"明确为“{now}”"
    return f"{frame.task(line)}年度目标{told}{_because(line)}"


def _on_day(verb: str, *, because: bool = True) -> Callable[[Frame, ChangeLine], str]:
    def told(frame: Frame, line: ChangeLine) -> str:
        why = _because(line) if because else ""
        return f"{frame.task(line)}于{day_zh(line['on'])}{verb}{why}"

    return told


def _merged(frame: Frame, line: ChangeLine) -> str:
    code, _, title = line["now"].partition(" ")
    into = f"第{code}号任务{title}"
    return f"{frame.task(line)}于{day_zh(line['on'])}并入{into}{_because(line)}"


def _suspended(frame: Frame, line: ChangeLine) -> str:
    until = f"至{day_zh(line['until'])}" if line["until"] else ""
    return f"{frame.task(line)}自{day_zh(line['on'])}起暂缓{until}{_because(line)}"


_TELL: dict[str, Callable[[Frame, ChangeLine], str]] = {
    "extended": _extended,
    "advanced": _advanced,
    "adjusted": _adjusted,
    "completed": _on_day("办结", because=False),
    "struck_off": _on_day("销号", because=False),
    "reopened": _on_day("重新办理"),
    "cancelled": _on_day("撤销"),
    "merged": _merged,
    "suspended": _suspended,
    "resumed": _on_day("恢复推进"),
}
