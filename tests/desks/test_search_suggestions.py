"""What the search box offers while one types: what is called so, and nothing hidden."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from core.search.entries import index_all
from recommendations.actions import make_plan
from tests.factories import ADDED, BY, House, at, grow, make_person, make_unit, new_plan

ClientOf = Callable[..., Client]
PATH = "/search/suggestions/"


@pytest.fixture(autouse=True)
def that_day() -> Iterator[None]:
    with time_machine.travel(at("2026-09-20 10:00"), tick=False):
        yield


@pytest.fixture
def ask(house: House, client_of: ClientOf) -> Callable[..., dict[str, list[Any]]]:
    """The options by kind, as links; the one for everything stands under ""."""

    def get(who: str, query: str, language: str = "en") -> dict[str, list[Any]]:
        answer = client_of(who, language).get(PATH, {"q": query})
        assert answer.status_code == 200
        page: Any = html.fromstring(f"<main>{answer.content.decode()}</main>")
        found = {
            str(group.get("aria-label")): list(group.xpath("./a[@role='option']"))
            for group in page.xpath("./div[@role='group']")
        }
        last = page.xpath("./a[@role='option']")
        return found | ({"": last} if last else {})

    return get


def texts(options: list[Any]) -> list[str]:
    return [" ".join(one.text_content().split()) for one in options]


def test_titles_and_numbers_not_other_words(house: House, ask: Any) -> None:
    initiative = house.initiative(3)
    whole = ask("lei", initiative.title)
    assert initiative.title in texts(whole["Initiatives"])[0]
    assert whole["Initiatives"][0].get("href") == "/plans/digital/initiatives/3/"
    assert " 3 " in texts(ask("lei", "3")["Initiatives"])[0]
    type(initiative).objects.filter(pk=initiative.pk).update(deliverable="鲟龙成果")
    index_all()
    assert ask("lei", "鲟龙") == {}, "a title says it, or nothing is offered"


def test_the_last_leads_to_everything(house: House, ask: Any) -> None:
    (last,) = ask("lei", house.initiative(3).title[:2])[""]
    assert last.get("href").startswith("/search/?q=%")
    assert last.get("data-said").split()[1].startswith("suggestion")


@pytest.mark.parametrize("query", ["", "平", "a", "%%", "“”", "x" * 300, "没有这样的词"])
def test_too_little_too_much_and_nothing(house: House, ask: Any, query: str) -> None:
    assert ask("lei", query) == {}


def test_units_and_people_by_their_initials(house: House, ask: Any) -> None:
    make_unit("示例鲟龙局", position=30)
    make_person("xun", name="鲟龙人")
    assert texts(ask("chen", "xlj")["Units"]) == ["示例鲟龙局"]
    found = ask("chen", "xlr")["People"]
    assert texts(found)[0].startswith("鲟龙人")
    assert found[0].get("href").startswith("/search/?q=xlr"), "there is no page of hers for chen"
    assert ask("gao", "xlr")["People"][0].get("href") == "/people/"


def test_only_what_a_person_may_see(house: House, ask: Any) -> None:
    make_person("xun", name="鲟龙人")
    new = new_plan("second", title="鲟龙方案", short_title="鲟龙")
    make_plan(edition=house.plan.edition, new=new, now=ADDED, by=BY)
    index_all()
    assert set(ask("chen", "鲟龙")) == {"Plans", "People", ""}
    for who in ("alice", "lei"):
        assert ask(who, "鲟龙") == {}, who
    assert set(ask("gao", "鲟龙")) == {"People", ""}


def test_eight_at_most_and_no_kind_hides_another(house: House, ask: Any) -> None:
    grow(house, 30)
    for n in range(12):
        make_unit(f"示例任务局{n}", position=40 + n)
    index_all()
    found = ask("chen", "任务")
    assert sum(len(some) for kind, some in found.items() if kind) == 8
    assert len(found["Units"]) >= 2 and len(found["Initiatives"]) >= 2


def test_what_a_person_wrote_is_text(house: House, ask: Any) -> None:
    make_unit("<b>鲟龙</b>局", position=30)
    (option,) = ask("lei", "鲟龙")["Units"]
    assert not option.xpath(".//b")
    assert "<b>鲟龙</b>局" in option.text_content()
    (last,) = ask("lei", '鲟龙"')[""]
    assert '鲟龙"' in last.text_content()


def test_as_many_questions_for_any_number(house: House, client_of: ClientOf) -> None:
    client = client_of("chen")
    client.get(PATH, {"q": "任务"})

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(PATH, {"q": "任务"}).status_code == 200
        return len(asked)

    grow(house, 2)
    index_all()
    few = questions()
    type(house.initiative(101)).objects.filter(code__gte=100).delete()
    grow(house, 60)
    index_all()
    assert questions() == few <= 12
