"""Breaking an initiative down on a page: every field, two people at once, assigning, the gate."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from lxml import html

from recommendations.actions import Change, change_initiatives
from recommendations.breakdown import Breakdown
from recommendations.models import Plan
from recommendations.queries import breakdowns_of
from recommendations.queries.milestones import standing_rows
from tests.factories import BY, House, at, make_draft_plan, make_unit

NOW = at("2026-09-21 10:00")
ON = NOW.date()
PAGE = "/plans/digital/initiatives/{}/breakdown/"
OTHER = "示例区另一个建议\n\n一、主要任务\n\n（一）夯实基础\n\n一是建设平台。二是制定目录。\n"
Unchanged = Callable[[], Any]


@pytest.fixture
def office(house: House) -> Iterator[Client]:
    client = Client()
    client.force_login(house.chen)
    with time_machine.travel(NOW, tick=False):
        yield client


def value_of(house: House, code: int) -> Breakdown:
    row = house.initiative(code)
    return breakdowns_of([row])[row.pk]


def tree(answer: Any) -> Any:
    return html.fromstring(answer.content.decode())


def form_of(answer: Any) -> dict[str, Any]:
    """What the browser would send from this page."""
    (form,) = [form for form in tree(answer).forms if "title" in form.fields]
    # A browser drops the first line break of a text area; lxml keeps it.
    return {
        name: value.removeprefix("\n")
        for name, value in form.form_values()
        if name != "csrfmiddlewaretoken"
    }


def text_of(answer: Any) -> str:
    return " ".join(tree(answer).text_content().split())


def test_opening_and_saving_changes_nothing(
    office: Client, house: House, unchanged: Unchanged
) -> None:
    for code in (1, 2, 4):
        told = form_of(office.get(PAGE.format(code)))
        with unchanged():
            assert office.post(PAGE.format(code), told).status_code == 302


def test_dates_stand_as_browsers_read_them(office: Client, house: House) -> None:
    told = form_of(office.get(PAGE.format(2)))
    assert (told["starts_on"], told["due_on"]) == ("2026-01-01", "2026-12-31")
    assert (told["steps-0-due_on"], told["steps-0-weight"]) == ("2026-03-31", "1")


def test_every_field_is_saved(office: Client, house: House) -> None:
    told = form_of(office.get(PAGE.format(1)))
    told |= {
        "title": "统一平台", "serves": "digital/3", "joint": "示例乙局", "supporting": "示例督查室",
        "leaders": "王示例、李示例", "contact": str(house.alice.pk), "contact_words": "内线",
        "due_on": "2026-11-30", "due_words": "11月底前", "reason": "会议定", "told_by": "words",
        "cadence": "quarter", "weight": "2.5", "goal_year": "2026", "annual_goal": "十家",
        "goal_q1": "一", "goal_q4": "四", "deliverable": "平台", "remarks": "备注",
        "no_indicator": "on",
    }  # fmt: skip
    answer = office.post(PAGE.format(1), told)
    assert answer.status_code == 302, text_of(answer)
    value = value_of(house, 1)
    office_unit = house.initiative(1).units.get(part="supporting").unit
    assert office_unit.name == "示例督查室"
    assert value == replace(
        value, title="统一平台", serves=(house.plan.measures.get(position=3).pk,),
        joint=(house.b.pk,), supporting=(office_unit.pk,), leaders=("王示例", "李示例"),
        contact=house.alice.pk, contact_words="内线", due_on=date(2026, 11, 30),
        due_words="11月底前", told_by="words", cadence="quarter", weight=Decimal("2.5"),
        goal_year=2026, annual_goal="十家", goal_q1="一", goal_q4="四", deliverable="平台",
        remarks="备注", no_indicator=True,
    )  # fmt: skip


def test_the_second_sees_both_and_loses_nothing(office: Client, house: House) -> None:
    told = form_of(office.get(PAGE.format(1))) | {"remarks": "我的备注", "title": "我的名称"}
    mine = {**told}
    theirs = replace(value_of(house, 1), title="别人的名称", annual_goal="别人的目标")
    one = house.initiative(1)
    change_initiatives(changes=[Change(one, theirs, one.version)], on=ON, now=NOW, by=BY)
    answer = office.post(PAGE.format(1), mine)
    assert answer.status_code == 409
    said = text_of(answer)
    assert "别人的名称" in said and "我的名称" in said and "别人的目标" in said
    assert value_of(house, 1) == theirs
    again = form_of(answer)
    assert (again["title"], again["remarks"], again["annual_goal"]) == (
        "我的名称", "我的备注", "别人的目标",
    )  # fmt: skip
    assert office.post(PAGE.format(1), again).status_code == 302
    assert value_of(house, 1) == replace(theirs, title="我的名称", remarks="我的备注")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": ""}, ""),
        ({"supporting": "不存在的局"}, "不存在的局"),
        ({"joint": "示例甲局"}, ""),
        ({"serves": "nowhere/1"}, "nowhere/1"),
        ({"due_on": "2025-01-01", "reason": "x"}, ""),
        ({"due_on": "2026-11-30"}, ""),
        ({"weight": "0"}, ""),
        ({"steps-0-title": "有名无日"}, ""),
    ],
    ids=[
        "title",
        "unknown unit",
        "lead twice",
        "served",
        "before start",
        "reason",
        "weight",
        "step",
    ],
)
def test_what_cannot_be_is_told_and_kept_on_the_page(
    office: Client, house: House, unchanged: Unchanged, wrong: dict[str, str], said: str
) -> None:
    told = form_of(office.get(PAGE.format(1))) | {"remarks": "打了很久的字"} | wrong
    with unchanged():
        answer = office.post(PAGE.format(1), told)
    assert answer.status_code == 422
    assert said in text_of(answer) and form_of(answer)["remarks"] == "打了很久的字"
    assert tree(answer).xpath("//*[@class='invalid-feedback']")


def test_milestones_change_with_the_fields_or_not_at_all(office: Client, house: House) -> None:
    told = form_of(office.get(PAGE.format(2)))
    assert told["steps-1-title"] == "目录上线"
    told |= {
        "steps-1-title": "目录全部上线", "steps-2-title": "", "steps-3-title": "验收",
        "steps-3-due_on": "2026-12-25", "steps-3-weight": "4",
    }  # fmt: skip
    assert office.post(PAGE.format(2), told | {"title": "改名"}).status_code == 302
    kept = standing_rows(house.initiative(2)).values()
    assert sorted((row.title, row.weight) for row in kept) == [
        ("完成方案", 1), ("目录全部上线", 2), ("验收", 4),
    ]  # fmt: skip
    assert house.initiative(2).title == "改名"


def test_a_new_initiative_of_a_measure(office: Client, house: House) -> None:
    page = office.get("/plans/digital/initiatives/new/?measure=3")
    told = form_of(page)
    assert told["measure"] == str(house.plan.measures.get(position=3).pk)
    answer = office.post("/plans/digital/initiatives/new/", told | {"title": "新任务"})
    assert answer["Location"] == "/plans/digital/initiatives/5/"
    assert (house.initiative(5).title, house.initiative(5).state) == ("新任务", "draft")
    assert office.post("/plans/digital/initiatives/new/", told).status_code == 422


def test_ticked_drafts_are_assigned_together(
    office: Client, house: House, unchanged: Unchanged
) -> None:
    plan = make_draft_plan("other", text=OTHER)
    unit = make_unit("示例丙局", 9)
    one = plan.initiatives.get(code=1)
    whole = replace(breakdowns_of([one])[one.pk], lead=unit.pk, due_on=date(2026, 12, 31))
    change_initiatives(changes=[Change(one, whole, one.version)], on=ON, now=NOW, by=BY)
    page = tree(office.get("/plans/other/coverage/"))
    assert page.xpath("//input[@name='code']/@value") == ["1"]
    path = "/plans/other/coverage/assign/"
    with unchanged():
        assert office.post(path, {"code": ["1", "2"]}).status_code == 422
        assert office.post(path, {}).status_code == 422
    assert office.post(path, {"code": "1"}).status_code == 302
    assert plan.initiatives.get(code=1).state == "assigned"
    with unchanged():
        assert office.post(path, {"code": "1"}).status_code == 409


def test_the_gate_lets_a_right_holder_pass_with_a_reason(
    office: Client, house: House, unchanged: Unchanged
) -> None:
    plan = make_draft_plan("other", text=OTHER)
    path = "/plans/other/coverage/"
    assert "reason" not in tree(office.get(path)).xpath("//textarea/@name")
    with unchanged():
        assert office.post(path, {"version": 1, "reason": "急"}).status_code == 403
    chief = Client()
    chief.force_login(house.dong)
    with unchanged():
        assert chief.post(path, {"version": 1, "reason": " "}).status_code == 422
        assert chief.post(path, {"version": 9, "reason": "急"}).status_code == 409
    assert chief.post(path, {"version": 1, "reason": "先行试点"}).status_code == 302
    plan = Plan.objects.get(pk=plan.pk)
    assert (plan.state, plan.override_reason) == ("active", "先行试点")
    assert "先行试点" in text_of(chief.get(path))
