"""How the measures of two editions answer each other, and where a wording changed.

By likeness of the wording and by place. The same input always gives the same answer; the work grows
with the number of measures, not with its square.
"""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Generic, TypeVar

UNCHANGED, MOVED, CHANGED, ADDED, REMOVED = "unchanged", "moved", "changed", "added", "removed"
# Shares of letter pairs in common: enough for two wordings of one measure, and enough where both
# stand at the same place under the same number.
ALIKE, ALIKE_IN_PLACE = 0.5, 0.3
# Pairs of letters that many measures share say nothing about which answers which.
COMMON = 40
CANDIDATES = 8
# Beyond this many comparisons of letters the middle of two wordings is marked as a whole.
LONGEST_DIFFERENCE = 4_000_000

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Item(Generic[Key]):
    """A measure for comparison: its name, where it stands, what it says."""

    key: Key
    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Pair(Generic[Key]):
    """A measure of the old edition and the one of the new edition that answers it."""

    kind: str
    old: Key | None
    new: Key | None


def plain(text: str) -> str:
    """Letters and figures alone, in one width: what stays when only the setting changes."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in folded if letter.isalnum())


def compare(
    old: Sequence[Item[Key]],
    new: Sequence[Item[Key]],
    *,
    chosen: Mapping[Key, Key | None] | None = None,
) -> list[Pair[Key]]:
    """Every measure of both, once: in the order of the new edition, removed ones last.

    `chosen` names, for measures of the new edition, the old one that a person says it is; None
    says that it is a new one. The rest is matched by wording, then by likeness and place.
    """
    chosen = dict(chosen or {})
    olds = {item.key: item for item in old}
    found: dict[Key, Key] = {}
    for fresh, answer in chosen.items():
        if answer is not None and answer in olds and answer not in found.values():
            found[fresh] = answer
    free_new = [item for item in new if item.key not in chosen]
    free_old = [item for item in old if item.key not in set(found.values())]
    found |= _same_words(free_old, free_new)
    taken = set(found.values())
    found |= _alike(
        [item for item in free_old if item.key not in taken],
        [item for item in free_new if item.key not in found],
    )
    return _pairs(old, new, found)


def _pairs(
    old: Sequence[Item[Key]], new: Sequence[Item[Key]], found: Mapping[Key, Key]
) -> list[Pair[Key]]:
    olds = {item.key: item for item in old}
    pairs: list[Pair[Key]] = []
    for item in new:
        answer = found.get(item.key)
        if answer is None:
            pairs.append(Pair(ADDED, None, item.key))
        else:
            pairs.append(Pair(_kind(olds[answer], item), answer, item.key))
    answered = set(found.values())
    return pairs + [Pair(REMOVED, item.key, None) for item in old if item.key not in answered]


def _kind(old: Item[Key], new: Item[Key]) -> str:
    if "".join(old.text.split()) != "".join(new.text.split()):
        return CHANGED
    return UNCHANGED if old.path == new.path else MOVED


def _same_words(old: Sequence[Item[Key]], new: Sequence[Item[Key]]) -> dict[Key, Key]:
    """The same words; of several with the same words, those in the same place first."""
    waiting: dict[str, list[Item[Key]]] = defaultdict(list)
    for item in old:
        waiting[plain(item.text) or item.text].append(item)
    found: dict[Key, Key] = {}
    for in_place in (True, False):
        for item in new:
            if item.key in found:
                continue
            left = waiting.get(plain(item.text) or item.text, [])
            fitting = [one for one in left if one.path == item.path or not in_place]
            if fitting:
                found[item.key] = fitting[0].key
                left.remove(fitting[0])
    return found


def _bigrams(text: str) -> Counter[str]:
    letters = plain(text)
    return Counter(letters[at : at + 2] for at in range(max(1, len(letters) - 1)))


def likeness(first: Counter[str], second: Counter[str]) -> float:
    """The share of letter pairs that two texts have in common, from 0 to 1 (Dice)."""
    total = first.total() + second.total()
    return 2 * (first & second).total() / total if total else 0.0


def _alike(old: Sequence[Item[Key]], new: Sequence[Item[Key]]) -> dict[Key, Key]:
    """The best pairs first; each measure once."""
    olds = [_bigrams(item.text) for item in old]
    holders: dict[str, list[int]] = defaultdict(list)
    for index, grams in enumerate(olds):
        for gram in grams:
            holders[gram].append(index)
    places: dict[str, list[int]] = defaultdict(list)
    for index, item in enumerate(old):
        places[item.path].append(index)
    scored: list[tuple[float, int, int]] = []
    for here, item in enumerate(new):
        grams = _bigrams(item.text)
        in_place = set(places.get(item.path, [])[:CANDIDATES])
        for there in _candidates(grams, holders) | in_place:
            like = likeness(olds[there], grams)
            if like >= (ALIKE_IN_PLACE if there in in_place else ALIKE):
                scored.append((-like - (0.1 if there in in_place else 0), here, there))
    return _best(scored, old, new)


def _candidates(grams: Iterable[str], holders: Mapping[str, list[int]]) -> set[int]:
    """The few old measures that share most of the rarer letter pairs."""
    shared: Counter[int] = Counter()
    for gram in grams:
        held = holders.get(gram, [])
        if len(held) <= COMMON:
            shared.update(held)
    ranked = sorted(shared.items(), key=lambda pair: (-pair[1], pair[0]))
    return {index for index, _count in ranked[:CANDIDATES]}


def _best(
    scored: list[tuple[float, int, int]], old: Sequence[Item[Key]], new: Sequence[Item[Key]]
) -> dict[Key, Key]:
    found: dict[Key, Key] = {}
    used: set[int] = set()
    for _score, here, there in sorted(scored):
        if new[here].key not in found and there not in used:
            found[new[here].key] = old[there].key
            used.add(there)
    return found


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a wording; `kind` is same, gone or come."""

    kind: str
    text: str


def difference(old: str, new: str) -> list[Stretch]:
    """Two wordings as one: what stayed, what went, what came, in reading order."""
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    before, after = old[head : len(old) - tail], new[head : len(new) - tail]
    middle = _middle(before, after)
    told = [Stretch("same", old[:head]), *middle, Stretch("same", old[len(old) - tail :])]
    return [stretch for stretch in told if stretch.text]


def _middle(before: str, after: str) -> list[Stretch]:
    if len(before) * len(after) > LONGEST_DIFFERENCE:
        return [Stretch("gone", before), Stretch("come", after)]
    told = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, low, high, start, end in matcher.get_opcodes():
        if tag == "equal":
            told.append(Stretch("same", before[low:high]))
            continue
        told += [Stretch("gone", before[low:high]), Stretch("come", after[start:end])]
    return [stretch for stretch in told if stretch.text]
