"""What is searched: each room registers the kinds of record that it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One record as it is searched: by its number, its title, and all its other words.

    `sign` is found only when the whole of it is written (12), or, of a loose kind, by its letters.
    """

    key: int
    title: str = ""
    texts: Sequence[str] = ()
    sign: str = ""
    scope: int | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record. `keys` gives those that are searched, as a queryset with one value each;
    `entries` reads some of them, in a constant number of queries.

    `mark` is one Latin letter, in the index for good. A loose kind is a short list of names (units,
    people): a name is also found by some of its letters in their order, 发改委 in 市发展改革委.
    """

    name: str
    mark: str
    keys: Callable[[], Any]
    entries: Callable[[Sequence[int]], Iterable[Entry]]
    loose: bool = False

    def __post_init__(self) -> None:
        if not (len(self.mark) == 1 and self.mark.isascii() and self.mark.islower()):
            raise ValueError(f"{self.name}: a mark is one small Latin letter.")


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known; the same one twice is once. Raises ValueError for what is taken."""
    for known in _KINDS.values():
        if known != kind and (known.name == kind.name or known.mark == kind.mark):
            raise ValueError(f"Search already has a kind {known.name} ({known.mark}).")
    _KINDS[kind.name] = kind


def unregister(name: str) -> None:
    """Forget a kind: for tests."""
    _KINDS.pop(name, None)


def kinds() -> Mapping[str, Kind]:
    """Every kind by its name."""
    return MappingProxyType(_KINDS)
