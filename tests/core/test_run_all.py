"""The whole site by one command, and what happens when its processes are killed."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core.processes import table

pytestmark = pytest.mark.kill
ROOT = Path(__file__).parents[2]
SCRIPTS = Path(__file__).parent / "scripts"
BACK_WITHIN = 10.0
ITEMS = 40


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(holds: Callable[[], object], seconds: float, what: str) -> float:
    """Seconds until it held; fails where it never did."""
    start = time.monotonic()
    while time.monotonic() - start < seconds:
        if holds():
            return time.monotonic() - start
        time.sleep(0.1)
    pytest.fail(f"{what}: not within {seconds} s")


class Site:
    """A data folder of its own, and the command that runs on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        self.env = {
            **os.environ,
            "CEXING_DATA_DIR": str(folder),
            "CEXING_PORT": str(self.port),
            "CEXING_LOG_LEVEL": "INFO",
            "DJANGO_SETTINGS_MODULE": "lossy_settings",
            "CEXING_TEST_SETTINGS": os.environ["DJANGO_SETTINGS_MODULE"],
            "PYTHONPATH": os.pathsep.join([str(SCRIPTS), os.environ.get("PYTHONPATH", "")]),
        }
        for name in ("CEXING_DATABASE_URL", "CEXING_REDIS_URL", "CEXING_HOSTS"):
            self.env.pop(name, None)
        for command in (("migrate", "--verbosity", "0"), ("createcachetable",)):
            done = self.manage(*command)
            assert done.returncode == 0, done.stderr

    def manage(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *command],
            env=self.env,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def start(self) -> None:
        out = self.folder / "run_all.out"
        with out.open("wb") as stream:
            self.process = subprocess.Popen(
                [sys.executable, str(ROOT / "manage.py"), "run_all", "--signins", "signins.txt"],
                env=self.env,
                cwd=ROOT,
                stdout=stream,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_for(lambda: f":{self.port}/" in out.read_text(), 90, out.read_text())
        assert "signins.txt" in out.read_text()

    def pid(self, name: str) -> int:
        noted = {each[0]: each[1] for each in json.loads((self.folder / "run.json").read_text())}
        return int(noted.get(name, 0))

    def says(self, name: str, words: str) -> bool:
        return words in (self.folder / "logs" / f"{name}.log").read_text().rpartition("<kill>")[2]

    def is_back(self, name: str) -> bool:
        if name == "web":
            return self.answers()
        return self.says(name, {"worker": " ready.", "beat": "beat: Starting"}[name])

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2) as page:
                return page.status == 200
        except OSError:
            return False

    def kill(self, name: str) -> int:
        """SIGKILL its main process; what it says from here on is told apart in its log."""
        pid = self.pid(name)
        os.kill(pid, signal.SIGKILL)
        with (self.folder / "logs" / f"{name}.log").open("a") as log:
            log.write("<kill>\n")
        return pid

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with sqlite3.connect(self.folder / "cexing.sqlite3", timeout=20) as database:
            return database.execute(query).fetchall()

    def left(self) -> list[int]:
        return table.marked(str(self.folder))


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    found = Site(tmp_path.resolve())
    yield found
    if found.process is not None:
        found.process.kill()
        found.process.wait()
    table.kill(found.left(), signal.SIGKILL)


def test_every_killed_process_is_back_soon_and_a_stop_leaves_nothing(site: Site) -> None:
    site.start()
    for name in ("web", "worker", "beat"):
        wait_for(lambda name=name: site.is_back(name), 60, f"{name} at first")
    for name in ("beat", "worker", "web"):
        old = site.kill(name)
        took = wait_for(
            lambda name=name, old=old: site.pid(name) not in (0, old) and site.is_back(name),
            BACK_WITHIN,
            f"{name} back",
        )
        sys.stdout.write(f"{name} back after {took:.1f} s\n")
    second = site.manage("run_all")
    assert second.returncode == 1
    assert f"http://127.0.0.1:{site.port}/" in second.stderr
    assert site.answers()
    assert site.process is not None
    site.process.terminate()
    assert site.process.wait(30) == 0
    assert site.left() == []
    assert not site.answers()


def test_a_killed_supervisor_leaves_no_process_that_matters(site: Site) -> None:
    site.start()
    assert site.process is not None
    site.process.kill()
    site.process.wait()
    before = {site.pid(name) for name in ("web", "worker", "beat")}
    site.start()
    assert before.isdisjoint(site.left())
    assert site.answers()
    site.process.send_signal(signal.SIGINT)
    assert site.process.wait(30) == 0
    assert site.left() == []


def test_work_survives_a_queue_that_loses_messages(site: Site) -> None:
    """The folder queue forgets what a killed worker had taken; the table does not."""
    with sqlite3.connect(site.folder / "cexing.sqlite3") as database:
        database.executemany(
            "INSERT INTO core_work_item (kind, key, payload, due_at, token, attempts, done_steps,"
            " total_steps, state, last_error, created_at) VALUES ('test.lossy', ?, '{}',"
            " '2026-10-08 00:00:00', '', 0, 0, 0, 'waiting', '', '2026-10-08 00:00:00')",
            [(f"{number:02}",) for number in range(ITEMS)],
        )
    site.start()
    waiting = "SELECT count(*) FROM core_work_item WHERE state = 'waiting'"
    for kill in range(4):
        goal = ITEMS - 5 * (kill + 1)
        wait_for(lambda goal=goal: site.rows(waiting)[0][0] <= goal, 60, "work going on")
        site.kill("worker")
        if kill % 2:
            site.kill("beat")
        wait_for(lambda: site.pid("worker") and site.is_back("worker"), 30, "worker back")
    wait_for(lambda: site.rows(waiting) == [(0,)], 120, "all done")
    done = site.rows("SELECT subject_name FROM core_audit_event WHERE verb = 'test.done'")
    assert sorted(done) == [(f"{number:02}",) for number in range(ITEMS)]
    attempts = site.rows("SELECT sum(attempts) FROM core_work_item")[0][0]
    assert isinstance(attempts, int)
    assert attempts > ITEMS, "no kill hit a worker at work"
