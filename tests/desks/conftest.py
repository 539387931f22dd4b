"""The example plan at one Friday morning, built once a module, and pages as a person gets them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from lxml import html

from tests import stage
from tests.example import NOW, put_example

__all__ = ["NOW"]
PLAN = "/plans/beijing-ai/"


@pytest.fixture(scope="module")
def built_example(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The example with its frozen reports, in a transaction around the module's tests."""
    with stage.around(django_db_blocker):
        with django_db_blocker.unblock():
            put_example()
        yield


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
