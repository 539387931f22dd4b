"""The kinds of work that this installation knows. A room registers its own in `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.work.claims import Claim

# Work whose worker was killed is taken again when its lease ends, and that within two minutes.
LONGEST_LEASE = timedelta(seconds=100)


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that must happen: `key` is unique within its kind and says which (“2026-10”)."""

    key: str
    due_at: datetime
    payload: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of work: what is due by `now` (missed ones too), and how one item is done.

    `do` runs outside any transaction. It ends with one transaction that holds the result and, in
    it, `claim.finish()`. It calls `claim.progress` at least once a lease when it takes longer.
    """

    name: str
    due: Callable[[datetime], Iterable[Due]]
    do: Callable[[Claim], None]
    lease: timedelta = timedelta(seconds=60)

    def __post_init__(self) -> None:
        if not timedelta(0) < self.lease <= LONGEST_LEASE:
            raise ValueError(f"{self.name}: a lease lasts from 1 to 100 seconds.")


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Make a kind known; the same one twice is once. Raises ValueError for a name that is taken."""
    if _KINDS.setdefault(kind.name, kind) != kind:
        raise ValueError(f"Two kinds of work are called {kind.name}.")
    return kind


def unregister(name: str) -> None:
    """Forget a kind: for tests."""
    _KINDS.pop(name, None)


def known() -> Mapping[str, Kind]:
    """Every registered kind by its name."""
    return MappingProxyType(_KINDS)
