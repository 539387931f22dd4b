"""What the operating system says of processes. Linux by /proc; elsewhere what `ps` can tell."""

import os
import signal
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path

MARK = "CEXING_RUN"
_PROC = Path("/proc")
_LINUX = (_PROC / "self" / "stat").exists()


def started_at(pid: int) -> str | None:
    """A text that differs for every process that ever had this id; None where it is not alive."""
    if _LINUX:
        fields = _stat(pid)
        return None if fields is None or fields[0] == "Z" else fields[19]
    done = subprocess.run(
        ["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or None


def in_session(leader: int) -> list[int]:
    """The living processes of the session that `leader` opened, itself included."""
    if not _LINUX:
        return _in_group(leader)
    return [
        pid
        for pid in _pids()
        if (fields := _stat(pid)) and fields[0] != "Z" and int(fields[3]) == leader
    ]


def marked(mark: str) -> list[int]:
    """The living processes, but this one, whose environment carries our mark."""
    if not _LINUX:
        return []
    wanted = f"{MARK}={mark}".encode()
    return [pid for pid in _pids() if pid != os.getpid() and wanted in _environment(pid)]


def kill(pids: Iterable[int], number: signal.Signals) -> None:
    """Send a signal; whoever is gone already is passed over."""
    for pid in pids:
        try:
            os.kill(pid, number)
        except (ProcessLookupError, PermissionError):
            continue


def wait_gone(pids: Iterable[int], seconds: float) -> list[int]:
    """Wait until they have ended; returns those that have not after `seconds`."""
    until = time.monotonic() + seconds
    left = [pid for pid in pids if started_at(pid)]
    while left and time.monotonic() < until:
        time.sleep(0.05)
        left = [pid for pid in left if started_at(pid)]
    return left


def _in_group(leader: int) -> list[int]:
    """Without /proc: the process group, which a new session starts with."""
    listed = subprocess.run(
        ["ps", "-axo", "pid=,pgid="], capture_output=True, text=True, check=False
    )
    pairs = [line.split() for line in listed.stdout.splitlines()]
    return [int(pid) for pid, group in pairs if int(group) == leader]


def _pids() -> list[int]:
    return [int(entry.name) for entry in _PROC.iterdir() if entry.name.isdigit()]


def _stat(pid: int) -> list[str] | None:
    """The fields of /proc/PID/stat from the state on; the name before may hold anything."""
    try:
        return (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None


def _environment(pid: int) -> list[bytes]:
    try:
        return (_PROC / str(pid) / "environ").read_bytes().split(b"\0")
    except OSError:
        return []
