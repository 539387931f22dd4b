"""What changed since an earlier report of the same plan. Plain data in, plain data out."""

from reports.contents.difference import compared, difference, turned
from reports.contents.shape import LIGHTS, Area, Cell, Contents, Move

# From bad to good; the others are neither better nor worse.
_RANK = {"red": 0, "yellow": 1, "green": 2}


def parts_of(contents: Contents) -> list[Contents]:
    """The contents of each plan that a report speaks of, its own plan first."""
    return [contents, *contents.get("further", [])]


def cells(contents: Contents) -> dict[int, Cell]:
    """Every measure's cell by its running number."""
    return {cell["position"]: cell for area in contents["areas"] for cell in area["cells"]}


def _moves(now: dict[int, Cell], was: dict[int, Cell]) -> list[Move]:
    """Lights that changed, what needs attention first."""
    moves: list[Move] = [
        {
            "position": position,
            "title": cell["title"],
            "was": was[position]["light"],
            "now": cell["light"],
        }
        for position, cell in sorted(now.items())
        if position in was and was[position]["light"] != cell["light"]
    ]
    return sorted(moves, key=lambda move: (_RANK.get(move["now"], 3), move["position"]))


def with_changes(now: Contents, was: Contents, *, period: str) -> Contents:
    """`now` with the change since `was`, the contents of an earlier period's report.

    A measure that `was` does not have gets no step and makes no move.
    """
    before = cells(was)
    moves = _moves(cells(now), before)

    def stepped(area: Area) -> Area:
        steps = [
            {
                **cell,
                "step": difference(cell["percent"], before[cell["position"]]["percent"])
                if cell["position"] in before
                else None,
            }
            for cell in area["cells"]
        ]
        return {**area, "cells": steps}  # type: ignore[typeddict-item]  # a cell with its step

    turns = [turned(move["was"], move["now"]) for move in moves]
    return {
        **now,
        "areas": [stepped(area) for area in now["areas"]],
        "previous": {
            "period": period,
            "as_of": was["as_of"],
            "counts": {light: now["counts"][light] - was["counts"][light] for light in LIGHTS},
            "percent": difference(now["percent"], was["percent"]),
            "moves": moves,
            "worse": sum(turn < 0 for turn in turns),
            "better": sum(turn > 0 for turn in turns),
            "completed": sum(move["now"] == "done" for move in moves),
            "compared": compared(now, was),
        },
    }
