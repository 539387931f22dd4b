"""Names that every database takes, files and functions that one can read, tests that are run."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.db import models

ROOT = Path(__file__).parents[2]
ROOMS = ("accounts", "config", "core", "desks", "indicators", "progress", "recommendations",
         "reports", "tools")  # fmt: skip
LONGEST_NAME, LONGEST_FILE, LONGEST_FUNCTION = 30, 400, 40
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def our_models() -> list[type[models.Model]]:
    return [
        model
        for config in apps.get_app_configs()
        if Path(config.path).parent == ROOT
        for model in config.get_models()
    ]


def names_of(model: type[models.Model]) -> Iterator[str]:
    meta = model._meta
    yield meta.db_table
    yield from (field.column for field in meta.local_fields)
    yield from (constraint.name for constraint in meta.constraints)
    yield from (index.name for index in meta.indexes)


def files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, FUNCTIONS):
            yield node


def test_names_fit_into_thirty_characters() -> None:
    assert len(our_models()) >= 30
    long = {name for model in our_models() for name in names_of(model) if len(name) > LONGEST_NAME}
    assert long == set()


def test_constraints_and_indexes_are_named_once() -> None:
    names = Counter(
        part.name
        for model in our_models()
        for part in (*model._meta.constraints, *model._meta.indexes)
    )
    assert [name for name, times in names.items() if times > 1] == []


def test_no_file_has_more_than_four_hundred_lines() -> None:
    long = {
        path.relative_to(ROOT).as_posix(): lines
        for path in files(*ROOMS, "tests")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }
    assert long == {}


def test_no_function_has_more_than_forty_lines() -> None:
    long = {
        f"{path.relative_to(ROOT).as_posix()}:{node.name}": lines
        for path in files(*ROOMS)
        for node in functions(path)
        if (lines := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION
    }
    assert long == {}


def test_every_test_sits_in_a_file_that_is_collected() -> None:
    stray = {
        f"{path.relative_to(ROOT).as_posix()}:{node.name}"
        for path in files("tests")
        if not path.name.startswith("test_")
        for node in functions(path)
        if node.name.startswith("test_") and node.name not in not_tests(path)
    }
    assert stray == set()


def not_tests(path: Path) -> set[str]:
    """Helpers that say of themselves that they are no tests: `name.__test__ = False`."""
    return {
        node.targets[0].value.id
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Attribute)
        and node.targets[0].attr == "__test__"
        and isinstance(node.targets[0].value, ast.Name)
    }


def test_no_test_is_shadowed_by_another_of_its_name() -> None:
    twice = {}
    for path in files("tests"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = Counter(node.name for node in tree.body if isinstance(node, FUNCTIONS))
        if again := [name for name, times in names.items() if times > 1]:
            twice[path.name] = again
    assert twice == {}


def test_test_files_have_names_of_their_own() -> None:
    names = Counter(path.name for path in files("tests") if path.name.startswith("test_"))
    assert [name for name, times in names.items() if times > 1] == []
