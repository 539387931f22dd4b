"""Every number of the contents, told a second time from the rows: by SQL and plain arithmetic."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection

from indicators.models import Indicator, Value
from progress.actions import open_round
from progress.models import LightPolicy, Update
from progress.standings import NEED, refresh
from recommendations.actions import change_due_date, change_weight, complete_initiative
from recommendations.models import Initiative, StateRow
from reports.contents import Contents, cells, gather
from reports.contents.gather import mean
from reports.contents.shape import LIGHTS
from tests.factories import (
    BY,
    OCTOBER,
    House,
    advance,
    at,
    file_update,
    grow,
    make_indicator,
    words,
)

AS_OF, KNOWN = date(2026, 9, 30), at("2026-10-20 09:00")
BY_NEED = {need: light.value for light, need in NEED.items()}


def busy(house: House) -> None:
    """Every light but one, weights, several initiatives a measure, an indicator."""
    indicator = make_indicator(house)
    file_update(house, 1, now=at("2026-09-20"), values={indicator.pk: Decimal("81.5")})
    file_update(house, 3, now=at("2026-09-21"), said=words(12), until="submitted")
    grow(house, 8)
    for code, percent in ((100, 90), (101, 20), (102, 66)):
        Update.objects.filter(initiative__code=code).update(percent=Decimal(percent))
    Update.objects.filter(initiative__code=105).delete()
    for code, weight in ((100, "2.5"), (101, "0.5")):
        row = house.initiative(code)
        change_weight(
            initiative=row, weight=Decimal(weight), on=date(2026, 1, 1), version=row.version,
            now=at("2026-09-02"), by=BY,
        )  # fmt: skip
    done = house.initiative(103)
    complete_initiative(
        initiative=done, on=date(2026, 9, 15), version=done.version, now=at("2026-09-16"), by=BY
    )
    for code, state in ((104, "suspended"), (106, "in_progress")):
        StateRow.objects.create(
            initiative=house.initiative(code), value=state, effective_on=date(2026, 9, 1),
            recorded_at=at("2026-09-02"),
        )  # fmt: skip
    Initiative.objects.filter(code=106).update(ongoing=True)
    refresh(house.plan.initiatives.all(), as_of=AS_OF, now=KNOWN)


@pytest.fixture(scope="module")
def told(built_house: None, django_db_blocker: Any) -> Iterator[Contents]:
    """A busy house, gathered once for the module."""
    from tests.factories import load_house

    with django_db_blocker.unblock():
        house = load_house()
        busy(house)
        contents = gather(house.plan, as_of=AS_OF, known_at=KNOWN)
    yield contents


def sql(query: str, *values: object) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


def tenth(value: Fraction | None) -> str | None:
    """One decimal, half up, as text."""
    if value is None:
        return None
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return str(exact.quantize(Decimal("0.1"), ROUND_HALF_UP))


WORST = """
    SELECT m.position, a.position, MIN(s.need)
    FROM recommendations_measure m
    JOIN recommendations_area a ON a.id = m.area_id
    LEFT JOIN recommendations_initiative i ON i.measure_id = m.id
    LEFT JOIN progress_standing s ON s.initiative_id = i.id AND s.slot = 'now'
    WHERE m.plan_id = %s GROUP BY m.position, a.position ORDER BY m.position
"""
# Scaled integers: both factors are ten-thousandths, so the quotient of sums is as it should be.
MEANS = """
    SELECT {group}, SUM(COALESCE(s.percent, 0) * i.weight), SUM(s.planned * i.weight), SUM(i.weight)
    FROM progress_standing s
    JOIN recommendations_initiative i ON i.id = s.initiative_id
    JOIN recommendations_measure m ON m.id = i.measure_id
    JOIN recommendations_area a ON a.id = m.area_id
    WHERE i.plan_id = %s AND s.slot = 'now' AND s.planned IS NOT NULL GROUP BY {group}
