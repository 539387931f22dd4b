"""What is filed with an update beside its words: other rooms register their parts here.

Indicators sit to the left of this room and may not be imported, so they come to us: a part is asked
for its form when the update's page opens, told to save with it, and told when it is approved.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

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


_PARTS: dict[str, Part] = {}


def register(part: Part) -> None:
    """Called once by each room when the site starts."""
    _PARTS[part.name] = part


def parts() -> list[Part]:
    """All parts, in the order in which they were registered."""
    return list(_PARTS.values())
