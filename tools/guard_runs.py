"""The part of `tools.mutants` that runs inside pytest, in the instrumented copy (`-p`).

First run: which tests ask which guard, and how long they take; a test that fails there is left out.
Later runs: for each guard a process of its own, forked when everything is imported and before any
database is open, takes the guard out and runs those tests, the quickest files first, until one
fails. Forked, because starting pytest anew takes longer than most of these runs.
"""

from __future__ import annotations

import json
import os
import signal
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tools import guards

PLAN = Path(os.environ["GUARDS_PLAN"])
# Who waits for ever has noticed too: so many seconds, and so many times what its tests took before.
PATIENCE, SLOWER = 120, 5
_failed = False
_asked: dict[int, dict[str, float]] = defaultdict(dict)


def _told() -> dict[str, Any]:
    told: dict[str, Any] = json.loads(PLAN.read_text())
    return told


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_protocol(item: Any) -> Iterator[None]:
    """Notice which guards the test asks."""
    global _failed
    guards.seen.clear()
    before, _failed = time.monotonic(), False
    yield
    if not _failed:
        for number in guards.seen:
            _asked[number][item.nodeid] = time.monotonic() - before


def pytest_runtest_logreport(report: Any) -> None:
    """One failed part fails the test."""
    global _failed
    _failed = _failed or report.failed


def pytest_sessionfinish() -> None:
    """Keep what was noticed."""
    told = _told()
    if told["step"] == "map":
        Path(told["map"]).write_text(json.dumps(_asked))


def pytest_runtestloop(session: Any) -> bool | None:
    """Take out one guard after the other, several at a time."""
    told = _told()
    if told["step"] == "map":
        return None
    items = {item.nodeid: item for item in session.items}
    left: list[int] = list(told["guards"])
    running: dict[int, int] = {}
    with Path(told["results"]).open("a") as out:
        while left or running:
            while left and len(running) < told["jobs"]:
                number = left.pop(0)
                asks = {k: v for k, v in told["asked"][str(number)].items() if k in items}
                longest = PATIENCE + SLOWER * int(sum(asks.values()))
                running[_fork(number, _in_order(asks, items), longest)] = number
            pid, status = os.wait()
            number = running.pop(pid)
            found = os.waitstatus_to_exitcode(status)
            word = {0: "survived", 1: "killed"}.get(found, "killed, by time or worse")
            out.write(json.dumps({"guard": number, "came": word}) + "\n")
            out.flush()
    return True


def _in_order(asks: dict[str, float], items: dict[str, Any]) -> list[Any]:
    """Files stay whole, since what they stand on is built once a file; the quickest first."""
    files: dict[str, list[str]] = defaultdict(list)
    for nodeid in items:
        if nodeid in asks:
            files[nodeid.partition("::")[0]].append(nodeid)
    quickest = sorted(files.values(), key=lambda names: sum(asks[name] for name in names))
    return [items[name] for names in quickest for name in names]


def _fork(number: int, items: list[Any], longest: int) -> int:
    """The process in which this guard is taken out; 1 is the code of one that was noticed.

    `longest`: seconds after which it hangs."""
    pid = os.fork()
    if pid:
        return pid
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    signal.alarm(longest)
    guards.take_out(number)
    code = 2
    try:
        code = _run(items)
        _leave()
    finally:
        os._exit(code)


def _leave() -> None:
    """The process's own copy of the database goes with it."""
    from django.db import connection

    name = str(connection.settings_dict["NAME"])
    connection.close()
    if connection.vendor == "sqlite" and str(os.getpid()) in name:
        for one in Path(name).parent.glob(f"{Path(name).name}*"):
            one.unlink()


def _run(items: list[Any]) -> int:
    for item, after in zip(items, [*items[1:], None], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
        if _failed:
            return 1
    return 0
