"""The two ways to run it, as the campaign sees them: start, kill one of it, mend, ask, stop."""

import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import psycopg

from core.processes import table
from tests.service.site import Site as Compose
from tools import services

ROOT = Path(__file__).parents[2]
ROOM = Path(__file__).with_name("room")
UP_SECONDS = 90.0


class Mode(Protocol):
    """What the campaign needs of a way to run it."""

    name: str
    origin: str
    targets: tuple[str, ...]
    # What ended without having been killed, and was started again.
    by_itself: Counter[str]

    def start(self) -> None: ...
    def stop(self) -> None: ...
    def kill(self, target: str, standing: int, dice: random.Random) -> None: ...
    def mend(self, target: str) -> None: ...
    def rows(self, query: str) -> list[tuple[Any, ...]]: ...
    def script(self, name: str, *arguments: str) -> str: ...
    def said(self) -> str: ...


def wait_until(holds: Callable[[], object], what: str, seconds: float = UP_SECONDS) -> None:
    """Raises TimeoutError where it never holds."""
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            raise TimeoutError(f"{what}: not within {seconds:.0f} s")
        time.sleep(0.1)


def run_script(name: str, arguments: tuple[str, ...], env: dict[str, str]) -> str:
    """One of our scripts, to its end; what it printed."""
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name(f"{name}.py")), *arguments],
        env=env, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{name}: {done.stderr[-3000:]}")
    return done.stdout


def own_settings(env: dict[str, str]) -> dict[str, str]:
    """The environment that loads the campaign's settings."""
    path = os.pathsep.join([str(ROOT), str(ROOM)])
    return {**env, "DJANGO_SETTINGS_MODULE": "kill_settings", "PYTHONPATH": path}


def of_session(leader: int, dice: random.Random) -> int:
    """One of the processes that a main process has started; itself where it has none yet."""
    members = [pid for pid in table.in_session(leader) if pid != leader]
    return dice.choice(members) if members else leader


