"""The same contents cut to one leader in charge or one unit: plain data in, plain data out.

A measure belongs to everybody who is in charge of one of its initiatives, or leads one: cells are
kept whole, so that a cut says the same of a measure as the whole does. All that is counted or
averaged is counted and averaged anew, over what was kept.
"""

from collections.abc import Callable, Iterable
from typing import Any

from core.zh import half_up, points_difference
from reports.contents.compare import cells, with_changes
from reports.contents.lights import count_lights
from reports.contents.shape import (
    LIGHTS,
    Area,
    ChangeLine,
    Contents,
    DirectionLine,
    MatterLine,
    Previous,
    RoundLine,
    TaskLine,
    UnitLine,
)
from reports.contents.tallies import tallied
from reports.contents.tasks import means

Mine = Callable[[TaskLine], bool]


def leaders(contents: Contents) -> list[str]:
    """Everybody in charge of something, in the order of the document."""
    named = (name for cell in cells(contents).values() for name in cell["leaders"])
    return list(dict.fromkeys(named))


def units(contents: Contents) -> list[str]:
    """The lead units by their full names: the plan's own in official order, then others'."""
    own = [line["name"] for line in contents["units"]]
    served = [task["lead"] for cell in cells(contents).values() for task in cell["tasks"]]
    return list(dict.fromkeys([*own, *filter(None, served)]))


def _mine(leader: str, unit: str) -> Mine:
    if bool(leader) == bool(unit):
        raise ValueError("A report is cut to a leader or to a unit: name one of the two.")
    if leader:
        return lambda task: leader in task["leaders"]
    return lambda task: task["lead"] == unit


def _figures(tasks: Iterable[TaskLine]) -> dict[str, str | None]:
    percent, planned = means(tasks)
    both = percent is not None and planned is not None
    return {
        "percent": str(half_up(percent, 1)) if percent is not None else None,
        "planned": str(half_up(planned, 1)) if planned is not None else None,
        "gap": str(points_difference(percent, planned)) if both else None,  # type: ignore[arg-type]
    }


def _area(area: Area, mine: Mine) -> Area:
    kept = [cell for cell in area["cells"] if any(map(mine, cell["tasks"]))]
    made: Any = {
        **area,
        "cells": kept,
        "counts": count_lights(cell["light"] for cell in kept),
        **_figures(task for cell in kept for task in cell["tasks"]),
    }
    return made  # type: ignore[no-any-return]


def _own_tasks(areas: Iterable[Area], mine: Mine) -> list[TaskLine]:
    """The plan's own initiatives that are the leader's or unit's, each once."""
    found = {
        task["code"]: task
        for area in areas
        for cell in area["cells"]
        for task in cell["tasks"]
        if not task["plan"] and mine(task)
    }
    return [found[code] for code in sorted(found)]


def _units(contents: Contents, tasks: list[TaskLine]) -> list[UnitLine]:
    """The units' lines counted anew over these initiatives; who has none has no line."""
    lines: list[UnitLine] = []
    for line in contents["units"]:
        own = [task for task in tasks if task["lead"] == line["name"]]
        if own:
            lines.append(
                {
                    "name": line["name"],
                    "short_name": line["short_name"],
                    "total": len(own),
                    "counts": count_lights(task["light"] for task in own),
                    "due": sum(task["due"] for task in own),
                    "filed": sum(task["filed"] for task in own),
                }
            )
    return lines


def _round(contents: Contents, tasks: list[TaskLine]) -> RoundLine | None:
    line = contents["round"]
    if line is None:
        return None
    due, filed = sum(task["due"] for task in tasks), sum(task["filed"] for task in tasks)
    return {**line, "due": due, "filed": filed}


def _previous(previous: Previous | None, positions: set[int]) -> Previous | None:
    """What can be said of the change without the contents before: each move counts twice."""
    if previous is None:
        return None
    moves = [move for move in previous["moves"] if move["position"] in positions]
    rank = {"red": 0, "yellow": 1, "green": 2}
    pairs = [
        (rank[move["was"]], rank[move["now"]])
        for move in moves
        if move["was"] in rank and move["now"] in rank
    ]
    return {
        **previous,
        "counts": {
            light: sum(move["now"] == light for move in moves)
            - sum(move["was"] == light for move in moves)
            for light in LIGHTS
        },
        "percent": None,
        "moves": moves,
        "worse": sum(now < was for was, now in pairs),
        "better": sum(now > was for was, now in pairs),
        "completed": sum(move["now"] == "done" for move in moves),
        "compared": None,
    }


def _asked(
    contents: Contents, codes: set[int], *, alone: bool
) -> tuple[list[ChangeLine], list[MatterLine], list[DirectionLine]]:
    """The decisions, matters and directions that concern these initiatives.

    `alone` leaves out what other initiatives' units replied to a direction.
    """
    return (
        [line for line in contents["changes"] if line["code"] in codes],
        [line for line in contents["matters"] if line["code"] in codes],
        [
            {**line, "replies": [one for one in line["replies"] if one["code"] in codes]}
            if alone
            else line
            for line in contents["directions"]
            if any(reply["code"] in codes for reply in line["replies"])
        ],
    )


def cut(
    contents: Contents, *, leader: str = "", unit: str = "", was: Contents | None = None
) -> Contents:
    """The contents of one leader in charge or one unit (by full name), in the same shape.

    A unit's cut has its own replies to directions and no other unit's. With `was`, the contents
    of the report before, the change is that of the two cuts; without, it is what the moves
    tell. Of a report on several plans the cut is its own plan's. Raises ValueError unless
    exactly one is named. Contents frozen before format 2 know no initiatives: their cut is
    empty.
    """
    mine = _mine(leader, unit)
    areas = [area for one in contents["areas"] if (area := _area(one, mine))["cells"]]
    kept = {cell["position"] for area in areas for cell in area["cells"]}
    tasks = _own_tasks(contents["areas"], mine)
    codes = {task["code"] for task in tasks}
    changes, matters, directions = _asked(contents, codes, alone=bool(unit))
    counts = count_lights(cell["light"] for area in areas for cell in area["cells"])
    lines, round_ = _units(contents, tasks), _round(contents, tasks)
    made: Any = {
        **{name: value for name, value in contents.items() if name != "further"},
        "areas": areas,
        "total": len(kept),
        "counts": counts,
        **_figures(task for area in areas for cell in area["cells"] for task in cell["tasks"]),
        "attention": [position for position in contents["attention"] if position in kept],
        "units": lines,
        "round": round_,
        "indicators": [line for line in contents["indicators"] if line["task"] in codes],
        "changes": changes,
        "matters": matters,
        "directions": directions,
        "tallies": tallied(counts, lines, round_, changes, matters, directions),
        "previous": _previous(contents["previous"], kept),
    }
    if was is not None and contents["previous"] is not None:
        before = cut(was, leader=leader, unit=unit)
        return with_changes(made, before, period=contents["previous"]["period"])
    return made  # type: ignore[no-any-return]
