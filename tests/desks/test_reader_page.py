"""The document as a page: every tracked sentence in its light, and not one character lost."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from recommendations.models import Plan
from tests.desks.conftest import PLAN

READER = f"{PLAN}document/"
Page = Callable[..., Any]


def bare(text: str) -> str:
    """Without blanks and line breaks, which the page closes or makes."""
    return "".join(text.split())


def reading(page: Any) -> str:
    """The document's own words on the page, without the marks in its margin."""
    sheet = page.find_class("cx-sheet")[0]
    for mark in sheet.find_class("cx-mgn"):
        mark.drop_tree()
    return bare(sheet.text_content())


def test_the_tracked_sentences_are_the_measures_and_nothing_else(
    example: Plan, page_of: Page
) -> None:
    page = page_of("leader", READER)
    measures = list(example.measures.order_by("position"))
    links = page.find_class("cx-trk")
    assert len(links) == len(measures) == 22
    for measure, link in zip(measures, links, strict=True):
        said = bare(link.text_content())
        own = bare(measure.number + measure.text)
        assert said.rstrip("；。;，") == own.rstrip("；。;，"), measure.position
        assert len(said) - len(own) in {0, 1}
        assert link.get("href") == f"?measure={measure.position}#m{measure.position}"


def test_nothing_is_lost_but_the_watermark(example: Plan, page_of: Page) -> None:
    edition = example.edition
    gone = {index for repair in edition.repairs for index in range(repair["start"], repair["end"])}
    assert len(gone) == 6
    kept = "".join(letter for index, letter in enumerate(edition.text) if index not in gone)
    assert reading(page_of("leader", READER)) == bare(kept)


def test_the_repairs_are_counted_on_the_page(example: Plan, page_of: Page) -> None:
    page = page_of("leader", READER)
    letters = Counter(bare(example.edition.text))
    letters.subtract(Counter(reading(page)))
    assert sum(letters.values()) == 6
    page = page_of("leader", READER)
    assert "6" in page.find_class("cx-panel")[0].text_content()


def test_the_chosen_sentence_shows_where_it_stands(example: Plan, page_of: Page) -> None:
    page = page_of("leader", f"{READER}?measure=15")
    panel = page.find_class("cx-panel")[0]
    measure = example.measures.get(position=15)
    assert panel.xpath(".//h2")[0].text_content() == measure.title
    assert "滞后" in panel.text_content()
    assert f"{PLAN}initiatives/15/" in {link.get("href") for link in panel.iter("a")}
    chosen = [link.get("id") for link in page.find_class("is-on") if link.tag == "a"]
    assert chosen == ["m15"]


def test_a_measure_that_is_not_there_chooses_none(example: Plan, page_of: Page) -> None:
    for value in ("0", "23", "-1", "abc", "9" * 40, "１５"):
        page = page_of("leader", f"{READER}?measure={value}")
        assert not page.find_class("is-on"), value
        assert page.find_class("cx-panel")[0].find_class("cx-empty")


def test_contents_lead_to_every_heading(example: Plan, page_of: Page) -> None:
    page = page_of("leader", READER)
    targets = {link.get("href") for link in page.find_class("cx-toc")[0].iter("a")}
    sheet = page.find_class("cx-sheet")[0]
    heads = {f"#{head.get('id')}" for head in [*sheet.iter("h2"), *sheet.iter("h3")]}
    assert targets == heads and len(heads) > 10
