"""The rows of an unfiltered page come of statements that are kept: they are those of any other."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from desks.ledger.columns import SHOWN
from desks.ledger.listing import Listing
from desks.ledger.rows import ledger_plan, page_rows
from recommendations.models import Initiative, Plan

SORTS = [key for key, shown in SHOWN.items() if shown.order is not None]


def _both(plan: Plan, address: str, *, days_ago: int = 0) -> tuple[Any, Any]:
    """The page's rows, and the same asked for with a statement of its own."""
    today = timezone.localdate() - timedelta(days=days_ago)
    found = ledger_plan(User.objects.get(username="coordinator"), plan.slug, on=today)
    listing = Listing(found, QueryDict(address), today)
    start = listing.page.start_index() - 1
    plain = page_rows(
        listing.rows, listing.every, listing.order, listing.all_keys,
        start=start, end=start + listing.per_page,
    )  # fmt: skip
    return listing.page_rows(), plain


@pytest.mark.parametrize("key", SORTS)
def test_every_order_both_ways_with_every_column(example: Plan, key: str) -> None:
    for word in (key, f"-{key}"):
        shown, plain = _both(example, f"sort={word}&columns={','.join(SHOWN)}")
        assert shown == plain
        assert len(plain) > 20


def test_the_second_page(example: Plan) -> None:
    first, _plain = _both(example, "rows=20")
    second, plain = _both(example, "rows=20&page=2")
    assert second == plain
    assert not {row["pk"] for row in first} & {row["pk"] for row in second}


def test_another_plan_another_cadence_and_a_new_round_are_not_mistaken(example: Plan) -> None:
    """What is kept of the first asking is text alone."""
    address = "columns=filing,light"
    before, _plain = _both(example, address)
    assert {row["filing"] for row in before} > {None}
    shown, plain = _both(example, address, days_ago=40)
    assert shown == plain
    assert [row["filing"] for row in shown] != [row["filing"] for row in before]
    Plan.objects.filter(pk=example.pk).update(cadence="quarter")
    shown, plain = _both(example, address)
    assert shown == plain
    assert {row["filing"] for row in shown} == {None}
    later = (timezone.localdate() + timedelta(days=400)).isoformat()
    Plan.objects.filter(pk=example.pk).update(former_cadences=[[later, "month"]])
    shown, plain = _both(example, address)
    assert shown == plain == before, "what goes by months until then is asked by months"
    moved = Initiative.objects.filter(plan=example).order_by("-code").first()
    assert moved is not None
    Initiative.objects.filter(pk=moved.pk).update(title="改过的标题")
    shown, _plain = _both(example, address)
    assert shown[-1]["title"] == "改过的标题"
