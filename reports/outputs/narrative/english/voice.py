"""How English sentences name things and count them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from reports.outputs.blocks import Block, Paragraph
from reports.outputs.narrative.english.frame import EnglishFrame
from reports.outputs.narrative.frame import TOLD
from reports.outputs.tongue import EN
from reports.outputs.words import phrase

if TYPE_CHECKING:
    from reports.contents.shape import Cell, Counts

_NAMED = 3
# In a sentence, where it is not the word of the table.
_SAID = {"grey": "without data"}
_ENDS = (".", "?", "!", "。", "？", "！")


@dataclass(frozen=True)
class Noun:
    """A thing that is counted, alone and in the plural."""

    one: str
    many: str

    def __call__(self, n: int) -> str:
        """1 measure, 22 measures."""
        return f"{n} {self.of(n)}"

    def of(self, n: int) -> str:
        """The word that goes with so many."""
        return self.one if n == 1 else self.many


MEASURES, AREAS = Noun("measure", "measures"), Noun("area", "areas")
UNITS, INDICATORS = Noun("unit", "units"), Noun("indicator", "indicators")
PLANS, FILINGS = Noun("plan", "plans"), Noun("progress report", "progress reports")
MATTERS, DIRECTIONS = Noun("matter", "matters"), Noun("direction", "directions")
IS, WAS = Noun("is", "are"), Noun("was", "were")


def named(cell: Cell) -> str:
    """Measure 8 (建设人工智能产业园): the title has no English of its own."""
    return EN.named(cell["position"], cell["title"])


def stopped(text: str) -> str:
    """The sentence with its full stop, unless it ends in one of either language."""
    return text if text.endswith(_ENDS) else f"{text}."


def sentences(said: Iterable[str]) -> str:
    """Sentences after one another."""
    return " ".join(stopped(one) for one in said if one)


def quoted(words: str) -> str:
    """Somebody's own words, as they were written."""
    inner = phrase(words).translate(str.maketrans("“”", "‘’"))
    return f"“{inner}”"


def series(parts: Sequence[str]) -> str:
    """a, b and c."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def counted(counts: Counts, shares: Mapping[str, str] | None = None) -> str:
    """1 completed, 13 on track and 2 behind: all that occur, so that they sum to the total."""
    return series([
        f"{counts[light]} {_SAID.get(light) or EN.light(light).lower()}"
        + (f" ({shares[light]}%)" if shares else "")
        for light in (*TOLD, "grey")
        if counts.get(light)
    ])  # fmt: skip


def against_plan(points: Decimal) -> str:
    """3.6 percentage points ahead of plan, … behind plan, or exactly on plan."""
    if points == 0:
        return "exactly on plan"
    return f"{in_points(points)} {'ahead of' if points > 0 else 'behind'} plan"


def in_points(points: Decimal) -> str:
    """1 percentage point, 3.2 percentage points: a difference of percentages is never in %."""
    size = abs(points)
    return f"{size} percentage point{'' if str(size) == '1' else 's'}"


def together(names: Iterable[str]) -> str:
    """At most three by name, and how many there are."""
    listed = list(dict.fromkeys(names))
    if len(listed) < 2:
        return "".join(listed)
    if len(listed) <= _NAMED:
        return f"{series(listed)} ({UNITS(len(listed))})"
    return f"{', '.join(listed[:_NAMED])} and others ({UNITS(len(listed))} in all)"


def points(frame: EnglishFrame, said: Sequence[tuple[str, str]], part: str) -> list[Block]:
    """(1) …; (2) … in one paragraph, or a paragraph each where the official text has one each.

    Each point comes with what its own paragraph's key ends in.
    """
    texts = [text for _key, text in said]
    if len(texts) == 1:
        return [Paragraph(stopped(texts[0]), key=f"{part}.1")]
    numbered = [f"({n}) {text}" for n, text in enumerate(texts, 1)]
    if all(f"{part}.{key}" in frame.keys for key, _text in said):
        return [
            Paragraph(stopped(text), key=f"{part}.{key}")
            for text, (key, _own) in zip(numbered, said, strict=True)
        ]
    if any(mark in text for text in texts for mark in "。？！"):
        return [Paragraph(sentences(numbered), key=f"{part}.1")]
    return [Paragraph(stopped("; ".join(numbered)), key=f"{part}.1")]
