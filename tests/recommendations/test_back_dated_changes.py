"""A change from a day before an earlier change's: the present and the dated rows agree."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.refusals import BadInput
from progress.facts import snapshots
from recommendations.actions import (
    Change,
    change_due_date,
    change_initiatives,
    change_weight,
    complete_initiative,
)
from recommendations.breakdown import from_json
from recommendations.models import Initiative
from recommendations.queries import breakdowns_of
from tests.factories import BY, House, at

LATER, EARLIER = date(2026, 9, 20), date(2026, 9, 10)


def move_due(house: House, due: date, *, on: date, now: str) -> None:
    one = house.initiative(1)
    change_due_date(
        initiative=one, due_on=due, reason="招标延期", on=on, version=one.version, now=at(now),
        by=BY,
    )  # fmt: skip


def weigh(house: House, weight: str, *, on: date, now: str) -> None:
    one = house.initiative(1)
    change_weight(
        initiative=one, weight=Decimal(weight), on=on, version=one.version, now=at(now), by=BY
    )


def last(rows: Any) -> Any:
    """The row that holds, as the models' first lines say it."""
    return rows.order_by("effective_on", "recorded_at", "pk").last()


def agrees(one: Initiative) -> None:
    """The present, the last rows and the last detail are one."""
    due, weight, detail = last(one.due_rows), last(one.weight_rows), last(one.detail_rows)
    assert (one.due_on, one.starts_on) == (due.value, due.starts_on)
    assert one.weight == weight.value
    assert one.lead_id == last(one.lead_rows).value_id
    assert one.state == last(one.state_rows).value
    assert from_json(detail.values) == breakdowns_of([one])[one.pk]
    assert detail.version == max(one.detail_rows.values_list("version", flat=True))


def test_a_due_date_given_for_an_earlier_day_is_the_present_one(house: House) -> None:
    move_due(house, date(2027, 3, 31), on=LATER, now="2026-09-21")
    move_due(house, date(2027, 6, 30), on=EARLIER, now="2026-09-25")
    one = house.initiative(1)
    assert one.due_on == date(2027, 6, 30)
    agrees(one)
    between = snapshots([one], as_of=date(2026, 9, 15), known_at=at("2026-10-01"))[one.pk]
    assert between.facts.due_on == date(2026, 12, 31), "it holds from the later change's day"


def test_a_weight_given_for_an_earlier_day_is_the_present_one(house: House) -> None:
    weigh(house, "3", on=LATER, now="2026-09-21")
    weigh(house, "5", on=EARLIER, now="2026-09-25")
    assert house.initiative(1).weight == 5
    agrees(house.initiative(1))


def test_what_is_changed_by_the_page_for_an_earlier_day_agrees_too(house: House) -> None:
    move_due(house, date(2027, 3, 31), on=LATER, now="2026-09-21")
    weigh(house, "3", on=LATER, now="2026-09-21")
    one = house.initiative(1)
    to = replace(
        breakdowns_of([one])[one.pk],
        lead=house.b.pk, supporting=(), due_on=date(2027, 5, 1), weight=Decimal(7),
    )  # fmt: skip
    change_initiatives(
        changes=[Change(one, to, one.version, "招标延期")], on=EARLIER, now=at("2026-09-25"), by=BY
    )
    agrees(house.initiative(1))


def test_a_state_from_an_earlier_day_is_the_present_one(house: House) -> None:
    one = house.initiative(1)
    complete_initiative(
        initiative=one, on=date(2025, 12, 1), version=one.version, now=at("2026-09-25"), by=BY
    )
    agrees(house.initiative(1))
    assert last(one.state_rows).effective_on == date(2026, 1, 1), "not before it was taken on"


@pytest.mark.parametrize("which", ["due", "weight", "page"])
def test_a_day_to_come_is_refused(house: House, unchanged: Callable[[], Any], which: str) -> None:
    one = house.initiative(1)
    to = replace(breakdowns_of([one])[one.pk], annual_goal="接入十二个部门")
    with unchanged(), pytest.raises(BadInput):
        if which == "due":
            move_due(house, date(2027, 3, 31), on=date(2026, 9, 22), now="2026-09-21")
        elif which == "weight":
            weigh(house, "3", on=date(2026, 9, 22), now="2026-09-21")
        else:
            change_initiatives(
                changes=[Change(one, to, one.version)], on=date(2026, 9, 22),
                now=at("2026-09-21"), by=BY,
            )  # fmt: skip