"""


def means(house: House, group: str) -> dict[int, tuple[str, str, str]]:
    """Percent, planned and the difference of what is shown, by group, from stored standings."""
    found = {}
    for key, done, planned, weight in sql(MEANS.format(group=group), house.plan.pk):
        one = Fraction(int(done), int(weight)) / 10_000
        two = Fraction(int(planned), int(weight)) / 10_000
        shown = [tenth(one), tenth(two)]
        found[key] = (*shown, str(Decimal(shown[0]) - Decimal(shown[1])))
    return found


def lights(contents: Contents) -> Counter[str]:
    return Counter(cell["light"] for cell in cells(contents).values())


def test_a_measures_light_is_its_worst(house: House, told: Contents) -> None:
    expected = {position: BY_NEED[need] for position, _area, need in sql(WORST, house.plan.pk)}
    assert {n: cell["light"] for n, cell in cells(told).items()} == expected
    assert len(set(expected.values())) >= 2, "one light everywhere would prove little"


def test_counts_by_light_sum_to_the_total(house: House, told: Contents) -> None:
    expected = Counter(BY_NEED[need] for _m, _a, need in sql(WORST, house.plan.pk))
    assert told["counts"] == {light: expected[light] for light in LIGHTS}
    assert sum(told["counts"].values()) == told["total"] == 4


def test_counts_by_area(house: House, told: Contents) -> None:
    expected: dict[int, Counter[str]] = defaultdict(Counter)
    for _measure, area, need in sql(WORST, house.plan.pk):
        expected[area][BY_NEED[need]] += 1
    for number, area in enumerate(told["areas"], start=1):
        assert area["counts"] == {light: expected[number][light] for light in LIGHTS}
        assert sum(area["counts"].values()) == len(area["cells"]) == 2


def test_counts_by_unit(house: House, told: Contents) -> None:
    expected: dict[str, Counter[str]] = defaultdict(Counter)
    for name, light in sql(
        "SELECT u.name, s.light FROM progress_standing s"
        " JOIN recommendations_initiative i ON i.id = s.initiative_id"
        " JOIN accounts_unit u ON u.id = i.lead_id WHERE s.slot = 'now' AND i.plan_id = %s",
        house.plan.pk,
    ):
        expected[name][light] += 1
    assert [line["name"] for line in told["units"]] == ["示例乙局", "示例甲局"], "official order"
    for line in told["units"]:
        assert line["counts"] == {light: expected[line["name"]][light] for light in LIGHTS}
        assert sum(line["counts"].values()) == line["total"]
    assert sum(line["total"] for line in told["units"]) == house.plan.initiatives.count() == 12
    kinds = set().union(*expected.values())
    assert {"red", "yellow", "green", "done", "not_started", "paused"} <= kinds


def test_weighted_means_of_plan_areas_and_measures(house: House, told: Contents) -> None:
    (plan,) = means(house, "i.plan_id").values()
    assert (told["percent"], told["planned"], told["gap"]) == plan
    by_area = means(house, "a.position")
    for number, area in enumerate(told["areas"], start=1):
        assert (area["percent"], area["planned"]) == by_area[number][:2]
    by_measure = means(house, "m.position")
    for number, cell in cells(told).items():
        assert (cell["percent"], cell["planned"], cell["gap"]) == by_measure[number]


def test_a_mean_leaves_out_what_is_not_known() -> None:
    pairs = [(Decimal(10), Decimal(1)), (None, Decimal(5)), (Decimal(40), Decimal(2))]
    assert mean(pairs) == 30
    assert mean([(None, Decimal(1))]) is None
    assert mean([]) is None


def test_filed_and_due_of_the_round(house: House, told: Contents) -> None:
    filed = {
        pk
        for (pk,) in sql(
            "SELECT initiative_id FROM progress_update WHERE round_id = %s"
            " AND submitted_at IS NOT NULL",
            house.round.pk,
        )
    }
    done_or_stopped = {103, 104}
    due = {
        row.pk
        for row in house.plan.initiatives.all()
        if row.pk in filed or (row.code not in done_or_stopped and row.code != 4)
    }
    line = told["round"]
    assert line is not None
    assert (line["due"], line["filed"]) == (len(due), len(filed)) == (11, 9)
    assert (line["period"], line["number"], line["filing_due_on"]) == ("2026-09", 1, "2026-10-10")
    for unit in told["units"]:
        own = {row.pk for row in house.plan.initiatives.filter(lead__name=unit["name"])}
        assert (unit["due"], unit["filed"]) == (len(own & due), len(own & filed))


def test_indicators_with_their_pace(house: House, told: Contents) -> None:
    (line,) = told["indicators"]
    actual = Decimal("81.5")
    days = (date(2026, 9, 20) - date(2025, 12, 31)).days
    planned = 12 + Fraction(100 * days, 365)
    achieved = (Fraction(actual) - 12) / (planned - 12) * 100
    assert (line["actual"], line["actual_on"]) == ("81.5", "2026-09-20")
    assert line["planned"] == tenth(planned)
    assert line["achieved"] == tenth(achieved)
    assert (line["baseline"], line["baseline_on"]) == ("12", "2025-12-31")
    assert (line["target"], line["target_on"]) == ("112", "2026-12-31")
    assert (line["code"], line["unit"], line["light"]) == (1, "个", "green")
    assert line["baseline_sentence"] == "基期接入部门为12个"


def test_attention_lists_red_then_yellow_worst_gap_first(told: Contents) -> None:
    found = cells(told)
    expected = sorted(
        (cell for cell in found.values() if cell["light"] in {"red", "yellow"}),
        key=lambda cell: (
            ["red", "yellow"].index(cell["light"]),
            float(cell["gap"]),
            cell["position"],
        ),
    )
    assert told["attention"] == [cell["position"] for cell in expected]
    assert len(expected) >= 2


def test_a_cell_says_who_by_when_and_in_which_words(told: Contents) -> None:
    cell = cells(told)[1]
    assert cell["text"] == "建设统一数据平台，年内接入十个部门"
    assert (cell["number"], cell["path"], cell["codes"]) == (
        "一是",
        "二/（一）/一是",
        [1, 100, 104],
    )
    assert cell["leads"] == ["示例甲局"]
    assert (cell["starts_on"], cell["due_on"]) == ("2026-01-01", "2026-12-31")
    assert cell["done"].splitlines()[0] == words().done
    assert cell["reasons"] and all(reason["zh"] and reason["en"] for reason in cell["reasons"])
    assert cells(told)[4]["starts_on"] == "2026-01-01"


def test_contents_are_plain_data_with_no_keys_of_records(told: Contents) -> None:
    import json

    assert json.loads(json.dumps(told, ensure_ascii=False)) == told
    assert (told["as_of"], told["format"], told["previous"]) == ("2026-09-30", 2, None)
    assert datetime.fromisoformat(told["known_at"]) == KNOWN


# --- other days, other knowledge ----------------------------------------------------------------


def look(house: House, as_of: str, known: str) -> Contents:
    return gather(house.plan, as_of=date.fromisoformat(as_of), known_at=at(known))


def test_late_approval_shows_only_to_those_who_look_later(house: House, told: Contents) -> None:
    def said(known: str) -> list[str]:
        return cells(look(house, "2026-09-30", known))[3]["done"].splitlines()

    update = Update.objects.get(initiative__code=3)
    before = said("2026-10-31")
    advance(house, update, until="approved", now=at("2026-10-25"))
    assert said("2026-10-24") == before
    assert len(said("2026-10-25")) == len(before) + 1


def test_the_same_question_gives_the_same_answer_later(house: House, told: Contents) -> None:
    one = house.initiative(1)
    change_due_date(
        initiative=one, due_on=date(2027, 6, 30), reason="延期", on=date(2026, 9, 1),
        version=one.version, now=at("2026-10-25"), by=BY,
    )  # fmt: skip
    open_round(plan=house.plan, period=OCTOBER, now=at("2026-10-26"), by=BY)
    LightPolicy.objects.create(
        plan=house.plan, number=2, name="严", rules={"name": "严", "red_below": "0.9"},
        effective_on=date(2026, 9, 1), recorded_at=at("2026-10-27"),
    )  # fmt: skip
    Value.objects.create(
        indicator=Indicator.objects.get(), measured_on=date(2026, 9, 25), value=Decimal(1),
        filed_at=at("2026-10-27"), approved_at=at("2026-10-27"),
    )  # fmt: skip
    assert gather(house.plan, as_of=AS_OF, known_at=KNOWN) == told
    later = look(house, "2026-09-30", "2026-10-28")
    assert later["policy"] == "2"
    assert later["indicators"][0]["actual"] == "1"
    assert cells(later)[1]["due_on"] == "2027-06-30"
    assert cells(later)[1]["original_due_on"] == "2026-12-31"
