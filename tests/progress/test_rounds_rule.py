"""Which round asks whom: the rule, and the database's answer to the same question."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from progress.rounds import Call, asks_for, held_on

END = date(2026, 9, 30)
ME = 7


def call(**more: object) -> Call:
    facts = {"kind": "month", "ends_on": END, "plan_cadence": "month", **more}
    return Call(**facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("round_", "cadence", "starts_on", "asked"),
    [
        (call(), "", None, True),
        (call(), "month", None, True),
        (call(), "quarter", None, False),
        (call(kind="quarter"), "quarter", None, True),
        (call(kind="quarter"), "", None, False),
        (call(kind="quarter", plan_cadence="quarter"), "", None, True),
        (call(kind="quarter", plan_cadence="quarter"), "month", None, False),
        (call(kind="half", everyone=True), "", None, True),
        (call(kind="half", everyone=True), "quarter", None, True),
        (call(kind="half"), "", None, False),
        (call(), "", END, True),
        (call(), "", date(2026, 10, 1), False),
        (call(kind="half", everyone=True), "", date(2026, 10, 1), False),
        (call(skipped=True), "", None, False),
        (call(kind="half", everyone=True, skipped=True), "", None, False),
        (call(excused=frozenset({ME})), "", None, False),
        (call(excused=frozenset({ME + 1})), "", None, True),
    ],
)
def test_a_round_asks_those_of_its_cadence(
    round_: Call, cadence: str, starts_on: date | None, *, asked: bool
) -> None:
    assert asks_for(round_, ME, cadence=cadence, starts_on=starts_on) is asked


@given(
    cadence=st.sampled_from(["", "month", "quarter"]),
    plan=st.sampled_from(["month", "quarter"]),
)
def test_each_initiative_files_in_rounds_of_exactly_one_kind(cadence: str, plan: str) -> None:
    asked = [
        kind
        for kind in ("month", "quarter", "half", "year")
        if asks_for(call(kind=kind, plan_cadence=plan), ME, cadence=cadence, starts_on=None)
    ]
    assert asked == [cadence or plan]


def test_a_value_holds_from_its_day_until_the_next() -> None:
    rows = [(date(2026, 1, 1), "a"), (date(2026, 3, 1), "b"), (date(2026, 3, 1), "c")]
    assert held_on(rows, date(2025, 12, 31), otherwise="-") == "-"
    assert held_on(rows, date(2026, 2, 28), otherwise="-") == "a"
    assert held_on(rows, date(2026, 3, 1), otherwise="-") == "c"
