"""Everything a person may set of an initiative has a column that goes out and comes in."""

from collections.abc import Mapping

import pytest

from desks.ledger.columns import SHOWN
from recommendations.breakdown import FIELDS
from recommendations.imports.columns import FIELDS as BROUGHT
from recommendations.imports.columns import field_of
from recommendations.ledger_columns import BY_KEY, COLUMNS, Kind

# What has no column that changes it, and why.
APART: Mapping[str, str] = {
    "measure": "goes out; where an initiative belongs is decided in the plan, not in a sheet",
    "serves": "measures of any plan: chosen on the initiative's own page",
    "contact": "goes out; an account is no name, and contact_words takes what a sheet says",
    "due_words": "comes with the due date: 年底前 in its cell sets both",
}


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_goes_out_and_comes_in(name: str) -> None:
    column = BY_KEY.get(name)
    if name in APART:
        assert column is None or not column.editable, "it travels: take it off the list"
        return
    assert column is not None and column.editable and name in SHOWN and name in BROUGHT
    assert field_of(column.zh) == field_of(column.en) == name


def test_only_fields_can_be_changed_by_a_sheet() -> None:
    assert {one.key for one in COLUMNS if one.editable} == set(FIELDS) - set(APART)


@pytest.mark.parametrize(
    ("head", "name"),
    [
        ("第一季度目标", "goal_q1"), ("季度目标/一季度", "goal_q1"), ("二季度任务", "goal_q2"),
        ("3季度工作目标", "goal_q3"), ("Q4 目标", "goal_q4"), ("季度目标/第四季度", "goal_q4"),
        ("备注（说明）", "remarks"), ("备注说明", "remarks"), ("联系人及联系电话", "contact_words"),
        ("联系人/电话", "contact_words"), ("经办人", "contact_words"), ("电话", "contact_words"),
        ("报送频次", "cadence"), ("调度周期", "cadence"), ("目标年度", "goal_year"),
        ("是否不设指标", "no_indicator"),
    ],
)  # fmt: skip
def test_offices_own_heads_are_known(head: str, name: str) -> None:
    assert field_of(head) == name


def test_short_lists_have_drop_downs() -> None:
    """The kinds of which the sheet says which words there are."""
    listed = {one.key for one in COLUMNS if one.editable and one.kind in {Kind.CHOICE, Kind.FLAG}}
    assert listed == {"told_by", "cadence", "ongoing", "no_indicator"}
