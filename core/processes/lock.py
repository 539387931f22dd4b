"""One supervisor for one data folder."""

import fcntl
import json
import os
from pathlib import Path

from core.processes.plan import Running


class AlreadyRuns(Exception):
    """Somebody holds the lock; the message is the address at which it answers."""


class RunLock:
    """An advisory lock that ends with its process, and the notes of what was started under it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = folder / "run.lock"
        self._notes = folder / "run.json"
        self._handle = -1

    def take(self, address: str) -> None:
        """Raises AlreadyRuns. The file stays: removing it would let two hold “the” lock."""
        handle = os.open(self._lock, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            there = os.read(handle, 500).decode("utf-8", "replace").strip()
            os.close(handle)
            raise AlreadyRuns(there) from None
        os.ftruncate(handle, 0)
        os.write(handle, address.encode())
        self._handle = handle

    def release(self) -> None:
        """Let the next one start."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def note(self, running: list[Running]) -> None:
        """Write down what runs, so that a later start can clear it if we are killed."""
        draft = self._notes.with_suffix(".new")
        draft.write_text(json.dumps([[each.name, each.pid, each.started] for each in running]))
        draft.replace(self._notes)

    def noted(self) -> list[Running]:
        """What an earlier supervisor wrote down; nothing where it cannot be read."""
        try:
            return [Running(*each) for each in json.loads(self._notes.read_text())]
        except (OSError, ValueError, TypeError):
            return []
