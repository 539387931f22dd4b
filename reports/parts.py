"""Whose part of a report: a leader in charge or a lead unit, in one text. Plain Python."""

WHOLE = "whole"
_LEADER, _UNIT = "leader", "unit"


def part_of(*, leader: str = "", unit: str = "") -> str:
    """The part of one of the two; the whole where neither is named."""
    if leader:
        return f"{_LEADER}:{leader}"
    return f"{_UNIT}:{unit}" if unit else WHOLE


def whose(part: str) -> str:
    """The name of the leader or the unit; "" for the whole report."""
    return part.partition(":")[2]


def split(part: str) -> tuple[str, str]:
    """The leader and the unit, of which one is "". Raises ValueError for the whole report."""
    kind, _colon, name = part.partition(":")
    if kind not in {_LEADER, _UNIT} or not name:
        raise ValueError("A part is a leader's or a unit's.")
    return (name, "") if kind == _LEADER else ("", name)
