"""Bring whole plans' present standings up to date after a rule or the calendar has changed.

A small plan at once, in the transaction of the change; a big one by a worker, slice by slice, with
its progress told. Frozen standings are never touched.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from core.models import WorkItem, WorkState
from core.work.claims import Claim
from core.work.kinds import Due
from core.work.planner import plan_one
from progress.standings import refresh
from recommendations.choices import PlanState
from recommendations.models import Plan

KIND = "standings.recompute"
# About a second on the slowest machine that is supported.
AT_ONCE = 1_000
SLICE = 500


def recompute(plans: Iterable[Plan], *, now: datetime) -> None:
    """Within an action: the present standings of these plans follow, now or by a worker.

    Drafts have no standings yet, and what is closed keeps its last.
    """
    pks = [plan.pk for plan in plans]
    active = Plan.objects.filter(pk__in=pks, state=PlanState.ACTIVE)
    sizes = dict(active.annotate(size=Count("initiatives")).values_list("pk", "size"))
    for plan in active.order_by("slug"):
        if sizes[plan.pk] <= AT_ONCE:
            refresh(plan.initiatives.all(), as_of=timezone.localdate(now), now=now)
        else:
            due = Due(f"{plan.slug}:{now.isoformat()}", now, {"plan": plan.pk})
            plan_one(KIND, due, now, steps=sizes[plan.pk])


def nothing_by_the_clock(now: datetime) -> Iterator[Due]:
    """These items are written by the actions that need them."""
    yield from ()


def do_recompute(claim: Claim) -> None:
    """One plan, slice by slice; each slice stands for itself, the last one ends the work."""
    plan = Plan.objects.get(pk=claim.payload["plan"])
    now = claim.clock()
    today = timezone.localdate(now)
    rows = list(plan.initiatives.order_by("code"))
    for start in range(0, len(rows), SLICE):
        claim.progress(start, len(rows))
        with transaction.atomic():
            refresh(rows[start : start + SLICE], as_of=today, now=now)
    with transaction.atomic():
        claim.finish()


def recomputing(plan: Plan) -> WorkItem | None:
    """The recomputation of this plan that has not come to its end yet, if there is one."""
    return (
        WorkItem.objects.filter(kind=KIND, key__startswith=f"{plan.slug}:")
        .exclude(state=WorkState.DONE)
        .order_by("-pk")
        .first()
    )
