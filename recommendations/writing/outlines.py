"""Keeps a plan's outline before another edition takes its place. Part of another's transaction."""

from collections.abc import Collection
from datetime import datetime

from recommendations.models import FormerOutline, InitiativeMeasure, Plan


def keep_outline(
    plan: Plan, *, edition: int, removed: Collection[int], now: datetime
) -> FormerOutline:
    """Write how the plan stood by `edition`. Some of `removed` may be gone afterwards.

    With such a measure its ended links go: who of other plans had served it is kept here.
    """
    links = InitiativeMeasure.objects.filter(measure__in=removed, ended_at__isnull=False)
    elsewhere = links.exclude(initiative__plan=plan).order_by("initiative")
    areas = plan.areas.order_by("position").values_list("pk", "clause", "position", "title")
    measures = plan.measures.order_by("position")
    findings = plan.findings.order_by("position").values_list("pk", "clause", "position")
    return FormerOutline.objects.create(
        plan=plan,
        edition_id=edition,
        areas=[list(row) for row in areas],
        measures=[
            list(row) for row in measures.values_list("pk", "clause", "area", "position", "title")
        ],
        findings=[list(row) for row in findings],
        once_served=list(elsewhere.values_list("initiative", flat=True).distinct()),
        recorded_at=now,
    )
