"""Whatever is renamed, deleted or decided later: a signed report is the same to the byte."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from accounts.actions import rename_unit
from accounts.models import Unit, User
from core.models import CalendarDay
from indicators.models import Indicator
from progress.models import LightPolicy
from recommendations.models import Area, Initiative, Measure, Plan
from reports.actions import Manner, change_schedule, end_schedule
from reports.choices import FileFormat
from reports.models import Passage, Report, ReportFile, Schedule
from reports.verifying import verify_reports
from reports.writing import sealed_files
from tests.factories import BY, OCTOBER, SEPTEMBER, House, at, file_update, make_indicator
from tests.report_factories import (
    WORD_AND_PAGE,
    make_correction,
    make_draft,
    make_schedule,
    sign,
)

LATER = at("2026-12-01 10:00")


@pytest.fixture
def signed(house: House) -> Report:
    """September's report with a filed update, a figure and a paragraph of somebody's."""
    indicator = make_indicator(house)
    file_update(house, 1, now=at("2026-09-20"), values={indicator.pk: 81})
    draft = make_draft(make_schedule(house.plan))
    return sign(draft, house.dong)


def _folded(element: Any) -> str:
    return " ".join(element.text_content().split())


def state(report: Report) -> dict[str, Any]:
    """All that may never change: the row, the files, and the page as a leader gets it."""
    client = Client()
    client.force_login(User.objects.get(username="lei"))
    page = html.fromstring(client.get(report.edition_url).content.decode())
    beside = page.find_class("cx-rep-r")[0].findall("section")
    return {
        "row": Report.objects.filter(pk=report.pk).values().get(),
        "files": [
            (row.format, row.name, bytes(row.data), row.sha256)
            for row in ReportFile.objects.filter(report=report)
        ],
        "made": [(one.name, one.data) for one in sealed_files(report.seal, WORD_AND_PAGE)],
        "article": html.tostring(page.find_class("cx-gw")[0]),
        "signed_by": [one for one in map(_folded, beside) if "Dong" in one],
    }


def _rename_unit(house: House) -> None:
    unit = Unit.objects.get(pk=house.a.pk)
    if unit.name == "示例新名局":
        return
    rename_unit(unit=unit, name="示例新名局", short_name="", on=date(2026, 9, 1),
                version=unit.version, now=LATER, by=BY)  # fmt: skip


def _rename_people(house: House) -> None:
    User.objects.filter(pk=house.dong.pk).update(name="改了名的主任")


def _retitle(house: House) -> None:
    Plan.objects.filter(pk=house.plan.pk).update(title="改了的方案", short_title="改")
    Measure.objects.filter(plan=house.plan).update(title="改了的题目", text="改了的原文")
    Area.objects.filter(plan=house.plan).update(title="改了的领域")


def _delete_work(house: House) -> None:
    Indicator.objects.all().delete()
    Initiative.objects.filter(code=4).delete()


def _policy(house: House) -> None:
    number = LightPolicy.objects.count() + 2
    LightPolicy.objects.create(
        plan=house.plan, number=number, name="严", rules={"name": "严", "red_below": "0.9"},
        effective_on=date(2026, 1, 1), recorded_at=at("2026-09-01"),
    )  # fmt: skip


def _calendar(house: House) -> None:
    CalendarDay.objects.update_or_create(
        date=date(2026, 9, 15), defaults={"is_workday": False, "name": "停"}
    )


def _file_more(house: House) -> None:
    if not house.initiative(2).updates.exists():
        file_update(house, 2, now=at("2026-09-25"))


def _change_schedule(house: House) -> None:
    schedule = Schedule.objects.select_related("plan").get()
    if not schedule.active:
        return
    manner = Manner(due_after=9, formats=[FileFormat.XLSX], addressee="别处", ranking=True)
    change_schedule(schedule=schedule, first_period=SEPTEMBER, issuer="别的单位", manner=manner,
                    version=schedule.version, by=BY)  # fmt: skip


def _end_schedule(house: House) -> None:
    schedule = Schedule.objects.get()
    if schedule.active:
        end_schedule(schedule=schedule, version=schedule.version, by=BY)


def _october(house: House) -> None:
    schedule = Schedule.objects.select_related("plan", "signer").get()
    if not Report.objects.filter(period="2026-10").exists():
        sign(make_draft(schedule, OCTOBER, known=LATER), house.dong, now=LATER)


def _correct(house: House) -> None:
    first = Report.objects.select_related("schedule__plan", "corrects").get(
        period="2026-09", edition=0
    )
    if not first.corrections.exists():
        sign(make_correction(first, known=LATER), house.dong, now=LATER)


def _passage(house: House) -> None:
    """Written past the actions: a signed report's pages and files still know only the seal."""
    Passage.objects.get_or_create(
        report=Report.objects.get(period="2026-09", edition=0), key="overall.1",
        defaults={"text": "事后添上的话", "written_by": house.chen, "written_at": LATER},
    )  # fmt: skip


DEEDS: list[Callable[[House], None]] = [
    _rename_unit, _rename_people, _retitle, _delete_work, _policy, _calendar, _file_more,
    _change_schedule, _end_schedule, _october, _correct, _passage,
]  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__.strip("_"))
def test_nothing_that_happens_later_changes_it(
    house: House, signed: Report, deed: Callable[[House], None]
) -> None:
    before = state(signed)
    assert len(before["signed_by"]) == 1
    deed(house)
    after = state(signed)
    for part in before:
        assert after[part] == before[part], part
    assert verify_reports() == []


@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.sampled_from(DEEDS), min_size=3, max_size=8))
def test_nor_does_any_sequence_of_it(
    house: House, signed: Report, deeds: list[Callable[[House], None]]
) -> None:
    before = state(signed)
    with transaction.atomic():
        for deed in deeds:
            deed(house)
        assert state(signed) == before
        assert verify_reports() == []
        transaction.set_rollback(True)


def test_it_is_checked_whether_it_is_whole(house: House, signed: Report) -> None:
    """Taken out of the row past all actions: each loss is named with its report."""
    file = signed.files.first()
    assert verify_reports() == []
    changes: list[tuple[Any, dict[str, Any], dict[str, Any], str]] = [
        (Report, {"contents": "{}"}, {"contents": signed.contents}, "figures"),
        (Report, {"seal": signed.seal + " "}, {"seal": signed.seal}, "seal"),
        (Report, {"number": 7}, {"number": signed.number}, "apart"),
        (Report, {"audit_link": "0" * 64}, {"audit_link": signed.audit_link}, "trail"),
        (ReportFile, {"data": b"x"}, {"data": bytes(file.data)}, "file"),
    ]
    for model, change, back, code in changes:
        pk = signed.pk if model is Report else file.pk
        model.objects.filter(pk=pk).update(**change)
        assert code in {one.code for one in verify_reports()}, change
        model.objects.filter(pk=pk).update(**back)
    ReportFile.objects.filter(pk=file.pk).delete()
    assert verify_reports() == [], "a file less can be made again from the seal"
