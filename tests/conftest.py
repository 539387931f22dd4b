"""What every test stands on: a data folder of its own, no network, cheap passwords."""

import os
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from tests.environment import RUN
from tests.once import once

_LOCAL = {"127.0.0.1", "::1", "localhost"}
_connect = socket.socket.connect


def _only_local(self: socket.socket, address: Any) -> Any:
    if isinstance(address, tuple) and address[0] not in _LOCAL:
        raise RuntimeError(f"A test tried to reach {address[0]}: tests use no network.")
    return _connect(self, address)


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Only this machine may be reached."""
    socket.socket.connect = _only_local  # type: ignore[method-assign]
    yield
    socket.socket.connect = _connect  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """The test database is a file, so that other processes can open it too."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    if settings.EMBEDDED:
        database.setdefault("TEST", {})["NAME"] = str(RUN / "migrated.sqlite3")
        # The test's file may vanish with the machine: no need to wait for the disk.
        database["OPTIONS"]["init_command"] = database["OPTIONS"]["init_command"].replace(
            "synchronous=FULL", "synchronous=OFF"
        )


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: Any
) -> Iterator[None]:
    """Migrated once a run; each process works on a copy, as with the workers of Django's runner.

    The copy goes with its process. On PostgreSQL the migrated database itself stays, as with
    `--reuse-db`; the next run makes it anew.
    """
    from django.db import connection

    creation, settings = connection.creation, connection.settings_dict
    ordinary, own = settings["NAME"], str(os.getpid())

    def migrated() -> str:
        made: str = creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        connection.close()
        return made

    with django_db_blocker.unblock():
        settings["NAME"] = once(f"{connection.vendor}-migrated", migrated)
        creation.clone_test_db(own, verbosity=0, autoclobber=True)
        connection.close()
        settings.update(creation.get_test_db_clone_settings(own))
    yield
    with django_db_blocker.unblock():
        creation.destroy_test_db(ordinary, verbosity=0)


@pytest.fixture(autouse=True, scope="session")
def tables_can_be_emptied() -> Iterator[None]:
    """A transactional test ends by emptying every table, which audit triggers rightly refuse."""
    from django.db import connection
    from django.test import TransactionTestCase

    from core.audit import triggers

    ordinary = TransactionTestCase._fixture_teardown

    def emptied(self: TransactionTestCase) -> None:
        with triggers.lifted(connection):
            ordinary(self)

    emptied.lifts_triggers = True  # type: ignore[attr-defined]
    TransactionTestCase._fixture_teardown = emptied  # type: ignore[method-assign]
    yield
    TransactionTestCase._fixture_teardown = ordinary  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def quick_settings(settings: Any) -> None:
    """Cheap password hashes, plain static names, a cache of this process."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    from django.core.cache import cache

    cache.clear()


pytest_plugins = ["tests.fixtures", "tests.service.cluster"]
