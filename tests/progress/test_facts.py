"""What the light rule is told: in a fixed number of queries, as of a day, as then known."""

from datetime import date
from decimal import Decimal

from django.db import connection
from django.test.utils import CaptureQueriesContext

from progress.actions import close_round, open_round
from progress.facts import Snapshot, policies, snapshots
from progress.models import LightPolicy, Round
from progress.status import DEFAULT_POLICY
from recommendations.models import Initiative, StateRow
from tests.factories import (
    ADDED,
    BY,
    OCTOBER,
    House,
    advance,
    at,
    file_update,
    grow,
    make_draft_plan,
    words,
)

APPROVED_LATE = at("2026-10-20")


def seen(house: House, code: int, as_of: str, known: str) -> Snapshot:
    initiative = house.initiative(code)
    when = {"as_of": date.fromisoformat(as_of), "known_at": at(known)}
    return snapshots([initiative], **when)[initiative.pk]


def count_queries(rows: list[Initiative]) -> int:
    with CaptureQueriesContext(connection) as queries:
        found = snapshots(rows, as_of=date(2026, 9, 30), known_at=at("2026-10-31"))
    assert len(found) == len(rows)
    return len(queries)


def test_thirty_initiatives_ask_as_little_as_three(house: House) -> None:
    few = list(house.plan.initiatives.filter(code__lte=3))
    for row in few:
        file_update(house, row.code)
    cost = count_queries(few)
    grow(house, 27)
    many = list(house.plan.initiatives.exclude(code=4))
    assert (len(few), len(many)) == (3, 30)
    assert count_queries(many) == cost == 13


def test_one_is_asked_for_as_it_is_among_many(house: House) -> None:
    """By a statement that was built before, with other days and moments."""
    file_update(house, 1, now=at("2026-09-20"))
    file_update(house, 2, until="returned", now=at("2026-09-21"))
    file_update(house, 3, until="submitted", now=at("2026-09-22"))
    for day, known in (("2026-09-21", "2026-09-21"), ("2026-09-30", "2026-10-31")):
        when = {"as_of": date.fromisoformat(day), "known_at": at(known)}
        rows = list(house.plan.initiatives.select_related("plan"))
        many = snapshots(rows, **when)
        assert {row.pk: snapshots([row], **when)[row.pk] for row in rows} == many
        assert len({one.update for one in many.values()}) > 1


def test_nothing_asked_is_nothing_found(house: House) -> None:
    assert snapshots([], as_of=date(2026, 9, 30), known_at=ADDED) == {}


def test_an_approved_percent_counts_from_the_day_it_speaks_of(house: House) -> None:
    file_update(house, 1, now=at("2026-09-20"))
    assert seen(house, 1, "2026-09-19", "2026-12-31").facts.percent is None
    facts = seen(house, 1, "2026-09-20", "2026-12-31").facts
    assert (facts.percent, facts.percent_on, facts.self_rating) == (60, None, "on_track")


def test_late_approval_is_not_known_before_it_was_given(house: House) -> None:
    update = file_update(house, 1, until="submitted", now=at("2026-09-20"))
    advance(house, update, until="approved", now=APPROVED_LATE)
    before = seen(house, 1, "2026-09-30", "2026-10-19")
    after = seen(house, 1, "2026-09-30", "2026-10-20")
    assert (before.facts.percent, before.update) == (None, None)
    assert (after.facts.percent, after.update) == (Decimal(60), update)


def test_waiting_stops_the_clock_at_the_last_approved_day(house: House) -> None:
    file_update(house, 1, now=at("2026-09-20"))
    round_ = open_round(plan=house.plan, period=OCTOBER, now=at("2026-10-08"), by=BY)
    file_update(house, 1, round_=round_, said=words(70), until="submitted", now=at("2026-10-30"))
    facts = seen(house, 1, "2026-10-31", "2026-10-31").facts
    assert (facts.percent, facts.percent_on) == (Decimal(60), date(2026, 9, 20))
    assert seen(house, 1, "2026-10-29", "2026-10-31").facts.percent_on is None


