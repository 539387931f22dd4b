"""Beside the round, on screen: the Excel road, paper, more time, struck off, a direction."""

import io
import re
from pathlib import Path
from typing import Any

import openpyxl
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site
from tests.browser.pages import PLAN
from tests.core.brought import png
from tests.progress.sheets.sheet_steps import filled

STORY = f"{PLAN}initiatives/13/"
UPDATE = f"{STORY}updates/2026-11/"
DONE = "首批8个试点示范项目完成方案评审，其中5个项目签订任务书。"
NEXT = "12月中旬前完成其余3个项目的任务书签订。"
WHY = "三个项目的场地协调尚未完成，任务书签订晚于计划。"


def _record(page: Page) -> None:
    """Press the one button of a page with one form, and be back at the story."""
    page.locator(".cx-askpage .btn-primary").click()
    page.wait_for_url(f"**{STORY}")


def _initiative() -> Any:
    from recommendations.models import Initiative

    return Initiative.objects.get(plan__slug="beijing-ai", code=13)


def test_the_sheet_is_filled_in_excel_uploaded_and_saved(site: Site, tmp_path: Path) -> None:
    from progress.models import Update

    page = site.at("reporter")
    page.goto("/my-work/sheet/")
    with page.expect_download() as download:
        page.locator(".cx-head-act .btn-primary").click()
    data = Path(download.value.path()).read_bytes()
    assert openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].protection.sheet
    back = tmp_path / "填报表.xlsx"
    back.write_bytes(filled(data, {13: {"done": DONE, "percent": 52, "next_steps": NEXT}}))
    page.set_input_files("input[type=file]", back)
    page.locator("section[aria-labelledby=upload] form button").click()
    changed = page.locator("section[aria-labelledby=found]")
    expect(changed).to_contain_text(DONE)
    expect(changed).to_contain_text("52")
    changed.locator("form .btn-primary").click()
    page.wait_for_url("**/my-work/")
    update = Update.objects.get(initiative=_initiative(), round__period="2026-11")
    assert (update.state, update.done, update.percent) == ("draft", DONE, 52)
    page.goto(UPDATE)
    assert page.input_value("[name=done]") == DONE


def test_an_update_signed_on_paper_is_submitted_with_its_scan(site: Site) -> None:
    from progress.models import PaperSignature

    page = site.at("reporter")
    page.goto(UPDATE)
    page.fill("[name=done]", DONE)
    page.fill("[name=next_steps]", NEXT)
    page.fill("[name=percent]", "52")
    page.check("input[name=self_rating][value=on_track]")
    page.locator("button[formaction$='to-paper/']").click()
    page.wait_for_url("**/paper/")
    page.fill("[name=signer]", "张三")
    page.fill("[name=position]", "副主任")
    page.set_input_files(
        "[name=scan]", {"name": "签字页.png", "mimeType": "image/png", "buffer": png()}
    )
    page.check("[name=not_secret]")
    page.locator(".cx-askpage .btn-primary").click()
    page.wait_for_url("**/my-work/")
    row = PaperSignature.objects.get(update_filed__initiative=_initiative())
    assert (row.signer, row.update_filed.state, row.update_filed.done) == (
        "张三", "submitted", DONE,
    )  # fmt: skip
    office = site.at("coordinator")
    office.goto(UPDATE)
    expect(office.locator("main")).to_contain_text("张三")
    expect(office.locator(".cx-judge .btn-primary")).to_be_visible()


def test_more_time_is_asked_for_and_given(site: Site) -> None:
    before = _initiative().due_on
    unit = site.at("reporter")
    unit.goto(f"{STORY}requests/")
    unit.select_option("[name=kind]", "extension")
    unit.fill("[name=reason]", WHY)
    unit.fill("[name=new_due_on]", before.replace(year=before.year + 1).isoformat())
    _record(unit)
    office = site.at("coordinator")
    office.goto(f"{PLAN}review/")
    office.locator(f"a[href$='{STORY}']").first.click()
    office.locator("a[href*='/initiatives/13/requests/']").first.click()
    office.wait_for_url("**/requests/*/")
    expect(office.locator(".cx-ask")).to_contain_text(WHY)
    office.select_option("[name=agreed]", "yes")
    _record(office)
    assert _initiative().due_on == before.replace(year=before.year + 1)
    unit.goto(f"{STORY}requests/")
    expect(unit.locator(".cx-note").first).to_contain_text(str(before.year))


def test_what_is_done_is_verified_graded_and_struck_off(site: Site) -> None:
    unit = site.at("reporter")
    unit.goto(f"{STORY}requests/")
    unit.select_option("[name=kind]", "completion")
    unit.fill("[name=reason]", "任务已全部完成，申请办结。")
    _record(unit)
    assert _initiative().state == "completion_requested"
    office = site.at("coordinator")
    office.goto(STORY)
    office.locator("a[href*='/initiatives/13/requests/']").first.click()
    office.select_option("[name=agreed]", "yes")
    office.select_option("[name=quality]", "good")
    _record(office)
    assert (_initiative().state, _initiative().quality) == ("completed", "good")
    chief = site.at("chief")
    chief.goto(STORY)
    chief.locator("a[href$='/strike-off/']").first.click()
    chief.wait_for_url("**/strike-off/")
    _record(chief)
    assert _initiative().state == "closed"
    chief.goto(f"{PLAN}ledger/")
    assert chief.locator("main").is_visible()


def test_a_direction_is_recorded_and_replied_to(site: Site) -> None:
    secretary = site.at("secretary")
    secretary.goto(f"{STORY}directions/")
    secretary.fill("[name=leader]", "李示例")
    secretary.fill("[name=words]", "请抓紧签订任务书，月底前报进展。")
    secretary.fill("[name=given_on]", "2026-11-19")
    secretary.fill("[name=due_on]", "2026-11-30")
    _record(secretary)
    unit = site.at("reporter")
    unit.goto("/my-work/")
    expect(unit.locator("main")).to_contain_text("请抓紧签订任务书")
    unit.goto(STORY)
    unit.locator("a[href*='/initiatives/13/directions/']:not([href*='/evidence/'])").first.click()
    unit.wait_for_url(re.compile("/directions/.+/$"))
    unit.fill("[name=reply]", "已签订5份，其余3份月底前签订。")
    _record(unit)
    secretary.goto(STORY)
    expect(secretary.locator("main")).to_contain_text("其余3份月底前签订")
