"""An initiative's story on a past day: what it was then, and nothing that can be done."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from progress.models import Update
from progress.passage import passage
from recommendations.models import Initiative
from recommendations.queries import breakdowns_on
from tests.desks.past_days import change, play
from tests.factories import SLUG, House, advance, at, file_update
from tests.progress.ask_steps import ask_for, send, settle

STORY = f"/plans/{SLUG}/initiatives/1/"
TODAY = at("2026-10-20 10:00")
Page = Callable[..., Any]
Say = Callable[[Any], str]


@pytest.fixture(autouse=True)
def on_a_tuesday() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


def facts(page: Any) -> str:
    return " ".join(page.find_class("cx-facts")[0].text_content().split())


def test_every_field_is_as_it_was(house: House, page_of: Page, words: Say) -> None:
    measures = list(house.plan.measures.order_by("position"))
    change(
        house, 1, at("2026-10-18"), title="改了的名称", lead=house.b.pk, joint=(house.a.pk,),
        supporting=(), leaders=("新领导",), due_on=date(2027, 3, 31), measure=measures[3].pk,
    )  # fmt: skip
    then = page_of("lei", f"{STORY}?as_of=2026-10-15")
    now = page_of("lei", STORY)
    assert "改了的名称" in words(now.find_class("cx-story-h")[0])
    assert "改了的名称" not in words(then.find_class("cx-story-h")[0])
    assert all(one in facts(then) for one in ("示例甲局", "李示例", "2026年12月31日"))
    assert all(one in facts(now) for one in ("示例乙局", "新领导", "2027年3月31日"))
    assert not any(one in facts(then) for one in ("新领导", "2027年"))
    assert measures[0].text in words(then.find_class("cx-quote")[0])
    assert measures[3].text in words(now.find_class("cx-quote")[0])


def test_nothing_can_be_done_on_a_past_day(house: House, page_of: Page, words: Say) -> None:
    ask_for(house, "extension", now=at("2026-10-10"))
    send(house, now=at("2026-10-10"))
    live = page_of("dong", STORY)
    assert live.find_class("cx-deeds") and live.find_class("cx-tl-act")
    for who in ("alice", "chen", "dong"):
        page = page_of(who, f"{STORY}?as_of=2026-10-15")
        main = page.get_element_by_id("main")
        assert not main.xpath(".//form[@method='post']")
        for name in ("cx-deeds", "cx-tl-act", "cx-head-act"):
            assert not main.find_class(name), (who, name)
        assert "（只读）" in words(main.find_class("cx-past")[0])
        ledger = main.find_class("cx-crumb")[0].find("a").get("href")
        assert ledger.endswith("/ledger/?as_of=2026-10-15")


def test_what_happened_ends_with_that_day(house: House, page_of: Page, words: Say) -> None:
    send(house, now=at("2026-10-10"))
    asked = ask_for(house, "extension", now=at("2026-10-12"))
    settle(house, asked, now=at("2026-10-18"))
    play(house, "remind", 1, 0, at("2026-10-18"))
    then = words(page_of("lei", f"{STORY}?as_of=2026-10-15").find_class("cx-tl")[0])
    now = words(page_of("lei", STORY).find_class("cx-tl")[0])
    assert "场地尚未交付" in then and "本月填报截止日将到" in then
    assert "同意" in now and "同意" not in then
    assert "已签收" in now and "已签收" not in then


def test_an_update_counts_from_its_approval(house: House, page_of: Page, words: Say) -> None:
    update = file_update(house, 1, until="submitted", now=at("2026-10-10"))
    advance(house, update, until="approved", now=at("2026-10-18"))
    public = page_of("lei", f"{STORY}?as_of=2026-10-15")
    assert "已提交" not in words(public.find_class("cx-tl")[0])
    office = words(page_of("chen", f"{STORY}?as_of=2026-10-15").find_class("cx-tl")[0])
    assert update.done in office
    assert update.done in words(page_of("lei", STORY).find_class("cx-tl")[0])


def test_what_was_returned_is_kept_as_it_had_come_in(
    house: House, page_of: Page, words: Say
) -> None:
    update = file_update(house, 1, until="returned", now=at("2026-10-10"))
    first = update.done
    play(house, "update", 1, 3, at("2026-10-12"))
    play(house, "update", 1, 1, at("2026-10-13"))
    then = words(page_of("chen", f"{STORY}?as_of=2026-10-11").find_class("cx-tl")[0])
    now = words(page_of("chen", STORY).find_class("cx-tl")[0])
    assert first in then and "完成第3批" not in then
    assert first in now and "完成第3批" in now, "the first version stays beside the second"
    assert first not in words(page_of("lei", STORY).find_class("cx-tl")[0])


def test_an_initiative_is_there_from_the_day_it_was_added(
    house: House, client_of: Callable[..., Client]
) -> None:
    play(house, "new", 1, 2, at("2026-10-18"))
    path = f"/plans/{SLUG}/initiatives/5/"
    client = client_of("chen")
    assert client.get(f"{path}?as_of=2026-10-18").status_code == 200
    refused = client.get(f"{path}?as_of=2026-10-17")
    assert refused.status_code == 422
    said = html.fromstring(refused.content.decode()).get_element_by_id("main").text_content()
    assert "2026年10月18日" in said


def test_a_past_day_asks_the_same_however_much_happened(
    house: House, client_of: Callable[..., Client]
) -> None:
    client = client_of("chen")

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"{STORY}?as_of=2026-10-18").status_code == 200
        return len(asked)

    file_update(house, 1, until="returned", now=at("2026-10-02"))
    cost()
    few = cost()
    for number in range(6):
        play(house, "due", 1, 1 + number % 3, at("2026-10-05") + timedelta(days=number))
        play(house, "update", 1, 3, at("2026-10-05 11:00") + timedelta(days=number))
        play(house, "matter", 1, 1, at("2026-10-05 12:00") + timedelta(days=number))
    assert cost() <= few


# --- where an update was, and what an initiative was ----------------------------------------------


def state_at(moment: str) -> str:
    update = Update.objects.get(initiative__code=1)
    return passage(update, update.returns.all(), known_at=at(moment)).state


def test_an_update_is_found_at_every_step_of_its_way(house: House) -> None:
    way = [
        ("2026-09-02", 0, "draft"), ("2026-09-03", 2, "for_signing"),
        ("2026-09-04", 1, "submitted"), ("2026-09-05", 1, "returned"),
        ("2026-09-06", 0, "returned"), ("2026-09-07", 3, "for_signing"),
        ("2026-09-08", 0, "submitted"), ("2026-09-09", 0, "approved"),
    ]  # fmt: skip
    for day, n, state in way:
        play(house, "update", 1, n, at(day))
        assert state_at(f"{day} 20:00") == state
    assert state_at("2026-09-01 20:00") == ""
    assert [state_at(f"{day} 20:00") for day, _n, _state in way] == [one[2] for one in way]


def test_what_it_was_is_read_in_one_query_for_any_number(house: House) -> None:
    change(house, 1, at("2026-10-18"), title="改名", weight=Decimal(3))
    rows = list(Initiative.objects.filter(plan=house.plan))
    with CaptureQueriesContext(connection) as asked:
        then = breakdowns_on(rows, as_of=date(2026, 10, 15), known_at=at("2026-10-15 23:00"))
    assert len(asked) == 1
    one = house.initiative(1)
    assert (then[one.pk].title, then[one.pk].weight) != ("改名", 3)
    now = breakdowns_on(rows, as_of=TODAY.date(), known_at=TODAY)
    assert (now[one.pk].title, now[one.pk].weight) == ("改名", 3)
