"""Small shapes of figures: how many of each light, one decimal, ISO days."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from core.zh import half_up
from reports.contents.shape import LIGHTS, Counts


def one(value: Decimal | None) -> str | None:
    """One decimal, half up."""
    return None if value is None else str(half_up(value, 1))


def iso(day: date | None) -> str | None:
    """The day as text."""
    return day.isoformat() if day else None


def count_lights(lights: Iterable[str]) -> Counts:
    """How many of each light; every light is there, so that the counts sum to the total."""
    counts = dict.fromkeys(LIGHTS, 0)
    for light in lights:
        counts[light] += 1
    return counts
