"""What a page refuses leaves no trace; it was found by the machine in `tests/machine`."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from progress.models import Update
from tests.factories import House
from tests.progress.update_steps import NOW

PAGE = "/plans/digital/initiatives/1/updates/2026-09/"


@pytest.fixture
def alice(house: House, client: Client) -> Iterator[Client]:
    with time_machine.travel(NOW, tick=False):
        client.force_login(house.alice)
        yield client


@pytest.mark.parametrize("way", ["", "attach/", "to-paper/", "hand-over/"])
def test_words_that_cannot_be_kept_begin_no_update(
    alice: Client, unchanged: Callable[[], Any], way: str
) -> None:
    with unchanged():
        answer = alice.post(f"{PAGE}{way}", {"percent": "150", "version": "1", "done": "一期建成"})
    assert answer.status_code == 422
    assert "150" in answer.content.decode() and "一期建成" in answer.content.decode()


def test_typing_that_cannot_be_kept_begins_no_update(
    alice: Client, unchanged: Callable[[], Any]
) -> None:
    with unchanged():
        answer = alice.post(
            PAGE, {"percent": "150", "version": "1"}, headers={"X-Autosave": "1"}
        )  # fmt: skip
    assert answer.status_code == 422 and answer.json()["sentence"]


def test_an_incomplete_update_is_kept_though_it_is_not_handed_over(alice: Client) -> None:
    answer = alice.post(f"{PAGE}hand-over/", {"percent": "50", "version": "1", "done": "一期"})
    assert answer.status_code == 422
    update = Update.objects.get()
    assert (update.state, update.done) == ("draft", "一期")
