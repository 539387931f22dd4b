"""As-of pages equal what a copy taken that day showed, whatever was done on the days after."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.models import AuditEvent
from desks.ledger.columns import SHOWN
from progress.standings import refresh
from recommendations.models import Initiative
from tests.desks.past_days import DEEDS, FIRST, copy_of, play
from tests.factories import SLUG, House

PLAN = f"/plans/{SLUG}/"
# Which deed, of which initiative, of which kind.
deeds = st.lists(
    st.tuples(st.sampled_from(sorted(DEEDS)), st.integers(1, 4), st.integers(0, 3)), max_size=5
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
NAMED = [
    [("findings", 1, 1), ("rename", 1, 0), ("retitle", 1, 1), ("rename", 2, 2)],
    [("findings", 1, 2), ("rename", 1, 3), ("retitle", 1, 2), ("rename", 2, 1)],
    [("findings", 1, 0), ("rename", 1, 1), ("rename", 2, 0), ("retitle", 1, 3)],
]
PLACED = [
    [("place", 1, 0), ("lead", 1, 1), ("lead", 2, 0)],
    [("place", 2, 0), ("place", 1, 3), ("rename", 1, 1)],
    [("place", 2, 3), ("place", 1, 0)],
]
MOVED = [
    [("due", 1, 0), ("due", 2, 0), ("calendar", 1, 2)],
    [("calendar", 1, 0), ("calendar", 1, 3)],
    [("calendar", 1, 0), ("calendar", 1, 1), ("calendar", 1, 2), ("round", 1, 1)],
]


EDITED = [
    [("findings", 1, 3), ("new", 1, 1), ("fields", 2, 0), ("edition", 1, 0)],
    [("fields", 1, 1), ("edition", 1, 1), ("findings", 1, 2), ("update", 1, 2), ("rename", 1, 2)],
    [("edition", 1, 3), ("fields", 1, 2), ("edition", 1, 2)],
]


def pages() -> list[str]:
    """The plan on one page, its document, the ledger with every column, and two stories."""
    rows = Initiative.objects.filter(plan__slug=SLUG, code__in=(1, 5)).order_by("code")
    stories = [f"{PLAN}initiatives/{row.code}/" for row in rows]
    by_unit = f"{PLAN}ledger/?view=all&sort=lead"
    return [
        PLAN,
        f"{PLAN}document/?measure=2",
        f"{PLAN}ledger/?view=all&columns={','.join(SHOWN)}",
        by_unit,
        *stories,
    ]


def evening_of(house: House, number: int, day: list[tuple[str, int, int]]) -> datetime:
    """Live through a day from its midnight on; its evening."""
    morning = FIRST + timedelta(days=2 * number)
    # As the clock does after every midnight.
    refresh(house.plan.initiatives.all(), as_of=morning.date(), now=morning)
    for step, (name, code, n) in enumerate(day):
        now = morning + timedelta(minutes=30 * step)
        with time_machine.travel(now, tick=False):
            play(house, name, code, n, now)
    return morning.replace(hour=20)


@given(lives, st.sampled_from(["lei", "chen"]))
@example(UPDATES, "chen")
@example(ASKED, "lei")
@example(NAMED, "lei")
@example(MOVED, "chen")
@example(PLACED, "lei")
@example(EDITED, "lei")
@settings(
    max_examples=2, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_past_day_is_what_was_printed_that_evening(
    house: House, life: list[list[tuple[str, int, int]]], who: str
) -> None:
    with transaction.atomic():
        copies = {}
        for number, day in enumerate([*life, [("fields", 1, 3), ("new", 1, 2)]]):
            evening = evening_of(house, number, day)
            with time_machine.travel(evening, tick=False):
                copies[evening.date()] = {path: copy_of(who, path) for path in pages()}
        with time_machine.travel(FIRST + timedelta(days=40), tick=False):
            for on, kept in copies.items():
                for path, words in kept.items():
                    sign = "&" if "?" in path else "?"
                    assert copy_of(who, f"{path}{sign}as_of={on}") == words, (on, path)
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", sorted(DEEDS))
def test_every_deed_can_be_done(house: House, name: str) -> None:
    """Else the days above would be empty ones."""
    if name == "settle":
        play(house, "ask", 1, 0, FIRST)
    before = AuditEvent.objects.count()
    for n in range(4):
        play(house, name, 1, n, FIRST + timedelta(minutes=n))
    assert AuditEvent.objects.count() > before
