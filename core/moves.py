"""What moves when the work calendar changes: rooms to the left say so, before and after.

Rounds, reports and lights live to the left of this room and may not be imported, and yet whoever
changes a day must see first what it moves, and it must move in that very transaction.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from core.workdays import WorkCalendar


@dataclass(frozen=True)
class CalendarChange:
    """The calendar before and after, seen on a day."""

    before: WorkCalendar
    after: WorkCalendar
    today: date
    now: datetime

    @property
    def days(self) -> list[date]:
        """The days that are worked in one and not in the other, oldest first."""
        named = {*self.before.exceptions, *self.after.exceptions}
        return sorted(d for d in named if self.before.is_workday(d) != self.after.is_workday(d))


@dataclass(frozen=True)
class Move:
    """One thing that moves: of which kind, in which plan, what it is, from what to what.

    `before` and `after` are days in ISO form, or codes of lights. `progress` marks what tells of
    progress, which not everybody who keeps the calendar may read.
    """

    kind: str
    plan: str
    what: str
    before: str
    after: str
    progress: bool = False


@dataclass(frozen=True)
class Follower:
    """What one room knows: `moves` only reads; `follow` writes, within the changing action."""

    moves: Callable[[CalendarChange], list[Move]]
    follow: Callable[[CalendarChange], None]


_FOLLOWERS: dict[str, Follower] = {}


def follow_calendar(name: str, follower: Follower) -> None:
    """Called by each room when the site starts; the same name again replaces."""
    _FOLLOWERS[name] = follower


def followers() -> Mapping[str, Follower]:
    """Those who follow, by name."""
    return MappingProxyType(_FOLLOWERS)


def moves_of(change: CalendarChange) -> list[Move]:
    """Everything that this change would move. Nothing is written."""
    if not change.days:
        return []
    return [move for follower in _FOLLOWERS.values() for move in follower.moves(change)]


def moved_day(before: date, after: date, *, today: date) -> date:
    """Where a due day goes: where the calendar says, but never from ahead of us into the past.

    Nobody becomes late because a list was published or a day was corrected.
    """
    return before if after < today and after < before else after
