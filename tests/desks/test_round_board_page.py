"""The round board: who has filed and who has not, unit by unit."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from recommendations.models import Initiative, Plan
from tests.desks.conftest import PLAN

BOARD = f"{PLAN}rounds/"
STATES = {
    "": "未报送", "draft": "草稿", "submitted": "已报送", "returned": "已退回",
    "approved": "已审核",
}  # fmt: skip
Page = Callable[..., Any]
Say = Callable[[Any], str]


def board(page: Any, words: Say) -> list[tuple[str, int, str]]:
    """Unit, number and state of every row; a unit is named on its first row."""
    found, unit = [], ""
    for row in page.xpath("//table[contains(@class, 'cx-table')]/tbody/tr"):
        unit = words(row.find("th")) or unit
        number, _title, state, *_rest = [words(cell) for cell in row.findall("td")]
        found.append((unit, int(number), state))
    return found


def test_every_initiative_under_way_stands_under_its_unit(
    example: Plan, page_of: Page, words: Say
) -> None:
    open_ones = [row for row in example.initiatives.all() if row.code not in {14, 17, 21, 22}]
    wanted = sorted(open_ones, key=lambda row: (row.lead.position if row.lead else 0, row.code))
    rows = board(page_of("coordinator", BOARD), words)
    assert [(unit, code) for unit, code, _state in rows] == [
        (row.lead.short_name if row.lead else "", row.code) for row in wanted
    ]


def test_each_row_says_where_its_update_is(example: Plan, page_of: Page, words: Say) -> None:
    for _unit, code, state in board(page_of("coordinator", BOARD), words):
        update = example.initiatives.get(code=code).updates.filter(round__period="2026-11").first()
        assert state == STATES[update.state if update else ""], code


def test_the_head_counts_what_is_handed_in(example: Plan, page_of: Page, words: Say) -> None:
    page = page_of("coordinator", BOARD)
    rows = board(page, words)
    filed = sum(state in {"已报送", "已审核"} for _unit, _code, state in rows)
    head = words(page.find_class("cx-head-sub")[0])
    assert f"应报{len(rows)}项" in head and f"已报{filed}项" in head
    assert len(rows) == 18 and filed == 13


def test_closed_rounds_are_listed_newest_first(example: Plan, page_of: Page, words: Say) -> None:
    page = page_of("chief", BOARD)
    past = [words(item.find("span")) for item in page.find_class("cx-chg")[0].findall("li")]
    assert past == ["2026年10月", "2026年9月", "2026年8月"]


def test_more_rows_cost_no_more_queries(example: Plan, client_of: Callable[..., Client]) -> None:
    client = client_of("coordinator")
    client.get(BOARD)
    with CaptureQueriesContext(connection) as few:
        client.get(BOARD)
    for row in list(Initiative.objects.filter(plan=example, state="in_progress")[:10]):
        Initiative.objects.create(
            plan=example, code=row.code + 100, measure=row.measure, title=row.title,
            lead=row.lead, state=row.state, starts_on=row.starts_on, due_on=row.due_on,
        )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        assert client.get(BOARD).content.count(b"<tr>") > 25
    assert len(many) == len(few)


def test_units_have_no_board(example: Plan, client_of: Callable[..., Client]) -> None:
    for who in ("reporter", "unit-lead", "leader", "auditor"):
        status = client_of(who).get(BOARD).status_code
        assert status == (200 if who == "leader" else 404), who
