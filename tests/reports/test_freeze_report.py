"""A report is frozen once, whole or not at all, and never changes afterwards."""

import hashlib
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import models

from accounts.models import Unit
from core.audit.verify import verify_chain
from core.models import AuditEvent
from core.periods import Period
from core.refusals import BadInput, Conflict
from indicators.models import Indicator
from progress.models import LightPolicy
from recommendations.models import Initiative, Measure
from reports.actions import add_schedule
from reports.contents import Contents
from reports.models import Report, Schedule
from reports.outputs.kept import document_of
from reports.queries import contents_of, last_report, latest_report
from reports.seals import canonical
from reports.writing import compose, file_name, gather_period
from tests.factories import BY, OCTOBER, SEPTEMBER, House, at, file_update, make_indicator
from tests.report_factories import make_draft

Unchanged = Callable[[], Any]
KNOWN = at("2026-10-20 06:00")


def schedule(house: House, **more: Any) -> Schedule:
    facts = {"kind": "month", "first_period": SEPTEMBER, "issuer": "示例督查室", **more}
    return add_schedule(plan=house.plan, by=BY, **facts)


def freeze(
    on: Schedule, period: Period = SEPTEMBER, *, known: Any = KNOWN, contents: Any = None
) -> Report:
    return make_draft(on, period, known=known, contents=contents)


# --- schedules ----------------------------------------------------------------------------------


def test_a_schedule_says_what_is_due_from_when_on(house: House) -> None:
    made = schedule(house, due_after=4, audience="units")
    row = Schedule.objects.get(pk=made.pk)
    assert (row.kind, row.first_period, row.due_after) == ("month", "2026-09", 4)
    assert (row.audience, row.active) == ("units", True)
    event = AuditEvent.objects.order_by("seq").last()
    assert (event.verb, event.plan) == ("schedule.added", "digital")


@pytest.mark.parametrize(
    "more",
    [
        {"issuer": "  "},
        {"kind": "week", "first_period": Period.parse("2026-H2")},
        {"kind": "quarter"},
    ],
    ids=["no issuer", "no such kind", "another kind's period"],
)
def test_a_schedule_that_makes_no_sense_is_refused(
    house: House, unchanged: Unchanged, more: dict[str, Any]
) -> None:
    with unchanged(), pytest.raises(BadInput):
        schedule(house, **more)


def test_there_is_one_schedule_for_a_kind_and_audience(house: House, unchanged: Unchanged) -> None:
    schedule(house)
    with unchanged(), pytest.raises(Conflict):
        schedule(house)
    schedule(house, audience="units")
    schedule(house, kind="quarter", first_period=Period.parse("2026-Q3"))
    assert Schedule.objects.count() == 3


# --- freezing -----------------------------------------------------------------------------------


def test_a_report_keeps_figures_words_and_the_head_of_the_trail(house: House) -> None:
    on = schedule(house)
    head = AuditEvent.objects.order_by("-seq").first()
    contents = gather_period(on, SEPTEMBER, known_at=KNOWN)
    report = Report.objects.get(pk=freeze(on).pk)
    assert (report.as_of, report.period_ends_on) == (date(2026, 9, 30), date(2026, 9, 30))
    assert report.known_at == KNOWN
    assert report.contents == canonical(contents)
    assert report.sha256 == hashlib.sha256(report.contents.encode()).hexdigest()
    assert (report.audit_seq, report.audit_link) == (head.seq, head.link)
    assert document_of(json.loads(report.draft)) == compose(
        contents_of(report), schedule=on, period=SEPTEMBER, drafted_on=KNOWN.date()
    )
    assert (report.state, report.files.count()) == ("draft", 0), "nobody has signed it"
    event = AuditEvent.objects.order_by("seq").last()
    assert (event.verb, event.after) == (
        "report.frozen",
        {"period": "2026-09", "sha256": report.sha256},
    )
    assert event.subject_id == report.public_id
    assert verify_chain().ok


def test_a_period_is_frozen_once(house: House, unchanged: Unchanged) -> None:
    on = schedule(house)
    freeze(on)
    with unchanged(), pytest.raises(Conflict):
        freeze(on, known=at("2026-10-21"))
    assert freeze(on, OCTOBER, known=at("2026-11-20")).period == "2026-10"


