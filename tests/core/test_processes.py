"""The supervisor's decisions, its lock, its files."""

import io
import os
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest

from core.processes import table
from core.processes.lock import AlreadyRuns, RunLock
from core.processes.output import LogFile
from core.processes.plan import (
    ChildSpec,
    Running,
    child_specs,
    next_failures,
    still_ours,
    wait_before,
)
from core.processes.supervise import Supervisor, clear_orphans

SLEEP = (sys.executable, "-c", "import time; time.sleep(60)")
STUBBORN = "import signal, time; signal.signal(15, signal.SIG_IGN); print(1, flush=True);"


def test_three_processes_on_this_machine_only(tmp_path: Path) -> None:
    specs = child_specs(port=8123, data_dir=tmp_path, log_level="INFO")
    assert [spec.name for spec in specs] == ["web", "worker", "beat"]
    assert "127.0.0.1:8123" in specs[0].argv
    assert str(tmp_path / "beat-schedule") in specs[2].argv


def test_waits_grow_but_never_reach_ten_seconds() -> None:
    waits = [wait_before(failures) for failures in range(1, 50)]
    assert all(one <= other for one, other in pairwise(waits))
    assert waits[0] < 1
    assert waits[-1] < 10


@pytest.mark.parametrize(("failures", "lived", "now"), [(0, 1, 1), (3, 1, 4), (3, 30, 1)])
def test_a_long_life_is_forgiven(failures: int, lived: float, now: int) -> None:
    assert next_failures(failures, lived) == now


@pytest.mark.parametrize(("started", "ours"), [("77", True), ("78", False), (None, False)])
def test_an_id_alone_proves_nothing(started: str | None, ours: bool) -> None:
    assert still_ours(Running("web", 5, "77"), started) is ours


def test_a_second_lock_is_told_the_address(tmp_path: Path) -> None:
    first = RunLock(tmp_path)
    first.take("http://127.0.0.1:1/")
    with pytest.raises(AlreadyRuns, match="http://127.0.0.1:1/"):
        RunLock(tmp_path).take("http://127.0.0.1:2/")
    first.release()
    second = RunLock(tmp_path)
    second.take("http://127.0.0.1:2/")
    second.release()


@pytest.mark.parametrize("text", ["", "{", "[1]", "null", '[["web"]]'])
def test_broken_notes_are_no_notes(tmp_path: Path, text: str) -> None:
    (tmp_path / "run.json").write_text(text)
    assert RunLock(tmp_path).noted() == []


def test_notes_come_back(tmp_path: Path) -> None:
    RunLock(tmp_path).note([Running("web", 5, "77")])
    assert RunLock(tmp_path).noted() == [Running("web", 5, "77")]


def test_a_log_starts_anew_and_five_old_ones_stay(tmp_path: Path) -> None:
    for start in range(8):
        log = LogFile(tmp_path, "web")
        log.write(f"start {start}")
        log.close()
    assert (tmp_path / "web.log").read_text() == "web | start 7\n"
    assert len(list(tmp_path.iterdir())) == 6


def test_a_log_follows_a_stream(tmp_path: Path) -> None:
    log = LogFile(tmp_path, "web")
    log.follow(io.BytesIO("甲\n\xff乙".encode() + b"\xff\n"))
    until = time.monotonic() + 5
    while len(log.path.read_text().splitlines()) < 2 and time.monotonic() < until:
        time.sleep(0.01)
    assert log.path.read_text().splitlines()[0] == "web | 甲"
    log.close()


def test_a_process_is_told_from_its_successor() -> None:
    process = subprocess.Popen(SLEEP, start_new_session=True)
    started = table.started_at(process.pid)
    assert started == table.started_at(process.pid)
    assert table.in_session(process.pid) == [process.pid]
    table.kill([process.pid], signal.SIGKILL)
    assert table.wait_gone([process.pid], 5) == []
    process.wait()
    assert table.started_at(process.pid) is None


def test_what_a_killed_supervisor_left_is_ended(tmp_path: Path) -> None:
    """One noted main process that will not listen, and one process that nobody noted."""
    env = {**os.environ, table.MARK: str(tmp_path)}
    main = subprocess.Popen(
        [sys.executable, "-c", STUBBORN + "time.sleep(60)"],
        start_new_session=True,
        stdout=subprocess.PIPE,
        env=env,
    )
    stray = subprocess.Popen(SLEEP, start_new_session=True, env=env)
    other = subprocess.Popen(SLEEP, start_new_session=True)
    assert main.stdout is not None
    main.stdout.readline()
    lock = RunLock(tmp_path)
    lock.note(
        [
            Running("web", main.pid, str(table.started_at(main.pid))),
            # Its id belongs to somebody else by now.
            Running("beat", other.pid, "1"),
        ]
    )
    try:
        assert clear_orphans(lock, str(tmp_path)) == 2
        assert main.wait(5) == stray.wait(5) == -signal.SIGKILL
        assert other.poll() is None
        assert clear_orphans(lock, str(tmp_path)) == 0
    finally:
        for process in (main, stray, other):
            process.kill()
            process.wait()
        main.stdout.close()


def test_a_child_is_started_again_and_a_deaf_one_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.processes.plan.STOP_SECONDS", 0.5)
    said: list[str] = []
    specs = [
        ChildSpec("quick", (sys.executable, "-c", "print('gone')")),
        ChildSpec("deaf", (sys.executable, "-c", STUBBORN + "time.sleep(60)")),
    ]
    lock = RunLock(tmp_path)
    kept = {number: signal.getsignal(number) for number in (1, 2, 15)}
    supervisor = Supervisor(
        specs, folder=tmp_path, lock=lock, say=said.append, before_start=lambda: None
    )
    try:
        supervisor.start()
        deaf = tmp_path / "logs" / "deaf.log"
        assert supervisor.watch(until=lambda: len(said) >= 2 and bool(deaf.read_text()))
    finally:
        supervisor.stop()
        for number, handler in kept.items():
            signal.signal(number, handler)
    assert len([line for line in said if "quick" in line]) >= 2
    assert "deaf" in said[-1]
    assert lock.noted() == []
    assert table.marked(str(tmp_path)) == []
    assert "quick | gone" in (tmp_path / "logs" / "quick.log").read_text()
