"""Each filter of the ledger leaves exactly the rows that a second way of looking finds."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from progress.models import Standing
from recommendations.models import Initiative, InitiativeLeader, InitiativeUnit, Milestone, Plan
from tests.desks.conftest import NOW
from tests.desks.ledger_rows import LEDGER, NUMBERS, codes, tree

TODAY = NOW.date()
Clients = Callable[..., Client]
Asked = Callable[..., list[int]]


@pytest.fixture
def asked(client_of: Clients) -> Asked:
    """The numbers that a filter leaves."""
    client = client_of("coordinator")
    return lambda **query: codes(tree(client.get(LEDGER, query)))


@pytest.fixture
def rows(example: Plan) -> list[Initiative]:
    """The plan's initiatives, some of them bent so that every filter finds some and leaves some."""
    every = list(example.initiatives.order_by("code"))
    for row, days in zip(every, (-40, -1, 0, 5, 12, 30, 31, 60), strict=False):
        Initiative.objects.filter(pk=row.pk).update(due_on=TODAY + timedelta(days=days))
    Initiative.objects.filter(code__in=(10, 11)).update(due_on=None, ongoing=True)
    Initiative.objects.filter(code=12).update(due_on=None)
    Initiative.objects.exclude(code__in=(13, 14)).update(annual_goal="接入十个部门")
    Initiative.objects.filter(code=15).update(state="draft", lead=None)
    Initiative.objects.filter(code=1).update(state="completed")
    InitiativeLeader.objects.filter(initiative__code=16).delete()
    InitiativeLeader.objects.filter(initiative__code=17).update(name="李示例")
    return list(
        example.initiatives.select_related("measure__area", "lead")
        .prefetch_related("units", "leaders", "milestones")
        .order_by("code")
    )


def where(rows: list[Initiative], fits: Callable[[Any], bool]) -> list[int]:
    """The numbers of those that fit; a filter that finds all or none would show nothing."""
    found = [row.code for row in rows if fits(row)]
    assert 0 < len(found) < len(rows)
    return found


def test_by_measure(rows: list[Initiative], asked: Asked) -> None:
    wanted = [rows[3].measure_id, rows[8].measure_id]
    assert asked(measure=wanted) == where(rows, lambda row: row.measure_id in wanted)


def test_by_any_unit_that_takes_part(rows: list[Initiative], asked: Asked) -> None:
    link = InitiativeUnit.objects.filter(initiative=rows[0]).first()
    assert link is not None
    unit = link.unit_id
    found = where(
        rows, lambda row: unit in [row.lead_id, *(one.unit_id for one in row.units.all())]
    )
    assert asked(unit=unit) == found
    assert len(set(found)) == len(found) > len(asked(lead=unit))


def test_by_leader_in_charge(rows: list[Initiative], asked: Asked) -> None:
    assert asked(leader="李示例") == [17]
    assert asked(leader="没有这位领导") == []
    others = where(rows, lambda row: "李示例" not in [one.name for one in row.leaders.all()])
    assert asked(leader=[name for name in names(rows) if name != "李示例"]) == [
        code for code in others if code != 16
    ]


def names(rows: list[Initiative]) -> set[str]:
    return {one.name for row in rows for one in row.leaders.all()}


@pytest.mark.parametrize("state", ["draft", "in_progress", "completed"])
def test_by_state(rows: list[Initiative], asked: Asked, state: str) -> None:
    assert asked(state=state) == where(rows, lambda row: row.state == state)


OPEN = {"assigned", "in_progress", "completion_requested"}
DUE: dict[str, Callable[[date], bool]] = {
    "overdue": lambda day: day < TODAY,
    "month": lambda day: (day.year, day.month) == (TODAY.year, TODAY.month),
    "30days": lambda day: 0 <= (day - TODAY).days <= 30,
}


@pytest.mark.parametrize("name", DUE)
def test_by_when_it_is_due(rows: list[Initiative], asked: Asked, name: str) -> None:
    def fits(row: Initiative) -> bool:
        open_enough = name != "overdue" or row.state in OPEN
        return row.due_on is not None and DUE[name](row.due_on) and open_enough

    assert asked(due=name) == where(rows, fits)


def test_the_first_overdue_one_is_done_and_so_not_overdue(
    rows: list[Initiative], asked: Asked
) -> None:
    assert rows[0].due_on is not None and rows[0].due_on < TODAY
    assert 1 not in asked(due="overdue") and 2 in asked(due="overdue")


def test_between_two_days_both_of_them_in(rows: list[Initiative], asked: Asked) -> None:
    start, end = TODAY, TODAY + timedelta(days=30)
    wanted = where(rows, lambda row: row.due_on is not None and start <= row.due_on <= end)
    assert asked(due_from=start.isoformat(), due_to=end.isoformat()) == wanted == [3, 4, 5, 6]
    assert asked(due_from=end.isoformat(), due_to=start.isoformat()) == []


@pytest.mark.parametrize("points", [1, 10, 23])
def test_behind_by_points(rows: list[Initiative], asked: Asked, points: int) -> None:
    gaps = dict(Standing.objects.filter(slot="now").values_list("initiative__code", "gap"))
    exact = Standing.objects.filter(slot="now", initiative__code=9)
    exact.update(gap=Decimal(-points))
    gaps[9] = Decimal(-points)
    wanted = where(rows, lambda row: gaps[row.code] is not None and gaps[row.code] <= -points)
    assert asked(behind=points) == wanted
    assert 9 in wanted


