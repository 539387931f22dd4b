"""What a secretary prints: the plan on one sheet, records without the screen's furniture."""

import re
import zlib

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Site
from tests.browser.pages import PLAN

A4, A3 = (595, 842), (842, 1191)
FURNITURE = [".cx-top", ".cx-filter", ".cx-lang", ".cx-menu", ".cx-chips", ".cx-rep-l", ".cx-rep-r"]


def _sheets(pdf: bytes) -> list[tuple[int, int]]:
    """The size of every sheet, in points."""
    text = pdf
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        try:
            text += zlib.decompress(stream)
        except zlib.error:
            continue
    leaves = len(re.findall(rb"/Type\s*/Page\b(?!s)", text))
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]", text)
    sizes = [(round(float(wide)), round(float(high))) for wide, high in boxes]
    assert leaves and len(sizes) in {1, leaves}
    return sizes * leaves if len(sizes) == 1 else sizes


def _printed(page: Page, path: str) -> list[tuple[int, int]]:
    answer = page.goto(path)
    assert answer is not None and answer.status == 200
    page.emulate_media(media="print")
    for part in FURNITURE:
        assert not any(one.is_visible() for one in page.locator(part).all()), part
    return _sheets(page.pdf(prefer_css_page_size=True))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_overview_is_one_sheet_of_a4_across(site: Site, language: str) -> None:
    page = site.at("secretary", language=language)
    assert _printed(page, PLAN) == [(A4[1], A4[0])]
    assert page.locator(".cx-print-only").first.is_visible()


def test_records_are_printed_without_navigation(site: Site) -> None:
    page = site.at("secretary")
    ledger = _printed(page, f"{PLAN}ledger/")
    assert set(ledger) == {(A3[1], A3[0])}
    assert len(ledger) <= 2
    for path in (f"{PLAN}initiatives/8/", f"{PLAN}reports/month/2026-09/"):
        assert set(_printed(page, path)) == {A4}, path
