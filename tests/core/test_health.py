"""What the health page says, and when it turns red."""

import os
import time
from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
from django.conf import settings
from django.db import OperationalError

from core.health import Check, readiness
from core.models import WorkItem, WorkState
from core.tasks import heartbeat, plan_work, purge_queue
from core.work.heartbeats import beat
from core.work.queue import make_queue

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 8, 1, tzinfo=UTC)


def checks(now: datetime = NOW) -> dict[str, Check]:
    return {check.name: check for check in readiness(now)}


def item(key: str, **values: object) -> None:
    given = {"due_at": NOW, "created_at": NOW, **values}
    WorkItem.objects.create(kind="k", key=key, **given)


def test_a_site_at_work_is_well() -> None:
    beat("planner", NOW)
    beat("queue", NOW)
    assert [check.name for check in readiness(NOW)] == [
        "database",
        "planner",
        "due",
        "parked",
        "queue",
        "disk",
    ]
    assert all(check.ok and check.sentence for check in readiness(NOW))


@pytest.mark.parametrize("name", ["planner", "queue"])
def test_silence_is_seen_after_three_minutes(name: str) -> None:
    assert not checks()[name].ok
    beat(name, NOW)
    assert checks(NOW + timedelta(seconds=180))[name].ok
    late = checks(NOW + timedelta(seconds=181))[name]
    assert (late.ok, late.figure) == (False, 181)


def test_due_work_may_wait_a_quarter_of_an_hour() -> None:
    item("old", due_at=NOW - timedelta(days=9), created_at=NOW)
    item("future", due_at=NOW + timedelta(days=9), created_at=NOW - timedelta(days=9))
    item("done", due_at=NOW - timedelta(days=9), state=WorkState.DONE, finished_at=NOW)
    assert checks(NOW + timedelta(seconds=900))["due"].ok
    late = checks(NOW + timedelta(seconds=901))["due"]
    assert (late.ok, late.figure) == (False, 901)


def test_parked_work_is_counted() -> None:
    item("1", state=WorkState.PARKED)
    item("2", state=WorkState.PARKED)
    assert (checks()["parked"].ok, checks()["parked"].figure) == (False, 2)


def test_a_full_disk_is_seen() -> None:
    with mock.patch("core.health.shutil.disk_usage", return_value=mock.Mock(free=10)):
        assert not checks()["disk"].ok


def test_a_silent_database_is_an_answer_not_an_error() -> None:
    with mock.patch("core.health.connection.cursor", side_effect=OperationalError):
        assert not checks()["database"].ok


def test_the_tasks_leave_their_signs() -> None:
    plan_work()
    heartbeat()
    found = checks(datetime.now(UTC))
    assert found["planner"].ok
    assert found["queue"].ok


def test_only_handled_messages_of_yesterday_are_removed() -> None:
    make_queue(settings.QUEUE_DIR)
    names = {name: settings.QUEUE_DIR / "processed" / name for name in ("old.msg", "new.msg")}
    waiting = settings.QUEUE_DIR / "in" / "old.msg"
    for file in (*names.values(), waiting):
        file.write_text("{}")
    for file in (names["old.msg"], waiting):
        os.utime(file, (time.time() - 90_000,) * 2)
    purge_queue()
    there = [file.exists() for file in (names["old.msg"], names["new.msg"], waiting)]
    assert there == [False, True, True]
