"""Fixtures for every room: the house of `tests.factories`, and other processes at its database."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.forks import Forked, Forks

ROOT = Path(__file__).parents[1]
ROOMS = ("core", "accounts", "recommendations", "progress", "indicators", "reports")


@pytest.fixture(scope="module")
def built_house(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The house stands in a transaction around the module's tests; each test has its own in it.

    Not for transactional tests, which sit in modules of their own and call `build_house`.
    """
    from tests import stage
    from tests.factories import build_house

    with stage.around(django_db_blocker):
        with django_db_blocker.unblock():
            stage.put("house", build_house)
        yield


@pytest.fixture
def house(built_house: None, db: None) -> Any:
    """The house, in rows of this test's own."""
    from tests.factories import load_house

    return load_house()


@pytest.fixture
def unchanged(db: None) -> Callable[[], Any]:
    """`with unchanged():` — nothing in the database may differ afterwards, the trail included.

    Inside a transaction only what was written to is compared; outside of one, where others write
    as well, every table is.
    """
    from django.db import connection

    @contextmanager
    def watch() -> Iterator[None]:
        if not connection.in_atomic_block:
            before = everything()
            yield
            assert everything() == before
            return
        from tests.heard import Before

        known = Before()
        with known.watching():
            yield
        assert known.changed() == {}

    return watch


def everything() -> Any:
    """Every row of every room's table, as the database holds it."""
    from tests import stage

    return stage.everything(ROOMS)


def database_url() -> str:
    """The test database as `CEXING_DATABASE_URL` for another process."""
    from django.db import connection

    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    who = f"{found['USER']}:{found['PASSWORD']}@{found['HOST']}:{found['PORT'] or 5432}"
    return f"postgresql://{who}/{found['NAME']}"


@pytest.fixture(scope="session")
def forks(django_db_setup: None) -> Iterator[Forks]:
    """Where processes at the test's database come from."""
    from django.conf import settings

    opened = Forks(
        {
            **os.environ,
            "CEXING_DATABASE_URL": database_url(),
            "CEXING_DATA_DIR": str(settings.DATA_DIR),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        }
    )
    yield opened
    opened.close()


@pytest.fixture
def start_process(forks: Forks) -> Iterator[Callable[..., Forked]]:
    """Start a Python script with arguments at the test's database; whatever is left is killed."""
    started: list[Forked] = []

    def start(script: Path, *arguments: object) -> Forked:
        started.append(forks.start(script, *arguments))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()
