"""Who looks only at some fields of an initiative misses nothing by not being told of the others."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.search.entries import differences as unindexed
from progress.standings import differences
from progress.standings import refresh_plan as refresh
from recommendations.actions import Change, add_initiatives, change_initiatives
from recommendations.breakdown import FIELDS, Breakdown
from recommendations.models import Initiative
from recommendations.queries import breakdowns_of
from recommendations.search import SEARCHED
from tests.factories import BY, House, at

NOW = at("2026-09-21 10:00")
ON = NOW.date()


def other_values(house: House) -> dict[str, Any]:
    """Another value for each field."""
    last = house.plan.measures.order_by("position").last()
    assert last is not None
    told: dict[str, Any] = {
        "measure": last.pk, "serves": (last.pk,), "goal_year": 2027, "told_by": "words",
        "cadence": "quarter", "ongoing": True, "no_indicator": True, "lead": house.b.pk,
        "joint": (house.b.pk,), "supporting": (house.b.pk,), "leaders": ("赵",),
        "contact": house.chen.pk, "starts_on": date(2026, 1, 1), "due_on": date(2027, 12, 31),
        "weight": Decimal("2.5"),
    }  # fmt: skip
    return {name: told.get(name, "别的字") for name in FIELDS}


def test_a_change_of_any_one_field_leaves_index_and_lights_true(house: House) -> None:
    refresh(house.plan, as_of=ON, now=NOW)
    first = house.plan.measures.order_by("position").first()
    assert first is not None
    base = Breakdown(title="建设平台", measure=first.pk, lead=house.a.pk)
    values = other_values(house)
    made = add_initiatives(plan=house.plan, new=[base] * len(FIELDS), on=ON, now=NOW, by=BY)
    assert list(unindexed()) == [] and differences(house.plan, as_of=ON, now=NOW) == []
    changes = [
        Change(row, replace(base, **{name: values[name]}), row.version)
        for row, name in zip(made, FIELDS, strict=True)
    ]
    assert len(change_initiatives(changes=changes, on=ON, now=NOW, by=BY)) == len(FIELDS)
    assert list(unindexed()) == [] and differences(house.plan, as_of=ON, now=NOW) == []


def test_only_what_stands_in_an_entry_is_indexed_anew(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = house.initiative(1)
    told: list[list[int]] = []
    monkeypatch.setattr("recommendations.search.index", lambda _name, keys: told.append(list(keys)))
    for name, value in {"remarks": "备注", "title": "新名称"}.items():
        row = Initiative.objects.get(pk=one.pk)

        to = replace(breakdowns_of([row])[row.pk], **{name: value})
        change_initiatives(changes=[Change(row, to, row.version)], on=ON, now=NOW, by=BY)
    assert told == [[], [one.pk]] and frozenset(FIELDS) > SEARCHED
