"""What one process of a run has made serves the others."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.once import once

ROOT = Path(__file__).parents[2]
ASK = """
import sys, time
from pathlib import Path
from tests.once import once
folder = Path(sys.argv[1])
def make():
    with (folder / "made").open("a") as made:
        made.write("x")
    time.sleep(0.05)
    return ["rows", 1]
assert once("name", make, folder=folder) == ["rows", 1]
"""


def test_processes_that_ask_at_once_make_it_once(tmp_path: Path) -> None:
    command = [sys.executable, "-c", ASK, str(tmp_path)]
    asking = [subprocess.Popen(command, cwd=ROOT) for _ in range(3)]
    assert [one.wait(60) for one in asking] == [0, 0, 0]
    assert (tmp_path / "made").read_text() == "x"


def test_each_name_is_made_for_itself(tmp_path: Path) -> None:
    assert [once(name, lambda one=name: one, folder=tmp_path) for name in "aba"] == ["a", "b", "a"]


def test_what_fails_is_made_anew_by_the_next(tmp_path: Path) -> None:
    def fail() -> None:
        raise LookupError("not now")

    with pytest.raises(LookupError, match="not now"):
        once("name", fail, folder=tmp_path)
    assert once("name", lambda: 7, folder=tmp_path) == 7
