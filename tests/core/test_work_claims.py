"""Held by one at a time, finished once, tried five times."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from core.models import CalendarDay, Heartbeat, WorkItem, WorkState
from core.refusals import BadInput
from core.work import Kind, register
from core.work.claims import MOST_ATTEMPTS, Claim, LeaseLost, claim_next, fail, rest_after
from core.work.worker import do_work

NOW = datetime(2026, 10, 8, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class Clock:
    """A time that moves only when told to."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def done_with_result(claim: Claim) -> None:
    with transaction.atomic():
        CalendarDay.objects.create(date=claim.payload["day"], is_workday=True)
        claim.finish()


@pytest.fixture(autouse=True)
def kind(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Claim], None]], None]:
    """A kind whose work can be set; the rooms' own kinds stay out of it."""

    def set_work(do: Callable[[Claim], None]) -> None:
        monkeypatch.setattr("core.work.kinds._KINDS", {})
        register(Kind("test.kind", lambda now: (), do))

    set_work(done_with_result)
    return set_work


def item(key: str = "1", **values: object) -> WorkItem:
    given = {"due_at": NOW, "created_at": NOW, "payload": {"day": "2026-10-08"}, **values}
    return WorkItem.objects.create(kind="test.kind", key=key, **given)


def taken(clock: Clock) -> Claim:
    claim = claim_next(clock(), clock=clock)
    assert claim is not None
    return claim


pytestmark = pytest.mark.django_db


def test_the_longest_due_comes_first(clock: Clock) -> None:
    item("late", due_at=NOW)
    item("early", due_at=NOW - MINUTE)
    assert [taken(clock).key, taken(clock).key] == ["early", "late"]


@pytest.mark.parametrize(
    "values",
    [
        {"due_at": NOW + MINUTE},
        {"state": WorkState.DONE, "finished_at": NOW},
        {"state": WorkState.PARKED},
        {"lease_until": NOW + MINUTE, "token": "t"},
        {"attempts": MOST_ATTEMPTS},
    ],
)
def test_what_is_not_free_is_not_taken(values: dict[str, object]) -> None:
    item(**values)
    assert claim_next(NOW) is None


def test_a_kind_that_nobody_knows_waits() -> None:
    WorkItem.objects.create(kind="gone", key="1", due_at=NOW, created_at=NOW)
    assert claim_next(NOW) is None


def test_an_item_is_held_until_its_lease_ends(clock: Clock) -> None:
    item()
    first = taken(clock)
    clock.now += timedelta(seconds=59)
    assert claim_next(clock(), clock=clock) is None
    clock.now += timedelta(seconds=1)
    second = taken(clock)
    assert (second.attempt, second.token != first.token) == (2, True)


