"""Search: what each person finds, how it is shown, and where it leads."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from core.search import find
from core.search.entries import index, index_all
from progress.actions import approve_update
from recommendations.actions import make_plan
from tests.factories import (
    ADDED,
    BY,
    House,
    at,
    file_update,
    grow,
    make_indicator,
    make_person,
    new_plan,
    words,
)
from tests.progress.ask_steps import ask_for, direct, raise_one
from tests.reports.test_freeze_report import freeze, schedule

ClientOf = Callable[..., Client]
NOW = at("2026-09-20 10:00")
EVERYBODY = ("alice", "bo", "eve", "chen", "dong", "lei", "su", "gao", "han")


@pytest.fixture(autouse=True)
def that_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ask(house: House, client_of: ClientOf) -> Callable[..., Any]:
    """The search page as a tree."""

    def get(who: str, query: str, status: int = 200, language: str = "en", **more: str) -> Any:
        answer = client_of(who, language).get("/search/", {"q": query, **more})
        assert answer.status_code == status
        return html.fromstring(answer.content.decode())

    return get


def groups(page: Any) -> dict[str, list[str]]:
    """Each head and the lines' titles below it."""
    return {
        section.xpath(".//h2")[0].text_content(): [
            " ".join(line.text_content().split()) for line in section.xpath(".//li/p[1]")
        ]
        for section in page.find_class("cx-found")
    }


def links(page: Any) -> list[str]:
    return [str(link.get("href")) for link in page.xpath("//ol[@class='cx-hits']//a")]


def fill(house: House) -> None:
    """One record of every kind that says 鲟龙, beside those of the plan itself."""
    file_update(house, 1, until="submitted", said=words(done="完成鲟龙平台一期建设工作。"))
    ask_for(house, "adjustment", new_goal="鲟龙目标", code=3)
    raise_one(house, code=3, matter="鲟龙事项")
    direct(house, code=3, words="鲟龙批示。")
    make_indicator(house)
    make_person("xun", name="鲟龙人")


RIGHTS = {
    # Of initiative 1's lead unit, of initiative 3's, and of the offices.
    "alice": {"Requests", "Updates"},
    "bo": {"Requests", "Updates"},
    "eve": {"Requests", "Coordination matters", "Directions"},
    "fan": {"Requests", "Coordination matters", "Directions"},
    "chen": {"Requests", "Coordination matters", "Directions", "Updates", "People"},
    "dong": {"Requests", "Coordination matters", "Directions", "Updates", "People"},
    "lei": {"Requests", "Coordination matters", "Directions"},
    "su": {"Requests", "Coordination matters", "Directions"},
    "gao": {"People"},
    "han": {"People"},
}


@pytest.mark.parametrize("who", RIGHTS)
def test_each_finds_what_they_may_see(house: House, ask: Any, who: str) -> None:
    fill(house)
    assert set(groups(ask(who, "鲟龙"))) == RIGHTS[who]


def test_what_is_approved_is_everybodys(house: House, ask: Any) -> None:
    update = file_update(house, 1, until="submitted", said=words(done="完成鲟龙平台一期建设工作。"))
    assert "Updates" not in groups(ask("lei", "鲟龙"))
    approve_update(update=update, reviewer=house.chen, version=update.version, now=NOW, by=BY)
    for who in ("lei", "eve", "alice", "chen"):
        assert "Updates" in groups(ask(who, "鲟龙")), who


def test_a_units_draft_is_nobody_elses(house: House, ask: Any) -> None:
    file_update(house, 1, until="for_signing", said=words(done="完成鲟龙平台一期建设工作。"))
    for who in EVERYBODY:
        assert groups(ask(who, "鲟龙")) == {}, who


def test_a_draft_plan_is_not_there_for_a_reader(house: House, ask: Any) -> None:
    make_plan(
        edition=house.plan.edition,
        new=new_plan("second", title="鲟龙方案", short_title="鲟龙"),
        now=ADDED,
        by=BY,
    )
    assert groups(ask("lei", "鲟龙方案")) == {}
    assert list(groups(ask("chen", "鲟龙方案"))) == ["Plans"]
    assert len(groups(ask("lei", "统一数据平台"))["Measures"]) == 1
    assert len(groups(ask("chen", "统一数据平台"))["Measures"]) == 2
    assert not ask("lei", "平台").xpath("//select[@name='plan']")
    page = ask("chen", "统一数据平台", plan="second")
    assert len(groups(page)["Measures"]) == 1
    assert "Documents" not in groups(ask("chen", "建议", plan="second"))
    ask("lei", "平台", status=404, plan="second")


@pytest.mark.parametrize("who", ["jin", "zed"])
def test_who_has_nothing_to_find_has_no_box(house: House, client_of: ClientOf, who: str) -> None:
    assert client_of(who).get("/search/?q=平台").status_code == 404
    assert b"data-find" not in client_of(who).get("/", follow=True).content


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_box_is_in_every_head(house: House, client_of: ClientOf, who: str) -> None:
    page = html.fromstring(client_of(who).get("/", follow=True).content.decode())
    box = page.xpath("//header//form[@role='search']")[0]
    assert box.get("action") == "/search/" and box.get("method") == "get"
    assert box.xpath(".//input[@name='q']")[0].get("aria-keyshortcuts") == "/"


def test_every_line_leads_to_a_page_that_opens(house: House, ask: Any, client_of: ClientOf) -> None:
    fill(house)
    freeze(schedule(house))
    for who in (*RIGHTS, "dong"):
        found = set()
        for query in ("鲟龙", "数据", "建议", "示例甲局", "数字服务", "alice", "部门数"):
            # Lines that lead to several places of one page ask for that page once.
            found |= {link.partition("#")[0] for link in links(ask(who, query))}
        client = client_of(who)
        assert found
        for link in found:
            assert client.get(link).status_code == 200, (who, link)


