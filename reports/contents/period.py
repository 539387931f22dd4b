"""What the period brought, beside where things stand at its end."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from accounts.models import Unit
from progress.standings import Stand
from reports.contents.asks import UNITS, directions, matters
from reports.contents.changes import Subject, changes
from reports.contents.shape import ChangeLine, DirectionLine, MatterLine
from reports.contents.window import Window

__all__ = ["UNITS", "UPWARD", "Told", "told_in"]

UPWARD = "upward"


@dataclass(frozen=True)
class Told:
    """Decisions, matters and directions; nothing where no period is asked for."""

    changes: list[ChangeLine] = field(default_factory=list)
    matters: list[MatterLine] = field(default_factory=list)
    directions: list[DirectionLine] = field(default_factory=list)


def told_in(
    window: Window, everyone: Mapping[int, Stand], positions: Mapping[int, int],
    units: Mapping[int, Unit], *, audience: str,
) -> Told:  # fmt: skip
    """Of the plan's own initiatives. Nine queries, however many there are."""
    subjects = {
        pk: Subject(
            stand,
            positions.get(stand.snapshot.measure_id, 0),
            units.get(stand.snapshot.lead_id or 0),
        )
        for pk, stand in everyone.items()
    }
    return Told(
        changes=changes(subjects, window),
        matters=matters(subjects, window, audience=audience),
        directions=directions(subjects, window, audience=audience),
    )
