"""The rule of reminders: which moment falls on which day, and what becomes of it. Plain Python.

Something is asked for until a day, its anchor. A moment is a number of working days before (−5) or
after (+3) the anchor. A moment that has come is decided once: what is still wanted then is sent;
what is not, or what a later moment says as well, is passed over. Days decide, never the minute at
which a clock fired, so a run that was missed loses none and a second one doubles none.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.workdays import WorkCalendar

FARTHEST = 60
MOST = 8


class Kind(StrEnum):
    """What is asked for."""

    FILING = "filing"
    DIRECTION = "direction"
    MATTER = "matter"
    REQUEST = "request"
    DUE = "due"


class Why(StrEnum):
    """Why a moment was passed over; `SENT` where it was not."""

    SENT = ""
    DONE = "done"
    LATER = "later"
    CLOSED = "closed"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Moments:
    """When to remind, in working days: a version of a plan's settings, in force from a day on.

    `around` the day by which something is wanted; `waiting` days after a request was made; `ahead`
    of an initiative's own due date. `order`: at the last of `around` an order is drafted.
    """

    around: tuple[int, ...] = (-5, -1, 1, 3)
    waiting: int = 3
    ahead: int = 10
    order: bool = True
    number: int = 1
    since: date = date.min

    def of(self, kind: Kind) -> tuple[int, ...]:
        """The moments of a kind, earliest first."""
        if kind == Kind.REQUEST:
            return (self.waiting,)
        return (-self.ahead,) if kind == Kind.DUE else tuple(sorted(self.around))

    def drafts_at(self, kind: Kind, moment: int) -> bool:
        """Whether an order is drafted at this moment: at the last one, once the day is over."""
        return self.order and kind == Kind.FILING and moment == max(self.around) and moment > 0


DEFAULT = Moments()


@dataclass(frozen=True, slots=True)
class Ask:
    """Something wanted of somebody. `why` says that it is no longer wanted, and why.

    `subject` tells it from others of its kind within one initiative. `missed`: the round closed
    without it, the last that did; it cannot be filed any more, and yet it is to be answered for.
    """

    kind: Kind
    initiative: int
    subject: str
    anchor: date
    why: Why = Why.SENT
    missed: bool = False

    def key(self, moment: int) -> "Key":
        """What the ledger knows it by."""
        return (self.initiative, self.kind.value, self.subject, moment)


Key = tuple[int, str, str, int]


@dataclass(frozen=True, slots=True)
class Decision:
    """What became of a moment that fell on a day."""

    ask: Ask
    moment: int
    fell_on: date
    why: Why
    order: bool = False

    @property
    def sent(self) -> bool:
        """Whether somebody is told."""
        return self.why == Why.SENT


def moments_of(
    ask: Ask, versions: Sequence[Moments], *, calendar: WorkCalendar
) -> Iterator[tuple[int, date, Moments]]:
    """The ask's moments with their days, earliest first; each by the version of its own day."""
    found = []
    for index, version in enumerate(versions):
        until = versions[index + 1].since if index + 1 < len(versions) else date.max
        for moment in version.of(ask.kind):
            fell_on = calendar.add(ask.anchor, moment)
            if version.since <= fell_on < until:
                found.append((moment, fell_on, version))
    yield from sorted(found, key=lambda one: (one[1], one[0]))


def decide(
    asks: Iterable[Ask],
    *,
    on: date,
    versions: Sequence[Moments],
    known: Collection[Key],
    calendar: WorkCalendar,
) -> list[Decision]:
    """What becomes of every moment that has come by `on` and is not `known` to the ledger.

    `versions` stand in the order of their days. Of one ask at most one moment is sent: the latest.
    """
    found = []
    for ask in asks:
        come = [
            (moment, fell_on, version)
            for moment, fell_on, version in moments_of(ask, versions, calendar=calendar)
            if fell_on <= on
        ]
        for place, (moment, fell_on, version) in enumerate(come, start=1):
            if ask.key(moment) in known:
                continue
            last = version.drafts_at(ask.kind, moment) and place == len(come)
            why = ask.why or (Why.SENT if place == len(come) else Why.LATER)
            if last and ask.missed:
                why = Why.SENT
            order = last and why == Why.SENT
            found.append(Decision(ask, moment, fell_on, why, order))
    return found


def faults(moments: Moments) -> list[str]:
    """What is wrong with settings, as codes: empty, twice, far, many."""
    every = moments.around
    found = []
    if not every:
        found.append("empty")
    if len(set(every)) != len(every):
        found.append("twice")
    if any(abs(one) > FARTHEST for one in every):
        found.append("far")
    if len(every) > MOST:
        found.append("many")
    return found
