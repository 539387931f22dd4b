"""What is due is written down once, however often one asks."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from core.actions import retry_parked
from core.audit import Actor
from core.models import AuditEvent, Heartbeat, WorkItem, WorkState
from core.refusals import Conflict
from core.work import Due, Kind, register
from core.work.claims import MOST_ATTEMPTS, Claim
from core.work.kinds import known, unregister
from core.work.planner import plan_work

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 8, 1, tzinfo=UTC)
FIRST = datetime(2026, 10, 1, tzinfo=UTC)


def nothing(_claim: Claim) -> None:
    """Never called here."""


def daily(now: datetime) -> Iterable[Due]:
    """One item for every day since the first of October, missed ones too."""
    for day in range((now - FIRST).days + 1):
        at = FIRST + timedelta(days=day)
        yield Due(f"{at:%Y-%m-%d}", at, {"day": day})


@pytest.fixture(autouse=True)
def only_these(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rooms' own kinds stay out of it."""
    monkeypatch.setattr("core.work.kinds._KINDS", {})
    register(Kind("test.daily", daily, nothing))


def test_everything_due_is_planned_missed_days_too() -> None:
    assert plan_work(NOW) == 8
    assert list(WorkItem.objects.values_list("key", flat=True))[::7] == ["2026-10-01", "2026-10-08"]
    assert WorkItem.objects.get(key="2026-10-03").payload == {"day": 2}


def test_planning_again_changes_nothing() -> None:
    plan_work(NOW)
    before = list(WorkItem.objects.values())
    assert plan_work(NOW) == 0
    assert plan_work(NOW + timedelta(hours=1)) == 0
    assert list(WorkItem.objects.values()) == before


def test_finished_work_is_not_planned_again() -> None:
    plan_work(NOW)
    WorkItem.objects.update(state=WorkState.DONE, finished_at=NOW)
    assert plan_work(NOW) == 0


def test_forty_days_asleep_are_made_up_for() -> None:
    plan_work(NOW)
    assert plan_work(NOW + timedelta(days=40)) == 40


def test_two_planners_at_once_make_one_item(monkeypatch: pytest.MonkeyPatch) -> None:
    ordinary = WorkItem.objects.bulk_create

    def late(*args: object, **kwargs: object) -> object:
        monkeypatch.setattr(WorkItem.objects, "bulk_create", ordinary)
        plan_work(NOW)
        return ordinary(*args, **kwargs)

    monkeypatch.setattr(WorkItem.objects, "bulk_create", late)
    plan_work(NOW)
    assert WorkItem.objects.count() == 8


def test_one_failing_kind_keeps_nobody_else_waiting() -> None:
    def broken(_now: datetime) -> Iterator[Due]:
        raise ValueError

    register(Kind("test.broken", broken, nothing))
    assert plan_work(NOW) == 8
    assert "test.broken" in Heartbeat.objects.get(name="planner").detail


def test_the_planner_leaves_a_heartbeat() -> None:
    plan_work(NOW)
    plan_work(NOW + timedelta(seconds=10))
    assert Heartbeat.objects.get(name="planner").at == NOW + timedelta(seconds=10)


def test_many_items_come_in_slices() -> None:
    register(Kind("test.many", lambda now: (Due(str(n), now) for n in range(1000)), nothing))
    assert plan_work(NOW) == 1008
    assert plan_work(NOW) == 0


def test_an_item_whose_workers_never_came_back_is_parked() -> None:
    plan_work(NOW)
    lost = WorkItem.objects.order_by("pk")[:2]
    held, gone = (item.pk for item in lost)
    WorkItem.objects.filter(pk__in=[held, gone]).update(attempts=MOST_ATTEMPTS, token="t")
    WorkItem.objects.filter(pk=held).update(lease_until=NOW + timedelta(seconds=1))
    WorkItem.objects.filter(pk=gone).update(lease_until=NOW - timedelta(seconds=1))
    plan_work(NOW)
    assert WorkItem.objects.get(pk=held).state == WorkState.WAITING
    parked = WorkItem.objects.get(pk=gone)
    assert (parked.state, parked.token) == (WorkState.PARKED, "")
    assert parked.last_error


def test_a_parked_item_is_put_back_with_an_event() -> None:
    item = WorkItem.objects.create(
        kind="k", key="1", due_at=NOW, created_at=NOW, state=WorkState.PARKED, attempts=5
    )
    retry_parked(item=item, by=Actor(1, "王敏"))
    assert (item.state, item.attempts) == (WorkState.WAITING, 0)
    assert AuditEvent.objects.get().verb == "work.retried"


def test_what_is_not_parked_is_not_put_back() -> None:
    item = WorkItem.objects.create(kind="k", key="1", due_at=NOW, created_at=NOW, attempts=2)
    with pytest.raises(Conflict):
        retry_parked(item=item, by=Actor(1, "王敏"))
    assert WorkItem.objects.get().attempts == 2
    assert not AuditEvent.objects.exists()


def test_a_name_is_taken_once() -> None:
    kind = known()["test.daily"]
    assert register(kind) is kind
    with pytest.raises(ValueError, match=r"test\.daily"):
        register(Kind("test.daily", daily, lambda claim: None))
    unregister("test.daily")
    assert not known()


@pytest.mark.parametrize("seconds", [0, -1, 101])
def test_a_lease_ends_within_two_minutes(seconds: int) -> None:
    with pytest.raises(ValueError, match="lease"):
        Kind("test.other", daily, nothing, lease=timedelta(seconds=seconds))


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "done"},
        {"finished_at": NOW},
        {"state": "parked", "finished_at": NOW},
        {"state": "other"},
        {"done_steps": 2, "total_steps": 1},
    ],
)
def test_the_database_refuses_a_row_that_cannot_be(wrong: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        WorkItem.objects.create(kind="k", key="1", due_at=NOW, created_at=NOW, **wrong)


def test_the_command_plans_at_the_given_time() -> None:
    out = StringIO()
    call_command("plan_work", now="2026-10-03T12:00", stdout=out)
    assert WorkItem.objects.count() == 3
    assert "3" in out.getvalue()


@pytest.mark.parametrize("text", ["tomorrow", "2026-13-40T00:00"])
def test_the_command_refuses_another_form(text: str) -> None:
    with pytest.raises(CommandError):
        call_command("plan_work", now=text)
    assert not WorkItem.objects.exists()
