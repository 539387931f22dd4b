"""The overview of a past day: which days may be asked, how the page says so, what it rests on."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from progress.actions import close_round
from recommendations.models import Plan
from reports.contents import gather
from tests.desks.past_days import change, play
from tests.factories import BY, SLUG, House, at, file_update, grow, make_indicator
from tests.factories import words as words_of_update
from tests.report_factories import make_draft, make_schedule, sign

PLAN = f"/plans/{SLUG}/"
TODAY = at("2026-10-20 10:00")
Page = Callable[..., Any]
Say = Callable[[Any], str]


@pytest.fixture(autouse=True)
def on_a_tuesday() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


def numbers(page: Any) -> list[str]:
    """The counts above the page, as they stand."""
    return [" ".join(one.text_content().split()) for one in page.find_class("cx-tally")[0]]


def test_a_past_day_says_so_and_offers_nothing(house: House, page_of: Page, words: Say) -> None:
    page = page_of("chen", f"{PLAN}?as_of=2026-10-15")
    banner = page.find_class("cx-past")[0]
    assert "截至2026年10月15日的情况（只读）" in words(banner)
    assert banner.find("a").get("href") == PLAN
    main = page.get_element_by_id("main")
    assert [form.get("method") for form in main.iter("form")] == ["get"]
    assert not main.xpath(".//form[@method='post']")
    assert "截至2026年10月15日" in words(page.find_class("cx-foot")[0])


def test_today_is_the_page_itself(house: House, page_of: Page) -> None:
    for query in ("", "?as_of=", "?as_of=2026-10-20"):
        page = page_of("chen", PLAN + query)
        assert not page.find_class("cx-past")
        day = page.find_class("cx-day")[0].xpath(".//input[@type='date']")[0]
        assert (day.get("value"), day.get("max")) == ("2026-10-20", "2026-10-20")


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("2026-10-21", "尚未到来"),
        ("2025-12-31", "2026年1月1日"),
        ("2026-02-30", "2026-10-15"),
        ("20261015", "2026-10-15"),
        ("2026-W40-1", "2026-10-15"),
        ("yesterday", "2026-10-15"),
        ("２０２６-10-15", "2026-10-15"),
        ("2026-08-31", "2026年9月1日"),
    ],
)
def test_a_day_that_cannot_be_shown_is_refused_with_one_sentence(
    house: House, client_of: Callable[..., Client], asked: str, says: str
) -> None:
    for path in (PLAN, f"{PLAN}ledger/", f"{PLAN}initiatives/1/"):
        answer = client_of("lei").get(path, {"as_of": asked})
        assert answer.status_code == 422, path
        assert (
            says
            in html.fromstring(answer.content.decode()).get_element_by_id("main").text_content()
        )


def test_who_manages_plans_sees_the_draft_of_then(house: House, page_of: Page, words: Say) -> None:
    page = page_of("chen", f"{PLAN}?as_of=2026-08-31")
    assert "这一天方案尚未发布" in words(page.find_class("cx-past")[0])
    assert page_of("chen", f"{PLAN}?as_of=2026-09-01").find_class("cx-past")
    unpublished = words(page_of("chen", f"{PLAN}?as_of=2026-09-01").find_class("cx-past")[0])
    assert "尚未发布" not in unpublished


def test_it_is_what_the_gatherer_says_of_that_evening(
    house: House, page_of: Page, words: Say
) -> None:
    file_update(house, 1, now=at("2026-10-10"))
    file_update(house, 3, said=words_of_update(95), now=at("2026-10-18"))
    contents = gather(house.plan, as_of=date(2026, 10, 15), known_at=at("2026-10-15 23:59"))
    page = page_of("lei", f"{PLAN}?as_of=2026-10-15")
    assert contents["percent"] and f"{contents['percent']}%" in numbers(page)[-1]
    now = gather(house.plan, as_of=TODAY.date(), known_at=TODAY)
    assert now["percent"] != contents["percent"]
    assert f"{now['percent']}%" in numbers(page_of("lei", PLAN))[-1]


def test_links_keep_the_day(house: House, page_of: Page) -> None:
    page = page_of("lei", f"{PLAN}?as_of=2026-10-15")
    main = page.get_element_by_id("main")
    links = [one.get("href") for one in main.iter("a")]
    stories = [link for link in links if "/initiatives/" in link]
    ledgers = [link for link in links if "/ledger/" in link]
    assert stories and ledgers
    assert all(link.endswith("?as_of=2026-10-15") for link in stories)
    assert all("&as_of=2026-10-15" in link for link in ledgers)
    live = page_of("lei", PLAN).get_element_by_id("main")
    assert not [one for one in live.iter("a") if "as_of" in one.get("href")]


def test_what_came_later_is_not_there(house: House) -> None:
    then: dict[str, Any] = {"as_of": date(2026, 10, 15), "known_at": at("2026-10-15 23:59")}
    before = gather(house.plan, **then)
    play(house, "new", 1, 2, at("2026-10-18"))
    make_indicator(house, now=at("2026-10-18"))
    measures = list(house.plan.measures.order_by("position"))
    change(house, 1, at("2026-10-18"), measure=measures[3].pk)
    assert gather(house.plan, **then) == before
    later = gather(house.plan, as_of=TODAY.date(), known_at=TODAY)
    cells = [cell["codes"] for area in later["areas"] for cell in area["cells"]]
    assert cells == [[], [2], [3, 5], [1, 4]]
    assert len(later["indicators"]) == 1


def test_a_returned_update_had_been_filed_then(house: House) -> None:
    """It is written again since; the copy of that evening says that it had come in."""
    update = file_update(house, 1, until="returned", now=at("2026-09-22"))
    evening = at("2026-09-22 20:00")
    before = gather(house.plan, as_of=evening.date(), known_at=evening)
    assert before["round"] and before["round"]["filed"] == 1
    for now, deed in ((at("2026-09-24"), 3), (at("2026-09-25"), 1), (at("2026-09-26"), 0)):
        play(house, "update", 1, deed, now)
    update.refresh_from_db()
    assert update.state == "approved"
    assert gather(house.plan, as_of=evening.date(), known_at=evening) == before


def test_a_past_day_asks_as_little_as_today(house: House, client_of: Callable[..., Client]) -> None:
    client = client_of("lei")
    client.get(PLAN)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"{PLAN}?as_of=2026-10-15").status_code == 200
        return len(asked)

    few = cost()
    grow(house, 30)
    close_round(round_=house.round, now=TODAY - timedelta(days=3), by=BY)
    assert cost() <= few + 1
    assert Plan.objects.get(slug=SLUG).initiatives.count() == 34


def test_a_report_signed_later_is_not_what_it_was_held_against(
    house: House, page_of: Page, words: Say
) -> None:
    """Against the last issue that had reached people that day: a draft has reached nobody."""
    report = make_draft(make_schedule(house.plan), known=at("2026-10-16"))
    sign(report, house.dong, now=at("2026-10-18 09:00"))
    said = "尚无往期报告"
    assert said in words(page_of("lei", f"{PLAN}?as_of=2026-10-17").get_element_by_id("main"))
    assert said not in words(page_of("lei", f"{PLAN}?as_of=2026-10-18").get_element_by_id("main"))
