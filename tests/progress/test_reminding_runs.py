"""What a run sends, to whom, once: the ledger, the inboxes and the drafts, on real rows."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Notice, User
from core.models import WorkItem
from core.work.claims import LeaseLost, claim_next
from core.work.kinds import known
from core.work.planner import plan_kind, plan_work
from core.work.worker import do_work
from progress.actions import close_round, send_reminders
from progress.models import ReminderMoment, SupervisionOrder
from recommendations.choices import PlanState
from recommendations.models import Initiative, Plan
from tests.factories import BY, House, at, file_update, grow, verbs
from tests.progress.ask_steps import answer, ask_for, direct, raise_one, reply

KIND = "reminders.send"
# The round of 2026-09 is due on 10 October, a Saturday that is worked: −5 is 28 September, −1 the
# 9th of October, +1 the 12th, +3 the 14th; by the clock it closes as the 14th begins.
EARLY, EVE, LATE = at("2026-09-28"), at("2026-10-09"), at("2026-10-12")


def run(now: datetime) -> int:
    return send_reminders(plan=Plan.objects.get(slug="digital"), now=now, by=BY)


def ledger(**wanted: Any) -> set[tuple[int, str, int, str]]:
    rows = ReminderMoment.objects.filter(**wanted)
    return set(rows.values_list("initiative__code", "kind", "moment", "why"))


def inbox(user: User, kind: str = "reminder.filing") -> list[str]:
    return list(user.notices.filter(kind=kind).order_by("pk").values_list("subject", flat=True))


def due(house: House, day: str = "2026-10-12") -> None:
    type(house.round).objects.filter(pk=house.round.pk).update(filing_due_on=day)


def test_units_are_told_once_of_all_that_they_have_not_filed(house: House) -> None:
    file_update(house, 2, until="submitted")
    assert run(EARLY) == 2
    assert ledger(kind="filing") == {
        (1, "filing", -5, ""), (2, "filing", -5, "done"), (3, "filing", -5, ""),
    }  # fmt: skip
    for user in (house.alice, house.bo):
        (subject,) = inbox(user)
        assert "2026年9月" in subject and "1" in subject
    words = house.alice.notices.get().words
    assert words.startswith("1 ") and "2 " not in words
    assert not inbox(house.chen), "before the day the office is left in peace"
    assert Notice.objects.filter(to=house.eve).count() == 1


def test_a_second_run_does_nothing(house: House) -> None:
    run(EARLY)
    events, notices = verbs(), Notice.objects.count()
    assert run(EARLY) == run(at("2026-09-30")) == 0
    assert (verbs(), Notice.objects.count()) == (events, notices)


def test_after_the_day_the_office_sees_who_is_late(house: House) -> None:
    run(EVE)
    assert run(LATE) == 3
    for user in (house.chen, house.dong):
        (subject,) = inbox(user)
        assert "2" in subject and "3" in subject, "two units, three items"
    words = house.chen.notices.get().words
    assert "示例甲局" in words and "示例乙局" in words
    assert not Notice.objects.filter(to__in=[house.lei, house.su, house.zed]).exists()


def test_what_waits_for_a_signature_is_the_leads(house: House) -> None:
    file_update(house, 1, until="for_signing")
    file_update(house, 2, until="submitted")
    run(EARLY)
    assert inbox(house.bo) and not inbox(house.alice)


def test_at_the_last_moment_an_order_is_drafted_for_the_chief(house: House) -> None:
    due(house, "2026-09-30")
    file_update(house, 2, until="submitted")
    run(at("2026-10-10"))
    orders = SupervisionOrder.objects.order_by("initiative__code")
    assert [(row.initiative.code, row.state) for row in orders] == [(1, "draft"), (3, "draft")]
    order = orders[0]
    assert order.unit == house.a and order.number is None and order.signed_by is None
    assert "9月30日" in order.basis and "3个工作日" in order.basis
    assert order.person == "Bo"
    assert order.deadline == date(2026, 10, 16)
    assert len(inbox(house.dong, "reminder.order")) == 2
    assert not inbox(house.chen, "reminder.order")
    assert not Notice.objects.filter(to=house.alice, kind="reminder.order").exists()


def test_a_machine_that_was_off_for_forty_days_decides_each_moment_once(house: House) -> None:
    run(at("2026-09-22"))
    now = at("2026-11-03")
    plan_work(now)
    do_work(lambda: now)
    plan_work(now)
    do_work(lambda: now)
    rows = list(ledger(kind="filing", round=house.round))
    assert {(code, moment) for code, _kind, moment, _why in rows} == {
        (code, moment) for code in (1, 2, 3) for moment in (-5, -1, 1, 3)
    }
    assert len(rows) == 12
    # The round of September closed meanwhile, that of October opened and its −1 is sent.
    assert {(moment, why) for _c, _k, moment, why in rows} == {
        (-5, "closed"), (-1, "closed"), (1, "closed"), (3, ""),
    }  # fmt: skip
    october = ledger(kind="filing", round__period="2026-10")
    assert {(1, "filing", -5, "later"), (1, "filing", -1, "")} <= october
    events = verbs()
    do_work(lambda: now)
    assert run(now) == 0
    assert verbs() == events


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(days=st.lists(st.integers(0, 20), max_size=5), filed=st.none() | st.integers(0, 20))
def test_any_runs_on_any_days_leave_the_same_ledger(
    house: House, days: list[int], filed: int | None
) -> None:
    from datetime import timedelta

    from django.db import transaction

    start, last = at("2026-09-25"), at("2026-10-15")
    with transaction.atomic():
        for day in sorted({*days, 20, *([filed] if filed is not None else [])}):
            now = start + timedelta(days=day)
            if day == filed:
                file_update(house, 1, until="submitted", now=now)
            if day in days or now == last:
                run(now)
                run(now)
        keys = {(code, moment) for code, _k, moment, _why in ledger(kind="filing")}
        assert keys == {(code, moment) for code in (1, 2, 3) for moment in (-5, -1, 1, 3)}
        by_key = Notice.objects.filter(kind="reminder.filing").values_list("to_id", "key")
        assert len(by_key) == len(set(by_key))
        transaction.set_rollback(True)


def test_directions_matters_requests_and_due_dates_are_reminded_of(house: House) -> None:
    direction = direct(house)  # reply wanted by 30 September
    raise_one(house)  # answer wanted by 15 October
    ask_for(house, "extension")
    Initiative.objects.filter(code=2).update(due_on="2026-10-13")
    run(at("2026-09-29"))
    assert {(1, "direction", -5, "later"), (1, "direction", -1, "")} <= ledger()
    assert (2, "due", -10, "") in ledger()
    assert "批示" in inbox(house.alice, "reminder.direction")[0]
    assert len(inbox(house.bo, "reminder.due")) == 1
    reply(house, direction)
    run(at("2026-10-10"))
    assert (1, "direction", 1, "done") in ledger()
    assert (1, "direction", 3, "done") in ledger()
    assert (1, "matter", -5, "") in ledger()
    assert (1, "request", 3, "") in ledger()
    for user in (house.chen, house.dong):
        assert len(inbox(user, "reminder.matter")) == len(inbox(user, "reminder.request")) == 1


def test_a_matter_that_was_answered_is_passed_over(house: House) -> None:
    answer(house, raise_one(house))
    run(at("2026-10-20"))
    assert {why for _c, _k, _m, why in ledger(kind="matter")} == {"done"}


def test_a_unit_without_anybody_is_written_down_and_the_office_still_sees_it(
    house: House,
) -> None:
    User.objects.filter(pk__in=[house.eve.pk, house.fan.pk]).update(is_active=False)
    run(EARLY)
    assert (3, "filing", -5, "nobody") in ledger()
    run(EVE)
    run(LATE)
    assert "示例乙局" in house.chen.notices.get().words


def test_a_closed_round_asks_the_unit_for_nothing_more(house: House) -> None:
    close_round(round_=house.round, now=at("2026-10-14"), by=BY)
    run(at("2026-10-14"))
    found = {(moment, why) for _c, _k, moment, why in ledger(round=house.round)}
    assert found == {(-5, "closed"), (-1, "closed"), (1, "closed"), (3, "")}
    assert not inbox(house.alice), "nothing can be filed any more"
    assert SupervisionOrder.objects.count() == 3, "and yet it is answered for"
    assert len(inbox(house.chen)) == 1


@pytest.mark.parametrize("state", [PlanState.DRAFT, PlanState.CLOSED, PlanState.ARCHIVED])
def test_only_an_active_plan_reminds(house: House, state: str) -> None:
    Plan.objects.update(state=state)
    assert run(LATE) == 0
    assert not list(known()[KIND].due(LATE))
    assert not ReminderMoment.objects.exists()


def test_the_planner_plans_once_a_day(house: House) -> None:
    assert plan_kind(known()[KIND], EARLY) == 1
    assert plan_kind(known()[KIND], EARLY) == 0
    assert WorkItem.objects.get(kind=KIND).key == "digital:2026-09-28"


def test_whoever_lost_the_lease_sends_nothing(house: House) -> None:
    plan_kind(known()[KIND], EARLY)
    claim = claim_next(EARLY, clock=lambda: EARLY)
    assert claim is not None
    WorkItem.objects.update(token="another")
    with pytest.raises(LeaseLost):
        known()[KIND].do(claim)
    assert not ReminderMoment.objects.exists() and not Notice.objects.exists()


def test_many_initiatives_ask_no_more_questions(
    house: House, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(30) as few:
        run(EARLY)
    grow(house, 60)
    for row in Initiative.objects.filter(code__gte=100):
        row.updates.all().delete()
    with django_assert_max_num_queries(len(few) + 2):
        assert run(EVE) == 63