def test_what_was_sent_back_no_longer_waits(house: House) -> None:
    file_update(house, 1, now=at("2026-09-20"))
    round_ = open_round(plan=house.plan, period=OCTOBER, now=at("2026-10-08"), by=BY)
    file_update(house, 1, round_=round_, said=words(70), until="returned", now=at("2026-10-30"))
    assert seen(house, 1, "2026-10-31", "2026-10-31").facts.percent_on is None


def test_a_draft_tells_nothing(house: House) -> None:
    file_update(house, 1, until="for_signing", now=at("2026-09-20"))
    close_round(round_=house.round, now=at("2026-10-20"), by=BY)
    facts = seen(house, 1, "2026-10-31", "2026-10-31").facts
    assert facts.percent is None
    assert [(one.period, one.filed) for one in facts.rounds] == [("2026-09", False)]


def test_a_missed_round_counts_from_the_day_after_its_review_ended(house: House) -> None:
    assert house.round.review_ends_on == date(2026, 10, 13)

    def rounds(as_of: str, known: str) -> list[tuple[str, bool]]:
        facts = seen(house, 1, as_of, known).facts
        return [(one.period, one.filed) for one in facts.rounds]

    assert rounds("2026-09-30", "2026-10-13 23:59") == []
    assert rounds("2026-09-30", "2026-10-14 00:00") == [("2026-09", False)]
    assert rounds("2026-09-29", "2026-10-14 00:00") == [], "that day the period still ran"


def test_a_filed_round_counts_as_filed_before_its_review(house: House) -> None:
    file_update(house, 1, until="submitted", now=at("2026-09-20"))
    facts = seen(house, 1, "2026-09-30", "2026-10-14").facts
    assert [(one.period, one.filed, one.closed_on) for one in facts.rounds] == [
        ("2026-09", True, date(2026, 9, 30))
    ]


def test_rounds_before_the_start_or_while_suspended_are_not_missed(house: House) -> None:
    assert seen(house, 4, "2026-09-30", "2026-10-31").facts.rounds == ()
    StateRow.objects.create(
        initiative=house.initiative(1), value="suspended", effective_on=date(2026, 9, 15),
        recorded_at=at("2026-09-15"),
    )  # fmt: skip
    assert seen(house, 1, "2026-09-30", "2026-10-31").facts.rounds == ()


def test_rounds_of_another_plan_are_not_this_ones(house: House) -> None:
    other = make_draft_plan("other")
    row = Round.objects.get(pk=house.round.pk)
    row.pk, row.plan = None, other
    row.save(force_insert=True)
    assert len(seen(house, 1, "2026-09-30", "2026-10-31").facts.rounds) == 1


def test_milestones_tell_their_own_progress(house: House) -> None:
    facts = seen(house, 2, "2026-09-30", "2026-10-31").facts
    assert (facts.told_by, facts.percent) == ("milestones", None)
    assert [(one.title, one.weight) for one in facts.milestones] == [
        ("完成方案", Decimal(1)),
        ("目录上线", Decimal(2)),
        ("全部接入", Decimal(1)),
    ]


def test_a_policy_is_the_one_of_its_day_as_then_known(house: House) -> None:
    for number, (day, recorded) in enumerate(
        [("2026-09-01", "2026-09-01"), ("2026-09-15", "2026-09-20")], start=2
    ):
        LightPolicy.objects.create(
            plan=house.plan, number=number, name="新规则", rules={"name": "新规则"},
            effective_on=date.fromisoformat(day), recorded_at=at(recorded),
        )  # fmt: skip

    def version(as_of: str, known: str) -> int:
        when = {"as_of": date.fromisoformat(as_of), "known_at": at(known)}
        return policies([house.plan], **when)[house.plan.pk].version

    assert version("2026-08-31", "2026-12-31") == DEFAULT_POLICY.version == 1
    assert version("2026-09-14", "2026-12-31") == 2
    assert version("2026-09-15", "2026-12-31") == 3
    assert version("2026-09-15", "2026-09-19") == 2
