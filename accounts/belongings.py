"""What hangs on one person and goes to another when they leave: rooms to the left say what it is.

Drafts, contacts and requests live to the left of this room and may not be imported, and yet a
handover takes all of them or none.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from accounts.models import User
from core.audit import Actor


@dataclass(frozen=True)
class Held:
    """One thing in a person's hands: how it is called, and the unit whose work it is."""

    key: str
    words: str
    unit_id: int | None = None


@dataclass(frozen=True)
class Handover:
    """Who gives what to whom, when, and who sees to it."""

    giver: User
    taker: User
    now: datetime
    by: Actor


@dataclass(frozen=True)
class Belonging:
    """One kind: `held` only reads; `move` gives all of it over, within the action.

    `move` refuses where the taker may not have it, with a sentence that says what to do first.
    """

    label: Any
    held: Callable[[User], Sequence[Held]]
    move: Callable[[Handover], None]


_BELONGINGS: dict[str, Belonging] = {}


def belongs(name: str, belonging: Belonging) -> None:
    """Called by each room when the site starts; the same name again replaces."""
    _BELONGINGS[name] = belonging


def belongings() -> Mapping[str, Belonging]:
    """The kinds, by name, in the order in which they were told."""
    return MappingProxyType(_BELONGINGS)


def held_by(user: User) -> dict[str, list[Held]]:
    """Everything in a person's hands, by kind. One query or two a kind."""
    return {name: list(one.held(user)) for name, one in _BELONGINGS.items()}


def fingerprint(held: Mapping[str, Sequence[Held]]) -> str:
    """The same for the same things: whether what was looked at is still what is there."""
    words = [f"{name}:{one.key}" for name, some in sorted(held.items()) for one in some]
    return sha256("\n".join(words).encode()).hexdigest()[:32]
