"""What is filed with an update beside its words: other rooms register their parts here.

Indicators sit to the left of this room and may not be imported, so they come to us: a part is asked
for its form when the update's page opens, told to save with it, and told when it is approved.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol, runtime_checkable

from core.audit import Actor
from progress.models import Update


class Part(Protocol):
    """One kind of thing that is filed with an update."""

    name: str
    template: str

    def form(self, *, update: Update, data: Mapping[str, Any] | None) -> Any | None:
        """The bound or empty form for this update; None where there is nothing to file."""

    def save(self, *, update: Update, form: Any, now: datetime, by: Actor) -> None:
        """Keep what the valid form holds, with the update's draft."""

    def missing(self, *, update: Update) -> list[str]:
        """Sentences that say what is still lacking."""

    def approve(self, *, update: Update, now: datetime, by: Actor) -> None:
        """The update was approved: what was filed with it counts from now on."""

    def counts(self, *, update: Update) -> bool:
        """Whether something that was filed with it counts already."""


class Asked(NamedTuple):
    """One answer of a part: the name of its form field, its words in no language, what was said."""

    name: str
    label: str
    value: str


@runtime_checkable
class Lined(Protocol):
    """A part that the unit's sheet holds too, all its answers in one cell, one a line."""

    # The key of the sheet's column.
    column: str

    def asked(self, *, updates: Sequence[Update]) -> list[list[Asked]]:
        """What is asked with each of the updates, some of which are not saved yet."""


_PARTS: dict[str, Part] = {}


def register(part: Part) -> None:
    """Called once by each room when the site starts."""
    _PARTS[part.name] = part


def parts() -> list[Part]:
    """All parts, in the order in which they were registered."""
    return list(_PARTS.values())


def lined_parts() -> list[tuple[Part, Lined]]:
    """The parts that the unit's sheet holds."""
    return [(part, part) for part in parts() if isinstance(part, Lined)]
