"""The ledger: order, filters, words and chips, all of them in the address."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from recommendations.models import Initiative, Plan
from tests.desks.conftest import PLAN
from tests.desks.ledger_rows import NUMBERS

LEDGER = f"{PLAN}ledger/"
Page = Callable[..., Any]
Say = Callable[[Any], str]


def codes(page: Any) -> list[int]:
    """The numbers of the rows, as they stand."""
    rows = page.get_element_by_id("ledger").xpath(".//tbody/tr[not(contains(@class, 'cx-grp'))]")
    return [int(row.xpath(".//span[@class='n']")[0].text_content()) for row in rows]


def shown(page: Any) -> list[int]:
    """The rows' numbers; none where the page says in words that nothing fits."""
    if page.find_class("cx-table"):
        return codes(page)
    assert len(page.find_class("cx-empty")) == 1
    return []


def cells(page: Any, words: Say) -> list[list[str]]:
    """The rows' cells, as they read."""
    rows = page.get_element_by_id("ledger").xpath(".//tbody/tr[not(contains(@class, 'cx-grp'))]")
    return [[words(cell) for cell in row] for row in rows]


def heads(page: Any) -> list[Any]:
    return page.get_element_by_id("ledger").xpath(".//thead//th")


def test_it_stands_in_document_order_under_its_areas(
    example: Plan, page_of: Page, words: Say
) -> None:
    page = page_of("leader", LEDGER)
    assert codes(page) == NUMBERS
    groups = page.find_class("cx-grp")
    assert [words(group)[:3] for group in groups] == [
        "（一）",
        "（二）",
        "（三）",
        "（四）",
        "（五）",
    ]
    assert page.find_class("cx-grp")[0].getnext() is not None


def key_of(page: Any, words: Say, column: int) -> list[Any]:
    """A column's values as something that can be compared."""
    lights = ["滞后", "预警", "正常", "未启动", "暂缓", "已完成"]
    made: list[Any] = []
    for row in cells(page, words):
        value: Any = row[column]
        if column == 1:
            value = lights.index(value)
        elif column in {2, 3}:
            value = float(value.rstrip("%")) if value != "—" else None
        elif column == 7:
            parts = value.replace("年", " ").replace("月", " ").replace("日", " ").split()
            value = tuple(int(part) for part in parts)
        made.append(value)
    return made


@pytest.mark.parametrize("column", [1, 2, 3, 7])
def test_a_column_sorts_both_ways_by_its_heads_link(
    example: Plan, page_of: Page, words: Say, column: int
) -> None:
    link = heads(page_of("leader", LEDGER))[column].find("a").get("href")
    up = page_of("leader", LEDGER + link)
    back = heads(up)[column].find("a").get("href")
    down = page_of("leader", LEDGER + back)
    assert heads(up)[column].get("aria-sort") == "ascending"
    assert heads(down)[column].get("aria-sort") == "descending"
    rising = [key for key in key_of(up, words, column) if key is not None]
    falling = [key for key in key_of(down, words, column) if key is not None]
    assert rising == sorted(rising)
    assert falling == sorted(falling, reverse=True)
    assert rising[0] != rising[-1]
    assert sorted(codes(up)) == sorted(codes(down)) == NUMBERS
    assert not up.find_class("cx-grp")


def test_units_sort_in_official_order_and_filings_by_their_state(
    example: Plan, page_of: Page, words: Say
) -> None:
    by_code = {row.code: row for row in example.initiatives.select_related("lead").order_by("code")}
    leads = [
        by_code[code].lead.position for code in codes(page_of("leader", f"{LEDGER}?sort=lead"))
    ]
    assert leads == sorted(leads)
    leads = [
        by_code[code].lead.position for code in codes(page_of("leader", f"{LEDGER}?sort=-lead"))
    ]
    assert leads == sorted(leads, reverse=True)
    for sort in ("filing", "-filing"):
        states = [row[8] for row in cells(page_of("leader", f"{LEDGER}?sort={sort}"), words)]
        runs = [state for at, state in enumerate(states) if at == 0 or states[at - 1] != state]
        assert len(runs) == len(set(runs)) > 3, "equal states stand together"


def test_number_sorts_backwards_too(example: Plan, page_of: Page) -> None:
    assert codes(page_of("leader", f"{LEDGER}?sort=-code")) == NUMBERS[::-1]


def test_long_words_are_no_order(example: Plan, page_of: Page) -> None:
    page = page_of("leader", f"{LEDGER}?columns=wording,progress,lead&sort=progress")
    assert [bool(head.xpath("a")) for head in heads(page)] == [True, False, False, True]
    assert codes(page) == NUMBERS


def test_each_filter_leaves_exactly_its_rows(example: Plan, page_of: Page) -> None:
    rows = list(example.initiatives.select_related("measure__area", "lead").order_by("code"))
    lights = [row.standings.get(slot="now").light for row in rows]
    for light in ("red", "yellow", "green", "done", "not_started"):
        wanted = [row.code for row, own in zip(rows, lights, strict=True) if own == light]
        assert codes(page_of("leader", f"{LEDGER}?light={light}")) == wanted != []
    area = example.areas.get(position=3)
    assert codes(page_of("leader", f"{LEDGER}?area={area.pk}")) == [10, 11, 12, 13]
    lead = rows[7].lead
    assert lead is not None
    wanted = [row.code for row in rows if row.lead == lead]
    assert codes(page_of("leader", f"{LEDGER}?lead={lead.pk}")) == wanted == [8, 13, 23]


