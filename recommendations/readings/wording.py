"""A document's own words: what stands at a place, repairs left out, broken lines closed."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence

Span = tuple[int, int]

_BREAKS = "\r\n\f"
_BLANKS = " \t\u3000"


def removed_places(repairs: Iterable[Mapping[str, object]]) -> frozenset[int]:
    """The places of all characters that repairs leave out."""
    return frozenset(
        place
        for repair in repairs
        for place in range(int(str(repair["start"])), int(str(repair["end"])))
    )


def words_between(text: str, start: int, end: int, *, gone: frozenset[int]) -> str:
    """The characters of a span as they read: repairs left out, line breaks closed.

    A line break between two Latin words becomes a blank, any other one nothing.
    """
    said: list[str] = []
    broken = False
    for place in range(start, end):
        letter = text[place]
        if place in gone:
            continue
        if letter in _BREAKS:
            broken = True
            continue
        if broken and letter in _BLANKS:
            continue
        if broken and said and (said[-1] + letter).isascii() and said[-1] not in " -":
            said.append(" ")
        broken = False
        said.append(letter)
    return "".join(said)


def _joined(parts: Sequence[str]) -> str:
    """Paragraphs as one text: a line break between two, a blank within a Latin sentence.

    Paragraphs that a reader could not tell from broken lines end in the middle of a sentence.
    """
    said = ""
    for part in parts:
        open_ended = said[-1:].isalnum() or said[-1:] in {",", "–", "’", "”"}
        latin = said[-1:] < "\u2e80" and part[0] < "\u2e80"
        said += (" " if open_ended and latin else "\n" if said else "") + part
    return said


class Document:
    """An edition's text with its paragraphs and repairs, asked by place."""

    def __init__(
        self,
        text: str,
        paragraphs: Sequence[Sequence[int]],
        repairs: Iterable[Mapping[str, object]] = (),
    ) -> None:
        self.text = text
        self.paragraphs: list[Span] = [(start, end) for start, end in paragraphs]
        self.gone = removed_places(repairs)
        self._starts = [start for start, _end in self.paragraphs]

    def paragraph_at(self, place: int) -> int | None:
        """The number of the paragraph that holds a place; None between two paragraphs."""
        index = bisect_right(self._starts, place) - 1
        return index if index >= 0 and place < self.paragraphs[index][1] else None

    def words(self, start: int, end: int) -> str:
        """What stands between two places, a line break between two paragraphs."""
        said = []
        first = max(0, bisect_right(self._starts, start) - 1)
        for begin, stop in self.paragraphs[first:]:
            if begin >= end:
                break
            low, high = max(start, begin), min(end, stop)
            if low < high:
                said.append(words_between(self.text, low, high, gone=self.gone).strip())
        return _joined([part for part in said if part])

    def blank(self, place: int) -> bool:
        """Whether nothing is printed at a place."""
        return place in self.gone or self.text[place].isspace() or self.text[place] == "\ufeff"

    def trimmed(self, start: int, end: int, *, behind: str = "") -> Span:
        """The span without blanks at its ends, and without the characters `behind` at its end."""
        while start < end and self.blank(start):
            start += 1
        while start < end and (self.blank(end - 1) or self.text[end - 1] in behind):
            end -= 1
        return start, end
