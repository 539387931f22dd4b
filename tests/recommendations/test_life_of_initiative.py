"""The steps of an initiative's life: each with its states, its guards and its dated row.

Whatever sequence is tried, the present and the rows agree, and what the table does not allow is
refused with Conflict and changes nothing.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from core.models import AuditEvent
from core.refusals import BadInput, Conflict, NotAllowed
from recommendations import actions
from recommendations.choices import InitiativeState
from recommendations.life import FROM, TO, LifeStep, allows, put_off, resumes_to
from recommendations.models import Initiative
from recommendations.queries import breakdowns_of
from tests.factories import BY, House, file_update, make_draft_plan, publish
from tests.recommendations.life_steps import BESIDE, LATER, NOW, TODAY, WHY, last, take

Unchanged = Callable[[], Any]
# --- the table -----------------------------------------------------------------------------------


def test_the_table_speaks_of_the_states_that_there_are() -> None:
    states = set(InitiativeState.values)
    assert set(FROM) == set(LifeStep)
    assert {one for some in FROM.values() for one in some} <= states
    assert set(TO.values()) <= states and set(LifeStep) - set(TO) == {LifeStep.RESUME}


def test_nothing_leads_out_of_the_end() -> None:
    for state in ("closed", "cancelled", "merged"):
        assert not [step for step in LifeStep if allows(state, step)]


@pytest.mark.parametrize(
    ("states", "back"),
    [
        (["draft", "assigned", "suspended"], "assigned"),
        (["assigned", "in_progress", "suspended"], "in_progress"),
        (["assigned", "suspended", "assigned", "in_progress", "suspended"], "in_progress"),
    ],
)
def test_a_rest_leads_back_to_where_it_began(states: list[str], back: str) -> None:
    assert resumes_to(states) == back


def test_a_rest_from_nothing_is_an_error() -> None:
    with pytest.raises(ValueError, match="before"):
        resumes_to(["suspended"])


@pytest.mark.parametrize(
    ("before", "after", "reason", "counts"),
    [
        (LATER, LATER + timedelta(1), WHY, True),
        (LATER, LATER, WHY, False),
        (LATER, LATER - timedelta(1), WHY, False),
        (LATER, LATER + timedelta(1), "", False),
        (None, LATER, WHY, False),
        (LATER, None, WHY, False),
    ],
)
def test_an_extension_is_later_and_has_a_reason(
    before: date | None, after: date | None, reason: str, counts: bool
) -> None:
    assert put_off(before, after, reason) is counts


# --- each step -----------------------------------------------------------------------------------


@pytest.mark.parametrize("step", BESIDE)
def test_a_step_is_refused_from_every_other_state(
    house: House, unchanged: Unchanged, step: LifeStep
) -> None:
    for state in set(InitiativeState.values) - FROM[step] - {"merged"}:
        Initiative.objects.filter(code=1).update(state=state)
        with unchanged(), pytest.raises(Conflict):
            take(house, step)


@pytest.mark.parametrize("step", BESIDE)
def test_a_step_from_an_older_row_is_refused(
    house: House, unchanged: Unchanged, step: LifeStep
) -> None:
    Initiative.objects.filter(code=1).update(
        state=sorted(FROM[step])[0],
        quality="good" if step in (LifeStep.CLOSE, LifeStep.REOPEN) else "",
    )
    stale = house.initiative(1)
    Initiative.objects.filter(code=1).update(version=stale.version + 1)
    with unchanged(), pytest.raises(Conflict):
        take(house, step, row=stale)


@pytest.mark.parametrize("step", BESIDE)
def test_nothing_moves_in_a_closed_plan(house: House, unchanged: Unchanged, step: LifeStep) -> None:
    Initiative.objects.filter(code=1).update(state=sorted(FROM[step])[0])
    type(house.plan).objects.filter(pk=house.plan.pk).update(state="closed")
    with unchanged(), pytest.raises(Conflict):
        take(house, step)


@pytest.mark.parametrize("step", [one for one in BESIDE if one is not LifeStep.DECLINE])
def test_nothing_holds_from_a_day_to_come(
    house: House, unchanged: Unchanged, step: LifeStep
) -> None:
    Initiative.objects.filter(code=1).update(
        state=sorted(FROM[step])[0], quality="good" if step is LifeStep.CLOSE else ""
    )
    with unchanged(), pytest.raises(BadInput):
        take(house, step, on=TODAY + timedelta(1))


NEED_REASONS = [
    LifeStep.DECLINE,
    LifeStep.REOPEN,
    LifeStep.SUSPEND,
    LifeStep.RESUME,
    LifeStep.MERGE,
]


@pytest.mark.parametrize("step", NEED_REASONS)
def test_a_step_that_others_must_understand_gives_its_reason(
    house: House, unchanged: Unchanged, step: LifeStep
) -> None:
    Initiative.objects.filter(code=1).update(state=sorted(FROM[step])[0])
    with unchanged(), pytest.raises(BadInput) as refusal:
        take(house, step, reason=" \n")
    assert set(refusal.value.fields) == {"reason"}


# --- assignment ----------------------------------------------------------------------------------


def test_the_term_to_accept_counts_from_the_day_the_unit_could_know(house: House) -> None:
    assert house.initiative(3).state_until == date(2026, 9, 4), "published on Tuesday the first"
    row = take(house, LifeStep.DECLINE, code=3)
    assert row.state_until is None
    house.plan.accept_within = 1
    house.plan.save()
    row = house.initiative(3)
    actions.assign_initiatives(initiatives=[row], on=TODAY, now=NOW, by=BY)
    assert house.initiative(3).state_until == date(2026, 9, 22)
    assert last(house, 3).until_on == date(2026, 9, 22)


def test_in_a_plan_that_nobody_can_read_no_term_runs(house: House) -> None:
    plan = make_draft_plan("other")
    row = plan.initiatives.select_related("plan").first()
    assert row is not None
    value = actions.Assignment(lead=house.a, starts_on=None, due_on=LATER)
    actions.assign_initiative(
        initiative=row, assignment=value, on=TODAY, version=row.version, now=NOW, by=BY
    )
    assert row.state_until is None
    with pytest.raises(Conflict):
        actions.accept_initiatives(initiatives=[row], person=house.alice, now=NOW, by=BY)


def test_many_are_accepted_at_once_or_none(house: House, unchanged: Unchanged) -> None:
    both = [house.initiative(3), house.initiative(4)]
    with unchanged(), pytest.raises(NotAllowed):
        actions.accept_initiatives(
            initiatives=[*both, house.initiative(1)], person=house.eve, now=NOW, by=BY
        )
    Initiative.objects.filter(code=4).update(state="in_progress")
    with unchanged(), pytest.raises(Conflict):
        actions.accept_initiatives(
            initiatives=[house.initiative(3), house.initiative(4)], person=house.fan, now=NOW,
            by=BY,
        )  # fmt: skip
    Initiative.objects.filter(code=4).update(state="assigned")
    with unchanged(), pytest.raises((NotAllowed, Conflict)):
        actions.accept_initiatives(
            initiatives=[house.initiative(3)], person=house.alice, now=NOW, by=BY
        )
    with unchanged(), pytest.raises(BadInput):
        actions.accept_initiatives(initiatives=[], person=house.eve, now=NOW, by=BY)
    both = [house.initiative(3), house.initiative(4)]
    actions.accept_initiatives(initiatives=both, person=house.eve, now=NOW, by=BY)
    for code in (3, 4):
        row = house.initiative(code)
        assert (row.state, row.state_until, last(house, code).value) == (
            "in_progress", None, "in_progress",
        )  # fmt: skip
    events = list(AuditEvent.objects.order_by("-seq")[:2])
    assert {one.verb for one in events} == {"initiative.accepted"}


@pytest.mark.parametrize("who", ["eve", "alice", "bo", "chen", "dong"])
def test_only_the_head_of_the_lead_unit_declines(
    house: House, unchanged: Unchanged, who: str
) -> None:
    with unchanged(), pytest.raises(NotAllowed):
        take(house, LifeStep.DECLINE, code=3, person=house.people[who])


def test_a_decline_goes_back_with_its_reason_and_the_history_stays(house: House) -> None:
    take(house, LifeStep.DECLINE, code=3, reason=f" {WHY} ")
    row = house.initiative(3)
    assert (row.state, row.lead) == ("declined", house.b)
    assert (last(house, 3).value, last(house, 3).reason) == ("declined", WHY)
    event = AuditEvent.objects.order_by("seq").last()
    assert event is not None
    assert (event.verb, event.after["reason"]) == ("initiative.declined", WHY)
    value = actions.Assignment(lead=house.a, starts_on=date(2026, 1, 1), due_on=LATER)
    actions.assign_initiative(
        initiative=row, assignment=value, on=TODAY, version=row.version, now=NOW, by=BY
    )
    assert [one.value for one in row.state_rows.order_by("pk")] == [
        "draft", "assigned", "declined", "assigned",
    ]  # fmt: skip
    assert [one.value for one in row.lead_rows.order_by("pk")] == [house.b, house.a]


def test_what_was_filed_on_has_been_taken_on(house: House, unchanged: Unchanged) -> None:
    file_update(house, 3, until="submitted")
    assert house.initiative(3).state == "assigned"
    with unchanged(), pytest.raises(Conflict):
        take(house, LifeStep.DECLINE, code=3)


def test_an_approved_update_begins_what_nobody_accepted(house: House) -> None:
    update = file_update(house, 3)
    row = house.initiative(3)
    assert (row.state, row.state_until) == ("in_progress", None)
    assert last(house, 3).effective_on == update.speaks_on


# --- rest ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [1, 3])
def test_a_rest_ends_in_the_state_in_which_it_began(house: House, code: int) -> None:
    before = house.initiative(code).state
    take(house, LifeStep.SUSPEND, code=code)
    row, told = house.initiative(code), last(house, code)
    assert (row.state, row.state_until) == ("suspended", LATER)
    assert (told.value, told.until_on, told.reason) == ("suspended", LATER, WHY)
    take(house, LifeStep.RESUME, code=code)
    row = house.initiative(code)
    assert (row.state, row.state_until) == (before, None)


@pytest.mark.parametrize("day", [TODAY, TODAY - timedelta(1)])
def test_a_rest_ends_on_a_day_to_come(house: House, unchanged: Unchanged, day: date) -> None:
    with unchanged(), pytest.raises(BadInput) as refusal:
        take(house, LifeStep.SUSPEND, until_on=day)
    assert set(refusal.value.fields) == {"until_on"}


def test_the_due_date_may_be_put_off_when_work_goes_on(house: House) -> None:
    take(house, LifeStep.SUSPEND)
    take(house, LifeStep.RESUME, due_on=date(2027, 2, 28))
    row = house.initiative(1)
    assert row.due_on == date(2027, 2, 28)
    values = [one.value for one in row.due_rows.order_by("pk")]
    assert values == [date(2026, 12, 31), date(2027, 2, 28)], "the original stays"


def test_a_rest_brings_no_due_date_forward(house: House, unchanged: Unchanged) -> None:
    take(house, LifeStep.SUSPEND)
    with unchanged(), pytest.raises(BadInput):
        take(house, LifeStep.RESUME, due_on=date(2026, 12, 30))


# --- merging -------------------------------------------------------------------------------------


def test_what_is_merged_lives_on_and_its_measures_are_served(house: House) -> None:
    gone, lives = house.initiative(1), house.initiative(2)
    take(house, LifeStep.MERGE)
    row = house.initiative(1)
    assert (row.state, row.merged_into_id, last(house).into_id) == ("merged", lives.pk, lives.pk)
    assert breakdowns_of([lives])[lives.pk].serves == (gone.measure_id,)
    kept = lives.detail_rows.order_by("version").last()
    assert kept is not None and kept.values["serves"] == [gone.measure_id]
    assert house.initiative(2).version == lives.version + 1


def test_it_may_live_on_in_another_plan(house: House) -> None:
    plan = make_draft_plan("other")
    for row in plan.initiatives.select_related("plan"):
        value = actions.Assignment(lead=house.b, starts_on=None, due_on=LATER)
        actions.assign_initiative(
            initiative=row, assignment=value, on=TODAY, version=row.version, now=NOW, by=BY
        )
    publish(plan, now=NOW)
    into = plan.initiatives.select_related("plan", "lead").first()
    take(house, LifeStep.MERGE, into=into)
    assert house.initiative(1).merged_into == into


@pytest.mark.parametrize("code", [1, 3])
def test_it_lives_on_only_in_another_that_is_worked_on(
    house: House, unchanged: Unchanged, code: int
) -> None:
    Initiative.objects.filter(code=3).update(state="suspended")
    with unchanged(), pytest.raises((Conflict, BadInput)) as refusal:
        take(house, LifeStep.MERGE, into=house.initiative(code))
    assert set(refusal.value.fields) == {"into"}


def test_examples_and_real_work_are_kept_apart(house: House, unchanged: Unchanged) -> None:
    Initiative.objects.filter(code=2).update(is_example=True)
    with unchanged(), pytest.raises(BadInput):
        take(house, LifeStep.MERGE)


# --- the end -------------------------------------------------------------------------------------


def test_completion_is_graded_and_told_as_late_as_it_was(house: House) -> None:
    take(house, LifeStep.COMPLETE)
    assert (house.initiative(1).quality, last(house).quality) == ("good", "good")
    Initiative.objects.filter(code=2).update(due_on=date(2026, 9, 1))
    take(house, LifeStep.COMPLETE, code=2, on=date(2026, 9, 20))
    assert last(house, 2).effective_on == date(2026, 9, 20), "no end before the plan's is forced"


def test_there_are_four_grades(house: House, unchanged: Unchanged) -> None:
    with unchanged(), pytest.raises(BadInput):
        take(house, LifeStep.COMPLETE, quality="superb")


def test_striking_off_is_the_chiefs_own_act_with_its_own_day(
    house: House, unchanged: Unchanged
) -> None:
    take(house, LifeStep.COMPLETE, on=date(2026, 9, 10))
    for who in ("chen", "bo", "lei", "su"):
        with unchanged(), pytest.raises(NotAllowed):
            take(house, LifeStep.CLOSE, person=house.people[who])
    with unchanged(), pytest.raises(BadInput) as refusal:
        take(house, LifeStep.CLOSE, on=date(2026, 9, 9))
    assert set(refusal.value.fields) == {"on"}
    take(house, LifeStep.CLOSE, on=date(2026, 9, 15))
    row, told = house.initiative(1), last(house)
    assert (row.state, row.quality, told.effective_on) == ("closed", "good", date(2026, 9, 15))


@pytest.mark.parametrize("quality", ["", "failed"])
def test_what_did_not_pass_is_not_struck_off_but_taken_up_again(
    house: House, unchanged: Unchanged, quality: str
) -> None:
    take(house, LifeStep.COMPLETE, quality=quality)
    with unchanged(), pytest.raises(Conflict):
        take(house, LifeStep.CLOSE)
    take(house, LifeStep.REOPEN)
    row = house.initiative(1)
    assert (row.state, row.quality, last(house).reason) == ("in_progress", "", WHY)
