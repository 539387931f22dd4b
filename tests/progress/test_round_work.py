"""What the clock does: rounds open and close, standings follow the day, each exactly once."""

from datetime import date, datetime

import pytest

from core.models import WorkItem, WorkState
from core.work.claims import LeaseLost, claim_next
from core.work.kinds import known
from core.work.planner import plan_work
from core.work.worker import do_work
from progress.models import Round, Standing
from progress.work import rounds_to_close, rounds_to_open, standings_of_the_day
from recommendations.choices import PlanState
from recommendations.models import Plan
from tests.factories import House, at, make_draft_plan, verbs


def tick(now: datetime) -> tuple[int, int]:
    """One beat: how many were planned and how many done."""
    return plan_work(now), do_work(lambda: now)


def rounds(house: House) -> list[tuple[str, int, bool]]:
    rows = house.plan.rounds.order_by("ends_on")
    return [(row.period, row.number, row.closed_at is not None) for row in rows]


def standings() -> list[tuple[object, ...]]:
    return list(Standing.objects.order_by("pk").values_list())


def test_a_round_opens_when_its_day_comes(house: House) -> None:
    tick(at("2026-10-07 23:59"))
    assert rounds(house) == [("2026-09", 1, False)]
    tick(at("2026-10-08 00:00"))
    assert rounds(house) == [("2026-09", 1, False), ("2026-10", 2, False)]
    assert house.plan.rounds.get(number=2).opened_at == at("2026-10-08 00:00")


def test_a_second_beat_does_nothing(house: House) -> None:
    now = at("2026-10-08 09:00")
    planned, done = tick(now)
    assert planned == done > 0
    events, items = verbs(), WorkItem.objects.count()
    assert tick(now) == (0, 0)
    assert tick(at("2026-10-08 18:00")) == (0, 0)
    assert (verbs(), WorkItem.objects.count()) == (events, items)


def test_a_round_closes_the_day_after_its_review(house: House) -> None:
    tick(at("2026-10-13 23:59"))
    assert rounds(house)[0] == ("2026-09", 1, False)
    tick(at("2026-10-14 00:01"))
    assert rounds(house)[0] == ("2026-09", 1, True)
    assert Standing.objects.filter(slot="2026-09").count() == 4


def test_a_machine_that_was_off_for_forty_days_catches_up(house: House) -> None:
    tick(at("2026-09-20"))
    now = at("2026-10-30")
    tick(now)
    assert rounds(house) == [("2026-09", 1, True), ("2026-10", 2, False)]
    assert tick(now) == (0, 0)


def test_a_machine_that_was_off_for_months_opens_every_round_in_order(house: House) -> None:
    now = at("2026-12-20")
    tick(now)
    tick(now)
    assert rounds(house) == [
        ("2026-09", 1, True),
        ("2026-10", 2, True),
        ("2026-11", 3, True),
        ("2026-12", 4, False),
    ]
    assert verbs().count("round.opened") == 4
    assert verbs().count("round.closed") == 3
    assert tick(now) == (0, 0)


def test_months_before_publication_and_after_the_end_have_no_round(house: House) -> None:
    keys = [due.key for due in rounds_to_open(at("2028-03-01"))]
    assert keys == ["digital:2026-10", "digital:2026-11", "digital:2026-12"]


def test_a_plan_that_was_published_late_opens_the_running_month(house: House) -> None:
    Round.objects.all().delete()
    Plan.objects.update(published_at=at("2026-10-20"))
    keys = [due.key for due in rounds_to_open(at("2026-11-05"))]
    assert keys == ["digital:2026-10", "digital:2026-11"]


def test_a_quarterly_plan_has_quarterly_rounds(house: House) -> None:
    Round.objects.all().delete()
    Plan.objects.update(cadence="quarter")
    keys = [due.key for due in rounds_to_open(at("2026-11-05"))]
    assert keys == ["digital:2026-Q3", "digital:2026-Q4"]


@pytest.mark.parametrize("state", [PlanState.DRAFT, PlanState.CLOSED, PlanState.ARCHIVED])
def test_only_active_plans_are_on_the_clock(house: House, state: str) -> None:
    Plan.objects.update(state=state)
    now = at("2026-10-08")
    assert list(rounds_to_open(now)) == list(standings_of_the_day(now)) == []


def test_a_draft_beside_it_does_not_matter(house: House) -> None:
    make_draft_plan("draft")
    now = at("2026-10-08")
    assert [due.key for due in standings_of_the_day(now)] == ["digital:2026-10-08"]


def test_a_closed_round_is_not_due_again(house: House) -> None:
    now = at("2026-10-14 00:01")
    assert [due.key for due in rounds_to_close(now)] == ["digital:2026-09"]
    tick(now)
    assert list(rounds_to_close(now)) == []


def test_standings_follow_the_day(house: House) -> None:
    tick(at("2026-09-20 00:05"))
    tick(at("2026-09-21 00:05"))
    days = Standing.objects.filter(slot="now").values_list("as_of", flat=True)
    assert set(days) == {date(2026, 9, 21)}
    assert len(days) == 4


@pytest.mark.parametrize(
    ("kind", "now"),
    [
        ("round.open", "2026-10-08 00:01"),
        ("round.close", "2026-10-14 00:01"),
        ("standings.refresh", "2026-09-20 00:01"),
    ],
)
def test_whoever_lost_the_lease_changes_nothing(house: House, kind: str, now: str) -> None:
    moment = at(now)
    plan_work(moment)
    WorkItem.objects.exclude(kind=kind).delete()
    claim = claim_next(moment, clock=lambda: moment)
    assert claim is not None
    WorkItem.objects.update(token="another")
    events, before, stood = verbs(), rounds(house), standings()
    with pytest.raises(LeaseLost):
        known()[kind].do(claim)
    assert (verbs(), rounds(house), standings()) == (events, before, stood)
    assert WorkItem.objects.get().state == WorkState.WAITING
