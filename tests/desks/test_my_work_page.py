"""My work: one deadline, n of m, what is left first and with its reason."""

from collections.abc import Callable
from typing import Any

from desks.examples.beijing import RETURNED
from recommendations.models import Plan
from tests.desks.conftest import PLAN

Page = Callable[..., Any]
Say = Callable[[Any], str]
PATH = "/my-work/"


def test_what_is_left_comes_first_and_the_worst_light_above(
    example: Plan, page_of: Page, words: Say
) -> None:
    page = page_of("reporter", PATH)
    listed = page.find_class("cx-todo")[0].findall("li")
    assert [words(item.find_class("no")[0]) for item in listed] == ["8", "13"]
    assert RETURNED in words(listed[0])
    links = [item.find_class("btn")[0].get("href") for item in listed]
    assert links == [f"{PLAN}initiatives/{code}/updates/2026-11/" for code in (8, 13)]
    primary = [link.get("href") for link in page.find_class("btn-primary")]
    assert primary == links[:1]


def test_the_deadline_is_the_heading(example: Plan, page_of: Page, words: Say) -> None:
    page = page_of("reporter", PATH)
    due = example.rounds.get(period="2026-11").filing_due_on
    head = words(page.xpath("//h1")[0])
    assert f"{due.month}月{due.day}日" in head
    said = words(page.find_class("cx-due")[0])
    assert "2026年11月" in said
    assert "9个工作日" in said


def test_the_unit_lead_waits_until_something_is_to_be_signed(
    example: Plan, page_of: Page, words: Say
) -> None:
    page = page_of("unit-lead", PATH)
    assert len(page.find_class("cx-empty")) == 1
    others = page.find_class("cx-todo--done")[0].findall("li")
    assert [words(item.find_class("no")[0]) for item in others] == ["8", "13"]
