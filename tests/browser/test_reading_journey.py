"""A stranger's document becomes a plan in a browser, with and without its script."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, Site

TEXT = """示例区数字服务行动方案

一、主要问题

（一）数据共享不够充分

各部门数据标准不一，共享目录更新不及时。

二、重点任务

（一）夯实基础，打通数据

1. 建设统一数据平台，年内接入十个部门；制定共享目录，按季度更新。

2. 推进电子证照互认，覆盖全部高频事项。

（二）服务企业，优化流程

3. 上线企业服务专窗，实现一口受理。

4. 压缩办理时限，推行免申即享。
"""


def _numbers(page: Page) -> int:
    """How many measures the outline counts."""
    return page.locator(".cx-pieces .no").count()


@pytest.mark.parametrize("script", [True, False])
def test_upload_split_merge_retitle_confirm(site: Site, tmp_path: Path, script: bool) -> None:
    file = tmp_path / "plan.txt"
    file.write_text(TEXT, encoding="utf-8")
    page = site.at("coordinator", script=script)
    page.goto("/documents/")
    page.set_input_files("input[type=file]", file)
    page.locator("main form button.btn-primary").click()
    expect(page.locator(".cx-sheet")).to_contain_text("电子证照互认")
    assert _numbers(page) == 4
    # The outline leads to the sentence, and the sentence to its line.
    page.locator(".cx-pieces .l3 a").first.click()
    expect(page.locator(".cx-trk--on")).to_contain_text("建设统一数据平台")
    page.locator("summary").filter(has_text="拆分为两项").click()
    page.locator("input[name=place]").first.check()
    page.locator("button[value=split]").click()
    assert _numbers(page) == 5
    expect(page.locator(".cx-trk--on")).to_have_text("1. 建设统一数据平台，年内接入十个部门；")
    page.locator(".cx-trk").filter(has_text="一口受理").click()
    page.locator("button[value=merge]").click()
    assert _numbers(page) == 4
    page.fill("input#id_title", "企业服务")
    page.locator("button[value=retitle]").click()
    expect(page.locator(".cx-pieces .is-on")).to_contain_text("企业服务")
    page.locator("button[value=undo]").click()
    assert page.locator(".cx-pieces").get_by_text("企业服务", exact=True).count() == 0
    page.locator(".cx-head-act .btn-primary").click()
    page.fill("input[name=slug]", "digital-plan")
    page.locator("main form button.btn-primary").click()
    page.wait_for_url("**/plans/digital-plan/")
    assert page.locator(".cx-cell").count() == 4
    page.goto("/plans/digital-plan/document/")
    assert page.locator("a.cx-trk[id]").count() == 4


@pytest.mark.parametrize("language", ["", "en"])
def test_the_page_of_a_reading_fits_a_telephone(
    site: Site, tmp_path: Path, language: str, scrolls: Callable[[Page], int]
) -> None:
    file = tmp_path / "plan.txt"
    file.write_text(TEXT, encoding="utf-8")
    page = site.at("coordinator", size=NARROW, language=language)
    page.goto("/documents/")
    assert scrolls(page) <= 0
    page.set_input_files("input[type=file]", file)
    page.locator("main form button.btn-primary").click()
    page.locator(".cx-pieces .l3 a").first.click()
    page.wait_for_load_state()
    assert scrolls(page) <= 0
    assert page.locator("#panel").is_visible()
    page.locator(".cx-head-act .btn-primary").click()
    page.wait_for_load_state()
    assert scrolls(page) <= 0
