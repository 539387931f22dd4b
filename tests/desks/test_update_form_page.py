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


def hints_of(page: Any, name: str, words: Say) -> list[str]:
    (place,) = page.xpath(f"//ul[@data-hints='{name}']")
    return [words(item) for item in place.findall("li")]


def test_what_could_be_mended_is_said_at_its_field_and_never_blocks(
    example: Plan, page_of: Page, words: Say, client_of: Callable[..., Any]
) -> None:
    update = example.initiatives.get(code=8).updates.get(round__period="2026-11")
    last = example.initiatives.get(code=8).updates.get(round__period="2026-10")
    said = {
        "version": update.version, "self_rating": "behind", "done": last.done,
        "cause": update.cause, "expected_on": "2026-12-25",
        "next_steps": "抓好落实，进一步加强统筹。",
    }  # fmt: skip
    answer = client_of("reporter").post(PATH, said, headers={"X-Autosave": "1"})
    assert answer.status_code == 200
    told = answer.json()["hints"]
    assert told["done"][0].startswith("与2026年10月所报内容基本相同")
    assert "抓好落实" in told["next_steps"][0]
    page = page_of("reporter", PATH)
    assert hints_of(page, "done", words) == told["done"]
    assert hints_of(page, "next_steps", words) == told["next_steps"]
    update.refresh_from_db()
    assert update.done == last.done