def test_of_two_at_one_item_one_wins(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second looks while the item is free and takes after the first has taken it."""
    import core.work.claims as claims

    item()
    ordinary, winners = claims._take, []

    def slower(found: WorkItem, now: datetime, clock: Clock) -> Claim | None:
        monkeypatch.setattr(claims, "_take", ordinary)
        winners.append(ordinary(found, now, clock))
        return ordinary(found, now, clock)

    monkeypatch.setattr(claims, "_take", slower)
    assert claim_next(clock(), clock=clock) is None
    assert winners[0] is not None
    assert WorkItem.objects.get().attempts == 1


def test_progress_holds_it_longer(clock: Clock) -> None:
    item()
    claim = taken(clock)
    clock.now += timedelta(seconds=50)
    claim.progress(3, 10)
    clock.now += timedelta(seconds=50)
    assert claim_next(clock(), clock=clock) is None
    found = WorkItem.objects.get()
    assert (found.done_steps, found.total_steps) == (3, 10)


def test_finishing_marks_it_done_for_good(clock: Clock) -> None:
    item()
    claim = taken(clock)
    claim.progress(3, 10)
    with transaction.atomic():
        claim.finish()
    found = WorkItem.objects.get()
    assert (found.state, found.finished_at, found.done_steps) == (WorkState.DONE, NOW, 10)
    clock.now += timedelta(days=1)
    assert claim_next(clock(), clock=clock) is None
    with pytest.raises(LeaseLost), transaction.atomic():
        claim.finish()


def test_whoever_lost_the_lease_changes_nothing(clock: Clock) -> None:
    item()
    slow = taken(clock)
    clock.now += MINUTE
    taken(clock)
    with pytest.raises(LeaseLost):
        slow.progress(1, 2)
    with pytest.raises(LeaseLost):
        done_with_result(slow)
    fail(slow, "too late", clock())
    assert not CalendarDay.objects.exists()
    found = WorkItem.objects.get()
    assert (found.state, found.last_error, found.attempts) == (WorkState.WAITING, "", 2)


@pytest.mark.django_db(transaction=True)
def test_the_end_needs_the_transaction_of_the_result(clock: Clock) -> None:
    item()
    with pytest.raises(RuntimeError):
        taken(clock).finish()
    assert WorkItem.objects.get().state == WorkState.WAITING


def test_a_failure_rests_longer_each_time_and_then_parks(clock: Clock) -> None:
    item()
    for attempt in range(1, MOST_ATTEMPTS):
        fail(taken(clock), "The disk is full.", clock())
        assert claim_next(clock() + rest_after(attempt) - timedelta(seconds=1)) is None
        clock.now += rest_after(attempt)
    fail(taken(clock), "The disk is full.", clock())
    found = WorkItem.objects.get()
    assert (found.state, found.attempts) == (WorkState.PARKED, MOST_ATTEMPTS)
    assert (found.last_error, found.token, found.lease_until) == ("The disk is full.", "", None)


@pytest.mark.django_db(transaction=True)
def test_work_goes_on_until_nothing_is_due(clock: Clock) -> None:
    for day in range(1, 6):
        item(str(day), payload={"day": f"2026-10-0{day}"})
    assert do_work(clock) == 5
    assert CalendarDay.objects.count() == 5
    assert do_work(clock) == 0
    assert Heartbeat.objects.get(name="worker").at == NOW


def test_once_takes_one(clock: Clock) -> None:
    for day in range(1, 4):
        item(str(day), payload={"day": f"2026-10-0{day}"})
    assert do_work(clock, once=True) == 1
    assert WorkItem.objects.filter(state=WorkState.DONE).count() == 1


def test_the_budget_ends_between_two_items(
    clock: Clock, kind: Callable[[Callable[[Claim], None]], None]
) -> None:
    def slow(claim: Claim) -> None:
        clock.now += timedelta(seconds=8)
        done_with_result(claim)

    kind(slow)
    for day in range(1, 6):
        item(str(day), payload={"day": f"2026-10-0{day}"})
    assert do_work(clock, budget=timedelta(seconds=20)) == 3


@pytest.mark.django_db(transaction=True)
def test_work_runs_outside_any_transaction(
    clock: Clock, kind: Callable[[Callable[[Claim], None]], None]
) -> None:
    seen = []

    def look(claim: Claim) -> None:
        seen.append(connection.in_atomic_block)
        done_with_result(claim)

    kind(look)
    item()
    do_work(clock)
    assert seen == [False]


@pytest.mark.django_db(transaction=True)
def test_an_error_leaves_one_sentence_without_its_own_words(
    clock: Clock, kind: Callable[[Callable[[Claim], None]], None]
) -> None:
    def broken(claim: Claim) -> None:
        with transaction.atomic():
            CalendarDay.objects.create(date="2026-10-08", is_workday=True)
            raise ValueError("password=hunter2")

    kind(broken)
    item()
    assert do_work(clock) == 0
    found = WorkItem.objects.get()
    assert "ValueError" in found.last_error
    assert "hunter2" not in found.last_error
    assert "test_work_claims.py" in found.last_error
    assert not CalendarDay.objects.exists()


def test_a_refusal_leaves_its_own_sentence(
    clock: Clock, kind: Callable[[Callable[[Claim], None]], None]
) -> None:
    def refused(_claim: Claim) -> None:
        raise BadInput("The plan has no rounds.")

    kind(refused)
    item()
    do_work(clock)
    assert WorkItem.objects.get().last_error == "The plan has no rounds."


def test_work_that_forgets_to_finish_is_a_failure(
    clock: Clock, kind: Callable[[Callable[[Claim], None]], None]
) -> None:
    kind(lambda claim: None)
    item()
    assert do_work(clock) == 0
    found = WorkItem.objects.get()
    assert (found.state, bool(found.last_error)) == (WorkState.WAITING, True)


def test_a_lost_lease_is_not_a_failure(
    clock: Clock, kind: Callable[[Callable[[Claim], None]], None]
) -> None:
    def overtaken(claim: Claim) -> None:
        WorkItem.objects.update(token="another", lease_until=NOW + MINUTE)
        done_with_result(claim)

    kind(overtaken)
    item()
    assert do_work(clock) == 0
    found = WorkItem.objects.get()
    assert (found.token, found.last_error) == ("another", "")


def test_the_command_does_what_is_due() -> None:
    item(due_at=timezone.now() - MINUTE)
    out = StringIO()
    call_command("do_work", stdout=out)
    assert "1" in out.getvalue()
    assert WorkItem.objects.get().state == WorkState.DONE
