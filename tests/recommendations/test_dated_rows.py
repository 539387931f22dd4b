"""What held on a day, as we knew it at a moment: rows may be recorded in any order."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.models import AuditEvent
from core.refusals import BadInput, Conflict
from progress.facts import Snapshot, snapshots
from recommendations.actions import (
    change_due_date,
    change_weight,
    complete_initiative,
    reach_milestone,
)
from recommendations.models import (
    DueRow,
    Initiative,
    LeadRow,
    Milestone,
    MilestoneRow,
    StateRow,
    WeightRow,
)
from tests.factories import ADDED, BY, House, at

Unchanged = Callable[[], Any]


def seen(house: House, code: int, as_of: str, known: str = "2026-12-31") -> Snapshot:
    """Initiative `code` on a day, as known at nine in the morning of another."""
    initiative = house.initiative(code)
    when = {"as_of": date.fromisoformat(as_of), "known_at": at(known)}
    return snapshots([initiative], **when)[initiative.pk]


def move_due(house: House, due: str, *, on: str, now: str, code: int = 1) -> Initiative:
    initiative = house.initiative(code)
    return change_due_date(
        initiative=initiative, due_on=date.fromisoformat(due), reason="招标延期",
        on=date.fromisoformat(on), version=initiative.version, now=at(now), by=BY,
    )  # fmt: skip


def test_a_due_date_holds_from_its_day_and_from_when_it_was_known(house: House) -> None:
    move_due(house, "2027-03-31", on="2026-09-10", now="2026-09-15")
    assert seen(house, 1, "2026-09-09").facts.due_on == date(2026, 12, 31)
    assert seen(house, 1, "2026-09-10").facts.due_on == date(2027, 3, 31)
    assert seen(house, 1, "2026-09-10", known="2026-09-14").facts.due_on == date(2026, 12, 31)
    assert seen(house, 1, "2026-09-10", known="2026-09-15").facts.due_on == date(2027, 3, 31)


def test_the_original_due_date_is_shown_for_ever(house: House) -> None:
    move_due(house, "2027-03-31", on="2026-09-10", now="2026-09-15")
    move_due(house, "2027-06-30", on="2026-10-10", now="2026-10-15")
    assert seen(house, 1, "2026-11-01").original_due_on == date(2026, 12, 31)
    assert house.initiative(1).due_on == date(2027, 6, 30)
    event = AuditEvent.objects.order_by("seq").last()
    assert event.verb == "initiative.due_changed"
    assert (event.before, event.after) == (
        {"due_on": "2027-03-31"},
        {"due_on": "2027-06-30", "reason": "招标延期"},
    )


def test_before_the_first_row_was_recorded_there_is_no_original(house: House) -> None:
    known = seen(house, 1, "2026-09-10", known="2026-08-01")
    assert (known.facts.due_on, known.original_due_on) == (None, None)
    assert (known.facts.state, known.lead_id) == ("draft", None)


@pytest.mark.parametrize(("due", "reason"), [("2025-12-31", "招标延期"), ("2027-03-31", "  ")])
def test_a_new_due_date_follows_the_start_and_has_a_reason(
    house: House, unchanged: Unchanged, due: str, reason: str
) -> None:
    one = house.initiative(1)
    with unchanged(), pytest.raises(BadInput):
        change_due_date(
            initiative=one, due_on=date.fromisoformat(due), reason=reason, on=date(2026, 9, 1),
            version=one.version, now=at("2026-09-02"), by=BY,
        )  # fmt: skip


def test_of_two_who_change_the_due_date_the_second_is_told(
    house: House, unchanged: Unchanged
) -> None:
    stale = house.initiative(1)
    move_due(house, "2027-03-31", on="2026-09-10", now="2026-09-15")
    with unchanged(), pytest.raises(Conflict):
        change_due_date(
            initiative=stale, due_on=date(2027, 1, 31), reason="另有原因", on=date(2026, 9, 1),
            version=stale.version, now=at("2026-09-16"), by=BY,
        )  # fmt: skip


def test_a_weight_holds_from_its_day(house: House) -> None:
    one = house.initiative(1)
    change_weight(
        initiative=one, weight=Decimal("2.5"), on=date(2026, 9, 10), version=one.version,
        now=at("2026-09-20"), by=BY,
    )  # fmt: skip
    assert seen(house, 1, "2026-09-09").weight == 1
    assert seen(house, 1, "2026-09-10").weight == Decimal("2.5")
    assert seen(house, 1, "2026-09-10", known="2026-09-19").weight == 1
    assert seen(house, 1, "2025-12-31").weight == 1, "before its first row too"
    assert AuditEvent.objects.order_by("seq").last().after == {"weight": "2.5"}


@pytest.mark.parametrize("weight", ["0", "-1"])
def test_a_weight_is_above_zero(house: House, unchanged: Unchanged, weight: str) -> None:
    one = house.initiative(1)
    with unchanged(), pytest.raises(BadInput):
        change_weight(
            initiative=one, weight=Decimal(weight), on=date(2026, 9, 10), version=one.version,
            now=at("2026-09-20"), by=BY,
        )  # fmt: skip


def test_a_state_holds_from_its_day(house: House) -> None:
    one = house.initiative(1)
    complete_initiative(
        initiative=one, on=date(2026, 9, 30), version=one.version, now=at("2026-10-08"), by=BY
    )
    assert seen(house, 1, "2026-09-29").facts.state == "in_progress"
    late = seen(house, 1, "2026-10-31")
    assert (late.facts.state, late.facts.completed_on) == ("completed", date(2026, 9, 30))
    unaware = seen(house, 1, "2026-10-31", known="2026-10-07")
    assert (unaware.facts.state, unaware.facts.completed_on) == ("in_progress", None)


def test_what_was_reopened_counts_as_complete_from_the_last_time_on(house: House) -> None:
    one = house.initiative(1)
    for value, day in (("completed", 3), ("in_progress", 10), ("completed", 20), ("closed", 25)):
        StateRow.objects.create(
            initiative=one, value=value, effective_on=date(2026, 9, day), recorded_at=ADDED
        )
    assert seen(house, 1, "2026-09-30").facts.completed_on == date(2026, 9, 20)
    assert seen(house, 1, "2026-09-15").facts.completed_on is None


def test_a_lead_answers_from_its_day(house: House) -> None:
    LeadRow.objects.create(
        initiative=house.initiative(1), value=house.b, effective_on=date(2026, 9, 15),
        recorded_at=at("2026-09-16"),
    )  # fmt: skip
    assert seen(house, 1, "2026-09-14").lead_id == house.a.pk
    assert seen(house, 1, "2026-09-15").lead_id == house.b.pk
    assert seen(house, 1, "2026-09-15", known="2026-09-15").lead_id == house.a.pk


def test_a_milestone_is_done_from_when_it_was_known(house: House) -> None:
    milestone = Milestone.objects.get(title="完成方案")
    reach_milestone(milestone=milestone, on=date(2026, 3, 25), now=at("2026-09-12"), by=BY)

    def done(as_of: str, known: str) -> list[date | None]:
        return [one.done_on for one in seen(house, 2, as_of, known).facts.milestones]

    assert done("2026-09-30", "2026-09-11") == [None, None, None]
    assert done("2026-09-30", "2026-09-12") == [date(2026, 3, 25), None, None]


def test_a_dropped_milestone_no_longer_counts(house: House) -> None:
    milestone = Milestone.objects.get(title="全部接入")
    MilestoneRow.objects.create(
        milestone=milestone, due_on=date(2026, 12, 20), weight=Decimal(1), dropped=True,
        effective_on=date(2026, 9, 15), recorded_at=at("2026-09-16"),
    )  # fmt: skip
    assert len(seen(house, 2, "2026-09-14").facts.milestones) == 3
    titles = [one.title for one in seen(house, 2, "2026-09-15").facts.milestones]
    assert titles == ["完成方案", "目录上线"]


@dataclass(frozen=True)
class Entry:
    """One row to record: its kind, which value, from which day, known after so many hours."""

    kind: str
    value: int
    day: int
    hours: int


KINDS = ("due", "weight", "lead", "state", "milestone")
FIRST = date(2026, 9, 1)
STATES = ("assigned", "in_progress", "suspended", "completed")
entries = st.builds(
    Entry, st.sampled_from(KINDS), st.integers(0, 3), st.integers(0, 6), st.integers(0, 99)
)
# No two of one kind known at one moment: then the order of recording is the tie-breaker.
histories = st.lists(
    entries, min_size=1, max_size=8, unique_by=lambda entry: (entry.kind, entry.hours)
).flatmap(lambda rows: st.tuples(st.just(rows), st.permutations(rows)))


def moment(hours: int) -> datetime:
    return at("2026-09-01") + timedelta(hours=hours)


def store(house: House, one: Initiative, two: Milestone, entry: Entry) -> None:
    dated = {
        "effective_on": FIRST + timedelta(days=entry.day),
        "recorded_at": moment(entry.hours),
    }
    due = date(2026, 12, 1) + timedelta(days=entry.value)
    if entry.kind == "due":
        DueRow.objects.create(initiative=one, starts_on=FIRST, value=due, **dated)
    elif entry.kind == "weight":
        WeightRow.objects.create(initiative=one, value=Decimal(entry.value + 1), **dated)
    elif entry.kind == "lead":
        lead = house.b if entry.value % 2 else house.a
        LeadRow.objects.create(initiative=one, value=lead, **dated)
    elif entry.kind == "state":
        StateRow.objects.create(initiative=one, value=STATES[entry.value], **dated)
    else:
        MilestoneRow.objects.create(milestone=two, due_on=due, weight=Decimal(1), **dated)


def answers(one: Initiative, day: int, hours: int) -> Snapshot:
    return snapshots([one], as_of=FIRST + timedelta(days=day), known_at=moment(hours))[one.pk]


def recorded(house: House, rows: list[Entry], asked: list[tuple[int, int]]) -> list[Snapshot]:
    """What is answered once the rows are recorded in this order; nothing of it is kept."""
    with transaction.atomic():
        one = house.initiative(1)
        two = Milestone.objects.create(initiative=one, position=1, title="一步")
        for entry in rows:
            store(house, one, two, entry)
        found = [answers(one, *when) for when in asked]
        transaction.set_rollback(True)
    return found


def latest(rows: list[Entry], kind: str, day: int, hours: int) -> Entry | None:
    """The rule of dated rows said another way."""
    told = [row for row in rows if row.kind == kind and row.day <= day and row.hours <= hours]
    return max(told, key=lambda row: (row.day, row.hours), default=None)


QUESTIONS = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 100)), min_size=1, max_size=3)


@given(histories, QUESTIONS)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_order_of_recording_does_not_matter(
    house: House, told: tuple[list[Entry], list[Entry]], asked: list[tuple[int, int]]
) -> None:
    rows, shuffled = told
    found = recorded(house, rows, asked)
    assert recorded(house, shuffled, asked) == found
    for snapshot, (day, hours) in zip(found, asked, strict=True):
        due = latest(rows, "due", day, hours)
        weight = latest(rows, "weight", day, hours)
        step = latest(rows, "milestone", day, hours)
        assert snapshot.facts.due_on == (
            date(2026, 12, 1) + timedelta(days=due.value) if due else date(2026, 12, 31)
        )
        assert snapshot.weight == (weight.value + 1 if weight else 1)
        assert [m.due_on for m in snapshot.facts.milestones] == (
            [date(2026, 12, 1) + timedelta(days=step.value)] if step else []
        )


@given(histories, st.integers(0, 7), st.integers(0, 50))
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_what_is_recorded_later_does_not_change_what_was_known(
    house: House, told: tuple[list[Entry], list[Entry]], day: int, hours: int
) -> None:
    rows, _shuffled = told
    early = [row for row in rows if row.hours <= hours]
    assert recorded(house, early, [(day, hours)]) == recorded(house, rows, [(day, hours)])
