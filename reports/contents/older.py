"""Contents that were frozen in an earlier format, as today's readers want them."""

from decimal import Decimal
from typing import Any, cast

from core.zh import points_difference
from reports.contents.shape import Contents
from reports.contents.tallies import tallied

# What format 1 did not know: nothing can be said of it, and nothing is made up.
_CELL: dict[str, Any] = {"others": [], "leaders": [], "tasks": [], "contributions": []}
_INDICATOR: dict[str, Any] = {
    "task": None, "of_target": None, "last_year": None, "last_year_on": None, "on_year": None,
}  # fmt: skip
_WHOLE: dict[str, Any] = {
    "since": None, "audience": "upward", "changes": [], "matters": [], "directions": [],
}  # fmt: skip


def _filled(line: dict[str, Any], missing: dict[str, Any]) -> dict[str, Any]:
    empty = {name: list(one) if isinstance(one, list) else one for name, one in missing.items()}
    return empty | line


def _gap(area: dict[str, Any]) -> str | None:
    """The difference of the two figures as they are printed."""
    if area["percent"] is None or area["planned"] is None:
        return None
    return str(points_difference(Decimal(area["percent"]), Decimal(area["planned"])))


def lifted(contents: dict[str, Any]) -> Contents:
    """The same contents in the present shape; what was frozen stays as it is, its format too."""
    if contents["format"] > 1:
        return cast(Contents, contents)
    areas = [
        {**area, "gap": _gap(area), "cells": [_filled(cell, _CELL) for cell in area["cells"]]}
        for area in contents["areas"]
    ]
    indicators = [_filled(line, _INDICATOR) for line in contents["indicators"]]
    tallies = tallied(contents["counts"], contents["units"], contents["round"], [], [], [])
    previous = contents["previous"] and {"compared": None, **contents["previous"]}
    more = {"previous": previous, "areas": areas, "indicators": indicators, "tallies": tallies}
    return cast(Contents, _filled(contents, _WHOLE) | more)
