"""A document becomes a draft plan; the first one exactly."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from core.refusals import BadInput, Conflict
from recommendations.actions import add_edition, address_finding, make_plan
from recommendations.choices import FindingKind, InitiativeState, PlanState
from recommendations.models import DocumentEdition, MeasureFinding, Plan, StateRow
from recommendations.readings.pieces import working_title
from tests.factories import ADDED, BY, DOCUMENT, make_draft_plan, make_edition, new_plan, verbs

Unchanged = Callable[[], Any]
SAMPLE = Path(__file__).parents[2] / "recommendations" / "samples" / "beijing-ai.txt"
EXPECTED: dict[str, Any] = json.loads(
    Path(__file__).with_name("beijing_ai_expected.json").read_text(encoding="utf-8")
)
pytestmark = pytest.mark.django_db


def add_first() -> DocumentEdition:
    return add_edition(data=SAMPLE.read_bytes(), file_name=SAMPLE.name, now=ADDED, by=BY)


@pytest.fixture
def first() -> Plan:
    new = new_plan("beijing-ai", titles={"四/（一）/一是": "前沿领域"})
    return make_plan(edition=add_first(), new=new, now=ADDED, by=BY)


def bare(text: str) -> str:
    return "".join(text.split())


def test_the_first_document_has_five_areas_and_twenty_two_measures(first: Plan) -> None:
    areas = list(first.areas.order_by("position"))
    assert [(area.number, area.title, area.intro) for area in areas] == [
        (area["number"], area["title"], area["intro"]) for area in EXPECTED["areas"]
    ]
    assert [area.measures.count() for area in areas] == [4, 5, 4, 4, 5]
    assert [area.position for area in areas] == [1, 2, 3, 4, 5]


def test_its_measures_are_worded_as_in_the_document(first: Plan) -> None:
    expected = [measure for area in EXPECTED["areas"] for measure in area["measures"]]
    measures = list(first.measures.order_by("position"))
    assert [[measure.number, measure.text] for measure in measures] == expected
    assert [measure.position for measure in measures] == list(range(1, 23))


def test_every_measure_lies_at_its_clauses_place(first: Plan) -> None:
    edition = first.edition
    gone = {i for one in edition.repairs for i in range(one["start"], one["end"])}
    text = edition.text
    for measure in first.measures.select_related("clause"):
        span = range(measure.clause.start, measure.clause.end)
        kept = "".join(text[i] for i in span if i not in gone)
        assert bare(kept) == bare(measure.text)


def test_its_fourteen_findings_keep_their_kind_and_place(first: Plan) -> None:
    findings = list(first.findings.select_related("clause").order_by("position"))
    assert [[f.clause.path, f.clause.number or None, f.title, f.kind] for f in findings] == (
        EXPECTED["findings"]
    )
    assert len(findings) == 14
    assert {f.kind for f in findings} == set(FindingKind.values)


def test_a_title_by_hand_wins_over_the_measures_first_words(first: Plan) -> None:
    titles = list(first.measures.order_by("position").values_list("title", flat=True))
    assert titles[0] == "前沿领域"
    assert all(0 < len(title) <= 20 for title in titles)
    assert titles[2] == working_title(first.measures.get(position=3).text)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("建设统一平台，年内完成", "建设统一平台"),
        ("建设平台（一期）", "建设平台"),
        ("Build a hub, then more", "Build a hub"),
        ("一" * 30, "一" * 20),
        ("，起首即逗号", "，起首即逗号"),
    ],
)
def test_a_working_title_is_the_first_part(text: str, title: str) -> None:
    assert working_title(text) == title


def test_each_measure_gets_one_draft_initiative_of_its_number(first: Plan) -> None:
    initiatives = list(first.initiatives.select_related("measure").order_by("code"))
    assert [one.code for one in initiatives] == [one.measure.position for one in initiatives]
    assert len(initiatives) == 22 == first.last_code == Plan.objects.get(pk=first.pk).last_code
    assert {one.state for one in initiatives} == {InitiativeState.DRAFT}
    rows = StateRow.objects.filter(initiative__plan=first)
    assert set(rows.values_list("value", "effective_on", "recorded_at")) == {
        ("draft", date(2026, 1, 1), ADDED)
    }
    assert rows.count() == 22


def test_a_new_plan_is_a_draft_that_nobody_adopted(first: Plan) -> None:
    assert (first.state, first.adopted_by, first.published_at) == (PlanState.DRAFT, "", None)
    assert verbs() == ["document.added", "plan.made"]


def test_the_same_again_changes_nothing(unchanged: Unchanged) -> None:
    plan = make_draft_plan()
    with unchanged():
        assert make_draft_plan() == plan


def test_an_address_belongs_to_one_plan(unchanged: Unchanged) -> None:
    make_draft_plan()
    other = make_edition(DOCUMENT.replace("十个", "十二个"))
    with unchanged(), pytest.raises(Conflict):
        make_plan(edition=other, new=new_plan(), now=ADDED, by=BY)


def test_a_plan_ends_after_it_starts(unchanged: Unchanged) -> None:
    edition = make_edition()
    with unchanged(), pytest.raises(BadInput, match="."):
        make_plan(edition=edition, new=new_plan(ends_on=date(2026, 1, 1)), now=ADDED, by=BY)


def test_a_document_without_measures_makes_no_plan(unchanged: Unchanged) -> None:
    edition = make_edition("关于表扬先进的通报\n\n全年工作成绩突出，予以表扬。\n")
    with unchanged(), pytest.raises(BadInput):
        make_plan(edition=edition, new=new_plan(), now=ADDED, by=BY)


def test_a_measure_addresses_a_finding_of_its_plan_once() -> None:
    plan = make_draft_plan()
    measure, finding = plan.measures.get(position=2), plan.findings.get()
    link = address_finding(measure=measure, finding=finding, now=ADDED, by=BY)
    assert address_finding(measure=measure, finding=finding, now=ADDED, by=BY) == link
    assert list(finding.addressed_by.values_list("measure__position", flat=True)) == [2]


def test_a_finding_of_another_plan_is_not_addressed(unchanged: Unchanged) -> None:
    plan, other = make_draft_plan(), make_draft_plan("other")
    with unchanged(), pytest.raises(BadInput):
        address_finding(
            measure=plan.measures.first(), finding=other.findings.get(), now=ADDED, by=BY
        )
    assert not MeasureFinding.objects.exists()
