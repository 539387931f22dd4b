"""Who wants to know when initiatives change: rooms to the left register, and are told at once.

Standings live to the left of this room and may not be imported, and yet a light must follow in the
very transaction that moved it.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from recommendations.models import Initiative

Watcher = Callable[[Iterable[Initiative], datetime], None]
_WATCHERS: dict[str, Watcher] = {}


def watch(name: str, watcher: Watcher) -> None:
    """Called once by each room when the site starts."""
    _WATCHERS[name] = watcher


def tell(initiatives: Iterable[Initiative], *, now: datetime) -> None:
    """Something about these initiatives has changed; called before the audit event."""
    listed = list(initiatives)
    for watcher in _WATCHERS.values():
        watcher(listed, now)
