"""Every test there is, suite by suite, on both databases; what was left out is said at the end.

    python -m tools.test                       all of it
    python -m tools.test --only race --rounds 5

Two lanes run side by side: what computes, on all cores, and beside it what mostly waits (a browser,
servers that start, processes that are killed), one suite at a time. What a suite says comes in one
piece when it is done.

With CI=true nothing may be left out: a suite that cannot run, or one skipped test, is a failure.
"""

import argparse
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from tools import services

ROOT = Path(__file__).resolve().parent.parent
NO_TESTS = 5
_ALONE = "kill or race"
_APART = f"{_ALONE} or browser or service or machine"


@dataclass(frozen=True, slots=True)
class Suite:
    """Some of the tests, by their marks. `alone`: in one process, since they kill or measure."""

    name: str
    marks: str
    alone: bool = False
    on_postgres: bool = False
    needs: tuple[str, ...] = ()


SUITES = (
    Suite("quick", f"not ({_APART})"),
    Suite("browser", "browser and not service", alone=True, needs=("chromium",)),
    Suite("machine", "machine"),
    Suite("race", f"({_ALONE}) and not service", alone=True),
    Suite("quick-postgresql", f"not ({_APART})", on_postgres=True, needs=("postgresql",)),
    Suite("machine-postgresql", "machine", on_postgres=True, needs=("postgresql",)),
    Suite(
        "race-postgresql",
        f"({_ALONE}) and not service",
        alone=True,
        on_postgres=True,
        needs=("postgresql",),
    ),
    Suite("service", "service", alone=True, needs=("postgresql", "redis")),
)
# What a suite may need: how it is found, and the Debian packages that bring it.
PACKAGES = {
    "chromium": "chromium fonts-noto-cjk",
    "postgresql": "postgresql",
    "redis": "redis-server",
}


