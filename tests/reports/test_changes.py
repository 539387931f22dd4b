"""What changed since the report before: plain data in, plain data out."""

from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest

from reports.contents import cells, with_changes
from reports.contents.shape import LIGHTS


def contents(*rows: tuple[str, str | None], percent: str | None = "50.0") -> dict[str, Any]:
    """Contents of one area, a measure for each (light, percent)."""
    listed = [
        {
            "position": number,
            "title": f"举措{number}",
            "light": light,
            "percent": done,
            "step": None,
            "due_on": None,
            "reasons": [],
        }
        for number, (light, done) in enumerate(rows, start=1)
    ]
    return {
        "as_of": "2026-08-31",
        "counts": {light: sum(row[0] == light for row in rows) for light in LIGHTS},
        "percent": percent,
        "areas": [{"title": "甲", "cells": listed}],
        "previous": None,
        "units": [],
        "indicators": [],
    }


WAS = contents(("green", "40.0"), ("yellow", "30.5"), ("red", None), ("green", "10.0"))
NOW = contents(
    ("red", "35.5"), ("green", "60.0"), ("done", "100.0"), ("green", "10.0"), percent="52.3"
)


def changed(now: Any = NOW, was: Any = WAS) -> Any:
    return with_changes(now, was, period="2026-08")


def test_each_measure_gets_its_step() -> None:
    steps = {number: cell["step"] for number, cell in cells(changed()).items()}
    assert steps == {1: "-4.5", 2: "29.5", 3: None, 4: "0.0"}


def test_moves_name_the_lights_that_changed_worst_first() -> None:
    moves = changed()["previous"]["moves"]
    assert [(move["position"], move["was"], move["now"]) for move in moves] == [
        (1, "green", "red"),
        (2, "yellow", "green"),
        (3, "red", "done"),
    ]
    assert moves[0]["title"] == "举措1"


def test_the_summary_counts_better_worse_and_completed() -> None:
    previous = changed()["previous"]
    assert (previous["worse"], previous["better"], previous["completed"]) == (1, 1, 1)
    assert (previous["period"], previous["as_of"]) == ("2026-08", "2026-08-31")
    assert previous["percent"] == "2.3"


def test_counts_tell_differences_that_sum_to_nought() -> None:
    counts = changed()["previous"]["counts"]
    assert counts == {light: NOW["counts"][light] - WAS["counts"][light] for light in LIGHTS}
    assert sum(counts.values()) == 0
    assert counts["done"] == 1


@pytest.mark.parametrize(
    ("was", "now", "worse", "better"),
    [
        ("green", "yellow", 1, 0),
        ("yellow", "red", 1, 0),
        ("red", "yellow", 0, 1),
        ("not_started", "red", 0, 0),
        ("green", "paused", 0, 0),
        ("red", "done", 0, 0),
        ("green", "green", 0, 0),
    ],
)
def test_only_moves_among_red_yellow_green_are_better_or_worse(
    was: str, now: str, worse: int, better: int
) -> None:
    previous = changed(contents((now, "1.0")), contents((was, "1.0")))["previous"]
    assert (previous["worse"], previous["better"]) == (worse, better)


def test_a_new_measure_has_no_step_and_makes_no_move() -> None:
    found = changed(contents(("green", "5.0"), ("red", "7.0")), contents(("green", "4.0")))
    assert cells(found)[2]["step"] is None
    assert found["previous"]["moves"] == []


def test_a_measure_that_is_gone_makes_no_move() -> None:
    found = changed(contents(("green", "5.0")), contents(("green", "4.0"), ("red", "7.0")))
    assert found["previous"]["moves"] == []
    assert list(cells(found)) == [1]


@pytest.mark.parametrize(("now", "was"), [(None, "5.0"), ("5.0", None), (None, None)])
def test_without_both_figures_there_is_no_difference(now: str | None, was: str | None) -> None:
    found = changed(contents(("green", now), percent=now), contents(("green", was), percent=was))
    assert found["previous"]["percent"] is None
    assert cells(found)[1]["step"] is None


def test_neither_side_is_touched() -> None:
    now, was = deepcopy(NOW), deepcopy(WAS)
    found = changed(now, was)
    assert (now, was) == (NOW, WAS)
    assert found["percent"] == NOW["percent"]
    assert Decimal(found["previous"]["percent"]) == Decimal("2.3")
