"""What joint and supporting units did for a measure, credited beside it in their own words."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from accounts.models import Unit
from core.bulk import among
from progress.models import Contribution
from progress.standings import Stand
from reports.contents.shape import Area, Cell, ContributionLine


def with_credits(
    areas: Sequence[Area], by_position: Mapping[int, Sequence[Stand]], units: Mapping[int, Unit],
    *, known_at: datetime,
) -> list[Area]:  # fmt: skip
    """Parts handed in for the round whose update stands, in official order. One query."""
    told = {
        stand.snapshot.initiative.pk: stand.snapshot.update.round_id
        for group in by_position.values()
        for stand in group
        if stand.snapshot.update is not None
    }
    rows = Contribution.objects.filter(
        initiative__in=among(list(told)), handed_in_at__lte=known_at
    ).order_by("handed_in_at", "pk")
    given: dict[int, list[Contribution]] = {}
    for row in rows:
        if told[row.initiative_id] == row.round_id:
            given.setdefault(row.initiative_id, []).append(row)

    def lines(cell: Cell) -> list[ContributionLine]:
        found = [
            row
            for stand in by_position.get(cell["position"], ())
            for row in given.get(stand.snapshot.initiative.pk, ())
        ]
        found.sort(key=lambda row: (units[row.unit_id].position, row.unit_id, row.pk))
        return [
            {
                "unit": units[row.unit_id].name,
                "unit_short": units[row.unit_id].short_name or units[row.unit_id].name,
                "words": row.words,
            }
            for row in found
        ]

    return [
        {**area, "cells": [{**cell, "contributions": lines(cell)} for cell in area["cells"]]}
        for area in areas
    ]
