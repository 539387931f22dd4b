"""Extensions, adjustments, completions: what was decided, with the day before and after."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from reports.outputs.blocks import Paragraph
from reports.outputs.narrative.english.frame import EnglishFrame
from reports.outputs.narrative.english.voice import Noun, quoted, series, stopped
from reports.outputs.narrative.frame import Part
from reports.outputs.tongue import EN
from reports.outputs.words import phrase

if TYPE_CHECKING:
    from reports.contents.shape import ChangeLine

KINDS = {
    "extended": Noun("extension", "extensions"),
    "advanced": Noun("due date brought forward", "due dates brought forward"),
    "adjusted": Noun("change of goal", "changes of goal"),
    "completed": Noun("completion", "completions"),
    "struck_off": Noun("closure", "closures"),
    "reopened": Noun("reopening", "reopenings"),
    "cancelled": Noun("cancellation", "cancellations"),
    "merged": Noun("merger", "mergers"),
    "suspended": Noun("suspension", "suspensions"),
    "resumed": Noun("resumption", "resumptions"),
}


def decided(frame: EnglishFrame) -> Part | None:
    """How many of each, then one sentence for each decision."""
    lines = frame.contents["changes"]
    if not lines:
        return None
    counts = frame.contents["tallies"]["changes"]
    told = series([noun(counts[kind]) for kind, noun in KINDS.items() if kind in counts])
    blocks = [Paragraph(f"Decided in this period: {told}.", key="changes.1")]
    for kind, noun in KINDS.items():
        of_kind = [line for line in lines if line["kind"] == kind]
        if of_kind:
            said = "; ".join(_TELL[kind](frame, line) for line in of_kind)
            word = noun.of(len(of_kind))
            text = stopped(f"{word[0].upper()}{word[1:]}: {said}")
            blocks.append(Paragraph(text, key=f"changes.{kind}"))
    return "Extensions, adjustments and completions", list(blocks)


def _because(line: ChangeLine) -> str:
    reason = phrase(line["reason"])
    return f", because: {reason}" if reason else ""


def _extended(frame: EnglishFrame, line: ChangeLine) -> str:
    """The day before and after; from the second time on how often, and the first day of all."""
    moved = f"extended from {EN.day(line['was_due'])} to {EN.day(line['now_due'])}"
    told = f"{frame.task(line)} was {moved}"
    if line["extensions"] > 1:
        told += f" (extension {line['extensions']}; first set for {EN.day(line['original_due'])})"
    return told + _because(line)


def _advanced(frame: EnglishFrame, line: ChangeLine) -> str:
    moved = f"from {EN.day(line['was_due'])} to {EN.day(line['now_due'])}"
    return f"{frame.task(line)} was brought forward {moved}{_because(line)}"


def _adjusted(frame: EnglishFrame, line: ChangeLine) -> str:
    was, now = phrase(line["was"]), quoted(line["now"])
    told = f"was changed from {quoted(line['was'])} to {now}" if was else f"was set to {now}"
    return f"the goal for the year of {frame.task(line)} {told}{_because(line)}"


def _on_day(verb: str, *, because: bool = True) -> Callable[[EnglishFrame, ChangeLine], str]:
    def told(frame: EnglishFrame, line: ChangeLine) -> str:
        why = _because(line) if because else ""
        return f"{frame.task(line)} was {verb} on {EN.day(line['on'])}{why}"

    return told


def _merged(frame: EnglishFrame, line: ChangeLine) -> str:
    code, _, title = line["now"].partition(" ")
    into = f"initiative {code} ({title})"
    return f"{frame.task(line)} was merged into {into} on {EN.day(line['on'])}{_because(line)}"


def _suspended(frame: EnglishFrame, line: ChangeLine) -> str:
    until = f" until {EN.day(line['until'])}" if line["until"] else ""
    return f"{frame.task(line)} is suspended from {EN.day(line['on'])}{until}{_because(line)}"


_TELL: dict[str, Callable[[EnglishFrame, ChangeLine], str]] = {
    "extended": _extended,
    "advanced": _advanced,
    "adjusted": _adjusted,
    "completed": _on_day("completed", because=False),
    "struck_off": _on_day("closed", because=False),
    "reopened": _on_day("reopened"),
    "cancelled": _on_day("cancelled"),
    "merged": _merged,
    "suspended": _suspended,
    "resumed": _on_day("resumed"),
}
