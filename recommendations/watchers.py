"""Who wants to know when initiatives change: rooms to the left register, and are told at once.

Standings live to the left of this room and may not be imported, and yet a light must follow in the
very transaction that moved it.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from recommendations.life import LifeStep
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


Objector = Callable[[Initiative, LifeStep], None]
_OBJECTORS: dict[str, Objector] = {}


def object_to(name: str, objector: Objector) -> None:
    """Called once by each room when the site starts: `objector` refuses a step that may not be.

    What a unit has filed lives to the left of this room too, and yet it may stand in the way.
    """
    _OBJECTORS[name] = objector


def hear(initiative: Initiative, step: LifeStep) -> None:
    """Ask every room whether the step may be taken; the first that minds refuses."""
    for objector in _OBJECTORS.values():
        objector(initiative, step)
