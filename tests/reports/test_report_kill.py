"""A worker is killed over a report: another one finishes it, whole and once."""

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from core.audit.verify import verify_chain
from core.models import WorkItem, WorkState
from core.work.kinds import known
from core.work.planner import plan_kind
from core.work.worker import do_work
from reports.actions import add_schedule
from reports.models import Report, ReportFile
from reports.queries import contents_of
from tests.factories import BY, SEPTEMBER, at, build_house, load_house, verbs
from tests.forks import Forked

Start = Callable[..., Forked]
SCRIPT = Path(__file__).with_name("scripts") / "pausing_worker.py"
pytestmark = [pytest.mark.kill, pytest.mark.django_db(transaction=True)]


def kill_at(point: str, start_process: Start, marker: Path) -> None:
    """Start a worker, wait until it has reached the point, and kill it there."""
    worker = start_process(SCRIPT, point, marker)
    until = time.monotonic() + 60
    while not marker.exists():
        assert worker.poll() is None, worker.communicate()[1]
        assert time.monotonic() < until, "the worker never got there"
        time.sleep(0.02)
    worker.kill()
    assert worker.wait(timeout=30) == -9


@pytest.mark.parametrize("point", ["rendering", "keeping"])
def test_a_killed_worker_loses_nothing_and_doubles_nothing(
    transactional_db: None, start_process: Start, tmp_path: Path, point: str
) -> None:
    build_house()
    add_schedule(
        plan=load_house().plan, kind="month", first_period=SEPTEMBER, issuer="示例督查室", by=BY
    )
    assert plan_kind(known()["report.freeze"], at("2026-10-20")) == 1
    WorkItem.objects.update(due_at=at("2020-01-01"))  # due by any machine's clock
    kill_at(point, start_process, tmp_path / "reached")

    item = WorkItem.objects.get()
    assert (item.state, item.attempts) == (WorkState.WAITING, 1)
    assert (Report.objects.count(), ReportFile.objects.count()) == (0, 0)
    assert "report.frozen" not in verbs()

    now = timezone.now()
    assert do_work(lambda: now + timedelta(seconds=5)) == 0, "its lease still runs"
    assert do_work(lambda: now + timedelta(seconds=120)) == 1
    assert do_work(lambda: now + timedelta(seconds=240)) == 0

    report = Report.objects.get()
    assert contents_of(report)["as_of"] == "2026-09-30"
    assert report.draft
    item = WorkItem.objects.get()
    assert (item.state, item.attempts) == (WorkState.DONE, 2)
    assert verbs().count("report.frozen") == 1
    assert verify_chain().ok
