"""From draft to active: gaps stop it unless a person passes the gate with a reason."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from core.models import AuditEvent
from core.refusals import BadInput, Conflict
from recommendations.actions import publish_plan, record_adoption
from recommendations.choices import PlanState
from recommendations.models import InitiativeMeasure, Plan
from recommendations.queries import coverage_gaps
from tests.factories import BY, PUBLISHED, assign, make_draft_plan, make_unit

Unchanged = Callable[[], Any]
pytestmark = pytest.mark.django_db


@pytest.fixture
def whole() -> Plan:
    """A plan that lacks nothing."""
    plan, unit = make_draft_plan(), make_unit()
    for initiative in plan.initiatives.select_related("plan"):
        assign(initiative, unit, accept=False)
    return adopted(plan)


def adopted(plan: Plan) -> Plan:
    return record_adoption(
        plan=plan, adopted_by="示例领导小组", number="1号", on=date(2026, 8, 20),
        version=plan.version, by=BY,
    )  # fmt: skip


def publish(plan: Plan, reason: str = "", version: int | None = None) -> Plan:
    return publish_plan(
        plan=plan, override_reason=reason, version=version or plan.version, now=PUBLISHED, by=BY
    )


def test_a_whole_plan_is_published(whole: Plan) -> None:
    assert coverage_gaps(whole) == []
    publish(whole)
    whole.refresh_from_db()
    assert (whole.state, whole.published_at, whole.override_reason) == ("active", PUBLISHED, "")
    assert whole.version == 3
    event = AuditEvent.objects.order_by("seq").last()
    assert (event.verb, event.plan) == ("plan.published", "digital")
    assert event.after == {"gaps": [], "reason": ""}


def test_each_gap_is_named() -> None:
    plan = make_draft_plan()
    assert len(coverage_gaps(plan)) == 3
    adopted(plan)
    units, dates = coverage_gaps(plan)
    assert "4" in units and "4" in dates
    plan.initiatives.filter(code=1).delete()
    bare, units, dates = coverage_gaps(plan)
    assert "1" in bare and "3" in units and "3" in dates


def test_a_measure_served_by_another_initiative_is_covered(whole: Plan) -> None:
    whole.initiatives.filter(code=1).delete()
    assert len(coverage_gaps(whole)) == 1
    InitiativeMeasure.objects.create(
        initiative=whole.initiatives.get(code=2), measure=whole.measures.get(position=1)
    )
    assert coverage_gaps(whole) == []


@pytest.mark.parametrize("reason", ["", "   "])
def test_gaps_stop_it_and_are_told(unchanged: Unchanged, reason: str) -> None:
    plan = make_draft_plan()
    with unchanged(), pytest.raises(BadInput) as refusal:
        publish(plan, reason)
    assert all(gap in str(refusal.value.sentence) for gap in coverage_gaps(plan))


def test_a_person_may_pass_the_gate_with_a_reason() -> None:
    plan = make_draft_plan()
    gaps = coverage_gaps(plan)
    publish(plan, "领导小组会议要求先行启动")
    plan.refresh_from_db()
    assert (plan.state, plan.override_reason) == (PlanState.ACTIVE, "领导小组会议要求先行启动")
    assert AuditEvent.objects.order_by("seq").last().after["gaps"] == gaps


def test_a_plan_is_published_once(whole: Plan, unchanged: Unchanged) -> None:
    publish(whole)
    with unchanged(), pytest.raises(Conflict):
        publish(whole, "再次发布")


def test_who_holds_an_older_version_is_told(whole: Plan, unchanged: Unchanged) -> None:
    with unchanged(), pytest.raises(Conflict):
        publish(whole, version=1)


def test_adoption_is_recorded_with_its_number_and_day(whole: Plan) -> None:
    whole.refresh_from_db()
    assert (whole.adopted_by, whole.adopted_number) == ("示例领导小组", "1号")
    assert whole.adopted_on == date(2026, 8, 20)
    assert AuditEvent.objects.filter(verb="plan.adopted").count() == 1


def test_adoption_names_who_adopted(unchanged: Unchanged) -> None:
    plan = make_draft_plan()
    with unchanged(), pytest.raises(BadInput):
        record_adoption(
            plan=plan, adopted_by=" ", number="", on=date(2026, 8, 20), version=1, by=BY
        )
