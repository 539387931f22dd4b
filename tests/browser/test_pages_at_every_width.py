"""Every page of every role, wide and narrow, in both languages: sound, light and open to all."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Response

from tests.browser.conftest import NARROW, WIDE, Site
from tests.browser.pages import PAGES, PLAN

MOST_BYTES = 300_000
NOT_FOUND = "status of 404"
# Every rule that axe asks by itself. What it would preload (sound, style sheets) serves none whose
# word counts here.
BARRIERS = """async () => {
  const found = await axe.run({ resultTypes: ["violations"], preload: false });
  return found.violations
    .filter((one) => ["serious", "critical"].includes(one.impact))
    .map((one) => `${one.id} (${one.impact}) ${one.nodes[0].target}`);
}"""


@pytest.fixture
def nobody(example: None) -> None:
    """Somebody who has a sign-in and no role."""
    from accounts.actions import add_person
    from core.audit import Actor

    by = Actor.system("tests")
    add_person(username="nobody", name="无角色者", password=None, by=by)


def _bytes(seen: list[Response]) -> int:
    """What a first visit carries, without compression: an upper bound."""
    return sum(int(one.headers.get("content-length") or len(one.body())) for one in seen)


def _barriers(page: Page) -> list[str]:
    """What axe calls serious or critical, with the first place of each.

    The page must have been given axe before, once: it is half a megabyte.
    """
    found: list[str] = page.evaluate(BARRIERS)
    return found


class Walk:
    """One language's walk: each role's pages; what axe and the scale say of each page once."""

    def __init__(self, scrolls: Callable[[Page], int]) -> None:
        self.scrolls = scrolls
        self.wrong: list[str] = []
        self.weighed: set[str] = set()

    def visit(self, page: Page, who: str, path: str) -> None:
        """Load at the wide size, then look at both."""
        seen: list[Response] = []

        def hear(response: Response) -> None:
            seen.append(response)

        page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
        page.on("response", hear)
        answer = page.goto(path)
        page.remove_listener("response", hear)
        where = f"{who or 'signed out'} {path}"
        self._hold(answer is not None and answer.status == 200, f"{where}: {answer}")
        self._hold(page.locator("h1").count() == 1, f"{where}: not one h1")
        first = path not in self.weighed
        self.weighed.add(path)
        if first:
            page.evaluate(AXE_SCRIPT)
        for width, height in (WIDE, NARROW):
            page.set_viewport_size({"width": width, "height": height})
            over = self.scrolls(page)
            self._hold(over <= 0, f"{where} at {width}: wider than its window by {over}")
            if first:
                self.wrong += [f"{where} at {width}: {barrier}" for barrier in _barriers(page)]
        if first:
            weight = _bytes(seen)
            self._hold(weight < MOST_BYTES, f"{where}: {weight} bytes")

    def _hold(self, condition: object, words: str) -> None:
        if not condition:
            self.wrong.append(words)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_of_every_role_holds_at_both_widths(
    nobody: None, site: Site, scrolls: Callable[[Page], int], language: str
) -> None:
    walk = Walk(scrolls)
    for who, paths in PAGES.items():
        page = site.at(who, language=language)
        for path in paths:
            walk.visit(page, who, path)
        page.context.close()
    assert not walk.wrong, "\n".join(walk.wrong)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_all_cells_of_the_plan_are_seen_without_scrolling(site: Site, language: str) -> None:
    page = site.at("leader", language=language)
    page.goto(PLAN)
    boxes = [cell.bounding_box() for cell in page.locator(".cx-cell").all()]
    assert len(boxes) == 22
    for box in boxes:
        assert box is not None and box["height"] > 60
        assert box["y"] >= 0 and box["y"] + box["height"] <= WIDE[1]
        assert box["x"] >= 0 and box["x"] + box["width"] <= WIDE[0]


CUT = """() => [...document.querySelectorAll(".cx-cell > a")].filter((cell) => {
  const box = cell.getBoundingClientRect();
  return [...cell.querySelectorAll("*")].some((part) => {
    const own = part.getBoundingClientRect();
    return own.right > box.right + 1 || own.bottom > box.bottom + 1;
  });
}).map((cell) => cell.innerText)"""


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_nothing_of_a_cell_sticks_out(site: Site, language: str) -> None:
    page = site.at("leader", language=language)
    page.goto(PLAN)
    sticking: Any = page.evaluate(CUT)
    assert sticking == []


def test_a_narrow_screen_still_offers_the_way_out_and_the_next_step(site: Site) -> None:
    page = site.at("reporter", size=NARROW)
    page.goto(f"{PLAN}initiatives/8/")
    assert page.locator(".cx-head-act .btn-primary").is_visible()
    page.locator(".cx-menu summary").click()
    page.locator(".cx-menu button").click()
    page.wait_for_url("**/sign-in/**")


@pytest.mark.parametrize(("path", "size"), [("/plans/never-was/", WIDE), ("/no-such/", NARROW)])
def test_the_page_that_is_not_there_is_sound_too(
    site: Site, scrolls: Callable[[Page], int], path: str, size: tuple[int, int]
) -> None:
    site.watch.expects(NOT_FOUND)
    page = site.at("leader", size=size)
    answer = page.goto(path)
    assert answer is not None and answer.status == 404
    assert page.locator("h1").count() == 1
    assert scrolls(page) <= 0
    page.evaluate(AXE_SCRIPT)
    assert _barriers(page) == []


BARRED = """<html><body><h1>x</h1><p style="color:#eee;background:#fff">pale</p><img src="data:,">
<button></button><input><h4>a level left out</h4><audio autoplay src="data:,"></audio></body>"""


def test_what_bars_somebody_is_seen_as_axe_itself_sees_it(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(BARRED)
    whole = Axe().run(page).response["violations"]
    expected = [
        f"{one['id']} ({one['impact']}) {one['nodes'][0]['target'][0]}"
        for one in whole
        if one["impact"] in {"serious", "critical"}
    ]
    assert _barriers(page) == expected
    assert {one.split()[0] for one in expected} >= {"color-contrast", "image-alt", "button-name"}
    page.close()
