"""A machine's clock is set back: what runs by it goes on at once, and nothing is done twice."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from celery.beat import ScheduleEntry
from django.db import transaction

from config.celery import app
from config.clock import Clock
from core.models import WorkItem, WorkState
from core.work import Kind, register
from core.work.claims import MOST_ATTEMPTS, Claim, claim_next, fail, rest_after
from core.work.planner import park_exhausted
from core.work.worker import do_work

NOW = datetime(2026, 10, 8, 1, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often the clock has sent each task; nothing leaves."""
    found: Counter[str] = Counter()

    def apply(_self: Any, entry: ScheduleEntry, **_more: Any) -> None:
        found[entry.task.rpartition(".")[2]] += 1

    monkeypatch.setattr(Clock, "apply_entry", apply)
    monkeypatch.setattr(Clock, "producer", None)
    return found


def beat(folder: Path) -> Clock:
    return Clock(app=app, schedule_filename=str(folder / "beat-schedule"))


def run(clock: Clock, traveller: Any, seconds: float) -> None:
    """Let it tick for so long, as beat does: asleep for as long as it says itself."""
    left = seconds
    while left > 0:
        pause = max(clock.tick(), 0.01)
        traveller.shift(min(pause, left))
        left -= pause


@pytest.fixture
def traveller() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as found:
        yield found


@pytest.mark.parametrize("back", [HOUR, DAY])
def test_the_clock_asks_on_at_once(
    sent: Counter[str], traveller: Any, tmp_path: Path, back: timedelta
) -> None:
    clock = beat(tmp_path)
    run(clock, traveller, 60)
    assert sent["plan_work"] >= 5
    sent.clear()
    traveller.shift(-back)
    run(clock, traveller, 61)
    # Every ten seconds, each of them; none starved by another.
    assert 5 <= sent["plan_work"] <= 7 and 5 <= sent["do_work"] <= 7
    assert sent["heartbeat"] == 2
    clock.close()


def test_a_clock_that_starts_after_it_was_set_back_asks_on_at_once(
    sent: Counter[str], traveller: Any, tmp_path: Path
) -> None:
    first = beat(tmp_path)
    run(first, traveller, 60)
    first.close()
    sent.clear()
    traveller.shift(-DAY)
    second = beat(tmp_path)
    run(second, traveller, 31)
    assert sent["plan_work"] >= 2 and sent["do_work"] >= 2
    second.close()


def test_an_ordinary_start_sends_nothing_twice(
    sent: Counter[str], traveller: Any, tmp_path: Path
) -> None:
    first = beat(tmp_path)
    run(first, traveller, 60)
    first.close()
    before = sent["plan_work"]
    second = beat(tmp_path)
    run(second, traveller, 5)
    assert sent["plan_work"] - before <= 1
    second.close()


# --- what is held ---------------------------------------------------------------------------------


def finished(claim: Claim) -> None:
    with transaction.atomic():
        claim.finish()


@pytest.fixture
def item(db: None, monkeypatch: pytest.MonkeyPatch) -> WorkItem:
    monkeypatch.setattr("core.work.kinds._KINDS", {})
    register(Kind("test.kind", lambda _now: (), finished))
    return WorkItem.objects.create(kind="test.kind", key="1", due_at=NOW - 2 * DAY, created_at=NOW)


@pytest.mark.parametrize("back", [HOUR, DAY])
def test_what_a_dead_worker_held_is_taken_at_once(item: WorkItem, back: timedelta) -> None:
    held = claim_next(NOW, clock=lambda: NOW)
    assert held is not None
    assert do_work(lambda: NOW) == 0
    assert do_work(lambda: NOW - back) == 1
    item.refresh_from_db()
    assert (item.state, item.attempts) == (WorkState.DONE, 2)


def test_who_held_it_then_changes_nothing_any_more(item: WorkItem) -> None:
    from core.work.claims import LeaseLost

    held = claim_next(NOW, clock=lambda: NOW)
    assert held is not None and do_work(lambda: NOW - HOUR) == 1
    with pytest.raises(LeaseLost), transaction.atomic():
        held.finish()


def test_the_longest_rest_is_kept(item: WorkItem) -> None:
    """What rests after its last failure but one is not taken for what was left in the future."""
    WorkItem.objects.update(attempts=MOST_ATTEMPTS - 2)
    held = claim_next(NOW, clock=lambda: NOW)
    assert held is not None and held.attempt == MOST_ATTEMPTS - 1
    fail(held, "no", NOW)
    rest = rest_after(MOST_ATTEMPTS - 1)
    assert do_work(lambda: NOW) == 0
    assert do_work(lambda: NOW + rest - SECOND) == 0
    assert do_work(lambda: NOW + rest) == 1


def test_what_was_taken_too_often_is_parked_although_the_clock_was_set_back(
    item: WorkItem,
) -> None:
    WorkItem.objects.update(attempts=MOST_ATTEMPTS, lease_until=NOW + 60 * SECOND)
    assert park_exhausted(NOW) == 0
    assert park_exhausted(NOW - HOUR) == 1
