"""Schedules: set, changed, ended, resumed; each guard says how to mend it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from accounts.choices import ROLES, Role
from core.models import AuditEvent, WorkItem
from core.periods import Period
from core.refusals import BadInput, Conflict, NotAllowed, Refusal
from recommendations.models import Plan
from reports.actions import (
    Manner,
    To,
    change_schedule,
    draft_missed,
    end_schedule,
    resume_schedule,
)
from reports.actions.schedules import FREEZE
from reports.models import Recipient, Report, Schedule
from reports.periods import Special
from reports.work import reports_due
from tests.factories import BY, OCTOBER, SEPTEMBER, House, at
from tests.report_factories import make_draft, make_schedule

Unchanged = Callable[[], Any]
AUTUMN = Special(date(2026, 9, 1), date(2026, 10, 15))
WINTER = at("2026-12-20 09:00")


def change(schedule: Schedule, manner: Manner, **more: Any) -> Schedule:
    facts = {"first_period": schedule.first, "issuer": schedule.issuer,
             "version": schedule.version, **more}  # fmt: skip
    return change_schedule(schedule=schedule, manner=manner, by=BY, **facts)


def test_everything_that_is_said_is_kept(house: House) -> None:
    twin = Plan.objects.create(
        slug="twin", edition=house.plan.edition, title="另一方案", short_title="另一",
        starts_on=house.plan.starts_on, ends_on=house.plan.ends_on,
    )  # fmt: skip
    made = make_schedule(
        house.plan, due_after=3, missed="latest", signer=house.dong, addressee=" 示例市政府 ",
        proof_days=2, ranking=True, formats=["html", "docx"], further=[twin],
        to=[To(role=Role.LEADER), To(unit=house.a), To(person=house.su)],
    )  # fmt: skip
    row = Schedule.objects.get(pk=made.pk)
    assert (row.due_after, row.missed, row.signer) == (3, "latest", house.dong)
    assert (row.addressee, row.proof_days, row.ranking) == ("示例市政府", 2, True)
    assert row.wanted == ["docx", "html"]
    assert {(one.kind, one.in_words) for one in row.recipients.all()} == {
        ("role", str(ROLES[Role.LEADER].label)), ("unit", "示例甲局"), ("person", "Su"),
    }  # fmt: skip
    assert [one.plan for one in row.further.all()] == [twin]
    event = AuditEvent.objects.order_by("seq").last()
    assert event.verb == "schedule.added"
    assert event.after["signer"] == "Dong"
    assert event.after["recipients"] == sorted(
        ["role:leader", f"unit:{house.a.pk}", f"person:{house.su.pk}"]
    )


REFUSED: dict[str, tuple[dict[str, Any], type[Refusal], str]] = {
    "no issuer": ({"issuer": " "}, BadInput, "issuer"),
    "no such kind": ({"kind": "week"}, BadInput, "kind"),
    "no such audience": ({"audience": "press"}, BadInput, "audience"),
    "another kind's period": ({"kind": "quarter"}, BadInput, "first_period"),
    "before the plan": ({"first_period": Period.parse("2025-12")}, BadInput, "first_period"),
    "after the plan": ({"first_period": Period.parse("2027-01")}, BadInput, "first_period"),
    "special without a subject": (
        {"kind": "special", "first_period": AUTUMN}, BadInput, "name",
    ),
    "special days for a month": ({"first_period": AUTUMN}, BadInput, "special_from"),
    "no such rule": ({"missed": "some"}, BadInput, "missed"),
    "no such publishing": ({"publishing": "mail"}, BadInput, "publishing"),
    "too late": ({"due_after": 61}, BadInput, "due_after"),
    "before its period": ({"due_after": -1}, BadInput, "due_after"),
    "too long to check": ({"proof_days": 61}, BadInput, "proof_days"),
    "no format": ({"formats": []}, BadInput, "formats"),
    "no such format": ({"formats": ["odt"]}, BadInput, "formats"),
    "a recipient twice": (
        {"to": [To(role=Role.LEADER), To(role=Role.LEADER)]}, BadInput, "persons",
    ),
    "nobody lets it out": ({"publishing": "automatic"}, NotAllowed, "publishing"),
}  # fmt: skip


@pytest.mark.parametrize("name", list(REFUSED))
def test_what_makes_no_sense_is_refused_at_its_field(
    house: House, unchanged: Unchanged, name: str
) -> None:
    more, kind, field = REFUSED[name]
    with unchanged(), pytest.raises(kind) as refusal:
        make_schedule(house.plan, **more)
    assert list(refusal.value.fields) == [field]


def test_who_may_not_sign_is_no_signer(house: House, unchanged: Unchanged) -> None:
    with unchanged(), pytest.raises(BadInput) as refusal:
        make_schedule(house.plan, signer=house.chen)
    assert list(refusal.value.fields) == ["signer"]


def test_the_home_plan_is_not_a_further_one(house: House, unchanged: Unchanged) -> None:
    with unchanged(), pytest.raises(BadInput) as refusal:
        make_schedule(house.plan, further=[house.plan])
    assert list(refusal.value.fields) == ["further"]


@pytest.mark.parametrize(("who", "may"), [("dong", True), ("chen", False), ("alice", False)])
def test_only_who_signs_lets_reports_out_without_a_signature(
    house: House, unchanged: Unchanged, who: str, may: bool
) -> None:
    person = house.people[who]
    if may:
        assert make_schedule(house.plan, publishing="automatic", person=person).pk
        return
    with unchanged(), pytest.raises(NotAllowed):
        make_schedule(house.plan, publishing="automatic", person=person)


def test_what_goes_out_by_itself_has_no_signer(house: House, unchanged: Unchanged) -> None:
    with unchanged(), pytest.raises(BadInput):
        make_schedule(house.plan, publishing="automatic", signer=house.dong, person=house.dong)


def test_special_reports_may_be_many(house: House) -> None:
    for subject in ("防汛", "清欠"):
        make_schedule(house.plan, kind="special", first_period=AUTUMN, name=subject)
    keys = Schedule.objects.values_list("open_key", "first_period", "special_to")
    assert list(keys) == [(None, "", date(2026, 10, 15))] * 2


def test_what_goes_out_on_its_day_waits_for_no_unit(house: House, unchanged: Unchanged) -> None:
    with unchanged(), pytest.raises(BadInput) as refusal:
        make_schedule(house.plan, publishing="automatic", proof_days=2, person=house.dong)
    assert list(refusal.value.fields) == ["proof_days"]


# --- changed ------------------------------------------------------------------------------------


def test_a_change_is_kept_and_told(house: House) -> None:
    made = make_schedule(house.plan, to=[To(role=Role.LEADER)])
    change(made, Manner(due_after=9, to=[To(unit=house.b)]), issuer="别的单位")
    row = Schedule.objects.get()
    assert (row.due_after, row.issuer, row.version) == (9, "别的单位", 2)
    assert list(Recipient.objects.values_list("key", flat=True)) == [f"unit:{house.b.pk}"]
    event = AuditEvent.objects.order_by("seq").last()
    assert event.verb == "schedule.changed"
    assert (event.before["due_after"], event.after["due_after"]) == (6, 9)
    assert event.before["recipients"] == ["role:leader"]
    assert "kind" not in event.after, "what stayed is not told"


def test_of_two_who_change_it_the_second_is_told(house: House, unchanged: Unchanged) -> None:
    made = make_schedule(house.plan)
    change(made, Manner(due_after=9))
    with unchanged(), pytest.raises(Conflict):
        change(made, Manner(due_after=3), version=1)


def test_a_change_passes_the_same_guards(house: House, unchanged: Unchanged) -> None:
    made = make_schedule(house.plan)
    for manner, more in (
        (Manner(due_after=99), {}),
        (Manner(), {"issuer": " "}),
        (Manner(), {"first_period": Period.parse("2026-Q3")}),
        (Manner(publishing="automatic"), {}),
    ):
        with unchanged(), pytest.raises(Refusal):
            change(made, manner, **more)


def test_others_may_change_the_rest_of_what_goes_out_by_itself(house: House) -> None:
    made = make_schedule(house.plan, publishing="automatic", person=house.dong)
    change(made, Manner(publishing="automatic", due_after=9), person=house.chen)
    assert Schedule.objects.get().due_after == 9
    change(made, Manner(publishing="signed"), person=house.chen)
    with pytest.raises(NotAllowed):
        change(made, Manner(publishing="automatic"), person=house.chen)


def test_a_special_reports_days_are_settled_once_it_is_drafted(
    house: House, unchanged: Unchanged
) -> None:
    made = make_schedule(house.plan, kind="special", first_period=AUTUMN, name="防汛")
    later = Special(date(2026, 9, 1), date(2026, 10, 20))
    change(made, Manner(name="防汛"), first_period=later)
    assert Schedule.objects.get().special_to == date(2026, 10, 20)
    make_draft(made, later)
    with unchanged(), pytest.raises(Conflict):
        change(made, Manner(name="防汛"), first_period=AUTUMN)
    change(made, Manner(name="防汛救灾"), first_period=later)


# --- ended and resumed --------------------------------------------------------------------------


def test_an_ended_schedule_is_due_no_more_and_leaves_its_place(house: House) -> None:
    made = make_schedule(house.plan)
    assert len(list(reports_due(WINTER))) == 3
    end_schedule(schedule=made, version=1, by=BY)
    assert list(reports_due(WINTER)) == []
    assert make_schedule(house.plan, first_period=OCTOBER).active


def test_it_ends_once_and_is_not_changed_then(house: House, unchanged: Unchanged) -> None:
    made = make_schedule(house.plan)
    end_schedule(schedule=made, version=1, by=BY)
    with unchanged():
        with pytest.raises(Conflict):
            end_schedule(schedule=made, version=2, by=BY)
        with pytest.raises(Conflict):
            change(made, Manner())


def test_it_is_resumed_unless_another_took_its_place(house: House, unchanged: Unchanged) -> None:
    made = make_schedule(house.plan)
    with unchanged(), pytest.raises(Conflict):
        resume_schedule(schedule=made, version=1, by=BY)
    end_schedule(schedule=made, version=1, by=BY)
    resume_schedule(schedule=made, version=2, by=BY)
    assert len(list(reports_due(WINTER))) == 3
    end_schedule(schedule=made, version=3, by=BY)
    make_schedule(house.plan)
    with unchanged(), pytest.raises(Conflict):
        resume_schedule(schedule=made, version=4, by=BY)


def test_a_period_is_not_drafted_again_by_the_schedule_that_follows(house: House) -> None:
    made = make_schedule(house.plan)
    make_draft(made)
    end_schedule(schedule=made, version=1, by=BY)
    later = make_schedule(house.plan)
    keys = [due.payload["period"] for due in reports_due(WINTER)]
    assert keys == ["2026-10", "2026-11"]
    with pytest.raises(Conflict):
        make_draft(later)
    assert Report.objects.count() == 1


# --- passed over, and drafted by hand ------------------------------------------------------------


def test_what_was_passed_over_is_drafted_by_hand_once(house: House, unchanged: Unchanged) -> None:
    made = make_schedule(house.plan, missed="none")
    assert list(reports_due(WINTER)) == []
    draft_missed(schedule=made, key="2026-09", now=WINTER, by=BY)
    item = WorkItem.objects.get(kind=FREEZE)
    assert (item.key, item.due_at) == (f"{made.public_id}:2026-09", WINTER)
    assert AuditEvent.objects.order_by("seq").last().verb == "report.asked_for"
    with unchanged(), pytest.raises(Conflict):
        draft_missed(schedule=made, key="2026-09", now=WINTER, by=BY)


@pytest.mark.parametrize("key", ["2026-12", "2026-08", "", "x", "2026-Q3"])
def test_what_is_not_due_is_not_drafted_by_hand(
    house: House, unchanged: Unchanged, key: str
) -> None:
    made = make_schedule(house.plan, missed="none")
    with unchanged(), pytest.raises(BadInput):
        draft_missed(schedule=made, key=key, now=WINTER, by=BY)


def test_what_is_there_is_not_drafted_by_hand(house: House, unchanged: Unchanged) -> None:
    made = make_schedule(house.plan, missed="none")
    make_draft(made, SEPTEMBER)
    with unchanged(), pytest.raises(Conflict):
        draft_missed(schedule=made, key="2026-09", now=WINTER, by=BY)
