"""The way back: what lies between two states of a reading."""

from typing import Any

from recommendations.readings.pieces import Piece, Pieces, by_key

Delta = dict[str, Any]


def delta(before: Pieces, after: Pieces) -> Delta:
    """What lies between two states of a reading, enough to go back."""
    was, now = by_key(before), by_key(after)
    touched = [key for key in was.keys() | now.keys() if was.get(key) != now.get(key)]
    order = [piece.key for piece in before]
    told: Delta = {
        "was": [was[key].as_json() for key in sorted(touched) if key in was],
        "gone": sorted(key for key in touched if key not in was),
    }
    if order != [piece.key for piece in after]:
        told["order"] = order
    return told


def revert(after: Pieces, change: Delta) -> Pieces:
    """The pieces as they were before the change that `delta` told of."""
    found = by_key(piece for piece in after if piece.key not in change["gone"])
    found |= by_key(Piece.of_json(one) for one in change["was"])
    order = change.get("order") or [piece.key for piece in after]
    return tuple(found[key] for key in order)
