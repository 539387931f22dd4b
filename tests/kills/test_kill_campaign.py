"""Anything is killed at any moment: every report once, whole, numbered, delivered, and soon.

`KILLS=300` for the long campaign, half of them in each mode; then with leases and ticks as they are
delivered, so that the times are the real ones. `KILLS_SEED` repeats one.
"""

import json
import os
import shutil
import sys
import time
from pathlib import Path

import pytest

from tests.environment import RUN
from tests.kills.campaign import Campaign, Outcome, Pace, asked_for
from tests.kills.mailbox import mailbox
from tests.kills.sites import City, Embedded
from tests.service.cluster import fresh
from tools import services

SHORT = 20


def pace() -> Pace:
    kills = asked_for()
    seed = int(os.environ.get("KILLS_SEED") or time.time())
    if kills <= SHORT:
        return Pace(kills // 2, seed)
    return Pace(kills // 2, seed, lease=None, tick=None, patience=20.0, drain=900.0, at_a_time=6)


def tell(outcome: Outcome, how: Pace) -> None:
    told = json.dumps({"seed": how.seed, **outcome.told()}, ensure_ascii=False, indent=1)
    sys.stdout.write(f"{told}\n")
    if path := os.environ.get("KILLS_REPORT"):
        with Path(path).open("a") as out:
            out.write(f"{told}\n")


def embedded(folder: Path, how: Pace) -> Outcome:
    """On a copy of the migrated database."""
    shutil.copy(RUN / "migrated.sqlite3", folder / "cexing.sqlite3")
    with mailbox() as mail:
        mode = Embedded(folder, how.environment(folder, mail))
        outcome = Campaign(mode, folder, mail, how).run()
    tell(outcome, how)
    if outcome.faults:
        sys.stdout.write(mode.said())
    return outcome


@pytest.mark.kill
def test_on_one_machine(django_db_setup: None, tmp_path: Path) -> None:
    how = pace()
    outcome = embedded(tmp_path.resolve(), how)
    assert len(outcome.kills) == how.kills
    assert outcome.faults == []


@pytest.mark.kill
def test_without_the_lease_the_campaign_finds_faults(django_db_setup: None, tmp_path: Path) -> None:
    """The control: the test above can fail."""
    how = Pace(1, 20261215, patience=2.0, drain=90.0, without_lease=True)
    faults = embedded(tmp_path.resolve(), how).faults
    assert any("while it was held" in one for one in faults), faults


@pytest.mark.service
def test_on_servers(cluster: services.Server, tmp_path: Path) -> None:
    how, folder = pace(), tmp_path.resolve()
    fresh(cluster)
    with mailbox() as mail, services.redis_server() as redis:
        mode = City(folder, how.environment(folder, mail), cluster, redis)
        outcome = Campaign(mode, folder, mail, how).run()
    tell(outcome, how)
    if outcome.faults:
        sys.stdout.write(mode.said())
    assert len(outcome.kills) == how.kills
    assert outcome.faults == []
