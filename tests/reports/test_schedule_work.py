"""By however many planners, after whatever pause, on whatever clock: each report once."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from core.audit.verify import verify_chain
from core.models import AuditEvent, CalendarDay, WorkItem, WorkState
from core.work.kinds import known
from core.work.planner import plan_kind
from core.work.worker import do_work
from reports.actions.schedules import FREEZE
from reports.choices import FileFormat
from reports.models import Report, ReportFile, Schedule
from reports.outputs.files import MAKERS
from reports.outputs.made import Made
from reports.periods import Special
from reports.queries import seal_of
from reports.verifying import verify_reports
from reports.work import reports_due
from tests.factories import OCTOBER, House, at, verbs
from tests.report_factories import make_draft, make_schedule, sign

# Old enough for September, October and November.
WINTER = at("2026-12-20 09:00")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rendering has tests of its own."""
    for one in (FileFormat.DOCX, FileFormat.HTML):
        monkeypatch.setitem(MAKERS, one, lambda _c, words, _on: Made(words.issue_line.encode()))


def tick(now: datetime) -> int:
    """The planner, then a worker."""
    plan_kind(known()[FREEZE], now)
    return do_work(lambda: now)


def periods() -> list[str]:
    return list(Report.objects.order_by("period_ends_on").values_list("period", flat=True))


@pytest.mark.parametrize(
    ("missed", "drafted"),
    [("all", ["2026-09", "2026-10", "2026-11"]), ("latest", ["2026-11"]), ("none", [])],
)
def test_after_a_long_pause_the_schedule_says_what_is_caught_up(
    house: House, missed: str, drafted: list[str]
) -> None:
    make_schedule(house.plan, missed=missed)
    assert tick(WINTER) == len(drafted)
    assert periods() == drafted
    assert tick(WINTER + timedelta(days=1)) == 0


@pytest.mark.parametrize("pause", [timedelta(hours=1), timedelta(days=1), timedelta(days=40)])
def test_what_was_due_while_nothing_ran_is_drafted_afterwards(
    house: House, pause: timedelta
) -> None:
    make_schedule(house.plan)
    due = at("2026-10-14 06:00")
    tick(due - timedelta(minutes=1))
    tick(due + pause)
    assert periods()[0] == "2026-09"
    assert len(periods()) == len(set(periods())) == (2 if pause.days == 40 else 1)


