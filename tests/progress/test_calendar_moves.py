"""A changed calendar: what moves is said first, then moves, and nobody becomes late by it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.actions import change_calendar
from core.calendar import (
    DayRow,
    calendar_of,
    fingerprint,
    seed_calendar,
    stored_days,
    with_day,
    work_calendar,
)
from core.models import AuditEvent, CalendarDay
from core.moves import CalendarChange, Move, moved_day, moves_of
from core.refusals import Conflict
from progress.actions import close_round, open_round, raise_matter, record_direction
from progress.models import Round, Standing
from progress.standings import differences, refresh
from recommendations.models import DueRow, Initiative
from reports.models import Schedule
from tests.factories import BY, OCTOBER, House, at, file_update, grow, verbs

NOW = at("2026-09-20 10:00")
TODAY = NOW.date()


def off(day: date, *, name: str = "停工", worked: bool = False) -> DayRow:
    return DayRow(day, worked, name, "手工", published=False)


def change(*rows: DayRow, now: Any = NOW) -> list[Move]:
    """Put these days in force, by the one action."""
    before = stored_days()
    days = before
    for row in rows:
        days = with_day(days, row)
    return change_calendar(days=days, seen=fingerprint(before), reason="试", now=now, by=BY)


def days_of(round_: Round) -> tuple[date, date, date]:
    row = Round.objects.get(pk=round_.pk)
    return row.opens_on, row.filing_due_on, row.review_ends_on


def by_hand(start: date, n: int) -> date:
    """The n-th working day after `start`, counted one by one."""
    calendar, day = work_calendar(), start
    while n:
        day += timedelta(days=1)
        n -= calendar.is_workday(day)
    return day


def told(moves: list[Move], kind: str) -> list[tuple[str, str, str]]:
    return [(move.what, move.before, move.after) for move in moves if move.kind == kind]


def test_an_open_rounds_days_move_with_the_calendar(house: House) -> None:
    assert days_of(house.round)[1:] == (date(2026, 10, 10), date(2026, 10, 13))
    moves = change(off(date(2026, 10, 9)))
    assert days_of(house.round)[1:] == (date(2026, 10, 12), date(2026, 10, 14))
    assert days_of(house.round)[1:] == tuple(by_hand(date(2026, 9, 30), n) for n in (3, 5))
    assert ("2026-09", "2026-10-10", "2026-10-12") in told(moves, "filing_due_on")
    assert ("2026-09", "2026-10-13", "2026-10-14") in told(moves, "review_ends_on")


def test_rounds_to_come_are_told_of_and_open_on_their_new_days(house: House) -> None:
    moves = change(off(date(2026, 11, 3)))
    assert told(moves, "filing_due_on") == [("2026-10", "2026-11-04", "2026-11-05")]
    opened = open_round(plan=house.plan, period=OCTOBER, now=at("2026-10-08"), by=BY)
    assert opened.filing_due_on == date(2026, 11, 5)


def test_a_first_day_that_becomes_a_day_off_opens_a_round_later(house: House) -> None:
    moves = change(off(date(2026, 11, 2)))
    assert told(moves, "opens_on") == [("2026-11", "2026-11-02", "2026-11-03")]


def test_a_closed_round_stays(house: House) -> None:
    close_round(round_=house.round, now=at("2026-10-14 00:05"), by=BY)
    kept = days_of(house.round)
    frozen = list(Standing.objects.filter(slot="2026-09").order_by("pk").values())
    change(off(date(2026, 10, 9)), now=at("2026-10-14"))
    assert days_of(house.round) == kept
    assert list(Standing.objects.filter(slot="2026-09").order_by("pk").values()) == frozen


def test_a_round_whose_review_has_run_out_stays(house: House) -> None:
    kept = days_of(house.round)
    change(off(date(2026, 10, 9)), now=at("2026-10-14"))
    assert days_of(house.round) == kept


def test_no_due_day_moves_from_ahead_of_us_into_the_past(house: House) -> None:
    """On the 10th, the filing's day, a correction says that the 5th was worked."""
    kept = days_of(house.round)
    assert kept[1] == date(2026, 10, 10)
    moves = change(off(date(2026, 10, 5), worked=True), now=at("2026-10-10"))
    assert days_of(house.round) == (kept[0], kept[1], date(2026, 10, 12))
    assert told(moves, "filing_due_on") == []


def test_review_never_ends_before_filing(house: House) -> None:
    house.plan.review_ends_after = house.plan.filing_due_after
    house.plan.save()
    Round.objects.filter(pk=house.round.pk).update(review_ends_on=date(2026, 10, 10))
    change(off(date(2026, 10, 5), worked=True), now=at("2026-10-10"))
    assert days_of(house.round)[1:] == (date(2026, 10, 10),) * 2


@pytest.mark.parametrize(
    ("before", "after", "goes"),
    [(12, 10, 10), (12, 14, 14), (12, 8, 12), (8, 10, 10), (8, 12, 12), (8, 7, 8), (8, 9, 9)],
)
def test_where_a_due_day_goes(before: int, after: int, goes: int) -> None:
    days = [date(2026, 10, number) for number in (before, after, 10, goes)]
    assert moved_day(days[0], days[1], today=days[2]) == days[3]


def test_a_report_to_come_is_told_of(house: House) -> None:
    Schedule.objects.create(
        plan=house.plan, kind="month", first_period="2026-09", due_after=6, issuer="示例督查室",
        open_key="1",
    )  # fmt: skip
    moves = change(off(date(2026, 10, 9)))
    assert told(moves, "report_due") == [("2026-09", "2026-10-14", "2026-10-15")]
    assert by_hand(date(2026, 9, 30), 6) == date(2026, 10, 15)


