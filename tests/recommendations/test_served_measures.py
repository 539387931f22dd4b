"""Measures served no more: what the migration brings back from the kept versions."""

from dataclasses import replace
from datetime import date
from importlib import import_module

from django.apps import apps

from recommendations.actions import Change, change_initiatives
from recommendations.models import InitiativeMeasure
from recommendations.queries import breakdowns_of
from tests.factories import BY, House, at

ENDING = import_module("recommendations.migrations.0011_served_measures_end")


def serve(house: House, *positions: int, now: str) -> None:
    row = house.initiative(1)
    keys = tuple(house.plan.measures.get(position=place).pk for place in positions)
    to = replace(breakdowns_of([row])[row.pk], serves=keys)
    changes = [Change(row, to, row.version)]
    change_initiatives(changes=changes, on=date(2026, 9, 1), now=at(now), by=BY)


def test_what_was_deleted_comes_back_as_ended(house: House) -> None:
    serve(house, 2, 3, now="2026-09-02")
    serve(house, 3, now="2026-09-03")
    serve(house, 3, 4, now="2026-09-04")
    as_kept = list(InitiativeMeasure.objects.order_by("measure").values("measure", "ended_at"))
    ENDING.forget_ended(apps, None)
    assert [one.measure.position for one in InitiativeMeasure.objects.order_by("measure")] == [3, 4]
    ENDING.bring_back(apps, None)
    again = list(InitiativeMeasure.objects.order_by("measure").values("measure", "ended_at"))
    assert again == as_kept
    assert [row["ended_at"] for row in again] == [at("2026-09-03"), None, None]
