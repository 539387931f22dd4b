"""The review desk: what units have signed, what needs attention first."""

from collections.abc import Callable
from typing import Any

from django.test import Client

from recommendations.models import Plan
from tests.desks.conftest import NOW, PLAN
from tests.factories import BY

DESK = f"{PLAN}review/"
Page = Callable[..., Any]
Say = Callable[[Any], str]


def numbers(page: Any, words: Say) -> list[int]:
    return [int(words(one)) for one in page.find_class("cx-todo")[0].find_class("no")]


def test_what_waits_stands_by_need(example: Plan, page_of: Page, words: Say) -> None:
    page = page_of("coordinator", DESK)
    assert numbers(page, words) == [15, 3, 6]  # red, yellow, green
    lights = [words(light) for light in page.find_class("cx-light")]
    assert lights == ["滞后", "预警", "正常"]
    links = [one.get("href") for one in page.find_class("cx-todo")[0].find_class("btn")]
    assert links == [f"{PLAN}initiatives/{code}/updates/2026-11/" for code in (15, 3, 6)]
    assert len(page.find_class("btn-primary")) == 1


def test_each_shows_the_figure_and_the_first_words(
    example: Plan, page_of: Page, words: Say
) -> None:
    items = page_of("coordinator", DESK).find_class("cx-todo")[0].findall("li")
    for item, code in zip(items, (15, 3, 6), strict=True):
        update = example.initiatives.get(code=code).updates.get(round__period="2026-11")
        said = words(item)
        assert f"{update.percent:f}".rstrip("0").rstrip(".") + "%" in said
        assert update.done[:20] in said and update.unit.short_name in said


def test_what_was_decided_leaves_the_desk(example: Plan, page_of: Page, words: Say) -> None:
    from accounts.models import User
    from progress.actions import approve_update, return_update

    office = User.objects.get(username="coordinator")
    for code, act, more in ((15, return_update, {"reason": "请补充数据清单和开放时间。"}),
                            (3, approve_update, {})):  # fmt: skip
        update = example.initiatives.get(code=code).updates.get(round__period="2026-11")
        act(update=update, reviewer=office, version=update.version, now=NOW, by=BY, **more)
    assert numbers(page_of("coordinator", DESK), words) == [6]


def test_nobody_reviews_what_they_may_not_see(
    example: Plan, client_of: Callable[..., Client]
) -> None:
    for who in ("reporter", "unit-lead", "leader", "secretary", "auditor", "system-admin"):
        assert client_of(who).get(DESK).status_code == 404, who


def test_fifty_stand_on_a_page_and_both_lists_turn_by_themselves(
    example: Plan, page_of: Page, words: Say, monkeypatch: Any
) -> None:
    monkeypatch.setattr("desks.views.staff.PAGE", 2)
    whole = page_of("chief", f"{DESK}?page=1")
    first, second = page_of("coordinator", DESK), page_of("coordinator", f"{DESK}?page=2")
    assert (numbers(first, words), numbers(second, words)) == ([15, 3], [6])
    assert "3件" in words(first.find_class("cx-head-sub")[0])
    assert first.xpath("//a[@rel='next']")[0].get("href") == "?page=2"
    errands = whole.find_class("cx-todo")[1]
    told = int(words(errands.getprevious().find("span")))
    assert told > len(errands) == 2
    turned = page_of("chief", f"{DESK}?also=2").find_class("cx-todo")[1]
    assert words(turned) != words(errands)
    both = page_of("chief", f"{DESK}?also=2&page=2")
    assert "?also=2&page=1" in {one.get("href") for one in both.xpath("//a[@rel='prev']")}
