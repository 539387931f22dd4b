"""The folders of the queue that needs no server, kept tidy."""

import json
import time
from pathlib import Path

FOLDERS = ("in", "processed", "control")
_WRITTEN_SECONDS = 3.0


def make_queue(folder: Path) -> None:
    """The queue's folders, for this user alone.

    A control file that was cut off half-way by a kill would stop every later start: it goes, and
    the next worker writes it anew. One that is only seconds old may still be being written.
    """
    for name in FOLDERS:
        (folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / name).chmod(0o700)
    for file in (folder / "control").glob("*.exchange"):
        try:
            json.loads(file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            continue
        except ValueError:
            if time.time() - file.stat().st_mtime > _WRITTEN_SECONDS:
                file.unlink(missing_ok=True)


def purge_queue(folder: Path, *, older_than: float = 86_400.0) -> int:
    """Remove messages handled more than `older_than` seconds ago; returns how many."""
    limit, removed = time.time() - older_than, 0
    for file in (folder / "processed").glob("*.msg"):
        try:
            if file.stat().st_mtime < limit:
                file.unlink()
                removed += 1
        except FileNotFoundError:
            continue
    return removed
