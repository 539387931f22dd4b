"""Guards that can be taken out one at a time: what an instrumented copy of the tree calls.

See `tools.mutants`; nothing in the house itself imports this.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

_taken_out: int | None = None
seen: set[int] = set()
View = Callable[..., Any]


def take_out(number: int | None) -> None:
    """From here on this guard lets everybody pass; None puts it back."""
    global _taken_out
    _taken_out = number


def on(number: int) -> bool:
    """Whether the guard stands; that it was asked is remembered."""
    seen.add(number)
    return number != _taken_out


def door(number: int, guard: Callable[[View], View]) -> Callable[[View], View]:
    """A view's guard as it was, unless it is taken out when somebody comes."""

    def put(view: View) -> View:
        guarded = guard(view)

        @wraps(guarded)
        def chosen(*args: Any, **kwargs: Any) -> Any:
            return (guarded if on(number) else view)(*args, **kwargs)

        return chosen

    return put
