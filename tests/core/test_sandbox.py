"""Work on a stranger's bytes is done apart, and meets its limits there."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from core.sandbox import MEGABYTE, Limits, Stopped, run_apart

HERE = "tests.core.scripts.apart"


def reason(name: str, limits: Limits) -> str:
    with pytest.raises(Stopped) as stopped:
        run_apart(f"{HERE}:{name}", b"data", limits=limits)
    return stopped.value.reason


def children() -> set[str]:
    """The numbers of this process's children, those not yet collected included."""
    listed = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(os.getpid())], capture_output=True, text=True
    )
    return {line for line in listed.stdout.splitlines() if "sandbox" in line}


def test_the_result_comes_back() -> None:
    assert run_apart(f"{HERE}:upper", b"abc") == b"ABC"


def test_more_than_a_pipe_holds_goes_both_ways() -> None:
    data = b"abc" * 2_000_000
    assert run_apart(f"{HERE}:upper", data) == data.upper()


def test_what_is_printed_is_no_result() -> None:
    assert run_apart(f"{HERE}:chatter", b"") == b"result"


@pytest.mark.parametrize(
    ("name", "limits", "why"),
    [
        ("spin", Limits(cpu_seconds=1, seconds=20), "time"),
        ("sleep", Limits(seconds=0.5), "time"),
        ("flood", Limits(output=MEGABYTE), "output"),
        ("fail", Limits(), "failed"),
        ("die", Limits(), "failed"),
        ("is_not_there", Limits(), "failed"),
    ],
)
def test_each_limit_stops_it_and_is_named(name: str, limits: Limits, why: str) -> None:
    began = time.monotonic()
    assert reason(name, limits) == why
    assert time.monotonic() - began < 15
    assert children() == set()


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS does not keep this limit")
def test_memory_is_limited() -> None:
    assert reason("eat", Limits(memory=300 * MEGABYTE, seconds=20)) == "memory"


def test_it_sees_no_secret_and_opens_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CEXING_SECRET_KEY", "secret")
    target = tmp_path / "left"
    found = json.loads(run_apart(f"{HERE}:look_around", str(target).encode()))
    assert not any(name.startswith(("CEXING", "DJANGO")) for name in found["env"])
    assert (found["read"], found["write"], found["socket"]) == (False, False, False)
    assert found["django"] is False
    assert found["cwd"] == "/"
    assert not target.exists()


def test_a_planted_module_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "zipfile.py").write_text("raise SystemExit(7)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert run_apart(f"{HERE}:upper", b"a") == b"A"


def test_what_it_started_ends_with_it() -> None:
    assert reason("breed", Limits(seconds=1)) == "time"
    time.sleep(0.1)
    listed = subprocess.run(["ps", "-eo", "args="], capture_output=True, text=True).stdout
    assert f"{HERE}:breed" not in listed


def test_no_pipe_stays_open() -> None:
    folder = Path("/dev/fd")
    run_apart(f"{HERE}:upper", b"a")
    gc.collect()
    before = len(list(folder.iterdir()))
    for _ in range(3):
        run_apart(f"{HERE}:upper", b"a")
    reason("fail", Limits())
    gc.collect()
    assert len(list(folder.iterdir())) == before


def test_threads_run_it_side_by_side() -> None:
    results: list[bytes] = []

    def work(number: int) -> None:
        results.append(run_apart(f"{HERE}:upper", b"%d a" % number))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [b"0 A", b"1 A", b"2 A", b"3 A"]
