"""What stands beside the code: variables, locks, the commands that stay stable."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = (
    "accounts", "config", "core", "desks", "indicators", "progress", "recommendations", "reports",
)  # fmt: skip
READERS = {
    "choice", "flag", "folder", "hours", "mailbox", "number", "origin", "pairs", "secret", "text",
    "words",
}  # fmt: skip
LOCKS = ("run.txt", "dev.txt")
TARGETS = ("env", "data", "run", "test", "check", "bench", "long", "lock", "messages", "dev-env")
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
# The database's own variable, which the software never reads.
COMPOSE_ONLY = {"POSTGRES_PASSWORD"}


@cache
def calls() -> list[tuple[str, ast.Call]]:
    """Every call of a reader of `core.env`, with the variable that it names."""
    found = []
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and _reads(node.func):
                    name = node.args[0]
                    assert isinstance(name, ast.Constant), f"{path}: name the variable in full"
                    found.append((str(name.value), node))
    return found


def _reads(function: ast.expr) -> bool:
    return (
        isinstance(function, ast.Attribute)
        and function.attr in READERS
        and isinstance(function.value, ast.Name)
        and function.value.id == "env"
    )


def read() -> set[str]:
    """What the software reads; a secret may also come from a file."""
    found = calls()
    files = {f"{name}_FILE" for name, node in found if _reader(node) == "secret"}
    return {name for name, _node in found} | files


def _reader(node: ast.Call) -> str:
    assert isinstance(node.func, ast.Attribute)
    return node.func.attr


def explained() -> dict[str, str]:
    """What the example explains, with the default that it gives."""
    return dict(re.findall(r"^(?:# )?([A-Z_]+)=(.*)$", EXAMPLE, re.MULTILINE))


def test_there_is_something_to_compare() -> None:
    assert len(read()) > 10


def test_the_example_and_the_readers_name_the_same_variables() -> None:
    assert set(explained()) - COMPOSE_ONLY == read()


def test_nothing_reads_a_variable_past_the_readers() -> None:
    past = [
        path.relative_to(ROOT)
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if re.search(r"os\.(environ(\.get\(|\[)|getenv\()", path.read_text(encoding="utf-8"))
    ]
    assert past == [Path("core/env.py")]


def test_the_example_gives_the_defaults_of_the_code() -> None:
    for name, node in calls():
        written = [
            *node.args[1:2],
            *(word.value for word in node.keywords if word.arg == "default"),
        ]
        default = written[0].value if written and isinstance(written[0], ast.Constant) else ""
        shown = str(default).lower() if isinstance(default, bool) else str(default)
        assert explained()[name] == shown, name


def test_every_variable_has_its_meaning_before_it() -> None:
    for block in EXAMPLE.split("\n\n"):
        lines = block.splitlines()
        names = [n for n, line in enumerate(lines) if re.match(r"(# )?[A-Z_]+=", line)]
        if names:
            assert any(re.match(r"# [A-Zt]", line) for line in lines[: names[0]]), block


@pytest.mark.parametrize("name", LOCKS)
def test_locks_work_behind_any_mirror(name: str) -> None:
    """Neither a host nor an index is named, and every package is hashed."""
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*(-i|--index-url|--extra-index-url|--find-links|-f)\b", text, re.M)
    blocks = re.findall(r"^[\w.\[\]-]+==.*(?:\n[ #].*)*", text, re.MULTILINE)
    assert len(blocks) > 10
    assert all("--hash=sha256:" in block for block in blocks)


def pins(name: str) -> dict[str, str]:
    """The versions that a lock holds fast."""
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.\[\]-]+)==(\S+)", text, re.MULTILINE))


def test_the_development_lock_holds_the_run_time_lock() -> None:
    """An environment for development serves to run as well: `make env` relies on it."""
    assert pins("run.txt").items() <= pins("dev.txt").items()


@pytest.mark.parametrize("target", TARGETS)
def test_the_stable_commands_are_there(target: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_the_licence_is_the_one_that_is_named() -> None:
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in licence
    assert "Version 2.0, January 2004" in licence
