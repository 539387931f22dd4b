"""What the loop allows, said a second time in plain words, from rows as they were before."""

from __future__ import annotations

from datetime import date
from typing import Any

# By step: from which states an initiative goes, and to which.
LIFE = {
    "assign": ({"draft", "declined"}, "assigned"),
    "accept": ({"assigned"}, "in_progress"),
    "decline": ({"assigned"}, "declined"),
    "ask": ({"in_progress"}, "completion_requested"),
    "go on": ({"completion_requested"}, "in_progress"),
    "complete": ({"in_progress", "completion_requested"}, "completed"),
    "reopen": ({"completed"}, "in_progress"),
    "close": ({"completed"}, "closed"),
    "suspend": ({"assigned", "in_progress"}, "suspended"),
    "cancel": (
        {"assigned", "in_progress", "completion_requested", "suspended", "declined"}, "cancelled"
    ),
    "merge": (
        {"assigned", "in_progress", "completion_requested", "suspended", "declined"}, "merged"
    ),
}  # fmt: skip
UNDER_WAY = {"assigned", "in_progress", "completion_requested"}
EDITABLE, HANDED_IN = {"draft", "returned"}, {"submitted", "approved"}
WHOLE = "whole"
# In which states each kind may be asked for, or done unasked.
KINDS = {
    "extension": UNDER_WAY,
    "adjustment": UNDER_WAY,
    "completion": {"in_progress"},
    "cancellation": LIFE["cancel"][0],
    "merge": LIFE["merge"][0],
    "suspension": LIFE["suspend"][0],
    "resumption": {"suspended"},
    "reopening": {"completed"},
}


def a_step(before: str, after: str, earlier: list[str]) -> bool:
    """Whether the table has a step from one state to the other; `earlier` are all states before."""
    if before == "suspended" and after != "suspended":
        rested_from = next((one for one in reversed(earlier) if one != "suspended"), None)
        if after == rested_from:
            return True
    return any(before in states and after == to for states, to in LIFE.values())


def fits(kind: str, initiative: Any, terms: dict[str, Any], *, today: date) -> bool:
    """Whether what a kind needs beside its state is there."""
    due, new = initiative.due_on, terms["new_due_on"]
    later = new is not None and due is not None and new > due
    if kind == "extension":
        return later
    if kind == "resumption":
        return new is None or later
    if kind == "suspension":
        return terms["until_on"] is not None and terms["until_on"] > today
    if kind == "merge":
        into = terms["into"]
        return (
            into is not None and into.pk != initiative.pk
            and into.state in {"assigned", "in_progress"}
        )  # fmt: skip
    return True
