"""What one of many initiatives becomes, as a rule on values."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desks.bulk.forms import EMPTY, GROUPS
from desks.bulk.rules import How, Misfit, Wanted, become
from recommendations.breakdown import FIELDS, Breakdown, differing

ROW = Breakdown(
    "甲", 1, lead=1, joint=(2, 3), supporting=(4, 5), leaders=("李",), contact=9,
    due_on=date(2026, 12, 31), due_words="年底前",
)  # fmt: skip
ADD, REPLACE, REMOVE = How


@pytest.mark.parametrize(
    ("wanted", "changed"),
    [
        (Wanted(), {}),
        (Wanted({"remarks": "督", "weight": Decimal(2)}), {"remarks": "督", "weight": Decimal(2)}),
        (Wanted(lists={"joint": (ADD, (6, 2))}), {"joint": (2, 3, 6)}),
        (Wanted(lists={"joint": (REPLACE, (6, 2))}), {"joint": (6, 2)}),
        (Wanted(lists={"joint": (REPLACE, ())}), {"joint": ()}),
        (Wanted(lists={"supporting": (REMOVE, (5, 7, 1))}), {"supporting": (4,)}),
        (Wanted(lists={"leaders": (ADD, ("王", "李"))}), {"leaders": ("李", "王")}),
        # Who leads from now on has no other part; who led has none of itself.
        (Wanted({"lead": 4}), {"lead": 4, "supporting": (5,)}),
        (Wanted({"lead": 6}, {"supporting": (ADD, (1,))}), {"lead": 6, "supporting": (4, 5, 1)}),
        # From one part to the other in one go.
        (
            Wanted(lists={"joint": (ADD, (4,)), "supporting": (REMOVE, (4,))}),
            {"joint": (2, 3, 4), "supporting": (5,)},
        ),
        (Wanted({"due_on": date(2027, 1, 1)}), {"due_on": date(2027, 1, 1), "due_words": ""}),
        (Wanted({"due_on": date(2026, 12, 31)}), {}),
        (Wanted({"due_on": None, "ongoing": True}),
         {"due_on": None, "due_words": "", "ongoing": True}),
        (Wanted({"contact": 8}, contact_unit=5), {"contact": 8}),
        (Wanted({"contact": 8, "lead": 6}, contact_unit=6), {"contact": 8, "lead": 6}),
        (Wanted({"contact": None}), {"contact": None}),
    ],
)  # fmt: skip
def test_what_a_row_becomes(wanted: Wanted, changed: dict[str, Any]) -> None:
    assert become(ROW, wanted) == replace(ROW, **changed)


@pytest.mark.parametrize(
    ("wanted", "code", "key"),
    [
        (Wanted(lists={"joint": (ADD, (1,))}), "leads", 1),
        (Wanted({"lead": 6}, {"supporting": (REPLACE, (6,))}), "leads", 6),
        (Wanted(lists={"joint": (ADD, (5,))}), "other_part", 5),
        (Wanted(lists={"supporting": (REPLACE, (4, 3))}), "other_part", 3),
        (Wanted(lists={"joint": (ADD, (7,)), "supporting": (ADD, (7,))}), "other_part", 7),
        (Wanted({"contact": 8}, contact_unit=7), "stranger", 8),
        (Wanted({"contact": 8}, {"supporting": (REMOVE, (5,))}, contact_unit=5), "stranger", 8),
        (Wanted({"contact": 8}), "stranger", 8),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told(wanted: Wanted, code: str, key: int) -> None:
    with pytest.raises(Misfit) as caught:
        become(ROW, wanted)
    assert (caught.value.code, caught.value.key) == (code, key)


def test_a_reason_alone_is_nothing() -> None:
    assert not Wanted(reason="统一调整")
    assert Wanted({"remarks": ""}) and Wanted(lists={"joint": (REPLACE, ())})


keys = st.lists(st.integers(1, 12), unique=True, max_size=4).map(tuple)
LISTS = st.fixed_dictionaries(
    {}, optional={name: st.tuples(st.sampled_from(How), keys) for name in ("joint", "supporting")}
)
VALUES = st.fixed_dictionaries(
    {}, optional={"lead": st.integers(1, 12), "remarks": st.text(max_size=3)}
)


@given(VALUES, LISTS)
def test_no_unit_ever_has_two_parts_and_nothing_else_moves(
    values: dict[str, Any], lists: dict[str, Any]
) -> None:
    try:
        to = become(ROW, Wanted(values, lists))
    except Misfit:
        return
    parts = [to.lead, *to.joint, *to.supporting]
    assert len(set(parts)) == len(parts)
    assert set(differing(ROW, to)) <= {*values, "joint", "supporting"}
    assert become(to, Wanted(values, lists)) == to, "twice is once"


# What is not for many at once, and why.
APART = {
    "title": "a name is one's own",
    "measure": "where it belongs is decided one by one",
    "serves": "which others it serves is decided one by one",
    "due_words": "what the document printed; goes with the due date",
}


def test_every_field_is_for_many_or_named_as_one_that_is_not() -> None:
    offered = {name for _legend, names in GROUPS for name in names} - {"reason"}
    assert offered == set(FIELDS) - set(APART)
    blank = Breakdown("", 0)
    assert {name: getattr(blank, name) for name in EMPTY} == EMPTY
