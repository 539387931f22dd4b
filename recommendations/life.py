"""Which steps an initiative's life allows. Plain words: no database, no clock.

A step leads from one of some states to one other; only resuming leads back to where it was. What
is not in the table is refused, by whatever road it comes.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum


class LifeStep(StrEnum):
    """The steps, by what somebody does."""

    ASSIGN = "assign"
    ACCEPT = "accept"
    BEGIN = "begin"
    DECLINE = "decline"
    ASK_COMPLETION = "ask_completion"
    GO_ON = "go_on"
    COMPLETE = "complete"
    REOPEN = "reopen"
    CLOSE = "close"
    SUSPEND = "suspend"
    RESUME = "resume"
    CANCEL = "cancel"
    MERGE = "merge"


_LIVING = frozenset({"assigned", "in_progress", "completion_requested"})

FROM: Mapping[LifeStep, frozenset[str]] = {
    LifeStep.ASSIGN: frozenset({"draft", "declined"}),
    LifeStep.ACCEPT: frozenset({"assigned"}),
    LifeStep.BEGIN: frozenset({"assigned"}),
    LifeStep.DECLINE: frozenset({"assigned"}),
    LifeStep.ASK_COMPLETION: frozenset({"in_progress"}),
    LifeStep.GO_ON: frozenset({"completion_requested"}),
    LifeStep.COMPLETE: frozenset({"in_progress", "completion_requested"}),
    LifeStep.REOPEN: frozenset({"completed"}),
    LifeStep.CLOSE: frozenset({"completed"}),
    # What is said to be done is decided first; what rests cannot be judged.
    LifeStep.SUSPEND: frozenset({"assigned", "in_progress"}),
    LifeStep.RESUME: frozenset({"suspended"}),
    LifeStep.CANCEL: _LIVING | {"suspended", "declined"},
    LifeStep.MERGE: _LIVING | {"suspended", "declined"},
}
TO: Mapping[LifeStep, str] = {
    LifeStep.ASSIGN: "assigned",
    LifeStep.ACCEPT: "in_progress",
    LifeStep.BEGIN: "in_progress",
    LifeStep.DECLINE: "declined",
    LifeStep.ASK_COMPLETION: "completion_requested",
    LifeStep.GO_ON: "in_progress",
    LifeStep.COMPLETE: "completed",
    LifeStep.REOPEN: "in_progress",
    LifeStep.CLOSE: "closed",
    LifeStep.SUSPEND: "suspended",
    LifeStep.CANCEL: "cancelled",
    LifeStep.MERGE: "merged",
}
# What others may be merged into: it is worked on and nobody says that it is done.
LIVES_ON = frozenset({"assigned", "in_progress"})


def allows(state: str, step: LifeStep) -> bool:
    """Whether an initiative in this state may take the step."""
    return state in FROM[step]


def resumes_to(states: Iterable[str]) -> str:
    """The state before the suspension, of all states so far, oldest first.

    Raises ValueError where none came before: a suspension always interrupts something.
    """
    before = [state for state in states if state != "suspended"]
    if not before:
        raise ValueError("Nothing came before the suspension.")
    return before[-1]


def put_off(before: date | None, after: date | None, reason: str) -> bool:
    """Whether a change of the due date is an extension: later than before, and for a reason.

    A new assignment, which gives no reason, sets a date and puts none off.
    """
    return before is not None and after is not None and after > before and bool(reason)
