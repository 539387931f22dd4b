"""Every test there is, suite by suite, on both databases; what was left out is said at the end.

    python -m tools.test                       all of it
    python -m tools.test --only race --rounds 5

With CI=true nothing may be left out: a suite that cannot run, or one skipped test, is a failure.
"""

import argparse
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tools import services

ROOT = Path(__file__).resolve().parent.parent
NO_TESTS = 5
_ALONE = "kill or race"
_APART = f"{_ALONE} or browser or service"


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
    Suite("race", f"({_ALONE}) and not service", alone=True),
    Suite("quick-postgresql", f"not ({_APART})", on_postgres=True, needs=("postgresql",)),
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


@contextlib.contextmanager
def environment(suite: Suite) -> Iterator[dict[str, str]]:
    """The suite's environment: nothing of the developer's own settings, its database if any."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("CEXING_")}
    if not suite.on_postgres:
        yield own
        return
    with services.postgres() as url:
        yield {**own, "CEXING_DATABASE_URL": url}


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


def run(suite: Suite, options: list[str]) -> Outcome:
    """Run one suite, or say what it lacks."""
    missing = tuple(need for need in suite.needs if not there(need))
    if missing:
        return Outcome(suite, missing=missing)
    say(f"\n== {suite.name} ==")
    outcome, start = Outcome(suite), time.monotonic()
    with tempfile.TemporaryDirectory() as folder, environment(suite) as env:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-m", suite.marks, f"--junit-xml={report}"]
        if not suite.alone:
            command += ["-n", str(processes())]
        if suite.on_postgres:
            command += ["-p", "tools.database_only"]
        done = subprocess.run([*command, *options], cwd=ROOT, env=env, check=False)
        outcome.code = done.returncode
        read(report, outcome)
    outcome.seconds = time.monotonic() - start
    return outcome


def say(line: str) -> None:
    """One line, at once."""
    sys.stdout.write(f"{line}\n")
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
                f"{one.suite.name:<18}skipped: no {lacks} here (Debian: apt-get install {packages})"
            )
            continue
        word = "FAILED" if one.failed else "no tests" if one.code == NO_TESTS else "passed"
        say(f"{one.suite.name:<18}{word:<10}{len(one.ran):>5} ran, {one.seconds:.0f} s")
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
    outcomes = [run(suite, asked.options) for _ in range(asked.rounds) for suite in chosen]
    tell(outcomes)
    return verdict(outcomes, strict=os.environ.get("CI") == "true")


if __name__ == "__main__":
    sys.exit(main())
