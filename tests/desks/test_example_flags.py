"""What is invented says so wherever it is shown, and goes whole."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.actions import add_person, grant_role
from accounts.choices import Role
from accounts.models import User
from desks.examples import remove_examples
from recommendations.models import Plan
from tests.browser.pages import OFFICE, READING, UNIT
from tests.desks.conftest import NOW, PLAN
from tests.factories import BY

FLAGGED = [
    *(("coordinator", path) for path in [*READING, *OFFICE]),
    *(("reporter", path) for path in UNIT),
    ("unit-lead", "/my-work/"),
    ("system-admin", "/people/"),
    ("system-admin", "/units/"),
]
# The reader shows the real document; its lights are told of in the foot.
# Of ended units the example has none, nor lines of a report that wait to be checked.
IN_THE_FOOT = {f"{PLAN}document/?measure=15", "/hand-over/", "/proofs/"}
Page = Callable[..., Any]


def flags(page: Any) -> list[str]:
    """The marks of example data on a page."""
    return [mark.text_content().strip() for mark in page.find_class("cx-eg")]


@pytest.mark.parametrize(("who", "path"), FLAGGED)
def test_a_page_with_example_data_says_so(
    example: Plan, page_of: Page, who: str, path: str
) -> None:
    page = page_of(who, path)
    foot = page.find_class("cx-foot")[0].text_content()
    if path in IN_THE_FOOT:
        assert foot.strip().startswith("示例：")
    elif re.search(r"/reports/(month|quarter)", path):
        assert "示例数据" in page.find_class("cx-gw")[0].text_content()
    else:
        assert "示例" in flags(page)
    if who != "system-admin":
        assert foot.strip().startswith("示例：")


def test_invented_people_and_units_are_marked_one_by_one(example: Plan, page_of: Page) -> None:
    people = page_of("system-admin", "/people/")
    assert len(flags(people)) == User.objects.filter(is_example=True).count() > 20
    assert User.objects.filter(is_example=False).count() == 3
    assert len(flags(page_of("system-admin", "/units/"))) == 15


def test_english_pages_mark_it_too(example: Plan, page_of: Page) -> None:
    assert "Example" in flags(page_of("leader", PLAN, "en"))


def test_nothing_of_it_is_left_when_the_examples_are_removed(
    example: Plan, client_of: Callable[..., Client], page_of: Page
) -> None:
    office = add_person(username="zhou", name="周明", password=None, by=BY)
    grant_role(user=office, role=Role.COORDINATOR, now=NOW, by=BY)
    before = page_of("zhou", PLAN)
    assert "示例" in before.text_content()
    remove_examples(now=NOW, by=BY)
    plan = Plan.objects.get(pk=example.pk)
    for path in [*READING[:6], f"{PLAN}reports/", f"{PLAN}document/?measure=15", *OFFICE[:2]]:
        answer = client_of("zhou").get(path)
        assert answer.status_code == 200, path
        assert "示例" not in answer.content.decode(), path
    assert plan.measures.count() == 22
    assert client_of("zhou").get(f"{PLAN}reports/month/2026-10/").status_code == 404
    for path in ("/people/", "/units/"):
        assert "示例" not in page_of("system-admin", path).find_class("cx-desk")[0].text_content()
