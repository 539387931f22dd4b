"""One update's whole way, as four people see it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.pages import PLAN

STORY = f"{PLAN}initiatives/13/"
UPDATE = f"{STORY}updates/2026-11/"
CELL = ".cx-cell:has(a[href$='/initiatives/13/'])"
DONE = "首批8个试点示范项目完成方案评审，其中5个项目签订任务书。"
MENDED = "首批8个试点示范项目完成方案评审，其中5个项目签订任务书，名单附后。"
NEXT = "12月中旬前完成其余3个项目的任务书签订。"
CAUSE = "三个项目的场地协调尚未完成，任务书签订晚于计划。"
REASON = "请补充已签订任务书的项目名单。"
REFUSED = "status of 422"


def _open_from_my_work(site: Site, **how: str) -> Page:
    """The reporter signs in and opens the draft of initiative 13."""
    page = site.window(**how).new_page()  # type: ignore[arg-type]
    site.sign_in(page, "reporter")
    page.click('a.btn[href*="/initiatives/13/updates/"]')
    page.wait_for_url(f"**{UPDATE}")
    return page


def _type(page: Page, name: str, words: str) -> None:
    """Type, and wait until the page says that it is kept."""
    saved = page.locator("[data-saved]")
    with page.expect_response(lambda one: one.request.method == "POST") as answer:
        page.fill(f"[name={name}]", words)
    assert answer.value.status == 200
    expect(saved).to_contain_text(re.compile(r"\d\d:\d\d"))


def _hand_over(page: Page) -> None:
    page.locator(".cx-hand .btn-primary").click()
    page.wait_for_url("**/my-work/")


def _sign(site: Site, page: Page) -> None:
    """The unit lead reads and signs what stands on their desk."""
    page.goto("/my-work/")
    page.click('a.btn[href*="/initiatives/13/updates/"]')
    page.locator(".cx-judge .btn-primary").click()
    page.wait_for_url("**/my-work/")
    assert page.locator('.cx-todo--done a[href$="/initiatives/13/"]').is_visible()


def _review(page: Page) -> None:
    page.goto(f"{PLAN}review/")
    page.click('a.btn[href*="/initiatives/13/updates/"]')


def _cell(page: Page) -> tuple[str, str]:
    """The percent and the light of initiative 13 on the plan's page."""
    page.goto(PLAN)
    cell = page.locator(CELL)
    light = cell.locator(".cx-light").get_attribute("class") or ""
    return cell.locator(".cx-pct").inner_text(), light


def _write(page: Page) -> None:
    """Autosave keeps the words; a wrong figure loses none of them."""
    _type(page, "done", DONE)
    page.reload()
    assert page.input_value("[name=done]") == DONE
    _type(page, "next_steps", NEXT)
    page.check("input[name=self_rating][value=at_risk]")
    page.wait_for_selector("[name=cause]")
    _type(page, "cause", CAUSE)
    page.fill("[name=percent]", "150")
    page.locator(".cx-hand .btn-primary").click()
    question = page.locator(".cx-q--wrong")
    error, box = question.locator(".invalid-feedback"), page.locator("[name=percent]")
    assert re.search(r"0\D+100", error.inner_text())
    above, below = error.bounding_box(), box.bounding_box()
    assert above is not None and below is not None
    assert above["y"] + above["height"] <= below["y"]
    kept = {name: page.input_value(f"[name={name}]") for name in ("done", "next_steps", "cause")}
    assert kept == {"done": DONE, "next_steps": NEXT, "cause": CAUSE}
    assert box.input_value() == "150"
    page.fill("[name=percent]", "40")
    _hand_over(page)


def test_an_update_is_written_returned_mended_and_approved(site: Site) -> None:
    site.watch.expects(REFUSED)
    reader = site.at("leader")
    percent, light = _cell(reader)
    assert "cx-light--green" in light and percent.startswith("45")
    reporter = _open_from_my_work(site)
    _write(reporter)
    lead = site.window().new_page()
    site.sign_in(lead, "unit-lead")
    _sign(site, lead)
    office = site.window().new_page()
    site.sign_in(office, "coordinator")
    _review(office)
    assert DONE in office.locator("main").inner_text()
    office.fill("[name=reason]", REASON)
    office.locator(".cx-judge form").nth(1).locator("button").click()
    office.wait_for_url("**/review/")
    reporter.goto("/my-work/")
    assert REASON in reporter.locator(".cx-todo").first.inner_text()
    reporter.goto(UPDATE)
    returned, form = reporter.locator(".cx-returned"), reporter.locator("form[data-autosave]")
    assert REASON in returned.inner_text()
    above, below = returned.bounding_box(), form.bounding_box()
    assert above is not None and below is not None
    assert above["y"] + above["height"] <= below["y"]
    _type(reporter, "done", MENDED)
    _hand_over(reporter)
    _sign(site, lead)
    _review(office)
    office.locator(".cx-judge .btn-primary").click()
    office.wait_for_url("**/review/")
    assert office.locator('.cx-todo a[href*="/initiatives/13/updates/"]').count() == 0
    office.goto(STORY)
    assert _kinds(office)[:3] == ["#i-check", "#i-doc", "#i-back"]
    assert REASON in office.locator(".cx-tl").inner_text()
    _told(reader)


def _kinds(page: Page) -> list[str | None]:
    """The signs of the timeline, newest first."""
    return [one.get_attribute("href") for one in page.locator(".cx-tl-k use").all()]


def _told(reader: Page) -> None:
    """The story and the plan's page tell it at once."""
    percent, light = _cell(reader)
    assert percent.startswith("40")
    assert "cx-light--yellow" in light
    reader.locator(f"{CELL} > a").click()
    reader.wait_for_url(f"**{STORY}")
    assert _kinds(reader)[:2] == ["#i-check", "#i-doc"]
    told = reader.locator(".cx-tl").inner_text()
    assert MENDED in told
    assert REASON not in told  # returns are between the unit and the office


@pytest.mark.parametrize("language", ["en"])
def test_an_update_is_handed_over_and_signed_in_english(site: Site, language: str) -> None:
    page = _open_from_my_work(site, language=language)
    _type(page, "done", DONE)
    assert page.locator("[data-saved]").inner_text().startswith("Saved ")
    _type(page, "next_steps", NEXT)
    _hand_over(page)
    assert "Handed over for signing." in page.locator(".cx-msgs").inner_text()
    lead = site.at("unit-lead", language=language)
    _sign(site, lead)
    assert "Signed and submitted." in lead.locator(".cx-msgs").inner_text()


def test_enter_in_a_field_saves_the_draft_and_leads_nowhere_else(site: Site) -> None:
    """Enter presses a form's first button, which must not be the one that goes to the files."""
    page = _open_from_my_work(site)
    page.fill("[name=percent]", "49")
    with page.expect_navigation():
        page.press("[name=percent]", "Enter")
    assert page.url.endswith(UPDATE)
    assert page.input_value("[name=percent]") == "49"