def test_two_planners_at_one_moment_plan_it_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second asks while the first has not written yet: the unique key decides."""
    make_schedule(house.plan)
    kind = known()[FREEZE]
    ordinary, asked = WorkItem.objects.bulk_create, []

    def slow(rows: Any, **more: Any) -> Any:
        if not asked:
            asked.append(1)
            plan_kind(kind, WINTER)
        return ordinary(rows, **more)

    monkeypatch.setattr(WorkItem.objects, "bulk_create", slow)
    plan_kind(kind, WINTER)
    assert WorkItem.objects.filter(kind=FREEZE).count() == 3
    assert do_work(lambda: WINTER) == 3
    assert periods() == ["2026-09", "2026-10", "2026-11"]


def test_a_clock_set_back_drafts_nothing_twice(house: House) -> None:
    make_schedule(house.plan)
    tick(WINTER)
    before = (periods(), verbs())
    for back in (timedelta(days=50), timedelta(days=400), timedelta(hours=1)):
        assert tick(WINTER - back) == 0
    assert tick(WINTER) == 0
    assert (periods(), verbs()) == before


def test_a_clock_set_back_between_planning_and_doing_only_waits(house: House) -> None:
    make_schedule(house.plan)
    plan_kind(known()[FREEZE], WINTER)
    assert do_work(lambda: at("2026-10-14 05:59")) == 0
    assert do_work(lambda: at("2026-10-14 06:00")) == 1
    assert do_work(lambda: WINTER) == 2
    assert periods() == ["2026-09", "2026-10", "2026-11"]


@pytest.mark.parametrize("name", ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe"])
def test_in_any_zone_each_report_comes_on_the_morning_of_its_day(house: House, name: str) -> None:
    """Asked every hour, over the days around the due day."""
    make_schedule(house.plan, due_after=0, first_period=OCTOBER)
    with override_settings(TIME_ZONE=name), timezone.override(ZoneInfo(name)):
        # 31 October is a Saturday: Monday's first hour.
        assert asked_hourly("2026-10-30") == ["2026-11-02 00:00"]


def asked_hourly(day: str) -> list[str]:
    """Planned, and done if it can be, every hour for four days; when something was planned."""
    moment = datetime.fromisoformat(day).replace(tzinfo=ZoneInfo("UTC"))
    found = []
    for _step in range(24 * 4):
        if plan_kind(known()[FREEZE], moment):
            found.append(f"{timezone.localtime(moment):%Y-%m-%d %H:%M}")
            item = WorkItem.objects.order_by("-pk")[0]
            local = timezone.localtime(item.due_at)
            assert (local.hour, local.minute) == (6, 0)
        do_work(lambda now=moment: now)
        moment += timedelta(hours=1)
    return found


@pytest.mark.parametrize(
    ("name", "changes", "hours"),
    [
        ("Europe/Berlin", "2026-10-25", 25), ("Europe/Berlin", "2027-03-28", 23),
        ("America/New_York", "2026-11-01", 25), ("Australia/Lord_Howe", "2026-10-04", 23.5),
    ],
)  # fmt: skip
def test_on_a_day_of_23_or_25_hours_its_report_comes_once(
    house: House, name: str, changes: str, hours: float
) -> None:
    """The clock changes on a Sunday, which here is a day worked: something falls due on it."""
    day = date.fromisoformat(changes)
    CalendarDay.objects.update_or_create(date=day, defaults={"is_workday": True})
    before = day - timedelta(days=1)
    days = Special(date(2026, 9, 1), before)
    make_schedule(house.plan, kind="special", first_period=days, name="清欠", due_after=1)
    zone = ZoneInfo(name)
    midnights = [
        datetime.combine(one, datetime.min.time(), zone).timestamp()
        for one in (day, day + timedelta(days=1))
    ]
    assert midnights[1] - midnights[0] == hours * 3600
    with override_settings(TIME_ZONE=name), timezone.override(zone):
        (planned,) = asked_hourly(f"{day - timedelta(days=2)}")
        assert planned in {f"{changes} 00:00", f"{changes} 00:30"}
        report = Report.objects.get()
        assert timezone.localtime(report.known_at).strftime("%Y-%m-%d %H:%M") == f"{changes} 06:00"
    assert verbs().count("report.frozen") == 1
    assert WorkItem.objects.filter(kind=FREEZE).count() == 1


@pytest.mark.parametrize("name", ["Asia/Shanghai", "Europe/Berlin"])
def test_the_zone_may_change_between_planning_and_doing(house: House, name: str) -> None:
    """A period is a number, not a moment: planned in one zone it is not planned in another."""
    make_schedule(house.plan, due_after=0, first_period=OCTOBER)
    for zone in ("America/New_York", name, "Australia/Lord_Howe"):
        with override_settings(TIME_ZONE=zone), timezone.override(ZoneInfo(zone)):
            tick(at("2026-11-04 12:00"))
    assert periods() == ["2026-10"]


def test_a_special_report_is_drafted_once(house: House) -> None:
    days = Special(at("2026-09-01").date(), at("2026-10-15").date())
    made = make_schedule(house.plan, kind="special", first_period=days, name="清欠")
    tick(WINTER)
    tick(WINTER + timedelta(days=30))
    report = Report.objects.get()
    assert (report.period, report.subject) == ("2026-10-15", days)
    assert report.as_of == days.ends_on
    sign(Report.objects.select_related("schedule__plan").get(), house.dong, now=WINTER)
    signed = seal_of(Report.objects.get())
    assert signed.document["masthead"] == "政策落实专报"
    assert signed.document["title_lines"][1] == "清欠落实情况的专题报告"
    assert made.series == "special"


# --- published by itself ------------------------------------------------------------------------


@pytest.fixture
def automatic(house: House) -> Schedule:
    return make_schedule(house.plan, publishing="automatic", person=house.dong)


def test_what_publishes_itself_is_drafted_and_sealed_in_one(automatic: Schedule) -> None:
    assert tick(WINTER) == 3
    rows = list(Report.objects.order_by("period_ends_on"))
    assert [(row.state, row.number, row.signed_by) for row in rows] == [
        ("signed", number, None) for number in (1, 2, 3)
    ]
    for row in rows:
        seal = seal_of(row)
        assert (seal.signer, seal.day) == ("", "2026-12-20")
        assert {bytes(one.data).decode() for one in row.files.all()} == {f"第{row.number}期"}
    assert verbs().count("report.published") == verbs().count("report.frozen") == 3
    assert tick(WINTER) == 0
    assert verify_reports() == [] and verify_chain().ok


def test_progress_counts_each_file(automatic: Schedule, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[tuple[int, int]] = []

    def watched(*_args: object) -> Made:
        steps.append(WorkItem.objects.values_list("done_steps", "total_steps").get())
        return Made(b"x")

    for one in (FileFormat.DOCX, FileFormat.HTML):
        monkeypatch.setitem(MAKERS, one, watched)
    tick(at("2026-10-20"))
    assert steps == [(2, 5), (3, 5)]
    assert WorkItem.objects.values_list("done_steps", "total_steps").get() == (5, 5)


def test_if_it_cannot_be_sealed_it_is_not_drafted_either(
    automatic: Schedule, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_fields: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(ReportFile.objects, "create", refuse)
    assert tick(at("2026-10-20")) == 0
    assert (Report.objects.count(), ReportFile.objects.count()) == (0, 0)
    assert not AuditEvent.objects.filter(verb__startswith="report.").exists()
    monkeypatch.undo()
    assert do_work(lambda: at("2026-10-20") + timedelta(minutes=1)) == 1
    assert Report.objects.get().number == 1


def test_a_number_taken_meanwhile_is_not_given_twice(
    house: House, automatic: Schedule, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another issue of the series is published between sealing and keeping."""
    other = make_draft(automatic, OCTOBER, known=at("2026-10-19"))
    from reports import work

    ordinary: Callable[..., str] = work.sealed_text
    outrun: list[int] = []

    def sealed(*args: Any, **more: Any) -> str:
        text = ordinary(*args, **more)
        if not outrun:
            outrun.append(1)
            sign(other, house.dong, now=at("2026-10-20"))
        return text

    monkeypatch.setattr(work, "sealed_text", sealed)
    assert tick(at("2026-10-20")) == 1
    assert dict(Report.objects.values_list("period", "number")) == {"2026-10": 1, "2026-09": 2}


def test_an_index_stands_behind_the_planners_question(house: House) -> None:
    """One question for schedules, one for what is there, one for the calendar, at any number."""
    make_schedule(house.plan)
    tick(WINTER)
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        list(reports_due(WINTER))
    assert len(asked) == 3
    assert WorkItem.objects.filter(state=WorkState.DONE).count() == 3
