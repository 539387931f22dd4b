"""Everything stopped for an hour, a day or forty: what the clock asked for meanwhile happens, once.

Rounds, reminders, supervision orders, standings and reports together, as one planner and one worker
find them when the machine is switched on again.
"""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from accounts.models import Notice
from core.audit.verify import verify_chain
from core.models import AuditEvent, WorkItem
from core.periods import Period
from core.work.planner import plan_work
from core.work.worker import do_work
from progress.models import ReminderMoment, Round, Standing, SupervisionOrder
from progress.standings import differences
from recommendations.models import Plan
from reports.actions import add_schedule
from reports.models import Report
from tests.factories import BY, House, at, file_update
from tests.fixtures import ROOMS
from tests.stage import everything

STOPPED, ON_AGAIN = at("2026-09-24 18:00"), at("2026-11-03 08:30")


@pytest.fixture
def stopped(house: House) -> House:
    """Initiative 1 was filed before; 2 is a draft; 3 nobody has begun; 4 begins in November."""
    file_update(house, 1, until="approved", now=at("2026-09-21"))
    file_update(house, 2, until="draft", now=at("2026-09-21"))
    add_schedule(
        plan=house.plan, kind="month", first_period=Period.parse("2026-09"), issuer="示例督查室",
        by=BY,
    )  # fmt: skip
    go(STOPPED)
    return house


def go(now: Any) -> tuple[int, int]:
    """One look of the planner and all that a worker then finds; how much each did."""
    with time_machine.travel(now, tick=False):
        return plan_work(now), do_work(lambda: now)


def until_quiet(now: Any) -> int:
    """How many looks it takes until nothing is due; a round that opened late closes at the next."""
    for looks in range(1, 6):
        if go(now) == (0, 0):
            return looks
    raise AssertionError("It never comes to rest.")


def quiet_rows() -> Any:
    rows = everything(ROOMS)
    return {name: some for name, some in rows.items() if name != "core_heartbeat"}


def told_rows() -> Any:
    """All but the work of the day that came again, and the standings that it wrote anew."""
    again = {"core_work_item", "progress_standing"}
    return {name: some for name, some in quiet_rows().items() if name not in again}


def test_the_days_are_as_told() -> None:
    assert (ON_AGAIN.date() - STOPPED.date()) == timedelta(days=40)


def test_each_thing_is_made_up_once_and_a_second_run_finds_nothing(stopped: House) -> None:
    looks = until_quiet(ON_AGAIN)
    assert looks <= 3
    assert not WorkItem.objects.exclude(state="done").exists()
    told = Counter(AuditEvent.objects.values_list("verb", "subject_id"))
    _rounds(told)
    _reminded()
    _orders()
    _reported()
    _stand(stopped)
    before = quiet_rows()
    assert go(ON_AGAIN) == (0, 0)
    assert go(ON_AGAIN + timedelta(hours=3)) == (0, 0)
    assert quiet_rows() == before
    with time_machine.travel(ON_AGAIN, tick=False):
        assert verify_chain().ok


@pytest.mark.parametrize("pause", [timedelta(hours=1), timedelta(days=1)])
def test_after_a_short_stop_each_thing_is_made_up_once(stopped: House, pause: timedelta) -> None:
    """It stops half an hour before September's report falls due, on the day its round closes."""
    before = at("2026-10-14 05:30")
    until_quiet(before)
    assert not Report.objects.exists()
    until_quiet(before + pause)
    _reported()
    _once()
    rows = quiet_rows()
    assert go(before + pause) == (0, 0)
    assert quiet_rows() == rows


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=1)])
def test_a_clock_that_is_set_back_does_nothing_twice_and_loses_nothing(
    stopped: House, back: timedelta
) -> None:
    until_quiet(ON_AGAIN)
    before = told_rows()
    until_quiet(ON_AGAIN - back)
    until_quiet(ON_AGAIN)
    _once()
    assert told_rows() == before
    # And it goes on from there: October's report comes on its day.
    later = at("2026-11-10 09:00")
    until_quiet(later - back)
    until_quiet(later)
    periods = Report.objects.order_by("period").values_list("period", flat=True)
    assert list(periods) == ["2026-09", "2026-10"]
    assert differences(stopped.plan, as_of=later.date(), now=later) == []
    _once()


def _once() -> None:
    """Nothing stands twice, and the trail is whole."""
    assert not WorkItem.objects.exclude(state="done").exists()
    key = ("initiative", "round", "kind", "subject", "moment")
    assert set(Counter(ReminderMoment.objects.values_list(*key)).values()) == {1}
    assert set(Counter(Notice.objects.values_list("to", "key")).values()) == {1}
    verbs = ("round.opened", "round.closed", "report.frozen")
    told = AuditEvent.objects.filter(verb__in=verbs).values_list("verb", "subject_id")
    assert set(Counter(told).values()) == {1}
    assert verify_chain().ok


def _rounds(told: Counter[Any]) -> None:
    """September closed, October and November open: one event each."""
    rows = Round.objects.order_by("period").values_list("period", "closed_at", "number")
    assert [(period, closed is not None, number) for period, closed, number in rows] == [
        ("2026-09", True, 1), ("2026-10", False, 2), ("2026-11", False, 3),
    ]  # fmt: skip
    by_verb = {
        verb: [count for (one, _subject), count in told.items() if one == verb]
        for verb in ("round.opened", "round.closed")
    }
    assert by_verb == {"round.opened": [1, 1, 1], "round.closed": [1]}


def _reminded() -> None:
    """Every moment of every round decided once; of one thing one notice a person at most."""
    rows = ReminderMoment.objects.filter(round__period="2026-09", kind="filing")
    found = Counter(rows.values_list("initiative__code", "moment"))
    assert found == Counter((code, day) for code in (1, 2, 3) for day in (-5, -1, 1, 3))
    key = ("initiative", "round", "kind", "subject", "moment")
    assert set(Counter(ReminderMoment.objects.values_list(*key)).values()) == {1}
    notices = Counter(Notice.objects.values_list("to", "key"))
    assert notices and set(notices.values()) == {1}


def _orders() -> None:
    """For who did not file in the round that closed: one draft each, none for who did."""
    rows = SupervisionOrder.objects.order_by("initiative__code")
    assert list(rows.values_list("initiative__code", "round__period", "state")) == [
        (2, "2026-09", "draft"), (3, "2026-09", "draft"),
    ]  # fmt: skip


def _reported() -> None:
    """September's report and no other: October's day has not come."""
    assert list(Report.objects.values_list("period", "schedule__kind")) == [("2026-09", "month")]


def _stand(house: House) -> None:
    """Frozen once for the round that closed, present once for each, and of today."""
    slots = Counter(Standing.objects.values_list("initiative__code", "slot"))
    wanted = {(code, slot) for code in (1, 2, 3, 4) for slot in ("2026-09", Standing.NOW)}
    assert slots == Counter(wanted)
    days = set(Standing.objects.filter(slot=Standing.NOW).values_list("as_of", flat=True))
    assert days == {date(2026, 11, 3)}
    plan = Plan.objects.get(pk=house.plan.pk)
    assert differences(plan, as_of=ON_AGAIN.date(), now=ON_AGAIN) == []
