"""Made-up plans of every kind, in batches: whoever reconciles takes `town` and `tell`.

A dozen plans in each run; RECONCILE_PLANS=1000 for the long one. A batch is made, asked and taken
back before the next one, each by a seed of its own.
"""

import os
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from desks.populating.plan import slug_of
from desks.populating.scene import Size
from desks.populating.write import populate
from recommendations.models import Plan
from reports.contents import Contents, gather
from tests.factories import at

PLANS, BATCH, SEED = int(os.environ.get("RECONCILE_PLANS", "12")), 25, 11
NOW, AS_OF, SINCE = at("2026-11-22 12:00"), date(2026, 11, 22), date(2026, 11, 1)

_told: dict[tuple[Any, ...], Contents] = {}


def build(plans: int, *, seed: int) -> list[Plan]:
    """So many plans with twenty-two initiatives each on average, and all that goes with them."""
    size = Size(
        plans=plans, initiatives=plans * 22, units=20, rounds=6, values=plans * 20, seed=seed
    )
    populate(size, now=NOW)
    return list(Plan.objects.order_by("pk"))


@pytest.fixture(scope="module", params=range(0, PLANS, BATCH), ids=lambda first: f"from{first}")
def town(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> Iterator[list[Plan]]:
    """A batch of plans, made once for the module and taken back."""
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around.__enter__()
        plans = build(min(BATCH, PLANS), seed=SEED + request.param // BATCH)
    yield plans
    _told.clear()
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


def is_first(plans: list[Plan]) -> bool:
    """Whether these are the plans of every run."""
    return plans[0].slug == slug_of(SEED, 1)


def tell(plan: Plan, **more: Any) -> Contents:
    """The contents, gathered once for each question; whoever changes them takes a copy."""
    key = (plan.pk, *sorted(more.items()))
    if key not in _told:
        facts: dict[str, Any] = {"as_of": AS_OF, "known_at": NOW, "since": SINCE}
        _told[key] = gather(plan, **{**facts, **more})
    return _told[key]
