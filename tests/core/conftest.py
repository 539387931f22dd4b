"""Other processes at the test's database."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.forks import Forked

SCRIPTS = Path(__file__).parent / "scripts"


@pytest.fixture
def start_script(start_process: Callable[..., Forked]) -> Callable[..., Forked]:
    """Start `scripts/NAME.py ARGUMENTS…` at the test's database; whatever is left is killed."""
    return lambda name, *arguments: start_process(SCRIPTS / f"{name}.py", *arguments)
