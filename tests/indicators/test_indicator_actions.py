"""Indicators come with a baseline that the document says, and with targets."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from core.models import AuditEvent
from core.refusals import BadInput, Conflict
from desks.examples.beijing import FIGURES, Figure
from indicators.actions import Baseline, add_indicator, locate, set_target
from indicators.models import Indicator, Target
from recommendations.actions import add_edition, make_plan
from recommendations.models import Plan
from tests.factories import ADDED, BY, House, at, make_draft_plan, make_indicator, new_plan

Unchanged = Callable[[], Any]
SAMPLE = Path(__file__).parents[2] / "recommendations" / "samples" / "beijing-ai.txt"
END = date(2025, 12, 31)


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.fixture
def first(db: None) -> Plan:
    edition = add_edition(data=SAMPLE.read_bytes(), file_name=SAMPLE.name, now=ADDED, by=BY)
    return make_plan(edition=edition, new=new_plan("beijing-ai"), now=ADDED, by=BY)


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.name)
def test_a_baseline_of_the_first_document_keeps_its_sentence(first: Plan, figure: Figure) -> None:
    made = add_indicator(
        plan=first, name=figure.name, unit_of_measure=figure.unit,
        baseline=Baseline(
            Decimal(figure.baseline), date(*figure.on), first.edition, figure.quote
        ),
        now=ADDED, by=BY,
    )  # fmt: skip
    row = Indicator.objects.select_related("baseline_edition").get(pk=made.pk)
    text = row.baseline_edition.text[row.baseline_start : row.baseline_end]
    assert squeezed(text) == squeezed(figure.quote)
    assert figure.baseline in squeezed(text), "the figure stands in its sentence"
    assert (row.baseline_value, row.baseline_on) == (Decimal(figure.baseline), date(*figure.on))
    assert row.baseline_sentence == figure.quote


def test_the_first_document_gives_three_baselines() -> None:
    assert [(f.name, f.baseline, f.unit) for f in FIGURES] == [
        ("人工智能企业数量", "1100", "家"),
        ("国家新一代人工智能开放创新平台", "7", "家"),
        ("人工智能企业募集资金总额", "3000", "亿元"),
    ]


@pytest.mark.parametrize(
    ("text", "quote", "found"),
    [
        ("共有 12\n 家企业。", "12家", "12\n 家"),
        ("甲乙甲乙", "甲 乙", "甲乙"),
        ("一二三", "三", "三"),
        ("一二三", "四", None),
        ("一二三", "  ", None),
        ("", "一", None),
    ],
)
def test_a_quote_is_found_white_space_apart(text: str, quote: str, found: str | None) -> None:
    span = locate(text, quote)
    assert (text[slice(*span)] if span else None) == found


def test_the_first_place_counts() -> None:
    assert locate("甲乙甲乙", "甲乙") == (0, 2)


def test_indicators_are_numbered_within_their_plan(house: House) -> None:
    one, two = make_indicator(house), make_indicator(house, None, direction="fall")
    assert (one.code, two.code) == (1, 2)
    assert (one.initiative, two.initiative) == (house.initiative(1), None)
    other = add_indicator(
        plan=make_draft_plan("other"), name="另一指标", unit_of_measure="个", now=ADDED, by=BY
    )
    assert (other.code, other.baseline_value, other.baseline_edition) == (1, None, None)
    event = AuditEvent.objects.order_by("seq").last()
    assert (event.verb, event.plan) == ("indicator.added", "other")


def test_a_deleted_number_at_the_end_is_the_next_one_again(house: House) -> None:
    make_indicator(house)
    make_indicator(house).delete()
    assert make_indicator(house).code == 2


@pytest.mark.parametrize(("name", "unit"), [(" ", "个"), ("接入部门数", "")])
def test_an_indicator_has_a_name_and_a_unit_of_measure(
    house: House, unchanged: Unchanged, name: str, unit: str
) -> None:
    with unchanged(), pytest.raises(BadInput):
        add_indicator(plan=house.plan, name=name, unit_of_measure=unit, now=ADDED, by=BY)


def test_a_sentence_that_is_not_in_the_document_is_refused(
    house: House, unchanged: Unchanged
) -> None:
    edition = house.plan.edition
    for baseline in (
        Baseline(Decimal(1), END, edition, "基期接入部门为13个"),
        Baseline(Decimal(1), END, None, "基期接入部门为12个"),
    ):
        with unchanged(), pytest.raises(BadInput):
            add_indicator(
                plan=house.plan, name="甲", unit_of_measure="个", baseline=baseline, now=ADDED,
                by=BY,
            )  # fmt: skip


def test_a_baseline_may_come_without_a_sentence(house: House) -> None:
    row = add_indicator(
        plan=house.plan, name="甲", unit_of_measure="个",
        baseline=Baseline(Decimal("0.5"), END, house.plan.edition), now=ADDED, by=BY,
    )  # fmt: skip
    row.refresh_from_db()
    assert (row.baseline_value, row.baseline_start, row.baseline_edition) == (
        Decimal("0.5"),
        None,
        None,
    )


def test_a_target_says_what_by_when_and_since_when(house: House) -> None:
    indicator = make_indicator(house)
    set_target(
        indicator=indicator, due_on=date(2026, 6, 30), value=Decimal("60.5"),
        now=at("2026-02-01"), by=BY,
    )  # fmt: skip
    rows = indicator.targets.order_by("due_on").values_list("due_on", "value", "recorded_at")
    assert list(rows) == [
        (date(2026, 6, 30), Decimal("60.5"), at("2026-02-01")),
        (date(2026, 12, 31), Decimal(112), ADDED),
    ]
    event = AuditEvent.objects.order_by("seq").last()
    assert (event.verb, event.after) == (
        "indicator.target_set",
        {"due_on": "2026-06-30", "value": "60.5"},
    )


@pytest.mark.parametrize(
    ("day", "kind"), [(END, BadInput), (date(2026, 12, 31), Conflict)], ids=["early", "twice"]
)
def test_a_target_lies_after_the_baseline_and_once_a_day(
    house: House, unchanged: Unchanged, day: date, kind: type[Exception]
) -> None:
    indicator = make_indicator(house)
    with unchanged(), pytest.raises(kind):
        set_target(indicator=indicator, due_on=day, value=Decimal(1), now=ADDED, by=BY)
    assert Target.objects.count() == 1
