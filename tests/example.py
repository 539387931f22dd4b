"""The example plan at one Friday morning, as the tests have it."""

from typing import Any

import time_machine
from django.test import override_settings

from tests import stage
from tests.factories import at

NOW = at("2026-11-20 10:00")
CHEAP = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def put_example() -> list[Any]:
    """The example with its frozen reports; its sign-ins."""
    return stage.put("example", build)


def build() -> list[Any]:
    """By the product's own actions, each at the time it would have been."""
    from core.calendar import seed_calendar
    from core.work.planner import plan_work
    from core.work.worker import do_work
    from desks.examples import build_example

    with override_settings(PASSWORD_HASHERS=CHEAP), time_machine.travel(NOW, tick=False):
        seed_calendar(now=NOW)
        sign_ins = build_example(now=NOW)
        plan_work(NOW)
        do_work(lambda: NOW)
    return sign_ins
