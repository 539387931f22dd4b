"""What initiatives are changes whole or not at all, dated, told, never silently overwritten."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Unit
from core.models import AuditEvent
from core.refusals import BadInput, Conflict, Refusal
from progress.models import Standing
from progress.standings import differences, refresh
from recommendations.actions import (
    Change,
    add_initiatives,
    assign_initiatives,
    cancel_initiative,
    change_initiatives,
)
from recommendations.breakdown import Breakdown
from recommendations.models import Initiative, Plan
from recommendations.queries import breakdown_at, breakdowns_of
from tests.factories import BY, House, at, make_draft_plan, make_unit

NOW = at("2026-09-21 10:00")
ON = NOW.date()
Unchanged = Callable[[], Any]


def now_of(row: Initiative) -> Breakdown:
    return breakdowns_of([row])[row.pk]


def change(row: Initiative, reason: str = "", version: int | None = None, **to: Any) -> Any:
    seen = row.version if version is None else version
    wanted = Change(row, replace(now_of(row), **to), seen, reason)
    return change_initiatives(changes=[wanted], on=ON, now=NOW, by=BY)


def test_every_field_is_kept_and_told(house: House) -> None:
    refresh(house.plan.initiatives.all(), as_of=ON, now=NOW)
    one = house.initiative(1)
    before = now_of(one)
    other = house.plan.measures.get(position=3)
    wanted = replace(
        before, title="统一平台", deliverable="平台", goal_year=2026, annual_goal="接入十家",
        goal_q1="一", goal_q2="二", goal_q3="三", goal_q4="四", cadence="quarter",
        no_indicator=True, supporting=(), joint=(house.b.pk,), leaders=("王示例", "李示例"),
        contact=house.alice.pk, contact_words="内线 123", due_words="年底前",
        weight=Decimal("2.5"), remarks="备注", serves=(other.pk,), told_by="words",
    )  # fmt: skip
    change_initiatives(changes=[Change(one, wanted, one.version)], on=ON, now=NOW, by=BY)
    kept = house.initiative(1)
    assert now_of(kept) == wanted
    assert kept.version == one.version + 1
    assert breakdown_at(kept, version=kept.version) == wanted
    assert breakdown_at(kept, version=one.version) == before
    event = AuditEvent.objects.order_by("seq").last()
    assert (event.verb, event.subject_id) == ("initiative.changed", str(one.public_id))
    assert event.before["joint"] == "" and event.after["joint"] == "示例乙局"
    assert event.before["title"] == one.title and event.after["title"] == "统一平台"
    assert "lead" not in event.after
    assert kept.weight_rows.order_by("pk").last().value == Decimal("2.5")
    assert differences(house.plan, as_of=ON, now=NOW) == []


def test_the_same_again_changes_nothing(house: House, unchanged: Unchanged) -> None:
    one = house.initiative(1)
    with unchanged():
        assert change(one) == []


def test_lead_and_dates_are_dated_and_the_light_follows(house: House) -> None:
    refresh(house.plan.initiatives.all(), as_of=ON, now=NOW)
    one = house.initiative(1)
    change(one, reason="调整", lead=house.b.pk, supporting=(), due_on=date(2026, 9, 1))
    lead = one.lead_rows.order_by("pk").last()
    due = one.due_rows.order_by("pk").last()
    assert (lead.value, lead.effective_on) == (house.b, ON)
    assert (due.value, due.reason, due.effective_on) == (date(2026, 9, 1), "调整", ON)
    assert Standing.objects.get(initiative=one, slot=Standing.NOW).light == "red"
    assert differences(house.plan, as_of=ON, now=NOW) == []


def test_a_draft_has_proposals_that_no_dated_row_tells_of(db: None) -> None:
    plan = make_draft_plan("other", text=other_text())
    unit = make_unit("示例丙局", 9)
    row = plan.initiatives.select_related("plan").get(code=1)
    change(row, lead=unit.pk, due_on=date(2026, 12, 31), weight=Decimal(3))
    assert not row.lead_rows.exists() and not row.due_rows.exists()
    assert not row.weight_rows.exists()
    row.refresh_from_db()
    assign_initiatives(initiatives=[row], on=ON, now=NOW, by=BY)
    row.refresh_from_db()
    assert (row.state, row.lead_rows.get().value, row.weight_rows.get().value) == (
        "assigned", unit, Decimal(3),
    )  # fmt: skip
    assert row.due_rows.get().value == date(2026, 12, 31)
    assert row.state_rows.order_by("pk").last().value == "assigned"


def test_a_stale_version_refuses_all(house: House, unchanged: Unchanged) -> None:
    one, two = house.initiative(1), house.initiative(2)
    change(one, remarks="先来")
    changes = [
        Change(two, replace(now_of(two), remarks="后来"), two.version),
        Change(one, replace(now_of(one), remarks="后来"), one.version),
    ]
    with unchanged(), pytest.raises(Conflict, match="1"):
        change_initiatives(changes=changes, on=ON, now=NOW, by=BY)


def bad(house: House) -> dict[str, tuple[dict[str, Any], type[Refusal]]]:
    return {
        "title": ({"title": " "}, BadInput),
        "long title": ({"title": "长" * 61}, BadInput),
        "long goal": ({"goal_q3": "长" * 301}, BadInput),
        "leader": ({"leaders": (" ",)}, BadInput),
        "long leader": ({"leaders": ("长" * 61,)}, BadInput),
        "leader twice": ({"leaders": ("王", "王")}, BadInput),
        "told by": ({"told_by": "stars"}, BadInput),
        "cadence": ({"cadence": "week"}, BadInput),
        "year": ({"goal_year": 26}, BadInput),
        "no weight": ({"weight": Decimal(0)}, BadInput),
        "huge weight": ({"weight": Decimal(10**9)}, BadInput),
        "unit twice": ({"joint": (house.a.pk,)}, BadInput),
        "unknown unit": ({"joint": (10**6,)}, BadInput),
        "unknown measure": ({"measure": 10**6}, BadInput),
        "served twice": ({"serves": (house.initiative(1).measure_id,)}, BadInput),
        "unknown served": ({"serves": (10**6,)}, BadInput),
        "unknown contact": ({"contact": 10**6}, BadInput),
        "due before start": ({"due_on": date(2025, 1, 1)}, BadInput),
        "no lead": ({"lead": None}, BadInput),
        "no due": ({"due_on": None}, BadInput),
    }


def test_what_cannot_be_is_refused_by_name(house: House, unchanged: Unchanged) -> None:
    for case, (to, kind) in bad(house).items():
        with unchanged(), pytest.raises(kind, match="1") as caught:
            change(house.initiative(1), reason="有理由", **to)
        assert "1" in str(caught.value.sentence), case


def test_an_ended_unit_gets_nothing_new_and_keeps_what_it_has(
    house: House, unchanged: Unchanged
) -> None:
    Unit.objects.filter(pk=house.b.pk).update(valid_until=date(2026, 9, 1))
    one = house.initiative(1)
    with unchanged(), pytest.raises(BadInput, match="示例乙局"):
        change(one, lead=house.b.pk, supporting=())
    value = now_of(one)
    assert value.supporting == (house.b.pk,)
    with unchanged(), pytest.raises(BadInput, match="示例乙局"):
        add_initiatives(plan=house.plan, new=[value], on=ON, now=NOW, by=BY)
    change(one, remarks="照旧")
    assert now_of(house.initiative(1)).supporting == (house.b.pk,)


def test_a_due_date_moves_with_a_reason(house: House, unchanged: Unchanged) -> None:
    with unchanged(), pytest.raises(BadInput):
        change(house.initiative(1), due_on=date(2026, 11, 30))
    change(house.initiative(1), reason="会议定", due_on=date(2026, 11, 30))
    assert house.initiative(1).due_on == date(2026, 11, 30)


def test_a_measure_of_another_plan_is_not_the_first_measure(
    house: House, unchanged: Unchanged
) -> None:
    other = make_draft_plan("other", text=other_text())
    measure = other.measures.first()
    with unchanged(), pytest.raises(BadInput):
        change(house.initiative(1), measure=measure.pk)
    change(house.initiative(1), serves=(measure.pk,))
    assert now_of(house.initiative(1)).serves == (measure.pk,)


def other_text() -> str:
    return "示例区另一个建议\n\n一、主要任务\n\n（一）夯实基础\n\n一是建设平台。二是制定目录。\n"


def test_what_has_ended_is_not_changed(house: House, unchanged: Unchanged) -> None:
    one = house.initiative(1)
    cancel_initiative(initiative=one, on=ON, version=one.version, now=NOW, by=BY)
    with unchanged(), pytest.raises(Conflict):
        change(house.initiative(1), remarks="还改")


def test_nothing_changes_in_a_closed_plan(house: House, unchanged: Unchanged) -> None:
    Plan.objects.filter(pk=house.plan.pk).update(state="closed")
    with unchanged(), pytest.raises(Conflict):
        change(house.initiative(1), remarks="还改")
    with unchanged(), pytest.raises(Conflict):
        add_initiatives(plan=house.plan, new=[now_of(house.initiative(1))], on=ON, now=NOW, by=BY)


def test_new_ones_are_numbered_on(house: House) -> None:
    refresh(house.plan.initiatives.all(), as_of=ON, now=NOW)
    value = now_of(house.initiative(1))
    new = [replace(value, title="新一"), replace(value, title="新二", leaders=("赵",))]
    made = add_initiatives(plan=house.plan, new=new, on=ON, now=NOW, by=BY)
    assert [(row.code, row.title, row.state) for row in made] == [
        (5, "新一", "draft"), (6, "新二", "draft"),
    ]  # fmt: skip
    assert [breakdowns_of(made)[row.pk] for row in made] == new
    assert [breakdown_at(row, version=1) for row in made] == new
    house.plan.refresh_from_db()
    assert house.plan.last_code == 6
    assert made[0].state_rows.get().value == "draft"
    assert differences(house.plan, as_of=ON, now=NOW) == []


def test_a_new_one_that_cannot_be_adds_none(house: House, unchanged: Unchanged) -> None:
    value = now_of(house.initiative(1))
    with unchanged(), pytest.raises(BadInput, match="6"):
        new = [value, replace(value, title="")]
        add_initiatives(plan=house.plan, new=new, on=ON, now=NOW, by=BY)


@pytest.mark.parametrize("lacking", [{"lead": None}, {"due_on": None}])
def test_only_what_has_a_unit_and_a_date_is_assigned(
    db: None, unchanged: Unchanged, lacking: dict[str, Any]
) -> None:
    plan = make_draft_plan("other", text=other_text())
    unit = make_unit("示例丙局", 9)
    whole = {"lead": unit.pk, "due_on": date(2026, 12, 31)}
    one, two = plan.initiatives.select_related("plan").order_by("code")[:2]
    change(one, **whole)
    change(two, **{**whole, **lacking})
    both = list(plan.initiatives.order_by("code")[:2])
    with unchanged(), pytest.raises(BadInput, match="2"):
        assign_initiatives(initiatives=both, on=ON, now=NOW, by=BY)


def test_assigned_once(house: House, unchanged: Unchanged) -> None:
    with unchanged(), pytest.raises(Conflict):
        assign_initiatives(initiatives=[house.initiative(1)], on=ON, now=NOW, by=BY)
    stale = house.initiative(3)
    change(house.initiative(3), remarks="先来")
    with unchanged(), pytest.raises(Conflict):
        assign_initiatives(initiatives=[stale], on=ON, now=NOW, by=BY)


def test_thirty_cost_as_many_queries_as_three(house: House) -> None:
    value = now_of(house.initiative(1))
    made = add_initiatives(plan=house.plan, new=[value] * 30, on=ON, now=NOW, by=BY)

    def cost(rows: list[Initiative], remarks: str) -> int:
        changes = [
            Change(row, replace(value, remarks=remarks, leaders=(remarks,)), row.version)
            for row in rows
        ]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            change_initiatives(changes=changes, on=ON, now=NOW, by=BY)
        return len(queries)

    assert cost(made[:3], "三") == cost(made[3:], "其余")
