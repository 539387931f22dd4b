"""Every verb of the trail has words, and no words are left over: the code is asked, not a list."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.utils import translation

from desks.verbs import VERBS, in_words

ROOT = Path(__file__).parents[2]
ROOMS = ("accounts", "config", "core", "desks", "indicators", "progress", "recommendations",
         "reports")  # fmt: skip


def records(tree: ast.AST) -> Iterator[ast.Call]:
    """Every call of `record`, whichever way it is reached."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(
                node.func, "id", ""
            )  # fmt: skip
            if name == "record":
                yield node


def told_of(tree: ast.AST) -> Iterator[str]:
    """The verbs of events that are written many at a time."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Told" and node.args:
            (verb, *_rest) = node.args
            if isinstance(verb, ast.Constant):
                yield str(verb.value)


def verbs_of(call: ast.Call) -> Iterator[str]:
    """The verb that it names, or each of those that it chooses between."""
    (given,) = [one.value for one in call.keywords if one.arg == "verb"]
    choices = [given.body, given.orelse] if isinstance(given, ast.IfExp) else [given]
    for one in choices:
        assert isinstance(one, ast.Constant), f"line {one.lineno}: name the verb in full"
        yield str(one.value)


@cache
def used() -> set[str]:
    return {
        verb
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        for tree in [ast.parse(path.read_text(encoding="utf-8"))]
        for verb in (*(v for call in records(tree) for v in verbs_of(call)), *told_of(tree))
    }


def test_calls_are_found_whichever_way_they_are_written() -> None:
    text = """
record(by=by, verb="a.b")
audit.record(verb="c.d" if x else "e.f", by=by)
other(verb="g.h")
"""
    found = [verb for call in records(ast.parse(text)) for verb in verbs_of(call)]
    assert sorted(found) == ["a.b", "c.d", "e.f"]
    assert len(used()) >= 45


def test_every_verb_has_words() -> None:
    assert used() - set(VERBS) == set()


def test_no_words_are_left_over() -> None:
    assert set(VERBS) - used() == set()


@pytest.mark.parametrize("verb", list(VERBS))
def test_words_are_said_in_both_languages(verb: str) -> None:
    with translation.override("en"):
        english = in_words(verb)
    with translation.override("zh-hans"):
        chinese = in_words(verb)
    assert english and english.isascii()
    assert chinese and not chinese.isascii()
    assert verb not in {english, chinese}


def test_words_are_told_apart() -> None:
    for language in ("en", "zh-hans"):
        with translation.override(language):
            said = [in_words(verb) for verb in VERBS]
        assert len(set(said)) == len(said), language


def test_a_verb_of_an_older_trail_stands_as_it_was_stored() -> None:
    assert in_words("light.dimmed") == "light.dimmed"
