"""Workers killed at any moment: nothing is lost, nothing is done twice."""

import random
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from core.audit.verify import verify_chain
from core.models import AuditEvent, WorkItem, WorkState
from tests.forks import Forked

ITEMS, WORKERS, KILLS = 150, 4, 12
DUE = datetime(2026, 10, 8, tzinfo=UTC)
Start = Callable[..., Forked]
pytestmark = [pytest.mark.kill, pytest.mark.django_db(transaction=True)]


def put_items() -> None:
    WorkItem.objects.bulk_create(
        WorkItem(kind="test.kill", key=f"{number:03}", due_at=DUE, created_at=DUE)
        for number in range(ITEMS)
    )


def results() -> Counter[str]:
    """How often each item's result stands in the database."""
    return Counter(
        AuditEvent.objects.filter(verb="test.done").values_list("subject_name", flat=True)
    )


def finish(workers: list[Forked]) -> None:
    for worker in workers:
        _out, errors = worker.communicate(timeout=120)
        assert worker.returncode == 0, errors


def test_every_item_is_done_exactly_once(start_script: Start) -> None:
    put_items()
    dice = random.Random(20261008)
    workers = [start_script("kill_worker", number, "guarded") for number in range(WORKERS)]
    time.sleep(0.3)
    for kill in range(KILLS):
        time.sleep(dice.uniform(0.05, 0.4))
        place = dice.randrange(WORKERS)
        workers[place].kill()
        workers[place].wait()
        workers[place] = start_script("kill_worker", 100 + kill, "guarded")
    assert WorkItem.objects.filter(state=WorkState.WAITING).exists(), "killed too late to matter"
    finish(workers)
    assert WorkItem.objects.filter(state=WorkState.DONE).count() == ITEMS
    assert results() == Counter(f"{number:03}" for number in range(ITEMS))
    # Some attempts came to nothing, or the kills hit nobody at work.
    assert sum(WorkItem.objects.values_list("attempts", flat=True)) > ITEMS
    assert verify_chain().ok


def test_without_the_token_items_are_done_twice(start_script: Start) -> None:
    """The control: it shows that the test above can fail."""
    put_items()
    finish([start_script("kill_worker", number, "unguarded") for number in range(WORKERS)])
    assert max(results().values()) > 1
