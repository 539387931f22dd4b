"""Every change is an action, and every action has one shape.

Keyword-only, `by=` an Actor, one transaction, and the audit event as the last thing written.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("accounts", "core", "indicators", "progress", "recommendations", "reports")
# Public functions beside the actions that change nothing. They must write nothing either.
READERS = {
    "indicators.actions.locate",
    "progress.actions.contributions.require_gathering",
    "progress.actions.requests.require_own",
    "progress.actions.unit_sheets.look_into",
    "progress.actions.unit_sheets.read_tables",
    "progress.actions.unit_sheets.tables_of",
    "progress.actions.updates.draft_of",
    "progress.actions.updates.require_asked",
    "progress.actions.updates.require_complete",
    "progress.actions.updates.require_under_way",
}
# The one thing that is acted on may stand first.
POSITIONAL: dict[str, list[str]] = {}
WRITES = {
    "bulk_create", "bulk_update", "create", "delete", "delete_rows", "get_or_create",
    "insert_rows", "record", "record_many", "record_rows", "save", "save_version", "update",
    "update_or_create",
}  # fmt: skip


RECORDS = {"record", "record_many", "record_rows"}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for room in ROOMS:
        for path in [ROOT / room / "actions.py", *(ROOT / room / "actions").glob("*.py")]:
            if path.exists():
                name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
                yield name, ast.parse(path.read_text(encoding="utf-8"))


FUNCTIONS = {
    f"{module}.{node.name}": node
    for module, tree in modules()
    for node in tree.body
    if isinstance(node, ast.FunctionDef)
}
PUBLIC = {name: node for name, node in FUNCTIONS.items() if not node.name.startswith("_")}
ACTIONS = {name: node for name, node in PUBLIC.items() if name not in READERS}


def called(node: ast.AST) -> list[str]:
    """The names of all that is called within, in the order of the text."""
    calls = [one for one in ast.walk(node) if isinstance(one, ast.Call)]
    calls.sort(key=lambda one: (one.end_lineno or 0, one.end_col_offset or 0))
    return [
        one.func.attr if isinstance(one.func, ast.Attribute) else getattr(one.func, "id", "")
        for one in calls
    ]


def is_record(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Call)
        and isinstance(statement.value.func, ast.Name)
        and statement.value.func.id in RECORDS
    )


def test_actions_are_found() -> None:
    assert len(ACTIONS) >= 25
    assert "progress.actions.reviews.approve_update" in ACTIONS
    assert set(READERS) <= set(PUBLIC), "a name in the list that is no more"


@pytest.mark.parametrize("name", list(ACTIONS))
def test_an_action_takes_keywords_and_an_actor(name: str) -> None:
    arguments = ACTIONS[name].args
    named = [one.arg for one in arguments.args + arguments.posonlyargs]
    assert named == POSITIONAL.get(name, [])
    given = {one.arg: one.annotation for one in arguments.kwonlyargs}
    by = given.get("by")
    assert isinstance(by, ast.Name) and by.id == "Actor"
    assert arguments.kwarg is None and arguments.vararg is None
    place = [one.arg for one in arguments.kwonlyargs].index("by")
    assert arguments.kw_defaults[place] is None, "who acts is never left out"


@pytest.mark.parametrize("name", list(ACTIONS))
def test_an_action_is_one_transaction(name: str) -> None:
    assert [ast.unparse(one) for one in ACTIONS[name].decorator_list] == ["transaction.atomic"]


def writer_of(name: str) -> ast.FunctionDef:
    """The action itself, or the private helper of its module that it ends with."""
    action = ACTIONS[name]
    last = action.body[-1]
    if any(is_record(statement) for statement in action.body) or not isinstance(last, ast.Return):
        return action
    call = last.value
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
        return action
    given = [*call.args, *(one.value for one in call.keywords)]
    assert "by" in map(ast.unparse, given), "the helper is told who acts"
    return FUNCTIONS.get(f"{name.rpartition('.')[0]}.{call.func.id}", action)


@pytest.mark.parametrize("name", list(ACTIONS))
def test_the_event_is_the_last_thing_written(name: str) -> None:
    body = writer_of(name).body
    places = [number for number, statement in enumerate(body) if is_record(statement)]
    assert len(places) == 1, "one event, written at the action's own level"
    for statement in body[places[0] + 1 :]:
        assert isinstance(statement, ast.Return)
        assert not WRITES & set(called(statement))


@pytest.mark.parametrize("name", list(ACTIONS))
def test_the_event_names_who_acted_and_what_was_done(name: str) -> None:
    (event,) = [one for one in writer_of(name).body if is_record(one)]
    given = {one.arg: one.value for one in event.value.keywords}
    assert ast.unparse(given["by"]) == "by"
    if "events" in given:
        return  # each event names its own
    verb = given["verb"]
    if isinstance(verb, ast.Constant):
        assert verb.value.count(".") == 1


@pytest.mark.parametrize("name", sorted(READERS))
def test_what_only_reads_writes_nothing(name: str) -> None:
    assert not WRITES & set(called(PUBLIC[name]))
    assert "by" not in {one.arg for one in PUBLIC[name].args.kwonlyargs}


def test_nobody_else_writes_the_trail() -> None:
    """`record` is called in actions, and where a whole is made or taken away or somebody signs in.

    `populate` writes what actions would have left, and the trail of it with it.
    """
    allowed = {"core/audit", "desks/examples/remove.py", "desks/populating/write.py",
               "accounts/signals.py"}  # fmt: skip
    found = set()
    for room in (*ROOMS, "desks", "config"):
        for path in (ROOT / room).rglob("*.py"):
            place = path.relative_to(ROOT).as_posix()
            if "/actions" in place or any(place.startswith(one) for one in allowed):
                continue
            if RECORDS & set(called(ast.parse(path.read_text(encoding="utf-8")))):
                found.add(place)
    assert found == set()
