"""Anybody does anything in any order, at pages and by actions: the loop holds together.

`MACHINE_RUNS` and `MACHINE_STEPS` in the environment make it longer (`make long`); the runs are the
same each time unless `MACHINE_SEED` says otherwise. A run that fails is told as it was; with
`MACHINE_SHRINK=1` it is made shorter first, which takes minutes.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests import stage
from tests.machine.beside import Beside
from tests.machine.filing import Filing
from tests.machine.life import Life
from tests.machine.parts import Parts
from tests.machine.world import BEGIN, COUNTED, build_world

RUNS = int(os.environ.get("MACHINE_RUNS", "100"))
STEPS = int(os.environ.get("MACHINE_STEPS", "30"))
SEED = int(os.environ.get("MACHINE_SEED", "0"))
PHASES = [Phase.generate, *([Phase.shrink] if os.environ.get("MACHINE_SHRINK") else [])]
# So that several processes share the work.
PARTS = 4


class WorkingLoop(Filing, Life, Beside, Parts):
    """All rules together."""


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """What every run begins with stands in a transaction around them all."""
    with stage.around(django_db_blocker):
        with django_db_blocker.unblock(), time_machine.travel(BEGIN, tick=False):
            stage.put("machine", build_world)
        yield


@pytest.mark.machine
@pytest.mark.parametrize("part", range(PARTS))
def test_whatever_is_done_the_loop_holds_together(built: None, db: None, part: int) -> None:
    told = settings(
        max_examples=max(1, RUNS // PARTS), stateful_step_count=STEPS, deadline=None,
        database=None, phases=PHASES, report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck), print_blob=True,
    )  # fmt: skip
    run_state_machine_as_test(seed(SEED * PARTS + part)(WorkingLoop), settings=told)
    for name, count in sorted(COUNTED.items()):
        print(f"{count:7} {name}")  # noqa: T201
