"""A plan's terms: a change holds for what has not begun yet, and nothing of the past moves."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.calendar import work_calendar
from core.models import AuditEvent
from core.periods import Period
from core.refusals import BadInput, Conflict, NotAllowed, Refusal
from progress.actions import open_round, set_terms
from progress.queries import expected_in
from progress.standings import stands
from progress.terms import Terms, moved_rounds, terms_of
from progress.work import rounds_to_open
from recommendations.models import Plan
from recommendations.writing import accept_by
from reports.contents import gather
from tests.factories import BY, House, at, file_update

SEEN = Terms("month", 3, 5, 3)
NOW = "2026-09-15"


def put(house: House, now: str = NOW, reason: str = "按季调度", **changes: Any) -> Plan:
    plan = Plan.objects.get(pk=house.plan.pk)
    return set_terms(
        plan=plan, terms=replace(terms_of(plan), **changes), reason=reason, version=plan.version,
        person=house.chen, now=at(now), by=BY,
    )  # fmt: skip


def due(now: str) -> list[str]:
    return sorted(one.key.partition(":")[2] for one in rounds_to_open(at(now)))


def test_the_terms_are_those_of_the_plan(house: House) -> None:
    assert terms_of(house.plan) == SEEN
    put(house, accept_within=5, filing_due_after=4, review_ends_after=8)
    assert terms_of(Plan.objects.get()) == Terms("month", 4, 8, 5)
    event = AuditEvent.objects.order_by("-seq").first()
    assert event is not None and event.verb == "plan.terms_set"
    assert event.before == {"filing_due_after": 3, "review_ends_after": 5, "accept_within": 3}
    assert event.after["filing_due_after"] == 4 and event.after["reason"] == "按季调度"


def test_rounds_that_opened_keep_their_days_and_those_to_come_take_the_new(house: House) -> None:
    kept = (house.round.filing_due_on, house.round.review_ends_on)
    plan = put(house, filing_due_after=6, review_ends_after=9)
    house.round.refresh_from_db()
    assert (house.round.filing_due_on, house.round.review_ends_on) == kept
    october = open_round(plan=plan, period=Period.parse("2026-10"), now=at("2026-10-09"), by=BY)
    assert october.filing_due_on == work_calendar().add(date(2026, 10, 31), 6)
    assert october.review_ends_on == work_calendar().add(date(2026, 10, 31), 9)


def test_an_assignment_to_come_gets_the_new_term(house: House) -> None:
    before = house.initiative(3).state_until
    plan = put(house, accept_within=10)
    assert house.initiative(3).state_until == before, "a term that runs goes on"
    assert accept_by(plan, now=at(NOW)) == work_calendar().add(date(2026, 9, 15), 10)


def test_by_quarter_begins_behind_the_last_round_that_opened(house: House) -> None:
    plan = put(house, cadence="quarter")
    assert plan.former_cadences == [["2026-09-30", "month"]]
    assert due("2026-12-31") == ["2026-Q4"]
    open_round(plan=plan, period=Period.parse("2026-Q4"), now=at("2026-10-09"), by=BY)
    assert due("2026-12-31") == []


def test_months_keep_coming_until_the_quarter_begins(house: House) -> None:
    october = Period.parse("2026-10")
    open_round(plan=house.plan, period=october, now=at("2026-10-09"), by=BY)
    plan = put(house, now="2026-10-12", cadence="quarter")
    assert plan.former_cadences == [["2026-12-31", "month"]]
    assert due("2026-12-31") == ["2026-11", "2026-12"]


def test_back_to_months_before_it_began_is_as_if_nothing_had_been(house: House) -> None:
    put(house, cadence="quarter")
    plan = put(house, cadence="month")
    assert plan.former_cadences == []
    assert due("2026-11-30") == ["2026-10", "2026-11"]


def test_a_second_change_keeps_the_first(house: House) -> None:
    plan = put(house, cadence="quarter")
    open_round(plan=plan, period=Period.parse("2026-Q4"), now=at("2026-10-09"), by=BY)
    plan = put(house, now="2026-10-12", cadence="month")
    assert plan.former_cadences == [["2026-09-30", "month"], ["2026-12-31", "quarter"]]
    days = {"2026-08-01": "month", "2026-09-30": "month", "2026-10-01": "quarter"}
    days |= {"2026-12-31": "quarter", "2027-01-01": "month"}
    assert {day: plan.cadence_on(date.fromisoformat(day)) for day in days} == days


def test_lights_and_reports_of_the_past_stay(house: House) -> None:
    file_update(house, 1, now=at("2026-09-20"))
    rows = list(house.plan.initiatives.order_by("code"))

    def seen() -> tuple[Any, Any]:
        plan = Plan.objects.get(pk=house.plan.pk)
        contents = gather(plan, as_of=date(2026, 9, 30), known_at=at("2026-10-30"))
        found = stands(rows, as_of=date(2026, 9, 30), known_at=at("2026-10-30"))
        return contents, {pk: one.judged for pk, one in found.items()}

    before = seen()
    assert any(r.code for _pk, one in before[1].items() for r in one.reasons)
    plan = put(house, now="2026-10-08", cadence="quarter")
    assert seen() == before
    open_round(plan=plan, period=Period.parse("2026-Q4"), now=at("2026-10-09"), by=BY)
    assert seen() == before
    house.round.plan = plan
    assert {row.code for row in expected_in(house.round)} == {1, 2, 3}


def test_the_present_round_is_the_quarters_once_it_opened(house: House) -> None:
    plan = put(house, cadence="quarter")

    def period(on: date) -> str:
        line = gather(plan, as_of=on, known_at=at("2026-10-30"))["round"]
        assert line is not None
        return line["period"]

    quarter = open_round(plan=plan, period=Period.parse("2026-Q4"), now=at("2026-10-09"), by=BY)
    eve = quarter.opens_on - timedelta(days=1)
    assert (period(eve), period(quarter.opens_on)) == ("2026-09", "2026-Q4")
    assert {row.code for row in expected_in(quarter)} == {1, 2, 3, 4}


def test_what_would_move_is_what_moves(house: House) -> None:
    today = date(2026, 9, 15)
    told = moved_rounds(
        house.plan, replace(SEEN, cadence="quarter"), today=today, calendar=work_calendar()
    )
    assert {(one.period, one.before is None, one.after is None) for one in told} == {
        ("2026-10", False, True), ("2026-11", False, True), ("2026-12", False, True),
        ("2026-Q4", True, False),
    }  # fmt: skip
    plan = put(house, cadence="quarter")
    (quarter,) = [one for one in told if one.after]
    opened = open_round(plan=plan, period=Period.parse("2026-Q4"), now=at("2026-10-09"), by=BY)
    assert quarter.after is not None and quarter.after.filing_due_on == opened.filing_due_on
    same = replace(terms_of(plan), accept_within=9)
    assert moved_rounds(plan, same, today=today, calendar=work_calendar()) == []


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({}, Conflict),
        ({"cadence": "week"}, BadInput),
        ({"filing_due_after": 6}, BadInput),
        ({"filing_due_after": -1}, BadInput),
        ({"review_ends_after": 61}, BadInput),
        ({"accept_within": 0}, BadInput),
        ({"accept_within": 4, "reason": " "}, BadInput),
    ],
)
def test_what_cannot_be_is_refused(
    house: House, unchanged: Callable[[], Any], changes: dict[str, Any], kind: type[Refusal]
) -> None:
    with unchanged(), pytest.raises(kind):
        put(house, **changes)


def test_only_who_keeps_plans_and_saw_the_present_terms(
    house: House, unchanged: Callable[[], Any]
) -> None:
    terms = replace(SEEN, accept_within=4)
    told: dict[str, Any] = {"plan": house.plan, "terms": terms, "reason": "x", "now": at(NOW)}
    with unchanged(), pytest.raises(NotAllowed):
        set_terms(**told, version=house.plan.version, person=house.bo, by=BY)
    with unchanged(), pytest.raises(Conflict):
        set_terms(**told, version=house.plan.version - 1, person=house.chen, by=BY)
    Plan.objects.update(state="closed")
    house.plan.refresh_from_db()
    with unchanged(), pytest.raises(Conflict):
        set_terms(**told, version=house.plan.version, person=house.chen, by=BY)


def test_the_page_shows_first_and_then_puts_in_force(house: House, client: Client) -> None:
    client.force_login(house.chen)
    url = reverse("plan-terms", args=[house.plan.slug])
    sent = {
        "cadence": "quarter", "filing_due_after": "4", "review_ends_after": "8",
        "accept_within": "5", "reason": "按季调度", "version": str(house.plan.version),
    }  # fmt: skip
    assert client.get(url).status_code == 200
    shown = client.post(url, {**sent, "step": "preview"})
    assert shown.status_code == 200 and "2026年第四季度" in shown.content.decode()
    assert terms_of(Plan.objects.get()) == SEEN
    assert client.post(url, {**sent, "step": "apply"}).status_code == 302
    assert terms_of(Plan.objects.get()) == Terms("quarter", 4, 8, 5)
    assert client.post(url, {**sent, "step": "apply"}).status_code == 409
    bad = client.post(url, {**sent, "filing_due_after": "9", "step": "apply"})
    assert bad.status_code == 422
