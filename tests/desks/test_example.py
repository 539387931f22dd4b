"""The example is whole on whatever day it is first shown, flagged, and gone when it is removed."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db.models import F
from django.test import override_settings

from accounts.choices import Role
from accounts.models import RoleGrant, Unit, User
from core.audit.verify import verify_chain
from core.models import AuditEvent, WorkItem
from core.refusals import Conflict
from core.workdays import seed_calendar
from desks.errands import lives_of_office
from desks.examples import build_example, remove_examples
from desks.examples.beijing import FIGURES, MORE, ROWS, TITLES, UNITS
from indicators.models import Indicator, Target, Value
from progress.models import LightPolicy, Request, Round, Standing, UnitSheet, Update, UpdateReturn
from progress.standings import differences
from recommendations.models import (
    Clause,
    DueRow,
    Initiative,
    InitiativeLeader,
    InitiativeUnit,
    LeadRow,
    MeasureFinding,
    Milestone,
    Plan,
    StateRow,
    WeightRow,
)
from reports.actions import add_schedule
from reports.contents import cells, gather
from reports.models import Report, Schedule
from tests import stage
from tests.example import CHEAP
from tests.factories import BY, Period, at
from tests.report_factories import make_correction, make_draft, sign

# An ordinary day, a month's first (a holiday), a year's last, a day beyond the calendar.
DAYS = ("2026-10-14", "2026-10-01", "2026-12-31", "2031-05-06")
NOON = {day: at(f"{day} 12:00") for day in DAYS}


@pytest.fixture(scope="module", params=DAYS)
def built(request: Any, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The example as of one day, in a transaction around this day's tests."""
    day = request.param
    with stage.around(django_db_blocker):
        with django_db_blocker.unblock(), override_settings(PASSWORD_HASHERS=CHEAP):
            stage.put(("example", day), lambda: build_example(now=NOON[day]))
        yield day


@pytest.fixture
def day(built: str, db: None) -> str:
    return built


@pytest.fixture
def plan(day: str) -> Plan:
    return Plan.objects.get()


def test_a_year_beyond_the_published_calendar_is_among_the_days() -> None:
    assert [day for day in DAYS if not seed_calendar().is_published(int(day[:4]))]


def test_every_measure_has_its_initiative_with_a_unit(plan: Plan) -> None:
    assert plan.state == "active"
    assert plan.measures.count() == len(TITLES) == 22
    assert plan.initiatives.count() == len(ROWS) == 22 + len(MORE)
    assert not plan.initiatives.filter(lead=None).exists()
    assert set(Clause.objects.filter(measures__plan=plan).values_list("path", flat=True)) == set(
        TITLES
    )


def test_one_is_merged_one_rests_and_one_was_given_back(day: str, plan: Plan) -> None:
    states = dict(plan.initiatives.filter(code__in=MORE).values_list("code", "state"))
    assert states == {23: "merged", 24: "suspended", 25: "declined"}
    merged = plan.initiatives.get(code=23)
    assert merged.merged_into is not None and merged.merged_into.state == "in_progress"
    why = StateRow.objects.filter(initiative__in=plan.initiatives.filter(code__in=MORE))
    assert all(why.exclude(value__in=("draft", "assigned", "in_progress")).values_list("reason"))
    wanted = lives_of_office(plan, on=date.fromisoformat(day), strikes=False)
    (given_back,) = [one for one in wanted if one.initiative.state == "declined"]
    assert "示例人才主管部门" in given_back.words
    resting = plan.initiatives.get(code=24).state_until
    assert resting is not None and resting > date.fromisoformat(day)


def test_every_measure_has_one_that_is_worked_on_or_done(plan: Plan) -> None:
    living = plan.initiatives.filter(state__in=("assigned", "in_progress", "completed"))
    assert living.values("measure").distinct().count() == 22


def test_two_requests_wait_for_the_office(plan: Plan) -> None:
    waiting = Request.objects.filter(initiative__plan=plan, open_key__isnull=False)
    assert sorted(waiting.values_list("kind", "initiative__code")) == [
        ("adjustment", 13), ("extension", 12),
    ]  # fmt: skip
    extension = waiting.get(kind="extension")
    assert extension.requested_on < extension.old_due_on < extension.new_due_on


