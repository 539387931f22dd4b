"""A worker killed while it writes a ledger leaves nothing half; the next one ends it, once."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone

from core.audit.verify import verify_chain
from core.models import AuditEvent, WorkItem
from recommendations.actions.queued import queue_import
from recommendations.choices import ImportWork
from recommendations.models import Initiative, LedgerImport
from tests.factories import BY, build_house, load_house
from tests.forks import Forked
from tests.recommendations.imports.test_bring_in_ledger import checked

ROWS = 40
WORKER = Path(__file__).with_name("ledger_worker.py")
Start = Callable[..., Forked]
pytestmark = [pytest.mark.kill, pytest.mark.django_db(transaction=True)]


def test_it_is_whole_or_not_there(start_process: Start) -> None:
    build_house()
    house = load_house()
    rows = [(n, f"任务{n}", "1", None, "示例甲局", None, None, None) for n in range(ROWS)]
    batch, now = checked(house, *rows), timezone.now()
    queue_import(
        batch=batch, what=ImportWork.APPLY, on=timezone.localdate(now), version=batch.version,
        now=now, by=BY,
    )  # fmt: skip
    before, events = Initiative.objects.count(), AuditEvent.objects.count()
    first = start_process(WORKER, "stall")
    assert first.stdout is not None and first.stdout.readline() == "writing\n"
    first.kill()
    first.wait()
    assert (Initiative.objects.count(), AuditEvent.objects.count()) == (before, events)
    item = WorkItem.objects.get(kind="ledger.apply")
    # What was told before the writing began is there still, and true.
    assert (item.state, item.done_steps, item.total_steps) == ("waiting", ROWS, ROWS)
    others = [start_process(WORKER, "quick") for _ in range(2)]
    for worker in others:
        _out, errors = worker.communicate(timeout=120)
        assert worker.returncode == 0, errors
    item.refresh_from_db()
    assert (item.state, item.attempts) == ("done", 2)
    assert Initiative.objects.count() == before + ROWS
    assert AuditEvent.objects.filter(verb="initiative.added").count() == ROWS
    assert AuditEvent.objects.filter(verb="ledger.applied").count() == 1
    assert LedgerImport.objects.get().state == "applied"
    assert verify_chain().ok
