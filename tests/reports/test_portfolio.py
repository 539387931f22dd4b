"""A leader's or a unit's part of a report says the same as the whole, and the parts cover it."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.contents import Contents, cells, gather
from reports.contents.portfolio import cut, leaders, units
from reports.contents.shape import FORMAT, LIGHTS
from reports.contents.tallies import tallied
from reports.contents.tasks import means
from tests.factories import House, at, file_update, grow
from tests.reports.sample_contents import make_contents

UNITS = ["示例甲局", "示例乙局", "示例丙局"]
LEADERS = ["王示例", "李示例", "赵示例"]
DAY = date(2026, 10, 31)

task = st.fixed_dictionaries(
    {
        "lead": st.sampled_from(UNITS),
        "leaders": st.lists(st.sampled_from(LEADERS), unique=True, max_size=2),
        "light": st.sampled_from(LIGHTS),
        "percent": st.none() | st.integers(0, 1_000_000).map(lambda n: str(Decimal(n) / 10_000)),
        "planned": st.none() | st.integers(0, 1_000_000).map(lambda n: str(Decimal(n) / 10_000)),
        "weight": st.sampled_from(["1", "2.5", "0.3333"]),
        "gone": st.booleans(),
        "due": st.booleans(),
    }
)


@st.composite
def contents(draw: Any) -> Contents:
    """Contents as the gatherer makes them, of tasks drawn at will."""
    areas, code, position = [], 0, 0
    for number in range(1, draw(st.integers(1, 3)) + 1):
        rows = []
        for _ in range(draw(st.integers(1, 3))):
            position += 1
            tasks = []
            for one in draw(st.lists(task, max_size=3)):
                code += 1
                tasks.append(
                    {**one, "plan": "", "code": code, "title": f"任务{code}", "state": "",
                     "lead_short": one["lead"], "filed": one["due"] and draw(st.booleans())}
                )  # fmt: skip
            rows.append(_cell(position, tasks))
        areas.append(_area(number, rows))
    return _whole(areas)


def _cell(position: int, tasks: list[Any]) -> dict[str, Any]:
    lights = [one["light"] for one in tasks if not one["gone"]] or [one["light"] for one in tasks]
    cell = dict(make_contents()["areas"][0]["cells"][0])
    return cell | {
        "position": position,
        "codes": [one["code"] for one in tasks],
        "light": min(lights, key=LIGHTS.index, default="not_started"),
        "leads": [one["lead"] for one in tasks],
        "leaders": list(dict.fromkeys(name for one in tasks for name in one["leaders"])),
        "tasks": tasks,
    }


def _tenth(value: Decimal | None) -> str | None:
    return None if value is None else str(value.quantize(Decimal("0.1"), "ROUND_HALF_UP"))


def _figures(tasks: list[Any]) -> dict[str, str | None]:
    percent, planned = means(tasks)
    one, two = _tenth(percent), _tenth(planned)
    return {"percent": one, "planned": two,
            "gap": str(Decimal(one) - Decimal(two)) if one and two else None}  # fmt: skip


def _area(number: int, rows: list[Any]) -> dict[str, Any]:
    return {
        "number": f"（{number}）", "title": "领域", "head": "领域", "tail": "", "cells": rows,
        "counts": {light: sum(row["light"] == light for row in rows) for light in LIGHTS},
        **_figures([one for row in rows for one in row["tasks"]]),
    }  # fmt: skip


def _whole(areas: list[Any]) -> Contents:
    rows = [row for area in areas for row in area["cells"]]
    tasks = [one for row in rows for one in row["tasks"]]
    counts = {light: sum(row["light"] == light for row in rows) for light in LIGHTS}
    lines = [
        {
            "name": name, "short_name": name, "total": len(own),
            "counts": {light: sum(one["light"] == light for one in own) for light in LIGHTS},
            "due": sum(one["due"] for one in own), "filed": sum(one["filed"] for one in own),
        }
        for name in UNITS
        if (own := [one for one in tasks if one["lead"] == name])
    ]  # fmt: skip
    round_ = {
        "period": "2026-10", "number": 1, "filing_due_on": DAY.isoformat(),
        "due": sum(line["due"] for line in lines), "filed": sum(line["filed"] for line in lines),
    }  # fmt: skip
    made: Any = make_contents() | {
        "format": FORMAT, "areas": areas, "total": len(rows), "counts": counts,
        "attention": [row["position"] for row in rows if row["light"] in {"red", "yellow"}],
        "units": lines, "round": round_, "indicators": [], "previous": None,
        "tallies": tallied(counts, lines, round_, [], [], []),
        **_figures(tasks),
    }  # fmt: skip
    return made  # type: ignore[no-any-return]


@settings(max_examples=60, deadline=None)
@given(contents())
def test_parts_equal_the_whole_where_they_overlap_and_cover_it(whole: Contents) -> None:
    found = cells(whole)
    parts = {name: cut(whole, unit=name) for name in units(whole)}
    covered: dict[int, Any] = {}
    for name, one in parts.items():
        for position, cell in cells(one).items():
            assert cell == found[position]
            covered[position] = cell
        assert one["units"] == [line for line in whole["units"] if line["name"] == name]
        _sums(one)
    # What nobody leads belongs to nobody.
    assert covered == {n: cell for n, cell in found.items() if cell["tasks"]}
    by_unit = [line for one in parts.values() for line in one["units"]]
    assert sorted(line["name"] for line in by_unit) == sorted(
        line["name"] for line in whole["units"]
    )
    told: Any = whole["round"]
    rounds: list[Any] = [one["round"] for one in parts.values()]
    for key in ("due", "filed"):
        assert sum(line[key] for line in rounds) == told[key]


@settings(max_examples=60, deadline=None)
@given(contents())
def test_a_leaders_part(whole: Contents) -> None:
    found = cells(whole)
    for name in leaders(whole):
        one = cut(whole, leader=name)
        assert cells(one) == {n: cell for n, cell in found.items() if name in cell["leaders"]}
        assert one["attention"] == [n for n in whole["attention"] if n in cells(one)]
        _sums(one)


def _sums(one: Contents) -> None:
    rows = list(cells(one).values())
    lights = Counter(row["light"] for row in rows)
    assert one["counts"] == {light: lights[light] for light in LIGHTS}
    assert one["total"] == len(rows) == sum(one["counts"].values())
    assert sum(map(Decimal, one["tallies"]["shares"].values())) in {0, 100}
    for area in one["areas"]:
        assert sum(area["counts"].values()) == len(area["cells"]) > 0
    if one["round"] is not None:
        assert one["round"]["due"] == sum(line["due"] for line in one["units"])


@settings(max_examples=30, deadline=None)
@given(contents())
def test_who_has_everything_has_the_whole(whole: Contents) -> None:
    tasks = [one for cell in cells(whole).values() for one in cell["tasks"]]
    for one in tasks:
        one["leaders"] = ["王示例"]
    part = cut(whole, leader="王示例")
    assert [part[key] for key in ("percent", "planned", "gap", "units", "round")] == [
        whole[key] for key in ("percent", "planned", "gap", "units", "round")
    ] or not tasks  # fmt: skip


@pytest.mark.parametrize("names", [{}, {"leader": "王示例", "unit": "示例甲局"}])
def test_one_of_the_two_is_named(names: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="one of the two"):
        cut(make_contents(), **names)  # type: ignore[arg-type]


def test_what_the_gatherer_made_is_cut_alike(house: House) -> None:
    file_update(house, 1, now=at("2026-09-20"))
    grow(house, 9)
    common: dict[str, Any] = {"known_at": at("2026-10-20"), "since": date(2026, 9, 1)}
    whole = gather(house.plan, as_of=date(2026, 9, 30), **common)
    assert units(whole) == ["示例乙局", "示例甲局"]
    parts = [cut(whole, unit=name) for name in units(whole)]
    for one, line in zip(parts, whole["units"], strict=True):
        assert one["units"] == [line]
        assert cells(one).items() <= cells(whole).items()
    areas = {area["title"]: area for one in parts for area in one["areas"]}
    assert len(areas) == 2
    alone = cut(whole, unit="示例甲局")
    again = gather(house.plan, as_of=date(2026, 9, 30) - timedelta(days=30), **common)
    assert cut(whole, unit="示例甲局", was=again) == alone, "nothing to compare with"
