"""With JavaScript off nothing that matters is lost: filing, filters, language."""

from tests.browser.conftest import Site
from tests.browser.pages import PLAN

DONE = "本月完成首批8个试点示范项目的方案评审，并签订任务书。"
NEXT = "下月组织首批项目中期检查，形成问题清单。"


def test_an_update_is_saved_mended_and_handed_over(site: Site) -> None:
    site.watch.expects("status of 422")
    page = site.window(script=False).new_page()
    site.sign_in(page, "reporter")
    assert page.url.endswith("/my-work/")
    page.click('a.btn[href*="/initiatives/13/updates/"]')
    page.fill("[name=done]", DONE)
    page.fill("[name=next_steps]", NEXT)
    page.fill("[name=percent]", "150")
    page.locator("button.btn-primary").click()
    assert page.locator(".cx-q--wrong .invalid-feedback").inner_text().strip()
    assert page.input_value("[name=done]") == DONE
    page.fill("[name=percent]", "52")
    page.locator(".cx-hand .btn").first.click()
    assert page.locator(".cx-msgs").is_visible()
    assert page.input_value("[name=percent]") == "52"
    page.locator("button.btn-primary").click()
    assert page.url.endswith("/my-work/")
    assert page.locator('.cx-todo--done a[href$="/initiatives/13/"]').is_visible()


def test_filters_and_language_work(site: Site) -> None:
    page = site.at("leader", script=False)
    page.goto(f"{PLAN}ledger/")
    page.locator(".cx-drop summary").first.click()
    page.check("input[name=light][value=red]")
    page.locator(".cx-filter button[type=submit]").click()
    assert "light=red" in page.url
    assert page.locator("#ledger tbody a").count() == 3
    page.locator(".cx-lang button").click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert "light=red" in page.url
    assert page.locator("#ledger tbody a").count() == 3
    page.locator(".cx-lang button").click()
    assert page.locator("html").get_attribute("lang") == "zh-CN"
