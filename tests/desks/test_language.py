"""Chinese unless the reader chose English; and then every word of it."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils.translation import trans_real
from lxml import html

from accounts.models import User
from recommendations.models import Plan
from tests.browser.pages import PAGES
from tests.desks.conftest import PLAN

# A foreign language's phrase: two Latin words side by side.
PHRASE = re.compile(r"[A-Za-z]{2,} [A-Za-z]{2,}")
SPOKEN = ("placeholder", "title", "aria-label", "alt")
# What is kept in its own language: the choice itself, code, and the document's own words.
FOREIGN = "//*[@lang='en'] | //code | //article[contains(@class, 'cx-sheet')] | //script | //style"
Page = Callable[..., Any]


def spoken(page: Any) -> Iterator[str]:
    """Everything that a page says: its texts, and what it tells by attributes."""
    for part in page.xpath(FOREIGN):
        part.drop_tree()
    for text in page.itertext():
        yield text.strip()
    for element in page.iter():
        if isinstance(element.tag, str) and element.get("type") != "hidden":
            yield from (element.get(name, "").strip() for name in SPOKEN)


def msgids() -> set[str]:
    """What the source says in English and the catalogue in Chinese."""
    catalogue = trans_real.translation("zh-hans")
    return {
        key
        for key, value in catalogue._catalog.items()
        if isinstance(key, str) and len(key) > 2 and key.isascii() and not str(value).isascii()
    }


@pytest.mark.parametrize("asked", ["en", "de-DE,de;q=0.9,en;q=0.8", "", "zh-TW", "*"])
def test_it_speaks_chinese_whatever_the_browser_asks_for(
    example: Plan, client_of: Callable[..., Client], asked: str
) -> None:
    for who, path in (("", "/sign-in/"), ("leader", PLAN)):
        answer = client_of(who).get(path, headers={"Accept-Language": asked})
        assert answer.headers["Content-Language"] == "zh-hans"
        page = html.fromstring(answer.content.decode())
        assert page.get("lang") == "zh-CN"
        assert "Accept-Language" not in answer.headers.get("Vary", "")


def test_the_choice_is_remembered_and_leads_back(
    example: Plan, client_of: Callable[..., Client]
) -> None:
    client = client_of("leader")
    answer = client.post("/language/", {"language": "en", "next": f"{PLAN}ledger/?light=red"})
    assert (answer.status_code, answer.url) == (302, f"{PLAN}ledger/?light=red")
    cookie = client.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert cookie.value == "en" and int(cookie["max-age"]) > 300 * 24 * 3600
    page = html.fromstring(client.get(PLAN).content.decode())
    assert page.get("lang") == "en"
    client.post("/language/", {"language": "zh-hans", "next": PLAN})
    assert html.fromstring(client.get(PLAN).content.decode()).get("lang") == "zh-CN"


@pytest.mark.parametrize("language", ["fr", "", "EN", "../en", "zh-hans\nx"])
def test_an_unknown_language_changes_nothing(
    example: Plan, client_of: Callable[..., Client], language: str
) -> None:
    client = client_of("leader")
    assert client.post("/language/", {"language": language, "next": PLAN}).status_code == 302
    assert settings.LANGUAGE_COOKIE_NAME not in client.cookies
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "fr"
    assert html.fromstring(client.get(PLAN).content.decode()).get("lang") == "zh-CN"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/x", "javascript:alert(1)", "\\\\evil"]
)
def test_the_choice_leads_nowhere_else(db: None, target: str) -> None:
    answer = Client().post("/language/", {"language": "en", "next": target})
    assert (answer.status_code, answer.url) == (302, "/")


@pytest.mark.parametrize("who", [who for who in PAGES if who != "nobody"])
def test_every_page_is_chinese_throughout(example: Plan, page_of: Page, who: str) -> None:
    known, leaks = msgids(), []
    assert "Ledger" in known
    known -= set(User.objects.values_list("username", flat=True))
    for path in PAGES[who]:
        if path.startswith("/audit/"):
            continue  # the trail shows stored words as they are
        for said in spoken(page_of(who, path)):
            if said in known or PHRASE.search(said):
                leaks.append(f"{path}: {said[:80]}")
    assert not leaks, "\n".join(dict.fromkeys(leaks))


@pytest.mark.parametrize("who", [who for who in PAGES if who != "nobody"])
def test_english_pages_speak_english(example: Plan, page_of: Page, who: str) -> None:
    """Names and the document stay Chinese; headings and buttons that are ours do not."""
    for path in PAGES[who]:
        page = page_of(who, path, "en")
        own = [*page.xpath("//nav[@class='cx-nav']/a"), *page.xpath("//form//button[not(@lang)]")]
        for element in own:
            said = " ".join(element.text_content().split())
            assert said.isascii(), f"{path}: {said}"
