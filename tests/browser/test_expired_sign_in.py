"""A sign-in that ends while somebody writes costs them no word."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD, Site
from tests.browser.pages import PLAN

UPDATE = f"{PLAN}initiatives/13/updates/2026-11/"
BEFORE = "征集试点示范项目31个，完成首轮评审并公示。"
SAVED = re.compile(r"已保存.*\d\d:\d\d|\d\d:\d\d已保存")
AFTER = "征集试点示范项目31个，完成首轮评审并公示，遴选首批8个。"


def test_words_typed_after_the_sign_in_ended_are_saved_after_the_next(site: Site) -> None:
    from django.contrib.sessions.models import Session

    from progress.models import Update

    page = site.window().new_page()
    site.sign_in(page, "reporter")
    page.goto(UPDATE)
    saved = page.locator("[data-saved]")
    with page.expect_response(lambda one: one.request.method == "POST"):
        page.fill("[name=done]", BEFORE)
    expect(saved).to_contain_text(SAVED)
    Session.objects.all().delete()
    page.fill("[name=done]", AFTER)
    expect(saved).to_contain_text("登录已过期")
    assert page.input_value("[name=done]") == AFTER
    update = Update.objects.get(initiative__code=13, round__period="2026-11")
    assert update.done == BEFORE
    tab = page.context.new_page()
    site.sign_in(tab, "reporter")
    tab.close()
    page.bring_to_front()
    expect(saved).to_contain_text(SAVED, timeout=15_000)
    assert page.input_value("[name=done]") == AFTER
    update.refresh_from_db()
    assert update.done == AFTER


def test_handing_over_after_the_sign_in_ended_brings_the_words_back(site: Site) -> None:
    from django.contrib.sessions.models import Session

    from progress.models import Update

    page = site.window().new_page()
    site.sign_in(page, "reporter")
    page.goto(UPDATE)
    Session.objects.all().delete()
    page.fill("[name=done]", AFTER)
    page.fill("[name=percent]", "47")
    page.locator(".cx-hand .btn-primary").click()
    page.wait_for_url("**/sign-in/**")
    page.fill("input[name=login]", "reporter")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(f"**{UPDATE}")
    assert page.input_value("[name=done]") == AFTER
    assert page.input_value("[name=percent]") == "47"
    page.locator(".cx-hand .btn-primary").click()
    page.wait_for_url("**/my-work/")
    update = Update.objects.get(initiative__code=13, round__period="2026-11")
    assert (update.state, update.done, update.percent) == ("for_signing", AFTER, 47)
