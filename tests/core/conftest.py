"""Other processes at the test's database."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

SCRIPTS = Path(__file__).parent / "scripts"
ROOT = Path(__file__).parents[2]


def test_database_url() -> str:
    """The test database as `CEXING_DATABASE_URL` for another process."""
    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    who = f"{found['USER']}:{found['PASSWORD']}@{found['HOST']}:{found['PORT'] or 5432}"
    return f"postgresql://{who}/{found['NAME']}"


test_database_url.__test__ = False


@pytest.fixture
def start_script() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start `scripts/NAME.py ARGUMENTS…` at the test's database; whatever is left is killed."""
    started: list[subprocess.Popen[str]] = []

    def start(name: str, *arguments: object) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, str(SCRIPTS / f"{name}.py"), *map(str, arguments)],
            env={
                **os.environ,
                "CEXING_DATABASE_URL": test_database_url(),
                "CEXING_DATA_DIR": str(settings.DATA_DIR),
                "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()
