"""As-of pages equal what a copy taken that day showed, whatever was done on the days after."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from recommendations.models import Initiative
from tests.desks.past_days import DEEDS, FIRST, copy_of, play
from tests.factories import SLUG, House

PLAN = f"/plans/{SLUG}/"
# Which deed, of which initiative, of which kind.
deeds = st.lists(
    st.tuples(st.sampled_from(sorted(DEEDS)), st.integers(1, 4), st.integers(0, 3)), max_size=6
)
lives = st.lists(deeds, min_size=2, max_size=3)
UPDATES = [
    [("update", 1, 2), ("update", 1, 1), ("fields", 1, 2)],
    [("update", 1, 1), ("lead", 1, 1), ("due", 1, 2), ("new", 1, 1)],
    [("update", 1, 3), ("update", 1, 1), ("update", 1, 0), ("weight", 2, 3), ("policy", 1, 0)],
]
ASKED = [
    [("ask", 1, 0), ("matter", 1, 1), ("direction", 1, 1), ("remind", 2, 1), ("light", 1, 1)],
    [("settle", 1, 1), ("matter", 1, 0), ("direction", 1, 0), ("remind", 2, 0), ("light", 1, 1)],
    [("ask", 2, 3), ("settle", 2, 1), ("round", 1, 0), ("round", 1, 1), ("indicator", 1, 1)],
]


def pages() -> list[str]:
    """The plan on one page, the ledger, and the story of each initiative that is there."""
    codes = Initiative.objects.filter(plan__slug=SLUG).order_by("code").values_list("code")
    stories = [f"{PLAN}initiatives/{code}/" for (code,) in codes]
    return [PLAN, *stories]


@pytest.mark.parametrize("who", ["lei", "chen"])
@given(lives)
@example(UPDATES)
@example(ASKED)
@settings(
    max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_past_day_is_what_was_printed_that_evening(
    house: House, who: str, life: list[list[tuple[str, int, int]]]
) -> None:
    with transaction.atomic():
        copies = {}
        for number, day in enumerate([*life, [("fields", 1, 3), ("new", 1, 2)]]):
            morning = FIRST + timedelta(days=2 * number)
            for step, (name, code, n) in enumerate(day):
                now = morning + timedelta(minutes=30 * step)
                with time_machine.travel(now, tick=False):
                    play(house, name, code, n, now)
            evening = morning.replace(hour=20)
            with time_machine.travel(evening, tick=False):
                copies[evening.date()] = {path: copy_of(who, path) for path in pages()}
        with time_machine.travel(FIRST + timedelta(days=40), tick=False):
            for on, kept in copies.items():
                for path, words in kept.items():
                    sign = "&" if "?" in path else "?"
                    assert copy_of(who, f"{path}{sign}as_of={on}") == words, (on, path)
        transaction.set_rollback(True)
