"""Texts as search compares them: pure functions, no Django.

Two texts that a reader takes for the same are the same after `normalise`: full and half width,
capital and small letters, quotation marks, blanks beside Chinese, traditional and simplified
characters. Letters with and without accents stay different.

Entries are stored as they were compared: who changes what is alike writes a migration that compares
them anew (`compare_anew`).
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from operator import add
from pathlib import Path
from typing import NamedTuple

# 《方案》, “人工智能” and 人工智能 are looked for alike; so are don't and don’t.
_LEFT_OUT = frozenset("\"'`´“”‘’„‟‚‛«»‹›「」『』《》〈〉〝〞〟＂＇｢｣")
_BLANKS = re.compile(r" {2,}")
_LOOSE_BLANK = re.compile(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])")
_RUN = re.compile(r"[^\W_]+")
_QUOTED = re.compile(r"[\"“”„‟＂]([^\"“”„‟＂]*)[\"“”„‟＂]|([^\s\"“”„‟＂]+)")
EXCERPT = 72
VARIANTS = Path(__file__).with_name("variants.txt")


def _simplified() -> Iterator[tuple[str, str]]:
    """Every traditional or otherwise varied character with the simplified one, letter for letter.

    Characters alone are known, no words: 乾 is 干 in 乾坤 too, which finds more, never less.
    """
    for line in VARIANTS.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield from ((other, group[0]) for group in line.split() for other in group[1:])


_SIMPLIFIED = dict(_simplified())


def _fold(letter: str) -> str:
    """One character as it is compared; "" where it does not count."""
    if letter in _LEFT_OUT:
        return ""
    if letter.isspace() or unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"}:
        return " "
    folded = letter
    for _step in range(3):
        folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", folded).casefold())
    folded = "".join("" if one in _LEFT_OUT else " " if one.isspace() else one for one in folded)
    return "".join(_SIMPLIFIED.get(one, one) for one in folded)


class _Table(dict[int, str]):
    """Every character's folded form, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold(chr(code))
        return folded


_TABLE = _Table()


def normalise(text: str) -> str:
    """`text` as it is compared. Blanks count between Latin words only."""
    if not text:
        return ""
    folded = unicodedata.normalize("NFC", text).translate(_TABLE)
    if " " in folded:
        folded = _LOOSE_BLANK.sub("", _BLANKS.sub(" ", folded).strip(" "))
    return folded


def words_of(query: str) -> list[str]:
    """What must all be found, normalised, each once: words between blanks, phrases in quotes.

    What holds neither a letter nor a digit is no word.
    """
    found = (normalise(quoted or word) for quoted, word in _QUOTED.findall(query))
    return [word for word in dict.fromkeys(found) if _RUN.search(word)]


def pieces(text: str) -> list[str]:
    """The pieces of a normalised text: each letter or digit with the one right after it, if any.

    So every letter begins a piece, which is how one letter alone is found.
    """
    found: list[str] = []
    for run in _RUN.findall(text):
        found += map(add, run, run[1:])
        found.append(run[-1])
    return found


class Wanted(NamedTuple):
    """What the index is asked of one word: whole pieces, and beginnings of pieces."""

    whole: list[str]
    begun: list[str]


def wanted(word: str) -> Wanted:
    """The fewest pieces that every text with `word` has; a text that has them may still lack it."""
    runs = [run for run in _RUN.findall(word) if len(run) > 1]
    if not runs:
        return Wanted([], list(dict.fromkeys(_RUN.findall(word))))
    whole = [run[at : at + 2] for run in runs for at in (*range(0, len(run) - 1, 2), len(run) - 2)]
    return Wanted(list(dict.fromkeys(whole)), [])


def in_order(word: str) -> str | None:
    """A pattern for a name that has the word's letters in their order: 发改委 in 市发展改革委.

    None for words of one letter or more than eight. It never looks back, so no name is slow.
    """
    if not 2 <= len(word) <= 8 or not word.isalnum():
        return None
    return word[0] + "".join(f"[^{letter} ]*{letter}" for letter in word[1:])


class Part(NamedTuple):
    """A piece of an excerpt, and whether it is what was looked for."""

    text: str
    hit: bool


def _places(text: str) -> tuple[str, list[int]]:
    """The normalised text and, for each of its letters, the place in `text` that it comes from."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for one in _TABLE[ord(letter)]:
            before = letters[-1] if letters else " "
            if one == " " and (before == " " or before > "\x7f"):
                continue
            if one > "\x7f" and before == " " and letters:
                letters.pop()
                places.pop()
            letters.append(one)
            places.append(place)
    return "".join(letters), places


def _hits(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where the words stand in `text`, in order and without overlap."""
    folded, places = _places(text)
    spans = []
    for word in words:
        at = folded.find(word)
        while at >= 0:
            spans.append((places[at], places[at + len(word) - 1] + 1))
            at = folded.find(word, at + len(word))
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def excerpt(text: str, words: Sequence[str], *, length: int = EXCERPT) -> list[Part]:
    """About `length` characters around the first hit, cut into parts; empty without a hit."""
    composed = unicodedata.normalize("NFC", " ".join(text.split()))
    hits = _hits(composed, words)
    if not hits:
        return []
    start = max(0, hits[0][0] - length // 3)
    end = max(hits[0][1], min(len(composed), start + length))
    parts = [Part("…", hit=False)] if start else []
    at = start
    for first, last in hits:
        if first >= end:
            break
        parts += [Part(composed[at:first], hit=False), Part(composed[first:last], hit=True)]
        at = last
    parts.append(Part(composed[at:end] + ("…" if end < len(composed) else ""), hit=False))
    return [part for part in parts if part.text]
