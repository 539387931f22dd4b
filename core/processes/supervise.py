"""Start the processes, start again whatever stops, stop everything at the end."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

from django.utils.translation import gettext as _

from core.processes import plan, table
from core.processes.lock import RunLock
from core.processes.output import LogFile
from core.processes.plan import ChildSpec, Running, still_ours

_CHILD = str(Path(__file__).with_name("child.py"))
_TICK = 0.2


class Child:
    """One process that is kept alive, in a session of its own."""

    def __init__(self, spec: ChildSpec, log: LogFile, mark: str) -> None:
        self.spec = spec
        self._log = log
        self._mark = mark
        self._process: subprocess.Popen[bytes] | None = None
        self._since = 0.0
        self._failures = 0
        self._start_at = 0.0

    @property
    def pid(self) -> int | None:
        """The id of its main process while it is thought to live."""
        return None if self._process is None else self._process.pid

    def start(self) -> None:
        """Start it now."""
        command = [sys.executable, "-I", _CHILD, str(os.getpid()), *self.spec.argv]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, table.MARK: self._mark, "PYTHONUNBUFFERED": "1"},
        )
        self._since = time.monotonic()
        if self._process.stdout is not None:
            self._log.follow(self._process.stdout)

    def ended(self) -> int | None:
        """Its exit code, once, when it has stopped by itself; what it leaves behind is killed."""
        if self._process is None or (code := self._process.poll()) is None:
            return None
        table.kill(table.in_session(self._process.pid), signal.SIGKILL)
        self._process = None
        now = time.monotonic()
        self._failures = plan.next_failures(self._failures, now - self._since)
        self._start_at = now + plan.wait_before(self._failures)
        return code

    def is_due(self) -> bool:
        """Whether it is stopped and its wait is over."""
        return self._process is None and time.monotonic() >= self._start_at

    def ask_to_stop(self) -> None:
        """Only the main process: a pool whose every member gets the signal can hang."""
        if self._process is not None:
            table.kill([self._process.pid], signal.SIGTERM)

    def reap(self, seconds: float) -> bool:
        """Wait for the end, at most so long, then kill the whole session.

        True if it went by itself.
        """
        if self._process is None:
            return True
        willing = True
        try:
            self._process.wait(max(0.0, seconds))
        except subprocess.TimeoutExpired:
            willing = False
        table.kill(table.in_session(self._process.pid), signal.SIGKILL)
        self._process.wait()
        self._process = None
        return willing


class Supervisor:
    """Keeps the children alive until it is told to stop. `say` prints one line to the person."""

    def __init__(
        self,
        specs: Sequence[ChildSpec],
        *,
        folder: Path,
        lock: RunLock,
        say: Callable[[str], None],
        before_start: Callable[[], None],
    ) -> None:
        self._lock = lock
        self._say = say
        self._before_start = before_start
        self._stopping = False
        self._logs = [LogFile(folder / "logs", spec.name) for spec in specs]
        mark = str(folder)
        self._children = [
            Child(spec, log, mark) for spec, log in zip(specs, self._logs, strict=True)
        ]

    def start(self) -> None:
        """Start every child; from here on SIGTERM, SIGINT and SIGHUP mean stop."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._told)
        self._before_start()
        for child in self._children:
            child.start()
        self._note()

    def watch(self, *, until: Callable[[], bool] = lambda: False) -> bool:
        """Start again whatever stops, until told to stop or `until` holds; True if it held."""
        while not self._stopping:
            if until():
                return True
            self._tick()
            time.sleep(_TICK)
        return False

    def stop(self) -> None:
        """Ask every child to end; kill the session of one that has not after 15 seconds."""
        for child in self._children:
            child.ask_to_stop()
        until = time.monotonic() + plan.STOP_SECONDS
        for child in self._children:
            if not child.reap(until - time.monotonic()):
                self._say(_("%s did not stop in time and was killed.") % child.spec.name)
        self._lock.note([])
        for log in self._logs:
            log.close()

    def _tick(self) -> None:
        changed = False
        for child in self._children:
            code = child.ended()
            if code is not None:
                changed = True
                self._say(
                    _("%(name)s stopped (%(code)s); starting it again.")
                    % {"name": child.spec.name, "code": code}
                )
            elif child.is_due():
                changed = True
                self._before_start()
                child.start()
        if changed:
            self._note()

    def _note(self) -> None:
        found = [(child.spec.name, child.pid) for child in self._children]
        self._lock.note(
            [
                Running(name, pid, started)
                for name, pid in found
                if pid is not None and (started := table.started_at(pid)) is not None
            ]
        )

    def _told(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True


def clear_orphans(lock: RunLock, mark: str) -> int:
    """End what an earlier supervisor left behind when it was killed; returns how many there were.

    Call it with the lock held: nobody else's processes can carry the mark then.
    """
    mains = [noted.pid for noted in lock.noted() if still_ours(noted, table.started_at(noted.pid))]
    orphans = {*mains, *table.marked(mark)}
    if not orphans:
        return 0
    # Main processes first and alone, as in an ordinary stop.
    table.kill(mains, signal.SIGTERM)
    left = table.wait_gone(mains, 5.0) if mains else []
    members = {pid for main in left for pid in table.in_session(main)}
    rest = members | set(table.marked(mark))
    table.kill(rest, signal.SIGKILL)
    table.wait_gone(rest, 5.0)
    return len(orphans)