def test_hits_are_marked_and_nothing_in_them_is_markup(house: House, ask: Any) -> None:
    said = words(done="<b>一</b>接入 １０ 个&amp;部门，见“附件”。")
    file_update(house, 1, said=said)
    page = ask("chen", "接入10个")
    assert [mark.text_content() for mark in page.xpath("//ol//mark")] == ["接入 １０ 个"]
    assert not page.xpath("//ol//p[@class='cx-hit-said']//b")
    assert "<b>一</b>接入 １０ 个&amp;部门" in page.xpath("//ol")[0].text_content()
    box = ask("chen", '"><script>x</script>').xpath("//main//input[@name='q']")[0]
    assert box.get("value") == '"><script>x</script>'


def test_the_number_comes_first_then_the_title_then_need(house: House, ask: Any) -> None:
    """Of equal rank what needs attention most stands first."""
    from progress.models import Standing

    rows = {row.code: row for row in house.plan.initiatives.all()}
    for code, need in ((1, 3), (2, 2), (3, 1), (4, 2)):
        Standing.objects.filter(initiative=rows[code], slot=Standing.NOW).update(need=need)
    for code, title in ((1, "乙类2处"), (2, "甲类"), (3, "2处"), (4, "丙类2处")):
        house.plan.initiatives.filter(code=code).update(title=title)
    index("initiative", [row.pk for row in rows.values()])
    stories = (re.fullmatch(r".*/initiatives/(\d+)/", link) for link in links(ask("lei", "2")))
    codes = [story[1] for story in stories if story]
    assert codes == ["2", "3", "4", "1"]


def test_kinds_are_paged_and_the_address_holds_the_state(
    house: House, ask: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    grow(house, 45)
    index_all()
    page = ask("lei", "任务")
    assert len(groups(page)["Initiatives"]) == 5
    chip = next(link for link in page.find_class("cx-chip") if "Initiatives" in link.text_content())
    assert "45" in chip.text_content()
    assert chip.get("href") == "?q=%E4%BB%BB%E5%8A%A1&kind=initiative"
    seen = []
    for number in ("1", "2", "3"):
        listed = ask("lei", "任务", kind="initiative", page=number)
        seen += groups(listed)["Initiatives"]
    assert len(seen) == len(set(seen)) == 45
    assert [link.get("href") for link in listed.find_class("cx-pages")[0].findall("a")] == [
        "?q=%E4%BB%BB%E5%8A%A1&kind=initiative&page=2"
    ]
    monkeypatch.setattr(find, "MOST", 10)
    assert "10+" in ask("lei", "任务", kind="initiative").find_class("cx-h2")[0].text_content()


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999", "7"])
def test_an_odd_page_is_the_nearest(house: House, ask: Any, page: str) -> None:
    assert groups(ask("lei", "平台", kind="initiative", page=page))["Initiatives"]


def test_queries_are_the_same_for_any_number_of_hits(house: House, client_of: ClientOf) -> None:
    fill(house)
    client = client_of("chen")
    assert client.get("/search/").status_code == 200

    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    grow(house, 2)
    index_all()
    addresses = [f"/search/?q={query}" for query in ("任务", "接入")] + [
        "/search/?q=任务&kind=initiative", "/plans/digital/ledger/?words=任务",
    ]  # fmt: skip
    few = [queries(address) for address in addresses]
    type(house.initiative(101)).objects.filter(code__gte=100).delete()
    grow(house, 60)
    index_all()
    assert [queries(address) for address in addresses] == few


def test_nothing_asked_nothing_found_and_signs_alone(house: House, ask: Any) -> None:
    assert "fgw" in ask("lei", "").find_class("cx-empty")[0].text_content()
    assert "Try fewer" in ask("lei", "鲟龙").find_class("cx-empty")[0].text_content()
    assert "Leave a word out" in ask("lei", "鲟龙 平台").find_class("cx-empty")[0].text_content()
    assert "Signs" in ask("lei", "%%").find_class("cx-empty")[0].text_content()
    assert (
        "Nothing of this kind"
        in ask("lei", "平台", kind="person").find_class("cx-empty")[0].text_content()
    )
    page = ask("chen", "鲟龙", plan="digital")
    assert page.find_class("cx-empty")[0].find("a").get("href") == "?q=%E9%B2%9F%E9%BE%99"


def test_too_much_is_refused_with_a_sentence(house: House, ask: Any) -> None:
    page = ask("lei", "人" * 10_000, status=422)
    assert "200" in page.find_class("cx-alert")[0].text_content()
    assert len(page.xpath("//main//input[@name='q']")[0].get("value")) == 200
    ask("lei", " ".join(f"人{number}" for number in range(11)), status=422)


def test_the_ledger_filters_by_the_same_words(house: House, client_of: ClientOf) -> None:
    def codes(query: str) -> list[str]:
        answer = client_of("lei").get("/plans/digital/ledger/", {"words": query})
        assert answer.status_code == 200
        page = html.fromstring(answer.content.decode())
        return [one.text_content() for one in page.xpath("//tbody//span[@class='n']")]

    assert codes("十个部门") == codes("平台 接入") == codes("1") == ["1"]
    assert codes("共享目录") == codes("“制定 共享”") == ["2"]
    assert codes("%") == codes("鲟龙") == []
    assert codes("") == ["1", "2", "3", "4"]
    assert client_of("lei").get("/plans/digital/ledger/", {"words": "人" * 201}).status_code == 422