@pytest.mark.parametrize(
    "state", ["none", "draft", "for_signing", "submitted", "returned", "approved"]
)
def test_the_filing_filter_asks_for_this_rounds_state(
    example: Plan, page_of: Page, state: str
) -> None:
    found = {
        row.code: row.updates.filter(round__period="2026-11").first()
        for row in example.initiatives.all()
    }
    wanted = [
        code
        for code, update in sorted(found.items())
        if (update.state if update else "none") == state
    ]
    page = page_of("leader", f"{LEDGER}?filing={state}")
    assert shown(page) == wanted
    assert (wanted == []) == (state == "for_signing")


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("产业园", [8]),
        ("8", [8, 16]),
        ("  复合型 ", [20, 23]),
        ("没有这样的词", []),
        ("%", []),
        ("_", []),
    ],
)
def test_words_are_sought_in_title_and_wording_and_number(
    example: Plan, client_of: Callable[..., Client], asked: str, wanted: list[int]
) -> None:
    answer = client_of("leader").get(LEDGER, {"words": asked})
    page = html.fromstring(answer.content.decode())
    assert answer.status_code == 200
    assert shown(page) == wanted


def test_a_chip_takes_away_its_own_filter_and_keeps_the_rest(
    example: Plan, page_of: Page, words: Say
) -> None:
    page = page_of("leader", f"{LEDGER}?light=red&light=yellow&words=%E4%BA%A7&sort=need&page=1")
    chips = page.find_class("cx-chip--on")
    assert [words(chip) for chip in chips] == ["灯：滞后", "灯：预警", "关键词：产"]
    left = [parse_qs(urlsplit(chip.get("href")).query) for chip in chips]
    assert left == [
        {"light": ["yellow"], "words": ["产"], "sort": ["need"]},
        {"light": ["red"], "words": ["产"], "sort": ["need"]},
        {"light": ["red", "yellow"], "sort": ["need"]},
    ]
    assert codes(page_of("leader", LEDGER + chips[2].get("href"))) != codes(page)


def test_a_sort_link_keeps_the_filters(example: Plan, page_of: Page) -> None:
    page = page_of("leader", f"{LEDGER}?light=red")
    kept = parse_qs(urlsplit(heads(page)[2].find("a").get("href")).query)
    assert kept["light"] == ["red"] and kept["sort"]


@pytest.mark.parametrize(
    "query",
    ["light=purple", "area=999999", "area=abc", "lead=999999", "lead=-1", "filing=lost",
     "light=red&light=no", f"words={'长' * 201}"],
)  # fmt: skip
def test_an_unknown_value_is_answered_with_one_sentence(
    example: Plan, client_of: Callable[..., Client], query: str
) -> None:
    answer = client_of("leader").get(f"{LEDGER}?{query}")
    assert answer.status_code == 422
    page = html.fromstring(answer.content.decode())
    assert len(page.xpath("//h1")) == 1
    assert len(page.xpath("//main//p[normalize-space()]")) >= 1
    assert not page.xpath("//*[@id='ledger']")


@pytest.mark.parametrize("number", ["99", "0", "-1", "abc", "9" * 30, "1.5", "١"])
def test_a_page_that_is_not_there_shows_one_that_is(
    example: Plan, page_of: Page, number: str
) -> None:
    assert codes(page_of("leader", f"{LEDGER}?page={number}")) == NUMBERS


@pytest.mark.parametrize("sort", ["nothing", "-", "password", "lead__name", "code,percent"])
def test_an_unknown_order_is_document_order(example: Plan, page_of: Page, sort: str) -> None:
    assert sorted(codes(page_of("leader", f"{LEDGER}?sort={sort}"))) == NUMBERS


def test_more_rows_cost_no_more_queries(example: Plan, client_of: Callable[..., Client]) -> None:
    client = client_of("leader")
    client.get(LEDGER)
    with CaptureQueriesContext(connection) as few:
        assert client.get(f"{LEDGER}?light=red").status_code == 200
    rows = list(Initiative.objects.filter(plan=example).order_by("code")[:8])
    for number, row in enumerate(rows, start=100):
        Initiative.objects.create(
            plan=example, code=number, measure=row.measure, title=f"增加的任务{number}",
            lead=row.lead, state=row.state, starts_on=row.starts_on, due_on=row.due_on,
        )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        page = html.fromstring(client.get(LEDGER).content.decode())
    assert len(codes(page)) == 33
    assert len(many) <= len(few)


def test_htmx_gets_the_table_alone(example: Plan, client_of: Callable[..., Client]) -> None:
    answer = client_of("leader").get(f"{LEDGER}?light=red", headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert "<html" not in text and text.count("<table") == 1