def test_ongoing_or_not(rows: list[Initiative], asked: Asked) -> None:
    assert asked(ongoing="yes") == where(rows, lambda row: row.ongoing) == [10, 11]
    assert asked(ongoing="no") == where(rows, lambda row: not row.ongoing)


LACKS: dict[str, Callable[[Any], bool]] = {
    "unit": lambda row: row.lead_id is None,
    "date": lambda row: row.due_on is None and not row.ongoing,
    "goal": lambda row: row.annual_goal == "",
    "leader": lambda row: not row.leaders.all(),
    "milestone": lambda row: not row.milestones.all(),
}


@pytest.mark.parametrize("name", LACKS)
def test_without_something(rows: list[Initiative], asked: Asked, name: str) -> None:
    if name == "milestone":
        Milestone.objects.get_or_create(initiative=rows[0], position=9, defaults={"title": "步骤"})
        for row in rows:
            row._prefetched_objects_cache = {}  # type: ignore[attr-defined]
    assert asked(lacks=name) == where(rows, LACKS[name])


def test_without_one_or_the_other(rows: list[Initiative], asked: Asked) -> None:
    either = where(rows, lambda row: LACKS["unit"](row) or LACKS["goal"](row))
    assert asked(lacks=["unit", "goal"]) == either


def test_filters_narrow_each_other(rows: list[Initiative], asked: Asked) -> None:
    both = set(asked(state="in_progress")) & set(asked(due="30days"))
    assert asked(state="in_progress", due="30days") == sorted(both) != []


def test_what_is_found_is_counted(rows: list[Initiative], client_of: Clients) -> None:
    page = tree(client_of("leader").get(LEDGER, {"due": "30days"}))
    (said,) = page.find_class("cx-chips-n")
    assert "".join(said.text_content().split()) == f"显示{len(codes(page))}项，共25项"


def test_nothing_found_says_how_to_widen(rows: list[Initiative], client_of: Clients) -> None:
    client = client_of("leader")
    page = tree(client.get(LEDGER, {"due": "overdue", "words": "没有这样的词", "sort": "light"}))
    (empty,) = page.find_class("cx-empty")
    links = empty.xpath(".//a")
    assert [" ".join(one.text_content().split()) for one in links] == [
        "去掉“完成时限：已逾期”",
        "去掉“关键词：没有这样的词”",
        "清除全部条件，显示全部25项",
    ]
    widened = tree(client.get(LEDGER + links[1].get("href")))
    assert codes(widened) == codes(tree(client.get(LEDGER, {"due": "overdue", "sort": "light"})))
    assert codes(tree(client.get(links[2].get("href")))) == NUMBERS


@pytest.mark.parametrize(
    "query",
    ["state=gone", "due=someday", "due_from=2026-13-01", "behind=0", "behind=abc", "ongoing=maybe",
     "lacks=everything", "unit=999999", "measure=x", f"leader={'名' * 61}"],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(example: Plan, client_of: Clients, query: str) -> None:
    assert client_of("leader").get(f"{LEDGER}?{query}").status_code == 422


def test_lists_are_asked_for_only_when_opened(rows: list[Initiative], client_of: Clients) -> None:
    client = client_of("leader")
    page = tree(client.get(LEDGER))
    assert not page.xpath("//input[@name='lead']")
    link = page.xpath("//details[.//a[contains(@href, 'options/lead')]]")[0]
    answer = client.get(link.get("hx-get"), headers={"HX-Request": "true"})
    piece = answer.content.decode()
    assert "<html" not in piece
    assert piece.count('name="lead"') == len({row.lead_id for row in rows if row.lead_id})


def test_a_set_list_stays_ticked_until_it_is_opened(
    rows: list[Initiative], client_of: Clients
) -> None:
    lead = rows[7].lead
    assert lead is not None
    page = tree(client_of("leader").get(LEDGER, {"lead": lead.pk, "sort": "light"}))
    (box,) = page.xpath("//form[@id='filter']//input[@name='lead']")
    assert box.get("value") == str(lead.pk) and box.get("checked") is not None
    assert page.xpath("//input[@form='filter'][@name='sort']/@value") == ["light"]


@pytest.mark.parametrize("name", ["area", "measure", "lead", "unit", "leader"])
def test_without_script_a_list_is_a_page(
    rows: list[Initiative], client_of: Clients, name: str
) -> None:
    client = client_of("leader")
    page = tree(client.get(f"{LEDGER}options/{name}/?light=red&light=yellow"))
    kept = page.xpath("//main//input[@type='hidden'][@name='light']/@value")
    assert kept == ["red", "yellow"]
    values = page.xpath(f"//main//input[@name='{name}']/@value")
    assert len(values) == len(set(values)) > 0
    assert set(codes(tree(client.get(LEDGER, {name: values[0]})))) <= set(NUMBERS)


def test_there_is_no_other_list(example: Plan, client_of: Clients) -> None:
    assert client_of("leader").get(f"{LEDGER}options/password/").status_code == 404


def test_filters_cost_queries_for_themselves_not_for_rows(
    rows: list[Initiative], client_of: Clients
) -> None:
    client = client_of("leader")
    lead = rows[7].lead_id
    client.get(LEDGER)
    with CaptureQueriesContext(connection) as narrow:
        client.get(LEDGER, {"lead": lead, "light": "red"})
    with CaptureQueriesContext(connection) as wide:
        client.get(LEDGER, {"lead": lead, "light": ["red", "yellow", "green", "not_started"]})
    assert len(wide) == len(narrow) <= 9, "one more than the list: the names of the set units"
