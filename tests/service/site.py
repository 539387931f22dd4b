"""The services of docker-compose.yml as processes of this machine, on servers of one's own."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.processes import table
from tests.service import compose
from tools import services as tools


def wait_for(ask: Callable[[], Any], seconds: float, what: str) -> Any:
    """The first answer that is not empty."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := ask():
            return found
        time.sleep(0.3)
    return pytest.fail(f"{what}: not within {seconds} s")


class Site:
    """The services of the file, here instead of in containers: only names and ports differ."""

    def __init__(
        self, folder: Path, database: str, redis: str, *, values: dict[str, str] | None = None,
        more: dict[str, str] | None = None,
    ) -> None:  # fmt: skip
        """`values` fill in what the file leaves open; `more` is for the environment of each."""
        self.folder, self.port = folder, tools.free_port()
        self._more = more or {}
        address = urllib.parse.urlsplit(database)
        self._values = {
            "POSTGRES_PASSWORD": str(address.password),
            "CEXING_SECRET_KEY": "only-for-this-test-" + "x" * 40,
            **(values or {}),
        }
        self._here = {
            "@db:5432/": f"@127.0.0.1:{address.port}/",
            "//redis:6379/": f"//127.0.0.1:{urllib.parse.urlsplit(redis).port}/",
            "0.0.0.0:8000": f"127.0.0.1:{self.port}",
            "127.0.0.1:8000": f"127.0.0.1:{self.port}",
            "/data": str(folder),
        }
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def _local(self, written: str) -> str:
        text = compose.filled(written, self._values)
        for there, here in self._here.items():
            text = text.replace(there, here)
        return text

    def _command(self, words: list[str]) -> list[str]:
        program, *rest = map(self._local, words)
        return [str(Path(sys.executable).parent / program), *rest]

    def environment(self, name: str) -> dict[str, str]:
        written = compose.services()[name]["environment"]
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        given = {key: self._local(value) for key, value in written.items()}
        return {"PATH": path, "PYTHONUNBUFFERED": "1", **given, **self._more}

    def run(self, name: str, words: list[str] | None = None) -> subprocess.CompletedProcess[str]:
        """One command of a service, its own or another in its place, to its end."""
        command = self._command(words or compose.services()[name]["command"])
        return subprocess.run(
            command, env=self.environment(name), cwd=compose.ROOT, capture_output=True,
            text=True, timeout=120, check=False,
        )  # fmt: skip

    def start(self, name: str) -> None:
        """A service that stays."""
        with (self.folder / f"{name}.out").open("ab") as out:
            self.running[name] = subprocess.Popen(
                self._command(compose.services()[name]["command"]),
                env=self.environment(name), cwd=compose.ROOT, stdin=subprocess.DEVNULL,
                stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip

    def kill(self, name: str) -> None:
        """SIGKILL, as when the machine runs out of memory: the main process and all of its own."""
        process = self.running.pop(name)
        table.kill(table.in_session(process.pid), signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        """Everything down, whatever state it is in."""
        for process in self.running.values():
            process.terminate()
        for name, process in list(self.running.items()):
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(20)
            self.kill(name)

    def ready(self) -> dict[str, Any] | None:
        """What /readyz says when all is well."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as page:
                found: dict[str, Any] = json.load(page)
                return found
        except OSError:
            return None

    def said(self) -> str:
        """The last lines of every service."""
        outs = sorted(self.folder.glob("*.out"))
        return "\n".join(f"{out.name}: {out.read_text()[-2000:]}" for out in outs)
