"""What one of many initiatives becomes when all of them are told the same: plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from recommendations.breakdown import Breakdown

PARTS = ("joint", "supporting")


class How(StrEnum):
    """What is done with the units or leaders that are there."""

    ADD = "add"
    REPLACE = "replace"
    REMOVE = "remove"


@dataclass(frozen=True)
class Wanted:
    """What the chosen initiatives shall be; a field that is not named stays as it is.

    `values` maps fields to what every row gets. `lists` maps joint, supporting and leaders to what
    is done with which of them. `contact_unit` is the unit of the contact, if one is wanted.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    lists: Mapping[str, tuple[How, tuple[Any, ...]]] = field(default_factory=dict)
    reason: str = ""
    contact_unit: int | None = None

    def __bool__(self) -> bool:
        """Whether anything is to change. A reason alone changes nothing."""
        return bool(self.values or self.lists)


class Misfit(ValueError):
    """Why a row cannot become what is wanted. `code` names the sentence, `key` the record."""

    def __init__(self, code: str, key: int) -> None:
        super().__init__(code)
        self.code, self.key = code, key


def become(value: Breakdown, wanted: Wanted) -> Breakdown:
    """The breakdown after it. Raises Misfit where a unit would have two parts, or where the contact
    works in none of the units."""
    to = dict(wanted.values)
    lead = to.get("lead", value.lead)
    for name in PARTS:
        # Each unit has one part: who leads from now on does not also support.
        to[name] = tuple(key for key in getattr(value, name) if key != to.get("lead"))
    for name, (how, keys) in wanted.lists.items():
        to[name] = _listed(to.get(name, getattr(value, name)), how, keys)
    _require_one_part(lead, to, wanted)
    if "due_on" in to and to["due_on"] != value.due_on:
        # What the document printed is true of the day that it meant.
        to["due_words"] = ""
    if to.get("contact") and wanted.contact_unit not in {lead, *to["joint"], *to["supporting"]}:
        raise Misfit("stranger", to["contact"])
    return replace(value, **to)


def _listed(there: tuple[Any, ...], how: How, keys: tuple[Any, ...]) -> tuple[Any, ...]:
    if how is How.REPLACE:
        return keys
    if how is How.REMOVE:
        return tuple(key for key in there if key not in keys)
    return tuple(dict.fromkeys((*there, *keys)))


def _require_one_part(lead: int | None, to: Mapping[str, Any], wanted: Wanted) -> None:
    for name, other in (PARTS, PARTS[::-1]):
        how, keys = wanted.lists.get(name, (How.REMOVE, ()))
        for key in keys if how is not How.REMOVE else ():
            if key == lead:
                raise Misfit("leads", key)
            if key in to[other]:
                raise Misfit("other_part", key)
