"""The campaign: kill one thing after the other at random, drain, and say what does not hold."""

import json
import os
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core.work.claims import MOST_ATTEMPTS, rest_after
from core.work.kinds import known
from tests.kills.chief import WORD, Chief
from tests.kills.mailbox import Mailbox
from tests.kills.sites import Mode, wait_until

# An ordinary Tuesday, in the hours for mail, when reports from the first period on are due.
TUESDAY = datetime(2026, 12, 15, 2, 30, tzinfo=UTC)
# Nothing may lie longer than this, whatever was killed.
STUCK_SECONDS = 120.0
_PAUSE = 2.5
# Within so many seconds those who talked to what was killed have noticed, and talk again.
_NOTICED = 2.0
_ALIVE = 15.0
_WHATS = ("tick", "claimed", "finished", "failed")
# Where the kill falls; a moment of its own besides.
WORK_POINTS = (
    "planned", "claimed", "gathered", "sealing", "drafted", "kept", "published", "sending", "sent",
    "mailed",
)  # fmt: skip
WEB_POINTS = ("web.prepared", "web.kept")


# Of each piece of work, in order: when what was done with it, at which attempt.
Lives = dict[str, list[tuple[float, str, int]]]


@dataclass(frozen=True, slots=True)
class Pace:
    """How a campaign goes: kills, seed, leases and ticks in seconds (None: as delivered).

    `patience`: how long a trap waits for somebody to come by, then the kill falls anyway.
    """

    kills: int
    seed: int
    lease: float | None = 8.0
    tick: float | None = 1.0
    patience: float = 10.0
    drain: float = 240.0
    at_a_time: int = 4
    without_lease: bool = False

    @property
    def plans(self) -> int:
        """So many that there is work as long as there are kills."""
        return max(1, self.kills // 10)

    def environment(self, folder: Path, mail: Mailbox) -> dict[str, str]:
        """What the processes have to know."""
        ahead = (TUESDAY - datetime.now(UTC)).total_seconds()
        return {
            "KILLS_AHEAD": str(ahead),
            "KILLS_FOLDER": str(folder),
            "KILLS_AT_A_TIME": str(self.at_a_time),
            "KILLS_LEASE": str(self.lease or ""),
            "KILLS_TICK": str(self.tick or ""),
            "KILLS_WITHOUT_LEASE": "1" if self.without_lease else "",
            "KILLS_WORD": WORD,
            "CEXING_MAIL_HOST": "127.0.0.1",
            "CEXING_MAIL_PORT": str(mail.port),
            "CEXING_MAIL_FROM": "cexing@office.example",
            "CEXING_SITE_URL": "https://cexing.example",
            "CEXING_MAIL_HOURS": "00:00-23:59",
        }


@dataclass(frozen=True, slots=True)
class Kill:
    """What was killed when; `point` is "" for a moment that chance chose.

    `over`: when it was started again. What is sent in between cannot be written down.
    """

    at: float
    target: str
    point: str
    over: float


@dataclass(slots=True)
class Outcome:
    """What came of a campaign."""

    mode: str
    kills: list[Kill] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    parked: list[str] = field(default_factory=list)
    by_itself: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    reports: int = 0
    attempts: int = 0
    mails: int = 0
    mails_again: int = 0
    # From a kill to the moment at which what it cut off was taken up again.
    recovered: list[float] = field(default_factory=list)
    longest_silence: float = 0.0
    longest_lying: float = 0.0

    def told(self) -> dict[str, Any]:
        """The figures, for a person."""
        rounded = sorted(round(one, 1) for one in self.recovered)
        return {
            "mode": self.mode,
            "kills": len(self.kills),
            "by target": dict(sorted(Counter(kill.target for kill in self.kills).items())),
            "at a point": dict(sorted(Counter(k.point for k in self.kills if k.point).items())),
            "seconds": round(self.seconds),
            "reports": self.reports,
            "attempts": self.attempts,
            "attempts cut off": len(rounded),
            "taken up again after, median": rounded[len(rounded) // 2] if rounded else None,
            "taken up again after, most": rounded[-1] if rounded else None,
            "longest without a planner": round(self.longest_silence, 1),
            "longest lying with hands free": round(self.longest_lying, 1),
            "mails": self.mails,
            "mails sent again": self.mails_again,
            "ended by itself": self.by_itself,
            "parked by five kills": self.parked,
            "faults": self.faults,
        }


class Campaign:
    """One mode, one folder; `run` does it all."""

    def __init__(self, mode: Mode, folder: Path, mail: Mailbox, pace: Pace) -> None:
        self._mode, self.folder, self.mail, self._pace = mode, folder, mail, pace
        self._dice = random.Random(pace.seed)
        self.out = Outcome(mode.name)
        self.ended = 0.0
        for name in ("traps", "standing"):
            (folder / name).mkdir(exist_ok=True)

    def run(self) -> Outcome:
        """Build, start, kill, drain, look."""
        first = "2026-06" if self._pace.kills > 2 else "2026-09"
        world = json.loads(self._mode.script("world", str(self._pace.plans), first))
        chief = Chief(self._mode.origin, world["to_sign"])
        begun = time.time()
        try:
            self._mode.start()
            chief.start()
            wait_until(lambda: self._trace("claimed"), "the first work")
            for target in self._targets():
                self._kill(target)
            self._drain(world["reports"])
        except TimeoutError as late:
            self.out.faults.append(str(late))
        finally:
            chief.end()
            self._mode.stop()
        self.ended = time.time()
        self.out.seconds = self.ended - begun
        self.out.by_itself = dict(self._mode.by_itself)
        self._look(begun)
        return self.out

    def _targets(self) -> Iterator[str]:
        """Each as often as the others, in any order."""
        row: list[str] = []
        for _kill in range(self._pace.kills):
            if not row:
                row = self._dice.sample(self._mode.targets, len(self._mode.targets))
            yield row.pop()

    def _kill(self, target: str) -> None:
        point = self._point(target)
        if point:
            (self.folder / "traps" / point).touch()
            stands = self.folder / "standing" / point
            until = time.monotonic() + self._pace.patience
            while not stands.exists() and time.monotonic() < until:
                time.sleep(0.02)
            (self.folder / "traps" / point).unlink(missing_ok=True)
            point = point if stands.exists() else ""
        else:
            time.sleep(self._dice.uniform(0, _PAUSE))
        standing = self._standing(target, point)
        before = time.time()
        self._mode.kill(target, standing, self._dice)
        for stands in (self.folder / "standing").iterdir():
            stands.unlink(missing_ok=True)
        time.sleep(self._dice.uniform(0, 0.5))
        self._mode.mend(target)
        self.out.kills.append(Kill(before, target, point, time.time()))

    def _point(self, target: str) -> str:
        """Where the kill shall fall; a third of them anywhere."""
        if self._dice.random() < 1 / 3:
            return ""
        return self._dice.choice(WEB_POINTS if target.startswith("web") else WORK_POINTS)

    def _standing(self, target: str, point: str) -> int:
        """The process that stands in the trap, where it is of the kind that is to be killed."""
        if not point or not target.endswith("-child"):
            return 0
        try:
            return int((self.folder / "standing" / point).read_text() or 0)
        except (OSError, ValueError):
            return 0

    def _drain(self, reports: int) -> None:
        """Let everything fall due, and wait until there is nothing left to do."""
        (self.folder / "open").touch()
        until = time.monotonic() + self._pace.drain
        quiet = 0
        while quiet < 2:
            if time.monotonic() > until:
                raise TimeoutError(f"not drained within {self._pace.drain:.0f} s: {self._left()}")
            time.sleep(1)
            if self._pace.without_lease:
                # Whoever has gathered stands a while: the others come by what is in hand.
                (self.folder / "traps" / "gathered").touch()
                if any(self.taken_while_held()):
                    return
            left = self._left()
            if left["parked"]:
                self.out.parked += json.loads(self._mode.script("look", "again"))["parked"]
            waits = any(left[name] for name in ("waiting", "parked", "unmailed", "drafts"))
            quiet = quiet + 1 if left["reports"] >= reports and not waits else 0

    def _left(self) -> dict[str, int]:
        """What is still to do, as the database says."""
        asked = {
            "waiting": "core_work_item WHERE state = 'waiting'",
            "parked": "core_work_item WHERE state = 'parked'",
            "reports": "reports_report",
            "drafts": "reports_report WHERE state = 'draft'",
            "unmailed": "reports_delivery WHERE mailed_at IS NULL",
        }
        counts = ", ".join(f"(SELECT count(*) FROM {rows})" for rows in asked.values())
        return dict(zip(asked, self._mode.rows(f"SELECT {counts}")[0], strict=True))

    def _look(self, begun: float) -> None:
        found = json.loads(self._mode.script("look"))
        out = self.out
        out.reports, out.attempts = found["reports"], found["attempts"]
        out.faults += found["faults"]
        out.faults += self.mail_faults(found["mails"])
        out.faults += self.time_faults(begun)
        out.faults += self.taken_while_held()

    def mail_faults(self, wanted: Sequence[str]) -> Iterator[str]:
        """Each was sent, and again only where something was killed before it was written down."""
        taken = self.mail.taken
        self.out.mails = sum(map(len, taken.values()))
        for one in wanted:
            if one not in taken:
                yield f"mail {one} was never sent"
        for one, times in taken.items():
            self.out.mails_again += len(times) - 1
            for before, after in zip(times, times[1:], strict=False):
                if not any(
                    before <= kill.over + _NOTICED and kill.at <= after for kill in self.out.kills
                ):
                    yield f"mail {one} was sent again after {after - before:.1f} s without a kill"

    def time_faults(self, begun: float) -> Iterator[str]:
        """Nothing lay longer than it may, and the planner was never silent for long."""
        ticks = [begun, *(float(line[0]) for line in self._trace("tick")), self.ended]
        gaps = [after - before for before, after in zip(ticks, ticks[1:], strict=False)]
        self.out.longest_silence = max(gaps, default=0.0)
        if self.out.longest_silence > STUCK_SECONDS:
            yield f"no planner for {self.out.longest_silence:.0f} s"
        lives = self._lives()
        waits = sorted([*self._busy(lives), *self._silent()])
        for item, steps in lives.items():
            for (at, what, attempt), (then, next_, _n) in zip(steps, steps[1:], strict=False):
                rest = rest_after(attempt).total_seconds() if what == "failed" else 0.0
                # What waits its turn does not lie: only the time counts in which hands were free,
                # and not what was taken too often, which waits for a person.
                lay = then - at - rest - covered(waits, at, then) if attempt < MOST_ATTEMPTS else 0
                self.out.longest_lying = max(self.out.longest_lying, lay)
                if lay > STUCK_SECONDS:
                    yield f"{item} lay for {lay:.0f} s after it was {what}"
                hit = [kill.at for kill in self.out.kills if at <= kill.at <= then]
                if what == next_ == "claimed" and hit:
                    self.out.recovered.append(then - hit[0])

    def _busy(self, lives: Lives) -> Iterator[tuple[float, float]]:
        """When somebody had something in hand; who was killed over it, until the kill."""
        for steps in lives.values():
            for (at, what, _attempt), (then, next_, _n) in zip(steps, steps[1:], strict=False):
                if what == "claimed" and next_ != "claimed":
                    yield at, then
                elif what == "claimed":
                    yield at, min([then, *(kill.at for kill in self.out.kills if kill.at >= at)])

    def taken_while_held(self) -> Iterator[str]:
        """Nobody takes what another one has in hand, and only who holds it finishes it."""
        for item, steps in self._lives().items():
            holds = 0
            for _at, what, attempt in steps:
                if what == "claimed":
                    holds = attempt
                elif what == "finished" and attempt != holds:
                    yield f"{item} was finished by attempt {attempt}, while it was held by {holds}"
            for (at, what, _attempt), (then, next_, _n) in zip(steps, steps[1:], strict=False):
                if what == next_ == "claimed" and then - at < self._lease(item) / 2:
                    yield f"{item} was taken again after {then - at:.1f} s, while it was held"

    def _silent(self) -> Iterator[tuple[float, float]]:
        """When nobody at all was at work, starting again: how long that may take is bounded above.

        The planner is heard every ten seconds while anybody lives.
        """
        heard = sorted(float(line[0]) for line in self._trace(*_WHATS))
        for before, after in zip(heard, heard[1:], strict=False):
            if after - before > _ALIVE:
                yield before, after

    def _lease(self, item: str) -> float:
        """For how many seconds nobody else may take it, a slow machine's own delays included."""
        return self._pace.lease or known()[item.split()[0]].lease.total_seconds()

    def _lives(self) -> Lives:
        """What was done with each item, in its order."""
        lives: defaultdict[str, list[tuple[float, str, int]]] = defaultdict(list)
        for line in self._trace("claimed", "finished", "failed"):
            at, _pid, what, kind, key, attempt, *_error = line
            lives[f"{kind} {key}"].append((float(at), what, int(attempt)))
        return {item: sorted(steps) for item, steps in lives.items()}

    def _trace(self, *whats: str) -> list[list[str]]:
        """The lines of the processes' trace that tell of these."""
        path = self.folder / "trace"
        if not path.exists():
            return []
        lines = [line.split() for line in path.read_text().splitlines()]
        return [line for line in lines if len(line) > 2 and line[2] in whats]


def covered(spells: Sequence[tuple[float, float]], since: float, until: float) -> float:
    """How many seconds between two moments lie in at least one of the spells, which are sorted."""
    found, reached = 0.0, since
    for begin, end in spells:
        begin, end = max(begin, reached), min(end, until)
        if end > begin:
            found += end - begin
            reached = end
    return found


def asked_for() -> int:
    """How many kills in all: KILLS, on both modes together."""
    return int(os.environ.get("KILLS") or 20)
