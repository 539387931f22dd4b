"""What gave rise to a direction: rooms to the left say it, where they know.

A leader's remark on a report becomes a direction; reports live to the left of this room and may
not be imported.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from accounts.models import User


@dataclass(frozen=True)
class Origin:
    """In words, what a direction was given on; `link` is "" where the person may not open it."""

    words: str
    link: str = ""


Teller = Callable[[User, Sequence[int]], dict[int, Origin]]
_TELLERS: dict[str, Teller] = {}


def tell_origins(name: str, teller: Teller) -> None:
    """Called by each room when the site starts; the same name again replaces."""
    _TELLERS[name] = teller


def origins_of(user: User, directions: Sequence[int]) -> dict[int, Origin]:
    """By a direction's key: what it was given on, as this person may know it. One query a room."""
    found: dict[int, Origin] = {}
    for teller in _TELLERS.values():
        found |= teller(user, directions)
    return found
