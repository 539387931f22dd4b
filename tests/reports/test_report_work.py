"""Every due report is planned once, frozen once, and what fails too often is parked."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from core.actions import retry_parked
from core.models import AuditEvent, WorkItem, WorkState
from core.work.claims import Claim, LeaseLost, claim_next
from core.work.planner import plan_kind, plan_work
from core.work.worker import do_work
from recommendations.choices import PlanState
from recommendations.models import Plan
from reports.actions import add_schedule
from reports.choices import FileFormat
from reports.models import Report, ReportFile, Schedule
from reports.outputs.files import MAKERS
from reports.outputs.made import Made
from reports.work import do_report, register_kinds, reports_due
from reports.writing import formats_of
from tests.factories import BY, SEPTEMBER, House, at, verbs

# The sixth working day after September, and the morning after.
DUE, NEXT = at("2026-10-14 06:00"), at("2026-10-15 09:00")
# Old enough for three reports.
WINTER = at("2026-12-20 09:00")


@pytest.fixture
def on(house: House) -> Schedule:
    return add_schedule(
        plan=house.plan, kind="month", first_period=SEPTEMBER, issuer="示例督查室", by=BY
    )


Renderer = Callable[..., Made]


@pytest.fixture
def rendered_by(monkeypatch: pytest.MonkeyPatch) -> Callable[[Renderer], None]:
    """Put another function in the place of what writes the Word file."""
    return lambda made: monkeypatch.setitem(MAKERS, FileFormat.DOCX, made)


@pytest.fixture
def quick_word(rendered_by: Callable[[Renderer], None]) -> None:
    """Rendering has tests of its own."""
    rendered_by(lambda *_args: Made(b"word"))


def plan_reports(now: datetime) -> int:
    from core.work.kinds import known

    return plan_kind(known()["report.freeze"], now)


def periods() -> list[str]:
    return list(Report.objects.order_by("period_ends_on").values_list("period", flat=True))


def test_a_report_is_due_on_the_sixth_working_day(on: Schedule) -> None:
    assert list(reports_due(at("2026-10-13 23:59"))) == []
    (due,) = reports_due(at("2026-10-14 00:00"))
    assert (due.key, due.due_at) == (f"{on.public_id}:2026-09", DUE)


def test_each_missed_period_is_planned_once(on: Schedule) -> None:
    assert plan_reports(WINTER) == 3
    keys = WorkItem.objects.order_by("due_at").values_list("key", flat=True)
    assert [key.partition(":")[2] for key in keys] == ["2026-09", "2026-10", "2026-11"]
    assert plan_reports(WINTER) == 0
    assert WorkItem.objects.count() == 3


def test_a_beat_freezes_and_a_second_one_does_nothing(on: Schedule) -> None:
    plan_reports(NEXT)
    assert do_work(lambda: NEXT) == 1
    report = Report.objects.get()
    assert (report.period, report.known_at) == ("2026-09", NEXT)
    assert (report.state, report.files.count()) == ("draft", 0)
    assert WorkItem.objects.get().state == WorkState.DONE
    before = verbs()
    assert (plan_reports(NEXT), do_work(lambda: NEXT)) == (0, 0)
    assert (verbs(), periods()) == (before, ["2026-09"])


def test_missed_reports_are_frozen_oldest_first_each_against_the_last(
    on: Schedule, quick_word: None
) -> None:
    from reports.queries import contents_of

    plan_reports(WINTER)
    assert do_work(lambda: WINTER) == 3
    assert periods() == ["2026-09", "2026-10", "2026-11"]
    rows = Report.objects.order_by("period_ends_on")
    found = [contents_of(row)["previous"] for row in rows]
    assert [line and line["period"] for line in found] == [None, "2026-09", "2026-10"]


def test_the_whole_clock_brings_rounds_and_reports(on: Schedule, quick_word: None) -> None:
    plan_work(NEXT)
    do_work(lambda: NEXT)
    assert periods() == ["2026-09"]
    assert verbs().count("report.frozen") == 1
    assert "round.closed" in verbs()


@pytest.mark.parametrize("change", ["schedule", "plan"])
def test_what_is_off_is_not_due(on: Schedule, change: str) -> None:
    if change == "schedule":
        Schedule.objects.update(active=False, open_key=None)
    else:
        Plan.objects.update(state=PlanState.CLOSED)
    assert list(reports_due(NEXT)) == []


def test_a_frozen_period_is_not_due_again(on: Schedule, quick_word: None) -> None:
    plan_reports(NEXT)
    do_work(lambda: NEXT)
    WorkItem.objects.all().delete()
    assert list(reports_due(NEXT)) == []


def test_what_fails_five_times_is_parked_and_can_be_tried_again(
    on: Schedule, rendered_by: Callable[[Renderer], None]
) -> None:
    broken: list[int] = []

    def fail(*_args: object, **_more: object) -> bytes:
        broken.append(1)
        raise ValueError("no font")

    rendered_by(fail)
    plan_reports(NEXT)
    for hour in range(10, 18):
        do_work(lambda hour=hour: NEXT.replace(hour=hour))
    item = WorkItem.objects.get()
    assert (item.state, item.attempts, len(broken)) == (WorkState.PARKED, 5, 5)
    assert "ValueError" in item.last_error
    assert not Report.objects.exists()
    assert "report.frozen" not in verbs()
    rendered_by(lambda *_args: Made(b"word"))
    retry_parked(item=item, by=BY)
    assert do_work(lambda: NEXT.replace(hour=20)) == 1
    assert periods() == ["2026-09"]


def take(now: datetime) -> Claim:
    claim = claim_next(now, clock=lambda: now)
    assert claim is not None
    return claim


def test_who_lost_the_lease_at_the_end_keeps_nothing(
    on: Schedule, quick_word: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_reports(NEXT)
    claim = take(NEXT)
    monkeypatch.setattr(Claim, "progress", lambda *_args: None)
    WorkItem.objects.update(token="another")
    events = AuditEvent.objects.count()
    with pytest.raises(LeaseLost):
        do_report(claim)
    assert (Report.objects.count(), ReportFile.objects.count()) == (0, 0)
    assert AuditEvent.objects.count() == events


def test_who_lost_the_lease_on_the_way_stops_there(
    on: Schedule, rendered_by: Callable[[Renderer], None]
) -> None:
    plan_reports(NEXT)
    claim = take(NEXT)
    WorkItem.objects.update(token="another")
    asked: list[int] = []
    rendered_by(lambda *_args: Made(bytes(asked.append(1) or 0)))
    with pytest.raises(LeaseLost):
        do_report(claim)
    assert asked == [], "nothing was rendered for nobody"


def test_progress_is_shown_while_it_works(
    on: Schedule, rendered_by: Callable[[Renderer], None]
) -> None:
    steps: list[tuple[int, int]] = []

    def render(*_args: object) -> Made:
        steps.append(WorkItem.objects.values_list("done_steps", "total_steps").get())
        return Made(b"word")

    rendered_by(render)
    plan_reports(NEXT)
    do_work(lambda: NEXT)
    total = 3 + len(formats_of(on))
    assert steps == [(2, total)], "gathered and composed, before the first file"
    assert WorkItem.objects.values_list("done_steps", "total_steps").get() == (total, total)


def test_the_kind_registers_twice_as_once() -> None:
    from core.work.kinds import known

    before: Callable[..., Any] = known()["report.freeze"].do
    register_kinds()
    assert known()["report.freeze"].do is before
