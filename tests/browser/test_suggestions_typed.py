"""Typing in the head's search box: what is offered, by keys and by mouse, and what closes it."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Site
from tests.browser.pages import PLAN


def test_type_choose_and_go(site: Site) -> None:
    page = site.at("coordinator")
    page.goto(PLAN)
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if "suggestions" in one.url else None)
    box, offered = page.locator("[data-find]"), page.get_by_role("listbox")
    expect(box).to_have_attribute("role", "combobox")
    box.press_sequentially("平", delay=20)
    page.wait_for_timeout(400)
    assert asked == [], "one character is too little"
    box.press_sequentially("台", delay=20)
    expect(offered).to_be_visible()
    assert len(asked) == 1, "it waits until the typing rests"
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowUp")
    expect(offered.get_by_role("option").last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(offered.locator("[aria-selected=true]")).to_have_count(0)
    page.keyboard.press("ArrowDown")
    first = offered.get_by_role("option").first
    expect(first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", first.get_attribute("id") or "-")
    expect(box).to_be_focused()
    page.keyboard.press("Escape")
    expect(offered).to_be_hidden()
    expect(box).to_have_value("平台")
    page.keyboard.press("ArrowDown")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert re.search(r"/initiatives/\d+/|/document/\?measure=", page.url)


def test_enter_alone_searches_and_leaving_closes(site: Site) -> None:
    page = site.at("leader")
    page.goto(PLAN)
    box, offered = page.locator("[data-find]"), page.get_by_role("listbox")
    box.press_sequentially("平台", delay=20)
    expect(offered).to_be_visible()
    page.locator("h1").first.click()
    expect(offered).to_be_hidden()
    box.press_sequentially("建", delay=20)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "/search/?q=" in page.url
    box = page.locator("[data-find]")
    box.fill("平台")
    expect(offered).to_be_visible()
    with page.expect_navigation():
        offered.get_by_role("option").first.click()
    assert "/search/" not in page.url
