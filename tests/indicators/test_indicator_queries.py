"""The pace of many indicators at once: as of a day, as then known, in two queries."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.actions import set_target
from indicators.models import Indicator, Value
from indicators.pace import PaceLight, PathPoint
from indicators.queries import Reading, readings
from tests.factories import BY, House, at, make_indicator

LATE = at("2026-12-31")


def add_value(indicator: Indicator, day: str, value: str, approved: str | None = None) -> Value:
    return Value.objects.create(
        indicator=indicator, measured_on=date.fromisoformat(day), value=Decimal(value),
        filed_at=at(day), approved_at=at(approved or day),
    )  # fmt: skip


def read(indicator: Indicator, as_of: str, known: Any = LATE) -> Reading:
    (found,) = readings([indicator], as_of=date.fromisoformat(as_of), known_at=known)
    return found


def test_a_value_is_held_against_the_path_of_its_own_day(house: House) -> None:
    indicator = make_indicator(house)
    add_value(indicator, "2026-07-01", "52")
    pace = read(indicator, "2026-09-30").pace
    # 182 of the 365 days from 12 to 112.
    assert pace.planned == Decimal("61.8630")
    assert pace.achievement == Decimal("0.8021")
    assert (pace.actual, pace.actual_on, pace.light) == (52, date(2026, 7, 1), PaceLight.YELLOW)


def test_later_values_do_not_count(house: House) -> None:
    indicator = make_indicator(house)
    add_value(indicator, "2026-07-01", "52")
    add_value(indicator, "2026-08-01", "80")
    assert read(indicator, "2026-07-31").pace.actual == 52
    assert read(indicator, "2026-08-01").pace.actual == 80
    assert read(indicator, "2026-06-30").pace.light is PaceLight.GREY


def test_values_count_from_when_they_were_known(house: House) -> None:
    indicator = make_indicator(house)
    add_value(indicator, "2026-07-01", "52", approved="2026-08-05")
    assert read(indicator, "2026-07-31", at("2026-08-04")).values == ()
    assert read(indicator, "2026-07-31", at("2026-08-05")).pace.actual == 52


def test_of_two_values_for_one_day_the_later_approval_counts(house: House) -> None:
    indicator = make_indicator(house)
    add_value(indicator, "2026-07-01", "60", approved="2026-08-09")
    add_value(indicator, "2026-07-01", "52", approved="2026-08-05")
    assert read(indicator, "2026-07-31").values == (PathPoint(date(2026, 7, 1), Decimal(60)),)
    assert read(indicator, "2026-07-31", at("2026-08-08")).pace.actual == 52


def test_targets_count_from_when_they_were_set_and_the_last_is_the_target(
    house: House,
) -> None:
    indicator = make_indicator(house)
    set_target(
        indicator=indicator, due_on=date(2027, 6, 30), value=Decimal(200), now=at("2026-09-10"),
        by=BY,
    )  # fmt: skip
    assert read(indicator, "2026-09-30", at("2026-09-09")).target == PathPoint(
        date(2026, 12, 31), Decimal(112)
    )
    assert read(indicator, "2026-09-30").target == PathPoint(date(2027, 6, 30), Decimal(200))


def test_without_targets_there_is_no_target(house: House) -> None:
    indicator = make_indicator(house)
    indicator.targets.all().delete()
    add_value(indicator, "2026-07-01", "52")
    reading = read(indicator, "2026-07-31")
    assert reading.target is None
    assert [reason.code for reason in reading.pace.reasons] == ["no_path"]


def test_a_range_to_hold_is_read_with_its_bounds(house: House) -> None:
    indicator = make_indicator(house)
    Indicator.objects.filter(pk=indicator.pk).update(
        direction="hold", lower=Decimal(40), upper=None
    )
    indicator.refresh_from_db()
    add_value(indicator, "2026-07-01", "39.9999")
    assert read(indicator, "2026-07-31").pace.light is PaceLight.RED
    add_value(indicator, "2026-07-02", "40")
    assert read(indicator, "2026-07-31").pace.light is PaceLight.GREEN


def test_readings_keep_the_order_asked_for(house: House) -> None:
    rows = [make_indicator(house) for _ in range(3)]
    asked = [rows[2], rows[0], rows[1]]
    found = readings(asked, as_of=date(2026, 9, 30), known_at=LATE)
    assert [reading.indicator for reading in found] == asked


def test_thirty_indicators_ask_as_little_as_three(house: House) -> None:
    rows = [make_indicator(house) for _ in range(3)]

    def cost(asked: list[Indicator]) -> int:
        with CaptureQueriesContext(connection) as queries:
            found = readings(asked, as_of=date(2026, 9, 30), known_at=LATE)
        assert len(found) == len(asked)
        return len(queries)

    few = cost(rows)
    more = Indicator.objects.bulk_create(
        Indicator(plan=house.plan, code=10 + number, name=f"指标{number}", unit_of_measure="个")
        for number in range(27)
    )
    Value.objects.bulk_create(
        Value(indicator=row, measured_on=date(2026, 7, 1), value=Decimal(1), filed_at=LATE,
              approved_at=at("2026-07-02"))
        for row in more
    )  # fmt: skip
    assert cost([*rows, *more]) == few == 2
