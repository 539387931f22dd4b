"""Rounds open and close, each once, on days that count working days."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from core.calendar import work_calendar
from core.models import AuditEvent
from core.periods import Period
from core.refusals import Conflict
from progress.actions import close_round, open_round
from progress.models import Round, Standing
from progress.queries import open_rounds, round_days
from recommendations.choices import PlanState
from tests.factories import BY, OCTOBER, OPENED, House, at, file_update, make_draft_plan, verbs

Unchanged = Callable[[], Any]
CLOSED = at("2026-10-20 00:10")


def test_a_round_carries_its_periods_days(house: House) -> None:
    round_ = house.round
    assert (round_.starts_on, round_.ends_on) == (date(2026, 9, 1), date(2026, 9, 30))
    assert (round_.number, round_.opened_at, round_.closed_at) == (1, OPENED, None)
    # Three and five working days after the month; the first week of October is a holiday.
    assert round_.opens_on == date(2026, 9, 1)
    assert (round_.filing_due_on, round_.review_ends_on) == (
        date(2026, 10, 10),
        date(2026, 10, 13),
    )


def test_a_round_opens_on_the_first_working_day(house: House) -> None:
    days = round_days(house.plan, OCTOBER, calendar=work_calendar())
    assert days.opens_on == date(2026, 10, 8)


def test_the_days_follow_the_plans_own_terms(house: House) -> None:
    house.plan.filing_due_after, house.plan.review_ends_after = 1, 2
    days = round_days(house.plan, Period.parse("2026-06"), calendar=work_calendar())
    assert (days.filing_due_on, days.review_ends_on) == (date(2026, 7, 1), date(2026, 7, 2))


def test_the_same_round_again_is_the_one_that_is_there(house: House, unchanged: Unchanged) -> None:
    with unchanged():
        again = open_round(
            plan=house.plan, period=Period.parse("2026-09"), now=at("2026-09-09"), by=BY
        )
    assert again == house.round


def test_the_next_round_takes_the_next_number(house: House) -> None:
    round_ = open_round(plan=house.plan, period=OCTOBER, now=at("2026-10-08"), by=BY)
    assert (round_.number, round_.period) == (2, "2026-10")
    event = AuditEvent.objects.order_by("seq").last()
    assert (event.verb, event.plan) == ("round.opened", "digital")
    assert event.after == {"period": "2026-10", "filing_due_on": "2026-11-04"}


def test_a_draft_plan_has_no_rounds(house: House, unchanged: Unchanged) -> None:
    draft = make_draft_plan("draft")
    with unchanged(), pytest.raises(Conflict):
        open_round(plan=draft, period=OCTOBER, now=at("2026-10-08"), by=BY)
    draft.state = PlanState.CLOSED
    with unchanged(), pytest.raises(Conflict):
        open_round(plan=draft, period=OCTOBER, now=at("2026-10-08"), by=BY)


def test_closing_keeps_where_each_initiative_stood(house: House) -> None:
    file_update(house, 1, now=at("2026-09-20"))
    close_round(round_=house.round, now=CLOSED, by=BY)
    assert Round.objects.get(pk=house.round.pk).closed_at == CLOSED
    kept = Standing.objects.filter(slot="2026-09").order_by("initiative__code")
    assert [row.initiative.code for row in kept] == [1, 2, 3, 4]
    assert {(row.as_of, row.known_at) for row in kept} == {(date(2026, 9, 30), CLOSED)}
    event = AuditEvent.objects.order_by("seq").last()
    assert (event.verb, event.after) == ("round.closed", {"period": "2026-09", "standings": 4})


def test_a_round_closes_once(house: House, unchanged: Unchanged) -> None:
    stale = Round.objects.select_related("plan").get(pk=house.round.pk)
    close_round(round_=house.round, now=CLOSED, by=BY)
    with unchanged():
        close_round(round_=stale, now=at("2026-10-25"), by=BY)
    assert verbs().count("round.closed") == 1


def test_open_rounds_are_those_that_take_filings(house: House) -> None:
    october = open_round(plan=house.plan, period=OCTOBER, now=at("2026-10-08"), by=BY)
    assert open_rounds(house.plan, on=date(2026, 8, 31)) == []
    assert open_rounds(house.plan, on=date(2026, 10, 7)) == [house.round]
    assert open_rounds(house.plan, on=date(2026, 10, 8)) == [house.round, october]
    close_round(round_=house.round, now=CLOSED, by=BY)
    assert open_rounds(house.plan, on=date(2026, 10, 20)) == [october]
