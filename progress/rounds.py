"""Who files in which round. Plain Python, no Django.

A round is of one plan and one period; a period has a kind (month, quarter). An initiative files in
the rounds of its own cadence, which is its plan's unless it has one of its own. A round added by
hand may be for everyone. What was skipped is expected of nobody: neither filed nor missed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

# From a day on this held.
ValueOn = tuple[date, str]
# The same of a state, with the key of the initiative that it was merged into.
StateOn = tuple[date, str, int | None]


@dataclass(frozen=True)
class Call:
    """A round as the rule sees it: whom it asks to file, up to which day.

    `kind` is that of its period. `everyone` is a round by hand that asks whatever the cadence.
    `skipped` is the whole round; `excused` names single initiatives by primary key.
    """

    kind: str
    ends_on: date
    plan_cadence: str
    everyone: bool = False
    skipped: bool = False
    excused: frozenset[int] = frozenset()


def asks_for(call: Call, initiative: int, *, cadence: str, starts_on: date | None) -> bool:
    """Whether the round asks this initiative to file, as long as it is under way.

    `cadence` is the initiative's own on the round's last day, "" where it goes with the plan.
    """
    if call.skipped or initiative in call.excused:
        return False
    if starts_on is not None and starts_on > call.ends_on:
        return False
    return call.everyone or (cadence or call.plan_cadence) == call.kind


def held_on(rows: Iterable[ValueOn | StateOn], day: date, *, otherwise: str) -> str:
    """The value that held on a day, of (from day, value) rows in their order."""
    value = otherwise
    for row in rows:
        if row[0] <= day:
            value = row[1]
    return value
