"""Takes each guard out, one at a time: some test must fail. What survives is told at the end.

    python -m tools.mutants                                   all of them: hours
    python -m tools.mutants --only progress/actions/reviews.py --tests tests/progress
    python -m tools.mutants --sample 20                       some of them, others each day

A guard is `require(...)` and what is called like it, `raise` of a refusal or a 404, and a view's
`@needs(...)`. The work is done in a copy of the tree where every guard can be switched off while it
runs. Which tests ask a guard is found out once; results are kept beside the copy, so that a run
which was stopped goes on where it was. A changed tree begins anew.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PATHS = ("core", "accounts", "recommendations", "progress", "indicators", "reports", "desks")
TESTS = ("tests",)
MARKS = "not (kill or race or browser or service or machine)"
_REFUSALS = {"Http404", "BadInput", "Conflict", "NotAllowed"}
_LIVE = '__import__("tools.guards", fromlist=["on"])'


@dataclass(frozen=True)
class Guard:
    """One guard: where it stands, and what it says."""

    path: str
    line: int
    column: int
    inside: str
    text: str
    door: bool

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.inside}: {self.text}"


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.Call):
        return _name(node.func)
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _guards(node: ast.stmt) -> bool:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        return _name(node.value).lstrip("_").startswith("require")
    return isinstance(node, ast.Raise) and node.exc is not None and _name(node.exc) in _REFUSALS


def guards_of(path: str, source: str) -> Iterator[Guard]:
    """Every guard in a file, in the order of its text."""

    def told(node: ast.expr | ast.stmt, inside: str, *, door: bool) -> Guard:
        text = " ".join((ast.get_source_segment(source, node) or "").split())[:100]
        return Guard(path, node.lineno, node.col_offset, inside, text, door)

    def walk(node: ast.AST, inside: str) -> Iterator[Guard]:
        for child in ast.iter_child_nodes(node):
            within = child.name if isinstance(child, ast.FunctionDef) else inside
            if isinstance(child, ast.FunctionDef):
                doors = [one for one in child.decorator_list if _name(one) == "needs"]
                yield from (told(one, within, door=True) for one in doors)
            if isinstance(child, ast.stmt) and _guards(child):
                yield told(child, inside, door=False)
            yield from walk(child, within)

    yield from sorted(walk(ast.parse(source), ""), key=lambda one: (one.line, one.column))


def switched(source: str, numbered: list[tuple[int, Guard]]) -> str:
    """The source with a switch before each guard; the last first, so that places hold."""
    lines = source.encode().splitlines(keepends=True)
    for number, guard in reversed(numbered):
        line = lines[guard.line - 1]
        before, after = line[: guard.column], line[guard.column :]
        if guard.door:
            end = _end(source, guard)
            lines[end[0] - 1] = lines[end[0] - 1][: end[1]] + b")" + lines[end[0] - 1][end[1] :]
            line = lines[guard.line - 1]
            before, after = line[: guard.column], line[guard.column :]
            switch = f"{_LIVE}.door({number}, "
        else:
            switch = f"if {_LIVE}.on({number}): "
        lines[guard.line - 1] = before + switch.encode() + after
    return b"".join(lines).decode()


def _end(source: str, guard: Guard) -> tuple[int, int]:
    """Line and column at which a decorator ends."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and (node.lineno, node.col_offset) == (
            guard.line, guard.column,
        ) and node.end_lineno and node.end_col_offset:  # fmt: skip
            return node.end_lineno, node.end_col_offset
    raise ValueError(f"No decorator at {guard}.")