class Embedded:
    """`make run` on a folder: SQLite, a queue of files, a supervisor that mends by itself.

    A second clock runs beside it all the time, as when somebody starts one too many.
    """

    name = "embedded"
    targets = ("worker", "worker-child", "beat", "web", "web-child", "supervisor")

    def __init__(self, folder: Path, env: dict[str, str]) -> None:
        self._folder, self._port = folder, services.free_port()
        self.origin = f"http://127.0.0.1:{self._port}/"
        own = {key: value for key, value in os.environ.items() if not key.startswith("CEXING_")}
        self._env = own_settings(
            {**own, **env, "CEXING_DATA_DIR": str(folder), "CEXING_PORT": str(self._port)}
        )
        self._process: subprocess.Popen[bytes] | None = None
        self._second: subprocess.Popen[bytes] | None = None
        self.by_itself: Counter[str] = Counter()

    def start(self) -> None:
        """As a person starts it; after a kill of the supervisor, again."""
        if self._second is None:
            self._second = self._second_clock()
        with (self._folder / "run_all.out").open("ab") as out:
            self._process = subprocess.Popen(
                [sys.executable, str(ROOT / "manage.py"), "run_all"], env=self._env, cwd=ROOT,
                stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
                start_new_session=True,
            )  # fmt: skip
        wait_until(lambda: self._pid("beat"), "the supervisor")

    def _second_clock(self) -> subprocess.Popen[bytes]:
        command = (
            *(sys.executable, "-m", "celery", "-A", "config", "beat", "--pidfile", ""),
            *("--loglevel", "WARNING", "--schedule", str(self._folder / "second-clock")),
        )
        with (self._folder / "second.out").open("ab") as out:
            return subprocess.Popen(
                command, env=self._env, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=out,
                stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip

    def stop(self) -> None:
        """Everything down, whatever state it is in."""
        if self._second is not None:
            self._second.kill()
            self._second.wait()
        if self._process is not None:
            self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(30)
            self._process.kill()
            self._process.wait()
        table.kill(table.marked(str(self._folder)), signal.SIGKILL)

    def kill(self, target: str, standing: int, dice: random.Random) -> None:
        if target == "supervisor":
            assert self._process is not None
            self._process.kill()
            self._process.wait()
            return
        name, _, child = target.partition("-")
        wait_until(lambda: self._pid(name), name)
        main = self._pid(name)
        victim = standing or of_session(main, dice) if child else main
        table.kill([victim], signal.SIGKILL)

    def mend(self, target: str) -> None:
        """The supervisor does; only itself it cannot."""
        if target == "supervisor":
            self.start()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with contextlib.closing(
            sqlite3.connect(self._folder / "cexing.sqlite3", timeout=20)
        ) as database:
            return database.execute(query).fetchall()

    def script(self, name: str, *arguments: str) -> str:
        return run_script(name, arguments, self._env)

    def said(self) -> str:
        logs = sorted((self._folder / "logs").glob("*.log"))
        return "\n".join(f"{log.name}: {log.read_text()[-3000:]}" for log in logs)

    def _pid(self, name: str) -> int:
        """Its main process as the supervisor noted it, if it lives."""
        try:
            noted = json.loads((self._folder / "run.json").read_text())
        except (OSError, ValueError):
            return 0
        for one, pid, started in noted:
            if one == name and table.started_at(pid) == started:
                return int(pid)
        return 0


class City:
    """The services of docker-compose.yml, on a PostgreSQL and a Redis that may be killed too."""

    name = "city"
    targets = (
        "worker", "worker-child", "beat", "web", "web-child", "redis", "postmaster", "backend",
    )  # fmt: skip

    def __init__(
        self, folder: Path, env: dict[str, str], database: services.Server, redis: services.Server
    ) -> None:
        values = {key: value for key, value in env.items() if key.startswith("CEXING_")}
        self._own = own_settings({k: v for k, v in env.items() if not k.startswith("CEXING_")})
        self._compose = Compose(folder, database.url, redis.url, values=values, more=self._own)
        self._servers = {"postmaster": database, "redis": redis}
        self.origin = f"http://127.0.0.1:{self._compose.port}/"
        self.by_itself: Counter[str] = Counter()
        self._one_at_a_time, self._ending = threading.Lock(), threading.Event()
        self._keeper = threading.Thread(target=self._keep, daemon=True)

    def start(self) -> None:
        self._again()
        self._keeper.start()

    def stop(self) -> None:
        self._ending.set()
        if self._keeper.ident is not None:
            self._keeper.join()
        self._compose.stop()

    def kill(self, target: str, standing: int, dice: random.Random) -> None:
        name, _, child = target.partition("-")
        with self._one_at_a_time:
            self._again()
            if target in self._servers:
                self._servers[target].kill()
            elif target == "backend":
                backends = self._backends()
                table.kill([dice.choice(backends)] if backends else [], signal.SIGKILL)
            elif child:
                victim = standing or of_session(self._compose.running[name].pid, dice)
                table.kill([victim], signal.SIGKILL)
            else:
                self._compose.kill(name)

    def mend(self, target: str) -> None:
        """The keeper does it for ours."""
        if target in self._servers:
            self._servers[target].start()
        elif target == "backend":
            self.rows("SELECT 1")

    def _keep(self) -> None:
        """As `restart: unless-stopped` does: whatever has ended, for what reason ever."""
        while not self._ending.wait(0.5):
            with self._one_at_a_time:
                self._again()

    def _again(self) -> None:
        for name in ("web", "worker", "beat"):
            there = self._compose.running.get(name)
            if there is not None and there.poll() is not None:
                self.by_itself[name] += 1
                self._compose.kill(name)
                there = None
            if there is None:
                self._compose.start(name)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        url, until = self._servers["postmaster"].url, time.monotonic() + UP_SECONDS
        while True:
            try:
                with psycopg.connect(url, connect_timeout=5) as database:
                    return database.execute(query).fetchall()
            except psycopg.OperationalError:
                # Killed a moment ago, and still reading its own log.
                if time.monotonic() > until:
                    raise
                time.sleep(0.5)

    def script(self, name: str, *arguments: str) -> str:
        return run_script(name, arguments, self._compose.environment("worker"))

    def said(self) -> str:
        return self._compose.said()

    def _backends(self) -> list[int]:
        """Those that serve a connection; the others belong to the server itself."""
        main = self._servers["postmaster"].pid
        return [pid for pid in _children(main) if " 127.0.0.1(" in _command(pid)]


def _children(parent: int) -> Iterator[int]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                if int(fields[1]) == parent:
                    yield int(entry.name)


def _command(pid: int) -> str:
    try:
        return (Path("/proc") / str(pid) / "cmdline").read_text()
    except OSError:
        return ""
