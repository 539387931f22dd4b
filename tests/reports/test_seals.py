"""The seal is plain text: written one way, read back the same, and every change of it shows."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.seals import (
    Corrected,
    Covered,
    Kept,
    Seal,
    UnknownSeal,
    canonical,
    digest,
    faults,
    issue_words,
    opened,
)

WORDS = st.text(st.characters(codec="utf-8"), max_size=8)
DATA = st.dictionaries(
    WORDS, st.none() | WORDS | st.integers() | st.lists(WORDS, max_size=2), max_size=2
)
SEALS = st.builds(
    Seal,
    contents=DATA, document=DATA, kind=st.just("month"), audience=st.just("upward"),
    covered=st.builds(Covered, key=WORDS, zh=WORDS, en=WORDS, ends_on=WORDS),
    number=st.integers(1, 60), year=st.integers(2024, 2030), edition=st.integers(0, 3),
    signer=WORDS, day=st.just("2026-10-15"), reason=WORDS,
    corrects=st.none()
    | st.builds(Corrected, edition=st.integers(0, 2), day=WORDS, seal_sha256=WORDS),
)  # fmt: skip


def kept(seal: Seal) -> Kept:
    figures = canonical(seal.contents)
    return Kept(
        contents=figures, sha256=digest(figures), seal=seal.text, seal_sha256=digest(seal.text),
        kind=seal.kind, audience=seal.audience, period=seal.covered.key, edition=seal.edition,
        number=seal.number, year=seal.year,
        corrects=seal.corrects.seal_sha256 if seal.corrects else "",
    )  # fmt: skip


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(SEALS)
def test_what_is_sealed_is_read_back_the_same(seal: Seal) -> None:
    assert opened(seal.text) == seal
    assert opened(seal.text).text == seal.text
    assert faults(kept(seal)) == []


def test_data_is_canonical() -> None:
    assert canonical({"乙": [1, None], "a": {"c": "2.0", "b": "甲"}}) == (
        '{"a":{"b":"甲","c":"2.0"},"乙":[1,null]}'
    )


ONE = Seal(
    {"a": 1}, {"b": "二"}, "month", "upward", Covered("2026-09", "九", "Sep", "2026-09-30"),
    3, 2026, 1, "董", "2026-10-15", Corrected(0, "2026-10-14", "f" * 64), "数字有误",
)  # fmt: skip
CHANGES: dict[str, tuple[dict[str, Any], list[str]]] = {
    "figures": ({"contents": '{"a":2}'}, ["figures", "apart"]),
    "figures with their hash": ({"contents": '{"a":2}', "sha256": digest('{"a":2}')}, ["apart"]),
    "seal": ({"seal": ONE.text.replace("二", "三")}, ["seal"]),
    "its hash": ({"seal_sha256": "0" * 64}, ["seal"]),
    "no seal": ({"seal": "{}", "seal_sha256": digest("{}")}, ["format"]),
    "number": ({"number": 4}, ["apart"]),
    "year": ({"year": 2025}, ["apart"]),
    "kind": ({"kind": "quarter"}, ["apart"]),
    "audience": ({"audience": "units"}, ["apart"]),
    "period": ({"period": "2026-10"}, ["apart"]),
    "edition": ({"edition": 0}, ["apart"]),
    "what it corrects": ({"corrects": ""}, ["apart"]),
}


@pytest.mark.parametrize("name", list(CHANGES))
def test_each_change_of_a_kept_report_is_found(name: str) -> None:
    change, found = CHANGES[name]
    assert faults(kept(ONE)) == []
    assert faults(replace(kept(ONE), **change)) == found


@pytest.mark.parametrize(
    "text",
    ["", "[]", "1", "null", "{}", "{", '{"format":2}', '{"format":1}',
     canonical({**json.loads(ONE.text), "more": 1}),
     canonical({**json.loads(ONE.text), "covered": {}})],
)  # fmt: skip
def test_what_is_no_seal_is_not_read(text: str) -> None:
    with pytest.raises(UnknownSeal):
        opened(text)


def test_issues_are_called_as_an_office_calls_them() -> None:
    assert [issue_words(3, edition) for edition in range(3)] == [
        "第3期",
        "更正第3期",
        "更正第3期（第2次更正）",
    ]
