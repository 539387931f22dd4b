"""What ended units still lead, and new work that they are not given."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from lxml import html

from accounts.actions import end_unit
from accounts.models import Unit
from core.refusals import BadInput
from recommendations.actions import Assignment, assign_initiative
from recommendations.models import Initiative
from tests.factories import ADDED, BY, House, at, grow, make_draft_plan, make_unit

NOW = at("2026-09-21 10:00")
LAST = date(2026, 9, 20)


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def read(house: House) -> list[list[str]]:
    client = Client()
    client.force_login(house.chen)
    page = html.fromstring(client.get("/hand-over/").content.decode())
    return [
        [" ".join(cell.text_content().split()) for cell in row.xpath("./td | ./th")]
        for row in page.xpath("//main//tbody/tr")
    ]


def test_what_an_ended_unit_leads_stays_and_is_listed(house: House) -> None:
    assert read(house) == []
    end_unit(unit=house.a, last_day=LAST, successors=[house.b], version=1, by=BY)
    lines = read(house)
    assert [line[4].split()[0] for line in lines] == ["1", "2"]
    assert {(line[0], line[2]) for line in lines} == {("示例甲局", "示例乙局")}
    assert house.initiative(1).lead_id == house.a.pk
    with time_machine.travel(NOW - timedelta(days=1), tick=False):
        assert read(house) == [], "on its last day it is still there"


def test_only_what_goes_on_is_listed(house: House) -> None:
    end_unit(unit=house.a, last_day=LAST, successors=[], version=1, by=BY)
    Initiative.objects.filter(plan=house.plan, code=1).update(state="completed")
    Initiative.objects.filter(plan=house.plan, code=2).update(state="suspended")
    assert [line[4].split()[0] for line in read(house)] == ["2"]
    assert read(house)[0][2] == "未定"


def test_more_rows_ask_no_more_questions(
    house: House, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    end_unit(unit=house.a, last_day=LAST, successors=[house.b], version=1, by=BY)
    client = Client()
    client.force_login(house.chen)
    client.get("/hand-over/")
    with django_assert_max_num_queries(16) as few:
        client.get("/hand-over/")
    grow(house, 30)
    with django_assert_num_queries(len(few)):
        client.get("/hand-over/")
    assert len(read(house)) == 32


@pytest.mark.parametrize("part", ["lead", "joint", "supporting"])
def test_an_ended_unit_is_given_no_new_work(house: House, unchanged: Any, part: str) -> None:
    end_unit(unit=house.a, last_day=LAST, successors=[house.b], version=1, by=BY)
    ended, other = Unit.objects.get(pk=house.a.pk), make_unit("示例丁局", 4)
    initiative = make_draft_plan("second").initiatives.select_related("plan").first()
    units: dict[str, Any] = {"lead": other, part: ended if part == "lead" else [ended]}
    work = Assignment(starts_on=date(2026, 1, 1), due_on=date(2026, 12, 31), **units)

    def assign(on: date) -> None:
        assign_initiative(initiative=initiative, assignment=work, on=on, version=1, now=ADDED,
                          by=BY)  # fmt: skip

    with unchanged(), pytest.raises(BadInput) as refusal:
        assign(date(2026, 9, 21))
    assert "示例乙局" in str(refusal.value.sentence)
    assign(LAST)