@dataclass(slots=True)
class Outcome:
    """What came of one suite."""

    suite: Suite
    code: int = 0
    seconds: float = 0.0
    ran: set[str] = field(default_factory=set)
    skipped: dict[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        return self.code not in {0, NO_TESTS}


def there(need: str) -> bool:
    """Whether the machine has it."""
    if need == "chromium":
        return any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome")))
    if need == "postgresql":
        return services.postgres_bin() is not None
    return services.redis_bin() is not None


def processes() -> int:
    """At least two, so that tests which lean on each other are found; at most four."""
    return max(2, min(4, os.cpu_count() or 2))


@dataclass(frozen=True, slots=True)
class Shared:
    """What the suites of one check make once for all of them, gone with the check.

    The folder holds what was made: the migrated database and the rows that tests stand on, and
    compiled sources where none are kept beside them. One PostgreSQL serves all suites that want it.
    """

    folder: Path
    postgres: str = ""

    def environment(self, suite: Suite) -> dict[str, str]:
        """The suite's: nothing of the developer's own settings, its database if any."""
        own = {name: value for name, value in os.environ.items() if not name.startswith("CEXING_")}
        if own.pop("PYTHONDONTWRITEBYTECODE", ""):
            own["PYTHONPYCACHEPREFIX"] = str(self.folder / "compiled")
        own["TEST_RUN_FOLDER"] = str(self.folder)
        return {**own, "CEXING_DATABASE_URL": self.postgres} if suite.on_postgres else own


@contextlib.contextmanager
def shared(chosen: list[Suite]) -> Iterator[Shared]:
    """For these suites."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cexing-check-")))
        wanted = any(suite.on_postgres for suite in chosen) and there("postgresql")
        url = stack.enter_context(services.postgres()) if wanted else ""
        yield Shared(folder, url)


def read(report: Path, outcome: Outcome) -> None:
    """Count from pytest's own report; an expected failure is no skip."""
    if not report.exists():
        return
    for case in ElementTree.parse(report).iter("testcase"):
        name = f"{case.get('classname')}.{case.get('name')}"
        note = case.find("skipped")
        if note is not None and note.get("type") == "pytest.skip":
            outcome.skipped[name] = note.get("message", "")
        else:
            outcome.ran.add(name)


def run(suite: Suite, options: list[str], kept: Shared, out: IO[bytes] | None = None) -> Outcome:
    """Run one suite, or say what it lacks. What it says goes to `out`, else straight to us."""
    missing = tuple(need for need in suite.needs if not there(need))
    if missing:
        return Outcome(suite, missing=missing)
    say(f"\n== {suite.name} ==" if out is None else f"{suite.name} begins")
    outcome, start = Outcome(suite), time.monotonic()
    report = kept.folder / f"{suite.name}.xml"
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-m", suite.marks, f"--junit-xml={report}"]
    if not suite.alone:
        # Modules stay together as far as both have work: what one stands on is put once.
        command += ["-n", str(processes()), "--dist", "worksteal"]
    if suite.on_postgres:
        command += ["-p", "tools.database_only"]
    env = kept.environment(suite)
    done = subprocess.run(
        [*command, *options], cwd=ROOT, env=env, check=False, stdout=out, stderr=out
    )
    outcome.code = done.returncode
    read(report, outcome)
    outcome.seconds = time.monotonic() - start
    return outcome


def run_told(suite: Suite, options: list[str], kept: Shared) -> Outcome:
    """Run it beside others, and say what it said in one piece."""
    with tempfile.TemporaryFile() as out:
        outcome = run(suite, options, kept, out)
        out.seek(0)
        if not outcome.missing:
            said = out.read().decode(errors="replace").rstrip()
            say(f"\n== {suite.name}, {outcome.seconds:.0f} s ==\n{said}\n")
    return outcome


def run_all(chosen: list[Suite], options: list[str]) -> list[Outcome]:
    """The two lanes; what came of each suite, in the order of SUITES."""
    lanes = [lane for alone in (True, False) if (lane := [s for s in chosen if s.alone is alone])]
    with shared(chosen) as kept:
        if len(lanes) < 2:
            return [run(suite, options, kept) for suite in chosen]
        with ThreadPoolExecutor(len(lanes)) as pool:
            running = [pool.submit(_run_lane, lane, options, kept) for lane in lanes]
            outcomes = [outcome for one in running for outcome in one.result()]
    return sorted(outcomes, key=lambda one: SUITES.index(one.suite))


def _run_lane(lane: list[Suite], options: list[str], kept: Shared) -> list[Outcome]:
    return [run_told(suite, options, kept) for suite in lane]


_saying = threading.Lock()


def say(text: str) -> None:
    """At once, and in one piece."""
    with _saying:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


def left_out(outcomes: list[Outcome]) -> dict[str, str]:
    """Tests that ran in no suite; one that is only for the other database has run there."""
    ran = {name for one in outcomes for name in one.ran}
    skipped = {name: why for one in outcomes for name, why in one.skipped.items()}
    return {name: why for name, why in skipped.items() if name not in ran}


def tell(outcomes: list[Outcome]) -> None:
    """The closing lines: what ran, what was skipped, how to get what is missing."""
    say("\n== in sum ==")
    for one in outcomes:
        if one.missing:
            packages = " ".join(PACKAGES[need] for need in one.missing)
            lacks = " and ".join(one.missing)
            say(
                f"{one.suite.name:<20}skipped: no {lacks} here (Debian: apt-get install {packages})"
            )
            continue
        word = "FAILED" if one.failed else "no tests" if one.code == NO_TESTS else "passed"
        say(f"{one.suite.name:<20}{word:<10}{len(one.ran):>5} ran, {one.seconds:.0f} s")
    for name, why in left_out(outcomes).items():
        say(f"skipped: {name}: {why}")


def verdict(outcomes: list[Outcome], *, strict: bool) -> int:
    """0 where all is well. Strict: what was left out counts as failed."""
    if any(one.failed for one in outcomes):
        return 1
    if strict and (left_out(outcomes) or any(one.missing for one in outcomes)):
        say("CI=true: nothing may be skipped.")
        return 1
    return 0


def main() -> int:
    """Run the suites and say what came of them."""
    names = [suite.name for suite in SUITES]
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=names, default=names)
    parser.add_argument("--rounds", type=int, default=1, help="how often, each time shuffled anew")
    parser.add_argument("options", nargs="*", help="for pytest, after --")
    asked = parser.parse_args()
    chosen = [suite for suite in SUITES if suite.name in asked.only]
    outcomes = [one for _ in range(asked.rounds) for one in run_all(chosen, asked.options)]
    tell(outcomes)
    return verdict(outcomes, strict=os.environ.get("CI") == "true")


if __name__ == "__main__":
    sys.exit(main())
