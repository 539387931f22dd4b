"""The page on which an update is written: it asks for what is still open, and for no more."""

from collections.abc import Callable
from typing import Any

from recommendations.models import Plan
from tests.desks.conftest import PLAN

Page = Callable[..., Any]
Say = Callable[[Any], str]
PATH = f"{PLAN}initiatives/8/updates/2026-11/"


def test_only_milestones_that_stand_open_are_asked_for(
    example: Plan, page_of: Page, words: Say
) -> None:
    page = page_of("reporter", PATH)
    asked = [words(label) for label in page.find_class("cx-steps-in")[0].findall(".//label")]
    assert asked == ["一期主体结构封顶", "首批企业入驻协议", "一期竣工验收", "园区开园"]


def test_last_rounds_words_stand_beside_the_box(example: Plan, page_of: Page, words: Say) -> None:
    page = page_of("reporter", PATH)
    last = example.initiatives.get(code=8).updates.get(round__period="2026-10")
    beside = [words(one) for one in page.find_class("cx-last")]
    assert last.done in beside
    assert last.cause in beside
