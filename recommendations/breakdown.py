"""What an initiative is, as plain values: compared field by field, and brought together again
when two people changed it at the same time.

Other records are named by their keys. What a change means and who may make it is not known here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import Any

QUARTERS = ("goal_q1", "goal_q2", "goal_q3", "goal_q4")


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Everything a person may set of an initiative, its milestones apart.

    `measure`, `serves`, `lead`, `joint`, `supporting` and `contact` are primary keys; units stand
    in the order of the document. `due_words` is the due date as printed; '' for `cadence` is the
    plan's. `weight` counts by its share.
    """

    title: str
    measure: int
    serves: tuple[int, ...] = ()
    deliverable: str = ""
    goal_year: int | None = None
    annual_goal: str = ""
    goal_q1: str = ""
    goal_q2: str = ""
    goal_q3: str = ""
    goal_q4: str = ""
    told_by: str = "percent"
    cadence: str = ""
    ongoing: bool = False
    no_indicator: bool = False
    lead: int | None = None
    joint: tuple[int, ...] = ()
    supporting: tuple[int, ...] = ()
    leaders: tuple[str, ...] = ()
    contact: int | None = None
    contact_words: str = ""
    starts_on: date | None = None
    due_on: date | None = None
    due_words: str = ""
    weight: Decimal = Decimal(1)
    remarks: str = ""


FIELDS: tuple[str, ...] = tuple(one.name for one in fields(Breakdown))
# Every field's value in one step: fifty thousand rows are compared several times each.
_VALUES = attrgetter(*FIELDS)
# Kept as rows of their own; every other field is a column.
LISTS = ("serves", "joint", "supporting", "leaders")
_KNOWN = frozenset(FIELDS)
# The same few days and weights stand in thousands of rows: read and written once.
_number = lru_cache(maxsize=1_000)(Decimal)
_day = lru_cache(maxsize=4_000)(date.fromisoformat)
_READ: Mapping[str, Callable[[Any], Any]] = {
    **dict.fromkeys(LISTS, tuple), "starts_on": _day, "due_on": _day, "weight": _number,
}  # fmt: skip


def with_values(base: Breakdown, values: Mapping[str, Any]) -> Breakdown:
    """`base` with other values for some fields; thrice as quick as `dataclasses.replace`."""
    if not values:
        return base
    return Breakdown(**{**dict(zip(FIELDS, _VALUES(base), strict=True)), **values})


def differing(before: Breakdown, after: Breakdown) -> tuple[str, ...]:
    """The names of the fields in which two breakdowns differ, in the order of `FIELDS`."""
    ours, theirs = _VALUES(before), _VALUES(after)
    if ours == theirs:
        return ()
    return tuple(
        name for name, one, other in zip(FIELDS, ours, theirs, strict=True) if one != other
    )


@dataclass(frozen=True)
class Merged:
    """Two people's changes to one base. `clashes` are the fields that both changed otherwise;
    there `value` holds mine."""

    value: Breakdown
    theirs: tuple[str, ...]
    clashes: tuple[str, ...]


def merge(base: Breakdown, mine: Breakdown, theirs: Breakdown) -> Merged:
    """Mine on top of theirs: a field that only one of us changed takes that change."""
    my_fields, their_fields = set(differing(base, mine)), differing(base, theirs)
    value = replace(theirs, **{name: getattr(mine, name) for name in my_fields})
    clashes = tuple(
        name
        for name in their_fields
        if name in my_fields and getattr(mine, name) != getattr(theirs, name)
    )
    return Merged(value, their_fields, clashes)


def as_json(value: Breakdown) -> dict[str, Any]:
    """As every database keeps it; `from_json` gives the same value back."""
    return {
        name: _WRITTEN[name](item) if name in _WRITTEN else item
        for name, item in zip(FIELDS, _VALUES(value), strict=True)
        # Nothing is left out: None, "" and (); no and naught are told.
        if item or item == 0
    }


@lru_cache(maxsize=1_000)
def _number_text(number: Decimal) -> str:
    return f"{number.normalize():f}"


_WRITTEN: Mapping[str, Callable[[Any], Any]] = {
    **dict.fromkeys(LISTS, list), "starts_on": date.isoformat, "due_on": date.isoformat,
    "weight": _number_text,
}  # fmt: skip


def from_json(kept: Mapping[str, Any]) -> Breakdown:
    """The value that `as_json` wrote. Raises KeyError where the measure is missing."""
    values: dict[str, Any] = {"title": "", "measure": kept["measure"]}
    values |= {
        name: _READ[name](item) if name in _READ else item
        for name, item in kept.items()
        if name in _KNOWN
    }
    return Breakdown(**values)
