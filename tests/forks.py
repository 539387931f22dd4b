"""Other processes at the test's database, ready at once: forked from one that has loaded it all.

A process that loads the software for itself needs two seconds of a core before it does anything,
and a test of a race starts eight of them. The one that they are forked from has no connection and
no thread; each of them is a process of its own, which can be killed like any other.

    python -m tests.forks SOCKET        what `Forks` starts
"""

from __future__ import annotations

import array
import contextlib
import json
import os
import runpy
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, NoReturn

ROOT = Path(__file__).parents[1]
LOADED = (
    "config.urls", "core.work.worker", "lxml.html", "reports.delivery", "tests.factories",
    "time_machine",
)  # fmt: skip
_MOST = 65_536


class Forked:
    """A process that runs a script; as much of `subprocess.Popen` as tests ask for."""

    def __init__(self, forks: Forks, pid: int, out: int, errors: IO[bytes]) -> None:
        self.pid, self._forks, self._errors = pid, forks, errors
        self.stdout = os.fdopen(out, encoding="utf-8")

    @property
    def returncode(self) -> int | None:
        return self._forks.ended.get(self.pid)

    def poll(self) -> int | None:
        """How it ended, None while it runs."""
        return self.returncode

    def wait(self, timeout: float = 120) -> int:
        """Wait for its end: its exit code, or the negative number of the signal that ended it."""
        with self._forks.news:
            if not self._forks.news.wait_for(lambda: self.returncode is not None, timeout):
                raise subprocess.TimeoutExpired("a forked script", timeout)
        assert self.returncode is not None
        return self.returncode

    def kill(self) -> None:
        """SIGKILL; nothing where it has ended."""
        with self._forks.news:
            # Its number is its own as long as nobody has heard of its end.
            if self.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(self.pid, signal.SIGKILL)

    def communicate(self, timeout: float = 120) -> tuple[str, str]:
        """What it still had to say, and its errors; its end is waited for."""
        said: list[str] = []
        reader = threading.Thread(target=lambda: said.append(self.stdout.read()), daemon=True)
        reader.start()
        until = time.monotonic() + timeout
        self.wait(timeout)
        reader.join(max(0.1, until - time.monotonic()))
        self.stdout.close()
        self._errors.seek(0)
        return "".join(said), self._errors.read().decode(errors="replace")


class Forks:
    """Where they come from: a process that lives as long as the tests."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.ended: dict[int, int] = {}
        self.news = threading.Condition()
        self._started: list[int] = []
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._server = subprocess.Popen(
                [sys.executable, "-m", "tests.forks", str(theirs.fileno())],
                env=dict(environment), cwd=ROOT, pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
            )  # fmt: skip
        threading.Thread(target=self._listen, daemon=True).start()

    def start(self, script: Path, *arguments: object) -> Forked:
        """Run a Python script with arguments."""
        asked = json.dumps([str(script), *map(str, arguments)]).encode()
        errors = tempfile.TemporaryFile()  # noqa: SIM115
        out, theirs = os.pipe()
        with self.news:
            before = len(self._started)
            files = array.array("i", [theirs, errors.fileno()])
            self._socket.sendmsg([asked], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, files)])
            os.close(theirs)
            if not self.news.wait_for(lambda: len(self._started) > before, 120):
                raise RuntimeError("No process was forked within two minutes.")
            return Forked(self, self._started[-1], out, errors)

    def close(self) -> None:
        """Whatever still runs is killed with it."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._server.wait(30)
        self._socket.close()

    def _listen(self) -> None:
        while told := self._told():
            pid, code = json.loads(told)
            with self.news:
                if code is None:
                    # A number may come again.
                    self.ended.pop(pid, None)
                    self._started.append(pid)
                else:
                    self.ended[pid] = code
                self.news.notify_all()

    def _told(self) -> bytes:
        try:
            return self._socket.recv(_MOST)
        except OSError:
            return b""


def _serve(asks: socket.socket) -> None:
    """Fork when asked, tell of each end; gone with everything when the other side lets go."""
    running: set[int] = set()
    ends, wakes = os.pipe()
    os.set_blocking(wakes, False)
    signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
    signal.set_wakeup_fd(wakes)
    with selectors.DefaultSelector() as both:
        both.register(asks, selectors.EVENT_READ)
        both.register(ends, selectors.EVENT_READ)
        while True:
            for key, _events in both.select():
                if key.fileobj is ends:
                    os.read(ends, _MOST)
                    _tell_ends(asks, running)
                elif not _fork_one(asks, running):
                    for pid in running:
                        os.kill(pid, signal.SIGKILL)
                    return


def _tell_ends(asks: socket.socket, running: set[int]) -> None:
    with contextlib.suppress(ChildProcessError):
        while found := os.waitpid(-1, os.WNOHANG):
            pid, status = found
            if not pid:
                return
            running.discard(pid)
            _tell(asks, [pid, os.waitstatus_to_exitcode(status)])


def _tell(asks: socket.socket, what: Any) -> None:
    # Nobody may listen any more.
    with contextlib.suppress(OSError):
        asks.send(json.dumps(what).encode())


def _fork_one(asks: socket.socket, running: set[int]) -> bool:
    told, more, _flags, _address = asks.recvmsg(_MOST, socket.CMSG_SPACE(8))
    if not told:
        return False
    files = array.array("i")
    files.frombytes(more[0][2])
    pid = os.fork()
    if not pid:
        _run(asks, json.loads(told), *files)
    for one in files:
        os.close(one)
    running.add(pid)
    _tell(asks, [pid, None])
    return True


def _run(asks: socket.socket, command: list[str], out: int, errors: int) -> NoReturn:
    """In the fork: be that script, to its end."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        asks.close()
        os.dup2(out, 1)
        os.dup2(errors, 2)
        sys.argv = command
        sys.path[0] = str(Path(command[0]).parent)
        runpy.run_path(command[0], run_name="__main__")
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def main() -> None:
    """Load everything once, and wait to be asked."""
    from importlib import import_module

    import django

    django.setup()
    for name in LOADED:
        import_module(name)
    assert threading.active_count() == 1, "a thread does not come along"
    _serve(socket.socket(fileno=int(sys.argv[1])))


if __name__ == "__main__":
    main()
