"""A real browser at the example plan, watched: a page that complains fails the test."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.conf import settings as site_settings
from django.contrib.auth.hashers import make_password
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.example import NOW, put_example

HERE = Path(__file__).parent
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]
NO_BROWSER = (
    "No Chromium on the PATH: install one, on Debian with `apt install chromium fonts-noto-cjk`."
)
PASSWORD = "a-word-for-tests-only"
WIDE, NARROW = (1440, 900), (390, 844)
# A page tells the console what its content policy has refused.
TELL = """document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`content policy: ${event.violatedDirective} ${event.blockedURI}`));"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test here wants a browser; without one it is skipped and says how to get one."""
    found = any(map(shutil.which, NAMES))
    for item in items:
        if HERE in Path(item.path).parents:
            item.add_marker(pytest.mark.browser)
            if not found:
                item.add_marker(pytest.mark.skip(reason=NO_BROWSER))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests."""
    path = next(filter(None, map(shutil.which, NAMES)))
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


class Watch:
    """What a browser complained of. `expects` names a complaint that the test brings about."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.problems: list[str] = []
        self.expected: set[str] = set()

    def expects(self, words: str) -> None:
        """This complaint is part of the story: it must come, and it is no failure."""
        self.expected.add(words)

    def add(self, words: str) -> None:
        self.problems.append(words)

    def over(self, context: BrowserContext) -> None:
        """Listen to a browser window and all its tabs."""
        context.add_init_script(TELL)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.add(f"page error: {error.error}"))
        context.on("request", self._request)

    def _console(self, message: Any) -> None:
        if message.type in {"error", "warning"}:
            self.add(f"console {message.type}: {message.text} ({message.location.get('url')})")

    def _request(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and not request.url.startswith(
            self.origin + "/"
        ):
            self.add(f"request off the origin: {request.url}")

    def check(self) -> None:
        """Nothing unexpected was heard, and everything expected was."""
        left = [one for one in self.problems if not any(word in one for word in self.expected)]
        unheard = [word for word in self.expected if not any(word in one for one in self.problems)]
        assert not left, "\n".join(left)
        assert not unheard, f"expected, and not heard: {unheard}"


class Site:
    """The example on a live server, and browser windows at it."""

    def __init__(self, origin: str, browser: Browser, watch: Watch) -> None:
        self.origin, self.browser, self.watch = origin, browser, watch
        self.windows: list[BrowserContext] = []

    def window(
        self, *, language: str = "", size: tuple[int, int] = WIDE, script: bool = True
    ) -> BrowserContext:
        """A window of its own, with no cookie but the language's."""
        opened = self.browser.new_context(
            base_url=self.origin,
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=script,
            locale="de-DE",
        )
        self.windows.append(opened)
        opened.set_default_timeout(15_000)
        self.watch.over(opened)
        if language:
            self._cookie(opened, site_settings.LANGUAGE_COOKIE_NAME, language)
        return opened

    def _cookie(self, window: BrowserContext, name: str, value: str) -> None:
        window.add_cookies([{"name": name, "value": value, "url": self.origin}])

    def at(self, username: str, **how: Any) -> Page:
        """A page of a window in which this person is signed in already."""
        from accounts.models import User

        window = self.window(**how)
        if username:
            client = Client()
            client.force_login(User.objects.get(username=username))
            name = site_settings.SESSION_COOKIE_NAME
            self._cookie(window, name, client.cookies[name].value)
        return window.new_page()

    def sign_in(self, page: Page, username: str) -> None:
        """Through the page, as a person does."""
        page.goto("/sign-in/")
        page.fill("input[name=login]", username)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url(lambda url: "/sign-in/" not in url)

    def close(self) -> None:
        for window in self.windows:
            window.close()


@pytest.fixture
def example(transactional_db: None) -> Iterator[None]:
    """The example plan with its frozen reports, at a Friday morning that goes on ticking."""
    from accounts.models import User

    with time_machine.travel(NOW, tick=True):
        names = [sign_in.username for sign_in in put_example()]
        User.objects.filter(username__in=names).update(password=make_password(PASSWORD))
        yield


@pytest.fixture
def watch(live_server: Any) -> Watch:
    """The test's ear."""
    return Watch(live_server.url)


@pytest.fixture
def site(example: None, live_server: Any, browser: Browser, watch: Watch) -> Iterator[Site]:
    """The example on a live server; fails the test when a page complained."""
    opened = Site(live_server.url, browser, watch)
    yield opened
    opened.close()
    watch.check()


@pytest.fixture
def scrolls() -> Callable[[Page], int]:
    """By how many pixels a page is wider than its window."""
    return lambda page: page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