def test_everything_invented_is_flagged(plan: Plan) -> None:
    assert not plan.initiatives.filter(is_example=False).exists()
    assert not Update.objects.filter(is_example=False).exists()
    assert not Unit.objects.filter(is_example=False).exists()
    assert not Target.objects.filter(is_example=False).exists()
    assert not Value.objects.filter(is_example=False).exists()
    kept = User.objects.filter(is_example=False).values_list("username", flat=True)
    assert set(kept) == {"system-admin", "security-admin", "auditor"}


def test_invented_units_say_so_in_their_names() -> None:
    assert all(name.startswith("示例") and short.startswith("示例") for _k, name, short in UNITS)


def test_baselines_are_the_documents_own(plan: Plan) -> None:
    rows = Indicator.objects.filter(plan=plan).select_related("baseline_edition")
    assert [row.name for row in rows.order_by("code")] == [figure.name for figure in FIGURES]
    for row in rows:
        text = row.baseline_edition.text[row.baseline_start : row.baseline_end]
        assert "".join(text.split()) == "".join(row.baseline_sentence.split())
    assert not rows.filter(is_example=True).exists()


def test_nothing_happens_after_the_day_it_is_shown(day: str, plan: Plan) -> None:
    now = NOON[day]
    for model, name in (
        (Update, "saved_at"),
        (Update, "approved_at"),
        (UpdateReturn, "returned_at"),
        (Round, "opened_at"),
        (Round, "closed_at"),
        (StateRow, "recorded_at"),
        (Request, "requested_at"),
        (Value, "filed_at"),
    ):
        assert not model.objects.filter(**{f"{name}__gt": now}).exists(), name
    assert not Round.objects.filter(closed_at__lt=F("opened_at")).exists()


def test_three_months_of_rounds_stand_and_the_running_one_if_it_has_begun(
    day: str, plan: Plan
) -> None:
    today = date.fromisoformat(day)
    rounds = list(plan.rounds.order_by("ends_on"))
    month = Period.containing("month", today)
    before = month.previous().previous().previous()
    assert [row.period for row in rounds[:3]] == [
        before.key,
        before.next().key,
        month.previous().key,
    ]
    begun = plan.rounds.filter(period=month.key)
    assert begun.exists() == (seed_calendar().add(month.starts_on, 0) <= today)
    assert all(row.opens_on <= today for row in rounds)
    for row in rounds:
        assert (row.closed_at is not None) == (row.review_ends_on < today)


def test_its_standings_agree_with_its_records(day: str, plan: Plan) -> None:
    now = at(f"{day} 12:01")
    assert Standing.objects.filter(slot="now").count() == len(ROWS)
    assert differences(plan, as_of=now.date(), now=now) == []


def test_the_page_shows_many_lights(day: str, plan: Plan) -> None:
    contents = gather(plan, as_of=date.fromisoformat(day), known_at=at(f"{day} 12:01"))
    assert contents["total"] == 22 == sum(contents["counts"].values())
    shown = {light for light, count in contents["counts"].items() if count}
    assert {"red", "yellow", "green", "done", "not_started"} <= shown
    assert all(cell["is_example"] for cell in cells(contents).values())


def test_a_sign_in_for_each_role_opens(day: str) -> None:
    held = RoleGrant.objects.filter(user__in=User.objects.exclude(password__startswith="!"))
    assert sorted(held.values_list("role", flat=True)) == sorted(role.value for role in Role)


def test_the_trail_of_it_is_whole(day: str) -> None:
    assert verify_chain().ok


def remove(day: str) -> dict[str, int]:
    return remove_examples(now=at(f"{day} 13:00"), by=BY)


def test_removal_leaves_the_documents_plan_as_a_clean_draft(day: str, plan: Plan) -> None:
    add_more(plan, day)
    found = remove(day)
    assert found["initiatives"] == len(ROWS)
    assert found["units"] == len(UNITS) + 1
    plan.refresh_from_db()
    assert (plan.state, plan.published_at, plan.adopted_by) == ("draft", None, "")
    assert plan.measures.count() == plan.initiatives.count() == plan.last_code == 22
    assert plan.findings.count() == 14
    drafts = Initiative.objects.filter(
        state="draft", lead=None, starts_on=None, due_on=None, is_example=False, told_by="percent",
        deliverable="", annual_goal="", ongoing=False,
    )  # fmt: skip
    assert drafts.count() == 22
    rows = StateRow.objects.values_list("value", flat=True)
    assert (set(rows), len(rows)) == ({"draft"}, 22)
    assert Indicator.objects.filter(plan=plan).count() == 3, "baselines are the document's own"


