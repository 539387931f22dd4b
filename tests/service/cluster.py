"""One PostgreSQL for all tests that run the services: migrated once, a copy for each."""

import os
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest

from tests.service import compose
from tools import services

_MIGRATED = "migrated"


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[services.Server]:
    """It may be killed and started again. `fresh` gives it the database at its address."""
    with services.postgres_server(durable=True) as server:
        own = {name: value for name, value in os.environ.items() if not name.startswith("CEXING_")}
        folder = tmp_path_factory.mktemp("migrate")
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=compose.ROOT,
            env={**own, "CEXING_DATABASE_URL": server.url, "CEXING_DATA_DIR": str(folder)},
            check=True,
        )  # fmt: skip
        _order(server, f"ALTER DATABASE cexing RENAME TO {_MIGRATED}")
        yield server


def fresh(server: services.Server) -> str:
    """Migrated and empty; what was there before is gone. Its address."""
    _order(server, "DROP DATABASE IF EXISTS cexing WITH (FORCE)")
    _order(server, f"CREATE DATABASE cexing TEMPLATE {_MIGRATED}")
    return server.url


def _order(server: services.Server, order: str) -> None:
    beside = server.url.rpartition("/")[0] + "/postgres"
    with psycopg.connect(beside, autocommit=True) as line:
        line.execute(order)
