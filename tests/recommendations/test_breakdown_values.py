"""Breakdowns as values: compared, written out and read back, brought together."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from recommendations.breakdown import (
    FIELDS,
    LISTS,
    Breakdown,
    as_json,
    differing,
    from_json,
    merge,
)

keys = st.integers(min_value=1, max_value=9)
some_keys = st.lists(keys, unique=True, max_size=3).map(tuple)
text = st.text(max_size=6)
day = st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31))
VALUES = {
    "title": text,
    "measure": keys,
    "goal_year": st.none() | st.integers(2000, 2100),
    "told_by": st.sampled_from(["percent", "milestones", "words"]),
    "cadence": st.sampled_from(["", "month", "quarter"]),
    "ongoing": st.booleans(),
    "no_indicator": st.booleans(),
    "lead": st.none() | keys,
    "contact": st.none() | keys,
    "starts_on": day,
    "due_on": day,
    "weight": st.decimals(Decimal("0.0001"), Decimal(10**6), places=4),
    "leaders": st.lists(text, unique=True, max_size=3).map(tuple),
}
VALUES |= {name: some_keys for name in LISTS if name != "leaders"}
breakdowns = st.builds(Breakdown, **{name: VALUES.get(name, text) for name in FIELDS})
BASE = Breakdown(title="甲", measure=1, lead=2, due_on=date(2026, 12, 31))


@given(breakdowns)
def test_what_is_written_out_is_read_back(value: Breakdown) -> None:
    assert from_json(as_json(value)) == value


@given(breakdowns, breakdowns)
def test_differing_names_what_must_be_taken_over(one: Breakdown, other: Breakdown) -> None:
    names = differing(one, other)
    assert replace(one, **{name: getattr(other, name) for name in names}) == other
    assert all(getattr(one, name) != getattr(other, name) for name in names)


@given(breakdowns, breakdowns, breakdowns)
def test_nobodys_change_is_lost(base: Breakdown, mine: Breakdown, theirs: Breakdown) -> None:
    merged = merge(base, mine, theirs)
    for name in FIELDS:
        was, my, their = (getattr(one, name) for one in (base, mine, theirs))
        now = getattr(merged.value, name)
        assert now == (my if my != was else their)
        assert (name in merged.clashes) == (my != was and their != was and my != their)
    assert merged.theirs == differing(base, theirs)


@given(breakdowns, breakdowns, breakdowns, st.sets(st.sampled_from(FIELDS)))
def test_independent_edits_end_alike_in_either_order(
    base: Breakdown, one: Breakdown, other: Breakdown, mine: set[str]
) -> None:
    a = replace(base, **{name: getattr(one, name) for name in mine})
    b = replace(base, **{name: getattr(other, name) for name in set(FIELDS) - mine})
    first, second = merge(base, a, b), merge(base, b, a)
    assert first.value == second.value
    assert first.clashes == second.clashes == ()


def test_weights_of_one_worth_are_the_same() -> None:
    assert differing(BASE, replace(BASE, weight=Decimal("1.0000"))) == ()
    assert as_json(replace(BASE, weight=Decimal("1.5000")))["weight"] == "1.5"
    assert as_json(replace(BASE, weight=Decimal(100)))["weight"] == "100"
