"""A run of characters that remembers where in the file each of them stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# A byte order mark is no white space for Python, but no word of the document either.
BLANKS = " \t\r\n\f\v\u3000\xa0\u2002\u2003\u2009\u200b\ufeff"


@dataclass(frozen=True, slots=True)
class Flow:
    """``text`` with, for each character, its offset in the decoded file in ``at``."""

    text: str
    at: Sequence[int]

    def __bool__(self) -> bool:
        return bool(self.text)

    @property
    def start(self) -> int:
        """Offset of the first character; the flow must not be empty."""
        return self.at[0]

    @property
    def end(self) -> int:
        """Offset just behind the last character; the flow must not be empty."""
        return self.at[-1] + 1

    def cut(self, start: int, end: int | None = None) -> Flow:
        return Flow(self.text[start:end], self.at[start:end])

    def strip(self, behind: str = "") -> Flow:
        """Without blanks at both ends, and without the characters ``behind`` at its end."""
        end = len(self.text.rstrip(BLANKS + behind))
        start = len(self.text) - len(self.text.lstrip(BLANKS))
        return self.cut(start, end) if start < end else Flow("", ())


def join(flows: Sequence[Flow], gaps: Sequence[str]) -> Flow:
    """The flows as one, ``gaps[i]`` (blanks or nothing) standing before ``flows[i]``.

    A gap stands for the line break before the flow, and takes its offset.
    """
    if len(flows) == 1:
        return flows[0]
    text: list[str] = []
    at: list[int] = []
    for flow, gap in zip(flows, gaps, strict=True):
        if text and gap:
            text.append(gap)
            at.append(flow.start - 1)
        text.append(flow.text)
        at.extend(flow.at)
    return Flow("".join(text), at)


def join_paragraphs(flows: Sequence[Flow]) -> Flow:
    """The non-empty paragraphs as one flow, a line break between two of them."""
    kept = [flow for flow in flows if flow]
    return join(kept, ["\n"] * len(kept)) if kept else Flow("", ())