def test_frozen_contents_stay_whatever_happens_to_the_records(house: House) -> None:
    indicator = make_indicator(house)
    file_update(house, 1, now=at("2026-09-20"), values={indicator.pk: 81})
    on = schedule(house)
    report = freeze(on)
    frozen, text = contents_of(report), report.contents
    Unit.objects.filter(pk=house.a.pk).update(name="示例新局")
    Measure.objects.filter(plan=house.plan).update(title="改了的题目")
    Indicator.objects.all().delete()
    Initiative.objects.filter(code=4).delete()
    LightPolicy.objects.create(
        plan=house.plan, number=2, name="严", rules={"name": "严", "red_below": "0.9"},
        effective_on=date(2026, 1, 1), recorded_at=at("2026-09-01"),
    )  # fmt: skip
    again = Report.objects.get(pk=report.pk)
    assert (again.contents, contents_of(again)) == (text, frozen)
    live = gather_period(on, SEPTEMBER, known_at=KNOWN)
    for part in ("areas", "units", "indicators", "policy"):
        assert live[part] != frozen[part], f"{part} did change in the records"


def test_contents_that_no_longer_match_their_seal_are_not_shown(house: House) -> None:
    report = freeze(schedule(house))
    Report.objects.filter(pk=report.pk).update(contents=report.contents.replace("乙", "丙"))
    with pytest.raises(Conflict):
        contents_of(Report.objects.get(pk=report.pk))


def test_a_plan_with_reports_cannot_be_deleted(house: House) -> None:
    freeze(schedule(house))
    with pytest.raises(models.ProtectedError):
        house.plan.delete()
    assert Report.objects.count() == 1


def test_example_data_marks_the_report(house: House) -> None:
    on = schedule(house)
    assert freeze(on).is_example is False
    Initiative.objects.filter(code=1).update(is_example=True)
    assert freeze(on, OCTOBER, known=at("2026-11-20")).is_example is True


# --- against the report before ------------------------------------------------------------------


def test_a_report_is_held_against_the_one_before(house: House) -> None:
    on = schedule(house)
    freeze(on)
    file_update(house, 1, now=at("2026-10-09"))
    contents: Contents = gather_period(on, OCTOBER, known_at=at("2026-11-20"))
    previous = contents["previous"]
    assert previous is not None
    assert (previous["period"], previous["as_of"]) == ("2026-09", "2026-09-30")
    assert gather_period(on, SEPTEMBER, known_at=KNOWN)["previous"] is None


def test_the_report_before_is_the_same_schedules_latest(house: House) -> None:
    on, units = schedule(house), schedule(house, audience="units")
    september = freeze(on)
    freeze(units)
    october = freeze(on, OCTOBER, known=at("2026-11-20"))
    assert last_report(on, before=date(2026, 11, 30)) == october
    assert last_report(on, before=date(2026, 10, 31)) == september
    assert last_report(on, before=date(2026, 9, 30)) is None
    assert latest_report(house.plan, known_at=at("2027-01-01")) is None, "drafts reach nobody"


def test_canonical_contents_read_back_as_they_were() -> None:
    told = {"乙": [1, None], "a": {"c": "2.0", "b": "甲"}}
    text = canonical(told)
    assert text == '{"a":{"b":"甲","c":"2.0"},"乙":[1,null]}'
    assert json.loads(text) == told


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("方案", "方案2026年9月落实情况报告.docx"),
        ('a/b\\c:d*e?f"g<h>i|j\n', "abcdefghij2026年9月落实情况报告.docx"),
        ("长" * 80, f"{'长' * 60}2026年9月落实情况报告.docx"),
    ],
)
def test_a_files_name_is_one_that_file_systems_take(title: str, name: str) -> None:
    assert file_name(title, SEPTEMBER.label_zh, tail=".docx") == name


def test_a_files_name_tells_circulars_and_corrections() -> None:
    told = file_name("方案", "2026年9月", tail=".pdf", audience="units", edition=1)
    assert told == "方案2026年9月落实情况通报（更正1）.pdf"