def _files(root: Path) -> list[str]:
    """What git knows or would: nothing that is made."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    told = subprocess.run(command, cwd=root, check=True, capture_output=True).stdout.decode()
    return sorted(name for name in told.split("\0") if name and (root / name).is_file())


def _hash(names: list[str]) -> str:
    found = hashlib.sha256()
    for name in names:
        found.update(name.encode() + b"\0" + (ROOT / name).read_bytes())
    return found.hexdigest()[:16]


class Campaign:
    """A copy of the tree with its guards numbered, and what is known of them so far."""

    def __init__(self, paths: list[str], tests: list[str], folder: Path | None) -> None:
        names = _files(ROOT)
        key = hashlib.sha256(json.dumps([_hash(names), paths, tests]).encode()).hexdigest()[:12]
        self.folder = folder or Path(tempfile.gettempdir()) / f"guards-{os.getuid()}-{key}"
        self.tree, self.tests = self.folder / "tree", tests
        self.guards: list[Guard] = []
        for name in names:
            if name.endswith(".py") and any(Path(name).is_relative_to(one) for one in paths):
                self.guards += guards_of(name, (ROOT / name).read_text(encoding="utf-8"))
        if not (self.folder / "ready").exists():
            self._copy(names)

    def _copy(self, names: list[str]) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        by_path: dict[str, list[tuple[int, Guard]]] = {}
        for number, guard in enumerate(self.guards):
            by_path.setdefault(guard.path, []).append((number, guard))
        for name in names:
            target = self.tree / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if name in by_path:
                source = (ROOT / name).read_text(encoding="utf-8")
                target.write_text(switched(source, by_path[name]), encoding="utf-8")
            else:
                shutil.copy2(ROOT / name, target)
        (self.folder / "run").mkdir()
        (self.folder / "ready").touch()

    def _pytest(self, told: dict[str, Any], *what: str, out: int | None = None) -> int:
        plan = self.folder / "plan.json"
        plan.write_text(json.dumps(told))
        own = {k: v for k, v in os.environ.items() if not k.startswith("CEXING_")}
        env = {**own, "GUARDS_PLAN": str(plan), "TEST_RUN_FOLDER": str(self.folder / "run"),
               "PYTHONPATH": str(self.tree)}  # fmt: skip
        command = [sys.executable, "-m", "pytest", "-p", "tools.guard_runs", "-p", "no:randomly",
                   "-q", "--no-header", "--tb=no", "--show-capture=no", "-m", MARKS]  # fmt: skip
        done = subprocess.run([*command, *what], cwd=self.tree, env=env, check=False, stdout=out)
        return done.returncode

    def asked(self) -> dict[str, dict[str, float]]:
        """By guard the tests that ask it, with their seconds. The first time takes long."""
        kept = self.folder / "map.json"
        if not kept.exists():
            self._pytest({"step": "map", "map": str(kept)}, *self.tests)
        found: dict[str, dict[str, float]] = json.loads(kept.read_text())
        return found

    def results(self) -> dict[int, str]:
        """What came of the guards that were tried, by number."""
        kept = self.folder / "results.jsonl"
        lines = kept.read_text().splitlines() if kept.exists() else []
        told = [json.loads(line) for line in lines]
        return {one["guard"]: one["came"] for one in told}

    def run(self, numbers: list[int], jobs: int) -> None:
        """Take out those that are asked by any test and were not tried yet."""
        asked, there = self.asked(), self.results()
        left = [number for number in numbers if number not in there and str(number) in asked]
        if not left:
            return
        files = {name.partition("::")[0] for one in left for name in asked[str(one)]}
        told = {"step": "try", "guards": left, "asked": asked, "jobs": jobs,
                "results": str(self.folder / "results.jsonl")}  # fmt: skip
        # What the failing tests would say is no news.
        self._pytest(told, *sorted(files), out=subprocess.DEVNULL)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> int:
    """Take them out; 1 where one survived or no test asks it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", default=list(PATHS), help="files or folders")
    parser.add_argument("--tests", nargs="+", default=list(TESTS), help="which tests to ask")
    parser.add_argument("--sample", type=int, help="so many of them, by chance")
    parser.add_argument("--jobs", type=int, default=max(1, (os.cpu_count() or 2) // 2))
    parser.add_argument("--folder", type=Path, help="where the copy and the results are kept")
    said = parser.parse_args()
    campaign = Campaign(said.only, said.tests, said.folder)
    numbers = list(range(len(campaign.guards)))
    if said.sample and said.sample < len(numbers):
        numbers = sorted(random.sample(numbers, said.sample))
    _say(f"{len(numbers)} of {len(campaign.guards)} guards, in {campaign.folder}")
    campaign.run(numbers, said.jobs)
    asked, results = campaign.asked(), campaign.results()
    lost = [one for one in numbers if results.get(one) == "survived"]
    unasked = [one for one in numbers if str(one) not in asked]
    for word, some in (("survived", lost), ("asked by no test", unasked)):
        for one in some:
            _say(f"{word}: {campaign.guards[one]}")
    killed = sum(results.get(one, "").startswith("killed") for one in numbers)
    _say(f"{killed} killed, {len(lost)} survived, {len(unasked)} asked by no test")
    return 1 if lost or unasked else 0


if __name__ == "__main__":
    sys.exit(main())
