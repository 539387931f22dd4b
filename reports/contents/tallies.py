"""Counts that sentences print beside the lists that they are of; pure, so a cut counts its own."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from core.zh import shares
from reports.contents.shape import LIGHTS, ChangeLine, Counts, DirectionLine, MatterLine, Tallies


def light_shares(counts: Counts) -> dict[str, str]:
    """Each light's percentage of all measures; together exactly 100.0, or all 0.0 of none."""
    return {
        light: str(share)
        for light, share in zip(LIGHTS, shares([counts[light] for light in LIGHTS]), strict=True)
    }


def tallied(
    counts: Counts, units: Sequence[Mapping[str, Any]], round_: Mapping[str, Any] | None,
    changes: Sequence[ChangeLine], matters: Sequence[MatterLine],
    directions: Sequence[DirectionLine],
) -> Tallies:  # fmt: skip
    """Of these lists, and of nothing else."""
    waiting = [line for line in matters if line["answered_on"] is None]
    unreplied = [
        line for line in directions if not all(one["replied_on"] for one in line["replies"])
    ]
    return {
        "shares": light_shares(counts),
        "unfiled": round_["due"] - round_["filed"] if round_ else 0,
        "unfiled_units": sum(line["filed"] < line["due"] for line in units),
        "changes": dict(Counter(line["kind"] for line in changes)),
        "matters_open": len(waiting),
        "matters_overdue": sum(line["overdue"] for line in waiting),
        "matters_answered": len(matters) - len(waiting),
        "directions": len(directions),
        "directions_replied": len(directions) - len(unreplied),
        "directions_open": len(unreplied),
        "directions_overdue": sum(line["overdue"] for line in unreplied),
    }
