"""What a plan lacks, kind by kind; what is a valid answer is no gap."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.models import Indicator
from recommendations.actions import address_finding, cancel_initiative, set_measures
from recommendations.models import Initiative, InitiativeMeasure, Plan
from recommendations.queries import coverage_gaps
from recommendations.queries.coverage import coverage
from tests.factories import ADDED, BY, House, at, make_draft_plan, make_unit

NOW = at("2026-09-21 10:00")
OTHER = "示例区另一个建议\n\n一、主要任务\n\n（一）夯实基础\n\n一是建设平台。二是制定目录。\n"


@pytest.fixture
def draft(house: House) -> Plan:
    """A plan of two measures that nobody has thought about."""
    return make_draft_plan("other", text=OTHER)


def kinds(plan: Plan) -> dict[str, list[int]]:
    """Gap → the numbers that it names."""
    return {
        gap.key: [row.code for row in gap.initiatives]
        or [row.position for row in (*gap.measures, *gap.findings)]
        for gap in coverage(plan)
    }


def update(plan: Plan, code: int, **fields: Any) -> None:
    Initiative.objects.filter(plan=plan, code=code).update(**fields)


def test_a_fresh_plan_lacks_everything(draft: Plan) -> None:
    assert kinds(draft) == {
        "adoption": [], "units": [1, 2], "dates": [1, 2], "goals": [1, 2], "indicators": [1, 2],
    }  # fmt: skip
    assert [gap.stops for gap in coverage(draft)] == [True, True, True, False, False]
    assert coverage_gaps(draft) == [gap.words for gap in coverage(draft)[:3]]


def test_ongoing_and_no_indicator_are_answers(draft: Plan) -> None:
    update(draft, 1, ongoing=True, no_indicator=True)
    found = kinds(draft)
    assert (found["dates"], found["indicators"]) == ([2], [2])


def test_a_goal_or_a_deliverable_is_enough(draft: Plan) -> None:
    update(draft, 1, annual_goal="十家")
    update(draft, 2, deliverable="平台")
    assert "goals" not in kinds(draft)


def test_an_indicator_closes_its_gap(draft: Plan) -> None:
    Indicator.objects.create(
        plan=draft, initiative=draft.initiatives.get(code=2), code=1, name="部门数",
        unit_of_measure="个",
    )  # fmt: skip
    assert kinds(draft)["indicators"] == [1]


def test_what_has_a_unit_and_a_date_is_to_be_assigned(draft: Plan) -> None:
    unit = make_unit("示例丙局", 9)
    update(draft, 1, lead=unit, due_on=date(2026, 12, 31))
    found = kinds(draft)
    assert (found["units"], found["dates"], found["unassigned"]) == ([2], [2], [1])
    update(draft, 1, state="assigned")
    assert "unassigned" not in kinds(draft)


def test_cancelled_work_covers_nothing_and_lacks_nothing(house: House) -> None:
    one = house.initiative(1)
    assert "measures" not in kinds(house.plan)
    cancel_initiative(initiative=one, on=NOW.date(), version=one.version, now=NOW, by=BY)
    found = kinds(house.plan)
    assert found["measures"] == [1]
    assert 1 not in found["goals"] and 1 not in found["indicators"]
    link = InitiativeMeasure.objects.create(
        initiative=house.initiative(2), measure=house.plan.measures.get(position=1)
    )
    assert "measures" not in kinds(house.plan)
    link.delete()
    InitiativeMeasure.objects.create(initiative=one, measure=house.plan.measures.get(position=2))
    assert kinds(house.plan)["measures"] == [1]


def test_a_problem_that_no_measure_addresses(house: House) -> None:
    (finding,) = house.plan.findings.all()
    assert finding.kind == "problem"
    assert kinds(house.plan)["problems"] == [1]
    measure = house.plan.measures.get(position=2)
    address_finding(measure=measure, finding=finding, now=ADDED, by=BY)
    assert "problems" not in kinds(house.plan)
    set_measures(finding=finding, measures=[], seen=[measure.pk], now=ADDED, by=BY)
    assert kinds(house.plan)["problems"] == [1]


def test_many_initiatives_ask_as_little_as_few(
    draft: Plan, house: House, unchanged: Callable[[], Any]
) -> None:
    def cost(plan: Plan) -> int:
        with CaptureQueriesContext(connection) as queries:
            coverage(plan)
        return len(queries)

    few = cost(draft)
    measure = draft.measures.first()
    Initiative.objects.bulk_create(
        Initiative(plan=draft, code=code, measure=measure, title=f"任务{code}")
        for code in range(10, 60)
    )
    assert cost(draft) == few <= 8