def add_more(plan: Plan, day: str) -> None:
    """What the clock adds to the example: a report, a piece of work."""
    schedule = Schedule.objects.get(plan=plan, kind="month", audience="upward")
    known = at(f"{day} 12:02")
    period = Period.containing("month", known.date())
    report = make_draft(schedule, period, known=known)
    sign(report, User.objects.get(username="chief"), now=known)
    make_correction(report, known=known)


def test_removal_leaves_no_row_of_the_example(day: str, plan: Plan) -> None:
    add_more(plan, day)
    assert set(Report.objects.values_list("is_example", flat=True)) == {True}
    assert Report.objects.filter(edition=1).count() == 1
    remove(day)
    for model in (
        Unit, Update, Round, Standing, Value, Target, Report, Schedule, LightPolicy, Milestone,
        DueRow, LeadRow, WeightRow, InitiativeUnit, InitiativeLeader, MeasureFinding,
    ):  # fmt: skip
        assert not model.objects.exists(), model.__name__
    assert {user.username for user in User.objects.all()} == {
        "system-admin",
        "security-admin",
        "auditor",
    }
    assert RoleGrant.objects.count() == 3
    event = AuditEvent.objects.order_by("seq").last()
    assert (event.verb, event.after["initiatives"]) == ("examples.removed", len(ROWS))
    assert verify_chain().ok


@pytest.mark.parametrize("built", DAYS[:1], indirect=True)
def test_after_removal_it_can_be_built_again(day: str, plan: Plan) -> None:
    remove(day)
    again = build_example(now=NOON[day])
    assert Plan.objects.get() == plan
    plan.refresh_from_db()
    assert plan.state == "active"
    assert Indicator.objects.count() == 3
    assert Target.objects.count() == 3
    assert Unit.objects.count() == len(UNITS) + 1
    assert {one.role for one in again} == {
        Role.REPORTER,
        Role.UNIT_LEAD,
        Role.COORDINATOR,
        Role.CHIEF,
        Role.LEADER,
        Role.SECRETARY,
    }, "administrators keep the passwords that they have"
    now = at(f"{day} 12:01")
    assert differences(plan, as_of=now.date(), now=now) == []


def test_removing_twice_finds_nothing_more(day: str) -> None:
    remove(day)
    assert set(remove(day).values()) == {0}


def test_a_filing_sheet_that_waits_goes_with_its_uploader(day: str) -> None:
    uploader = User.objects.get(username="reporter")
    UnitSheet.objects.create(
        file_name="a.xlsx", sha256="0" * 64, data=b"x", uploaded_by=uploader, uploaded_at=NOON[day]
    )
    remove(day)
    assert not UnitSheet.objects.exists() and not User.objects.filter(pk=uploader.pk).exists()


def test_real_work_in_the_examples_plan_is_not_swept_away(
    day: str, plan: Plan, unchanged: Any
) -> None:
    Initiative.objects.filter(plan=plan, code=1).update(is_example=False)
    with unchanged(), pytest.raises(Conflict):
        remove(day)


def test_work_of_other_plans_survives_the_removal(day: str, plan: Plan) -> None:
    others = WorkItem.objects.create(
        kind="report.freeze", key="another:2026-09", due_at=NOON[day], created_at=NOON[day],
        payload={"schedule": 987_654, "period": "2026-09"},
    )  # fmt: skip
    schedule = Schedule.objects.filter(plan=plan)[0]
    WorkItem.objects.create(
        kind="report.freeze", key=f"{schedule.public_id}:2026-09", due_at=NOON[day],
        created_at=NOON[day], payload={"schedule": schedule.pk, "period": "2026-09"},
    )  # fmt: skip
    WorkItem.objects.create(
        kind="round.open", key=f"{plan.slug}:2026-09", due_at=NOON[day], created_at=NOON[day],
        payload={"plan": plan.pk, "period": "2026-09"},
    )  # fmt: skip
    remove(day)
    assert list(WorkItem.objects.all()) == [others]


def test_another_plans_schedule_is_left_alone(day: str, plan: Plan) -> None:
    twin = Plan.objects.create(
        slug="twin", edition=plan.edition, title="另一方案", short_title="另一",
        starts_on=plan.starts_on, ends_on=plan.ends_on,
    )  # fmt: skip
    kept = add_schedule(
        plan=twin,
        kind="month",
        first_period=Period.containing("month", twin.ends_on),
        issuer="某办",
        by=BY,
    )
    remove(day)
    assert list(Schedule.objects.all()) == [kept]