def test_terms_that_a_person_set_are_named_and_stay(house: House) -> None:
    day = date(2026, 10, 20)
    initiative = house.initiative(1)
    common: dict[str, Any] = {"initiative": initiative, "now": NOW, "by": BY}
    matter = raise_matter(
        matter="缺场地", proposal="调剂", asked_of="园区", due_on=day, person=house.alice, **common
    )
    direction = record_direction(
        leader="李示例", words="抓紧", given_on=TODAY, due_on=day, person=house.su, **common
    )
    Initiative.objects.filter(pk=house.initiative(2).pk).update(due_on=day)
    moves = change(off(day))
    assert {move.kind for move in moves if move.before == move.after == day.isoformat()} == {
        "due_on", "answer_due", "reply_due",
    }  # fmt: skip
    for row in (matter, direction):
        row.refresh_from_db()
        assert row.due_on == day


def late_on(house: House, day: date) -> None:
    """Initiative 1 was due on that day."""
    initiative = house.initiative(1)
    Initiative.objects.filter(pk=initiative.pk).update(due_on=day)
    DueRow.objects.create(
        initiative=initiative, starts_on=date(2026, 1, 1), value=day,
        effective_on=date(2026, 1, 2), recorded_at=at("2026-09-01"),
    )  # fmt: skip


def test_a_correction_of_the_past_changes_figures_at_once(house: House) -> None:
    late_on(house, date(2026, 9, 10))
    refresh(house.plan.initiatives.all(), as_of=TODAY, now=NOW)
    row = Standing.objects.get(initiative=house.initiative(1), slot="now")
    days = row.reasons[0]["figures"]["days"]
    moves = change(off(date(2026, 9, 15)))
    row.refresh_from_db()
    assert row.reasons[0]["figures"]["days"] == days - 1
    # The other is initiative 2, whose first milestone is overdue.
    assert told(moves, "figures") == [("2", "", "")]
    assert differences(house.plan, as_of=TODAY, now=NOW) == []


def test_a_light_that_changes_is_named(house: House) -> None:
    """Due in eleven working days, at half: green, until a day in between is off."""
    file_update(house, 1, now=NOW)
    due = work_calendar().add(TODAY, 11)
    late_on(house, due)
    Initiative.objects.filter(pk=house.initiative(1).pk).update(starts_on=TODAY)
    DueRow.objects.filter(initiative=house.initiative(1)).update(starts_on=TODAY)
    refresh(house.plan.initiatives.all(), as_of=TODAY, now=NOW)
    assert Standing.objects.get(initiative__code=1, slot="now").light == "green"
    moves = change(off(TODAY + timedelta(days=1)))
    ((what, before, after),) = told(moves, "light")
    assert (what[:2], before, after) == ("1 ", "green", "yellow")
    assert Standing.objects.get(initiative__code=1, slot="now").light == "yellow"
    assert differences(house.plan, as_of=TODAY, now=NOW) == []


def test_the_preview_says_exactly_what_then_moves_and_writes_nothing(
    house: House, unchanged: Callable[[], Any]
) -> None:
    late_on(house, date(2026, 9, 10))
    day = off(date(2026, 9, 15))
    before = stored_days()
    after = with_day(before, day)
    with unchanged():
        seen = moves_of(CalendarChange(calendar_of(before), calendar_of(after), TODAY, NOW))
    assert seen and seen == change(day)


def test_the_trail_tells_what_moved(house: House) -> None:
    change(off(date(2026, 10, 9)))
    event = AuditEvent.objects.order_by("seq").last()
    assert verbs()[-1] == "calendar.changed"
    assert event is not None and event.after["reason"] == "试"
    assert event.after["days"] == ["2026-10-09 休 停工"] and event.before["days"] == []
    assert "digital filing_due_on 2026-09: 2026-10-10 → 2026-10-12" in event.after["moved"]
    assert event.after["moved_in_all"] == len(event.after["moved"])


def test_who_comes_second_is_told(house: House, unchanged: Callable[[], Any]) -> None:
    seen = fingerprint(stored_days())
    change(off(date(2026, 10, 9)))
    days = with_day(stored_days(), off(date(2026, 10, 12)))
    with unchanged(), pytest.raises(Conflict, match="Somebody else|他人"):
        change_calendar(days=days, seen=seen, reason="", now=NOW, by=BY)


def test_nothing_is_recorded_where_nothing_changes(
    house: House, unchanged: Callable[[], Any]
) -> None:
    seed_calendar(now=NOW)
    days = stored_days()
    with unchanged(), pytest.raises(Conflict):
        change_calendar(days=days, seen=fingerprint(days), reason="", now=NOW, by=BY)


def test_the_first_change_stores_the_shipped_days_too(house: House) -> None:
    assert not CalendarDay.objects.exists()
    shipped = len(stored_days())
    change(off(date(2026, 10, 9)))
    assert CalendarDay.objects.count() == shipped + 1
    assert not work_calendar().is_workday(date(2026, 10, 1))


def test_queries_do_not_grow_with_initiatives(house: House) -> None:
    late_on(house, date(2026, 9, 10))
    before = stored_days()
    after = with_day(before, off(date(2026, 9, 15)))
    planned = CalendarChange(calendar_of(before), calendar_of(after), TODAY, NOW)

    def count() -> int:
        with CaptureQueriesContext(connection) as seen:
            moves_of(planned)
        return len(seen)

    few = count()
    grow(house, 40)
    Initiative.objects.filter(code__gte=100).update(due_on=date(2026, 9, 10))
    assert count() == few
