"""The review desk when nothing waits."""

from collections.abc import Callable
from typing import Any

import time_machine
from django.test import Client


def test_an_empty_desk_says_so(house: Any, client_of: Callable[..., Client]) -> None:
    with time_machine.travel("2026-09-21 02:00", tick=False):
        answer = client_of("chen").get("/plans/digital/review/")
    assert answer.status_code == 200
    assert "cx-empty" in answer.content.decode()
