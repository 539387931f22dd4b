"""Many writers at one chain."""

import time
from collections.abc import Callable

import pytest
from django.db import connection

from core.audit.verify import verify_chain
from tests.forks import Forked

PROCESSES, WRITES = 8, 50
Start = Callable[..., Forked]
pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def failures(start_script: Start, guard: str) -> int:
    """Let all writers loose at one moment; how many events could not be written."""
    begin = time.time() + 1
    writers = [
        start_script("record_many", f"writer-{number}", WRITES, begin, guard)
        for number in range(PROCESSES)
    ]
    total = 0
    for writer in writers:
        out, errors = writer.communicate(timeout=180)
        assert writer.returncode == 0, errors
        total += int(out)
    return total


def test_eight_writers_make_one_whole_chain(start_script: Start) -> None:
    assert failures(start_script, "locked") == 0
    verdict = verify_chain()
    assert (verdict.ok, verdict.checked) == (True, PROCESSES * WRITES)


def test_without_the_lock_events_are_lost(start_script: Start) -> None:
    """The control: it shows that the test above can fail."""
    lost = failures(start_script, "unlocked")
    if connection.vendor == "sqlite":
        # IMMEDIATE transactions are the lock here: taking ours out changes nothing.
        assert (lost, verify_chain().checked) == (0, PROCESSES * WRITES)
        return
    verdict = verify_chain()
    assert lost > 0 or not verdict.ok
    # Even then the unique number keeps the chain from forking: events fail, none is wrong.
    assert verdict.checked == PROCESSES * WRITES - lost
