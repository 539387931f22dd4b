"""A schedule that names further plans: one report with figures, words and sheets of each."""

import io
import json

import pytest
from python_calamine import CalamineWorkbook

from recommendations.choices import PlanState
from recommendations.models import Plan
from reports.choices import FileFormat
from reports.contents import gather, parts_of
from reports.layers import spoken_of, unit_lines
from reports.models import Report
from reports.queries import contents_of, seal_of
from reports.writing import draft_of
from tests.factories import ADDED, SEPTEMBER, House, file_update, make_draft_plan
from tests.report_factories import KNOWN, make_draft, make_schedule, sign

OTHER = """某区算力行动方案

一、建设算力
一是建成算力中心。建成一座算力中心。
二是联通算力网络。联通全区算力网络。
"""


@pytest.fixture
def other(house: House) -> Plan:
    plan = make_draft_plan("power", OTHER)
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.ACTIVE, published_at=ADDED)
    plan.refresh_from_db()
    return plan


@pytest.fixture
def report(house: House, other: Plan) -> Report:
    file_update(house, 1)
    formats = (FileFormat.DOCX, FileFormat.XLSX)
    return make_draft(make_schedule(house.plan, further=[other], formats=formats))


def test_each_plans_figures_are_those_of_its_own_report(
    house: House, other: Plan, report: Report
) -> None:
    mine, theirs = parts_of(contents_of(report))
    day = {"as_of": SEPTEMBER.ends_on, "known_at": KNOWN, "since": SEPTEMBER.starts_on}
    assert mine == json.loads(json.dumps(gather(house.plan, **day))) | {"further": [theirs]}
    assert theirs == json.loads(json.dumps(gather(other, **day)))
    assert theirs["total"] == 2


def test_the_words_speak_of_each_plan_under_its_own_heading(report: Report) -> None:
    texts = list(draft_of(report).texts())
    assert "等2个方案2026年9月份落实情况的报告" in texts
    both = parts_of(contents_of(report))
    total = sum(part["total"] for part in both)
    assert any(f"2个方案共{total}项事项" in text for text in texts)
    assert [text for text in texts if text.endswith("》落实情况")] == [
        f"{number}、《{part['plan']['title']}》落实情况"
        for number, part in zip("二三", both, strict=True)
    ]


def test_a_paragraph_speaks_of_its_own_plans_measures(report: Report) -> None:
    contents, (mine, theirs) = contents_of(report), parts_of(contents_of(report))
    told = spoken_of(contents, "power.area.1.1", "第1项")
    assert [cell["title"] for cell in told] == [
        cell["title"] for cell in theirs["areas"][0]["cells"]
    ]
    told = spoken_of(contents, "digital.overall.1", "第1项")
    assert [cell["title"] for cell in told] == [mine["areas"][0]["cells"][0]["title"]]


def test_a_unit_checks_no_line_of_another_plan(report: Report) -> None:
    lines = unit_lines(contents_of(report), draft_of(report), [1, 2])
    assert lines and not [one["key"] for one in lines if one["key"].startswith("power.")]


def test_the_workbook_has_each_plans_sheets(house: House, report: Report) -> None:
    signed = sign(report, house.dong)
    assert len(seal_of(signed).contents["further"]) == 1
    data = bytes(signed.files.get(format=FileFormat.XLSX).data)
    names = CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names
    again = [name.removesuffix("2") for name in names if name.endswith("2")]
    assert again and set(again) <= set(names)


def test_the_next_issue_compares_each_plan_with_itself(house: House, report: Report) -> None:
    sign(report, house.dong)
    file_update(house, 2)
    later = make_draft(report.schedule, SEPTEMBER.next(), known=KNOWN.replace(month=11, day=9))
    for part in parts_of(contents_of(later)):
        previous = part["previous"]
        assert previous is not None and previous["period"] == "2026-09"
        assert sum(previous["counts"].values()) == 0


def test_a_plan_that_is_not_published_yet_is_left_out(house: House, other: Plan) -> None:
    schedule = make_schedule(house.plan, further=[other])
    Plan.objects.filter(pk=other.pk).update(state=PlanState.DRAFT, published_at=None)
    assert len(parts_of(contents_of(make_draft(schedule)))) == 1
