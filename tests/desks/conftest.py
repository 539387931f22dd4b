"""The example plan at one Friday morning, built once a module, and pages as a person gets them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client, override_settings
from lxml import html

from tests.factories import at

NOW = at("2026-11-20 10:00")
PLAN = "/plans/beijing-ai/"


@pytest.fixture(scope="module")
def built_example(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The example with its frozen reports, in a transaction around the module's tests."""
    from core.calendar import seed_calendar
    from core.work.planner import plan_work
    from core.work.worker import do_work
    from desks.examples import build_example

    cheap = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around.__enter__()
        with cheap, time_machine.travel(NOW, tick=False):
            seed_calendar()
            build_example(now=NOW)
            plan_work(NOW)
            do_work(lambda: NOW)
    yield
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture
def example(built_example: None, db: None) -> Iterator[Any]:
    """The example's plan, at its moment."""
    from recommendations.models import Plan

    with time_machine.travel(NOW, tick=False):
        yield Plan.objects.select_related("edition__document").get(slug="beijing-ai")


@pytest.fixture
def client_of() -> Callable[..., Client]:
    """A client in which this person is signed in; "" for nobody."""

    def make(username: str, language: str = "") -> Client:
        from django.conf import settings

        from accounts.models import User

        client = Client()
        if username:
            client.force_login(User.objects.get(username=username))
        if language:
            client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        return client

    return make


@pytest.fixture
def page_of(client_of: Callable[..., Client]) -> Callable[..., Any]:
    """A page of 200 as a tree, as this person gets it."""

    def get(username: str, path: str, language: str = "") -> Any:
        answer = client_of(username, language).get(path)
        assert answer.status_code == 200, (username, path, answer.status_code)
        return html.fromstring(answer.content.decode())

    return get


@pytest.fixture
def words() -> Callable[[Any], str]:
    """What an element says, blanks folded."""
    return lambda element: " ".join(element.text_content().split())
