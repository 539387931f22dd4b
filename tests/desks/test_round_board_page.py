"""The round board: who has filed and who has not, unit by unit."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from desks.board import board_rows, over
from recommendations.models import Initiative, Plan
from tests.desks.conftest import PLAN

BOARD = f"{PLAN}rounds/"
# Completed, not begun, merged, resting, declined.
IDLE = {14, 17, 21, 22, 23, 24, 25}
STATES = {
    "": "未报送", "draft": "草稿", "submitted": "已报送", "returned": "已退回",
    "approved": "已审核",
}  # fmt: skip
Page = Callable[..., Any]
Say = Callable[[Any], str]


def board(page: Any, words: Say) -> list[tuple[str, int, str]]:
    """Unit, number and state of every row; a unit is named on its first row."""
    found, unit = [], ""
    for row in page.xpath("(//table[contains(@class, 'cx-table')])[2]/tbody/tr"):
        unit = words(row.find("th")) or unit
        number, _title, state, *_rest = [words(cell) for cell in row.findall("td")]
        found.append((unit, int(number), state))
    return found


def test_every_initiative_under_way_stands_under_its_unit(
    example: Plan, page_of: Page, words: Say
) -> None:
    open_ones = [row for row in example.initiatives.all() if row.code not in IDLE]
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
    head = words(page.find_class("cx-board-sum")[0])
    assert head == f"应报{len(rows)}项，已报{filed}项"
    assert len(rows) == 18 and filed == 13


def test_the_units_lines_sum_to_the_rows(example: Plan, page_of: Page, words: Say) -> None:
    page = page_of("coordinator", BOARD)
    rows = board(page, words)
    lines = [
        (words(row.find("th")), *(int(words(cell)) for cell in row.findall("td")))
        for row in page.xpath("(//table[contains(@class, 'cx-table')])[1]/tbody/tr")
    ]
    for name, asked, filed, missing, returned, _late in lines:
        own = [state for unit, _code, state in rows if unit == name]
        assert asked == len(own)
        assert filed == sum(state in {"已报送", "已审核"} for state in own)
        assert missing == asked - filed
        assert returned == own.count("已退回")
    assert sum(line[1] for line in lines) == len(rows)


def test_each_chip_counts_what_it_leads_to(example: Plan, page_of: Page, words: Say) -> None:
    chips = page_of("coordinator", BOARD).xpath("(//ul[contains(@class, 'cx-chips')])[1]/li/a")
    assert sum(int(words(chip.find("b"))) for chip in chips) == 18
    for chip in chips:
        led_to = board(page_of("coordinator", BOARD + chip.get("href")), words)
        assert len(led_to) == int(words(chip.find("b")))
        assert len({state for _unit, _code, state in led_to}) == 1


def test_one_units_rows(example: Plan, page_of: Page, words: Say) -> None:
    page = page_of("coordinator", BOARD)
    link = page.xpath("(//table[contains(@class, 'cx-table')])[1]/tbody/tr[1]/th/a")[0]
    rows = board(page_of("coordinator", BOARD + link.get("href")), words)
    assert {unit for unit, _code, _state in rows} == {words(link)}


@pytest.mark.parametrize("query", ["?state=nonsense", "?unit=zz", "?unit=99999999999", "?page=x"])
def test_an_address_that_asks_for_nothing_known_shows_the_board(
    example: Plan, page_of: Page, words: Say, query: str
) -> None:
    assert len(board(page_of("coordinator", BOARD + query), words)) == 18


def test_a_unit_that_leads_nothing_shows_none(example: Plan, page_of: Page, words: Say) -> None:
    page = page_of("coordinator", f"{BOARD}?unit=999999")
    assert "没有符合条件的事项" in words(page.find_class("cx-empty")[0])


def test_every_round_can_be_opened_newest_first(example: Plan, page_of: Page, words: Say) -> None:
    page = page_of("chief", BOARD)
    rounds = page.xpath("(//ul[contains(@class, 'cx-chips')])[2]/li/a")
    assert [words(link).removesuffix("进行中").strip() for link in rounds] == [
        "2026年11月", "2026年10月", "2026年9月", "2026年8月",
    ]  # fmt: skip
    october = page_of("chief", rounds[1].get("href"))
    assert "2026年10月" in words(october.find("*//h1"))
    states = {state for _unit, _code, state in board(october, words)}
    assert states <= {"已审核", "未报送 逾期"}


def test_what_came_in_after_the_filing_day_is_late(example: Plan, page_of: Page) -> None:
    october = example.rounds.get(period="2026-10")
    after = over(october.filing_due_on)
    one = october.updates.order_by("pk").first()
    assert one is not None
    october.updates.filter(pk=one.pk).update(submitted_at=after)
    rows = {row.code: row for row in board_rows(october, now=after)}
    in_time = set(
        october.updates.filter(submitted_at__lt=after).values_list("initiative__code", flat=True)
    )
    assert rows[one.initiative.code].late
    # Who was asked and has filed nothing is late as well, from the moment the day is over.
    for code, row in rows.items():
        assert row.late == (code not in in_time), code
    early = board_rows(october, now=after - timedelta(seconds=1))
    assert [row.code for row in early if row.late] == [one.initiative.code]


def test_a_round_is_added_and_skipped_on_its_pages(
    example: Plan, client_of: Callable[..., Client], page_of: Page, words: Say
) -> None:
    client = client_of("coordinator")
    said = {
        "period": "2026-h2", "opens_on": "2026-11-20", "filing_due_on": "2026-12-18",
        "review_ends_on": "2026-12-25", "everyone": "on", "reason": "年底集中盘点",
    }  # fmt: skip
    assert client.post(f"{BOARD}add/", said).headers["Location"] == f"{BOARD}2026-H2/"
    page = page_of("coordinator", f"{BOARD}2026-H2/")
    assert "年底集中盘点" in words(page)
    again = client.post(f"{BOARD}add/", said)
    assert again.status_code == 409 and "年底集中盘点" in again.content.decode()
    assert client.post(f"{BOARD}add/", {**said, "period": "下半年"}).status_code == 422
    skipped = client.post(f"{BOARD}2026-H2/skip/8/", {"reason": "该项已另行调度"})
    assert skipped.status_code == 302
    page = page_of("coordinator", f"{BOARD}2026-H2/")
    assert "该项已另行调度" in words(page)
    (undo,) = page.xpath("//form[contains(@action, '/skips/')]/@action")
    assert client.post(undo).status_code == 302
    assert client.post(undo).status_code == 409
    assert client.post(f"{BOARD}2026-H2/skip/8/", {"reason": " "}).status_code == 422
    assert client.post(f"{BOARD}2026-H2/skip/", {"reason": "不再需要"}).status_code == 302
    assert "本轮免报" in words(page_of("coordinator", f"{BOARD}2026-H2/"))
    assert client.get(f"{BOARD}2031-01/").status_code == 404


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
