"""A room without tables that lets the campaign see and aim: it changes nothing of what is done.

It writes down what the workers do (`trace`), lets a few reports fall due at a time, so that there
is work as long as there are kills (`open`: all of them), and stands still at a named point when
the campaign has laid a trap there (`traps/POINT`), so that the kill falls on that very moment.

With KILLS_LEASE the leases last so many seconds. With KILLS_WITHOUT_LEASE there is none: what the
campaign then has to find.
"""

import dataclasses
import importlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from django.apps import AppConfig

FOLDER = Path(os.environ["KILLS_FOLDER"])
AT_A_TIME = int(os.environ["KILLS_AT_A_TIME"])
LONGEST_STAND = 10.0
# Where each point lies: module and function; it stands there before or after the call.
AFTER = {
    "planned": ("core.work.planner", "_insert"),
    "claimed": ("core.work.worker", "claim_next"),
    "gathered": ("reports.work", "gather_period"),
    "sealing": ("reports.work", "sealed_file"),
    "drafted": ("reports.work", "freeze_report"),
    "published": ("reports.work", "publish_report"),
    "mailed": ("reports.delivery", "keep_mailed"),
    "sent": ("reports.delivery", "send"),
    "digested": ("accounts.mail", "send"),
    "prepared": ("reports.issuing", "prepared"),
}
BEFORE = {
    "kept": ("reports.actions.signing", "deliver"),
    "sending": ("reports.delivery", "send"),
}


class KillConfig(AppConfig):
    """The last room of all, so that every kind of work is there."""

    name = "kill_room"

    def ready(self) -> None:
        for point, place in AFTER.items():
            _wrap(*place, lambda ordinary, point=point: _then(ordinary, point))
        for point, place in BEFORE.items():
            _wrap(*place, lambda ordinary, point=point: _first(ordinary, point))
        _wrap("core.work.planner", "plan_work", _ticking)
        if os.environ.get("KILLS_WITHOUT_LEASE"):
            _without_lease()
        _kinds_anew()


def trace(*words: object) -> None:
    """One line, whole, whoever else writes at the moment."""
    line = " ".join(map(str, (f"{time.time():.3f}", os.getpid(), *words)))
    with (FOLDER / "trace").open("ab", buffering=0) as out:
        out.write(f"{line}\n".encode())


def stand(point: str) -> None:
    """Where a trap lies, one process takes it and stands still until it is let go, or killed."""
    role = "web." if "gunicorn" in sys.argv[0] else ""
    here = FOLDER / "standing" / f"{role}{point}"
    try:
        (FOLDER / "traps" / f"{role}{point}").rename(here)
    except FileNotFoundError:
        return
    here.write_text(str(os.getpid()))
    until = time.monotonic() + LONGEST_STAND
    while here.exists() and time.monotonic() < until:
        time.sleep(0.02)


def _wrap(module: str, name: str, wrapper: Callable[[Callable[..., Any]], Any]) -> None:
    found = importlib.import_module(module)
    setattr(found, name, wrapper(getattr(found, name)))


def _then(ordinary: Callable[..., Any], point: str) -> Callable[..., Any]:
    def done(*args: Any, **more: Any) -> Any:
        result = ordinary(*args, **more)
        if result is not None or point != "claimed":
            stand(point)
        return result

    return done


def _first(ordinary: Callable[..., Any], point: str) -> Callable[..., Any]:
    def begun(*args: Any, **more: Any) -> Any:
        stand(point)
        return ordinary(*args, **more)

    return begun


def _ticking(ordinary: Callable[..., int]) -> Callable[..., int]:
    def ticked(now: datetime) -> int:
        planned = ordinary(now)
        trace("tick", planned)
        return planned

    return ticked


def _kinds_anew() -> None:
    from core.work.kinds import known, register, unregister

    lease = float(os.environ.get("KILLS_LEASE") or 0)
    for name, kind in list(known().items()):
        changed = dataclasses.replace(kind, do=_traced(kind.do))
        if lease:
            changed = dataclasses.replace(changed, lease=timedelta(seconds=lease))
        if name == "report.freeze":
            changed = dataclasses.replace(changed, due=_some(kind.due))
        unregister(name)
        register(changed)


def _traced(ordinary: Callable[[Any], None]) -> Callable[[Any], None]:
    def do(claim: Any) -> None:
        trace("claimed", claim.kind, claim.key, claim.attempt)
        try:
            ordinary(claim)
        except BaseException as error:
            trace("failed", claim.kind, claim.key, claim.attempt, type(error).__name__)
            raise
        trace("finished", claim.kind, claim.key, claim.attempt)

    return do


def _some(ordinary: Callable[[datetime], Iterator[Any]]) -> Callable[[datetime], Iterator[Any]]:
    def due(now: datetime) -> Iterator[Any]:
        most = None if (FOLDER / "open").exists() else AT_A_TIME
        return islice(ordinary(now), most)

    return due


def _without_lease() -> None:
    """Whoever finds an item takes it, and nobody asks for the token at the end."""
    from django.db.models import Q

    from core.models import WorkItem, WorkState
    from core.work import claims

    claims._free = lambda _now: Q(state=WorkState.WAITING, attempts__lt=claims.MOST_ATTEMPTS)
    claims.Claim._held = lambda self: WorkItem.objects.filter(pk=self.item_id)
