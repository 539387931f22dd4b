"""A coordinator's way through the ledger: filter, keep the view, change several, take it out."""

import io

import openpyxl
from playwright.sync_api import expect

from recommendations.models import Initiative
from tests.browser.conftest import Site
from tests.browser.pages import PLAN


def test_filter_keep_change_and_take_out(site: Site) -> None:
    page = site.at("coordinator")
    page.goto(f"{PLAN}ledger/")
    page.locator(".cx-drop summary").first.click()
    with page.expect_response(lambda answer: "light=red" in answer.url):
        page.check("input[name=light][value=red]")
    expect(page.locator(".cx-chips-n b")).to_have_text("3")
    assert "light=red" in page.url
    page.locator("a", has_text="存为视图").click()
    page.fill("#id_name", "滞后的")
    page.click("button[value=save]")
    page.goto(f"{PLAN}ledger/")
    page.locator(".cx-views a", has_text="滞后的").click()
    expect(page.locator("#ledger tbody tr:not(.cx-grp)")).to_have_count(3)
    assert not page.locator(".cx-bulk").is_visible(), "nothing is chosen yet"
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-picked]")).to_have_text("已选2项")
    page.click("button[value=picked]")
    page.fill("[name=due_on]", "2028-06-30")
    page.fill("[name=reason]", "统一调整")
    page.click("button[value=look]")
    assert Initiative.objects.filter(due_on="2028-06-30").count() == 0
    page.locator("main button.btn-primary").click()
    page.wait_for_url(lambda url: url.endswith("columns=light%2Cpercent%2Cplanned%2Clead%2C"
                                               "joint%2Csupporting%2Cdue_on%2Cfiling"))  # fmt: skip
    assert Initiative.objects.filter(due_on="2028-06-30").count() == 2
    with page.expect_download() as taken:
        page.locator(".cx-tools a", has_text="Excel").click()
    assert taken.value.suggested_filename.endswith(".xlsx")
    book = openpyxl.load_workbook(io.BytesIO(taken.value.path().read_bytes()))
    days = [str(cell.value)[:10] for cell in book.worksheets[0]["J"][3:6]]
    assert days.count("2028-06-30") == 2


def test_keys_help_and_can_be_turned_off(site: Site) -> None:
    page = site.at("leader")
    page.goto(f"{PLAN}ledger/")
    page.keyboard.press("?")
    assert page.locator("#keys dl").is_visible()
    page.keyboard.press("?")
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(page.locator("input[name=words]")).to_be_focused()
    page.keyboard.press("Escape")
    page.locator("input[name=words]").blur()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("#ledger tbody tr:not(.cx-grp)").nth(1).locator("a")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/initiatives/2/")
    page.go_back()
    page.locator("#keys summary").click()
    page.uncheck("[data-keys]")
    page.locator("h1").click()
    page.keyboard.press("j")
    assert page.locator("#ledger tbody tr a:focus").count() == 0


def test_a_list_is_fetched_when_it_is_opened(site: Site) -> None:
    page = site.at("leader")
    page.goto(f"{PLAN}ledger/?light=red")
    assert page.locator("input[name=lead]").count() == 0
    page.locator(".cx-drop summary", has_text="牵头单位").click()
    box = page.locator("input[name=lead]").first
    expect(box).to_be_visible()
    box.check()
    page.wait_for_url(lambda url: "lead=" in url and "light=red" in url)
    page.go_back()
    expect(page.locator(".cx-chips-n b")).to_have_text("3")
    assert page.locator(".cx-top").is_visible(), "going back brings the whole page"
