"""A secretary enters a leader's remark beside the paragraph; the report shows what came of it."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from lxml import html

from progress.models import Direction
from reports.actions import deliver, record_remark
from reports.models import Recipient, Remark, Report
from reports.views.remarks import beside
from tests.factories import BY, House, at
from tests.reports.drafts import draft, file_all, sign

NOW = at("2026-10-22 10:00")
KEY = "behind.2.1"
SAID = {
    "leader": "李示例",
    "words": "请抓紧。",
    "given_on": "2026-10-22",
    "due_on": "",
    "codes": "",
}


@pytest.fixture
def report(house: House) -> Report:
    file_all(house)
    return sign(draft(house))


@pytest.fixture
def su(house: House) -> Iterator[Client]:
    with time_machine.travel(NOW, tick=False):
        client = Client()
        client.force_login(house.su)
        yield client


def where(report: Report, key: str = KEY) -> str:
    return reverse("report-remark", args=["digital", report.public_id, key])


def shown(report: Report, user: Any) -> str:
    """What stands beside the report for this person."""
    context = {"plan": report.schedule.plan, "report": report, **beside(user, report)}
    request = RequestFactory().get("/")
    request.user = user
    page = html.fromstring(f"<div>{render_to_string('reports/beside.html', context)}</div>")
    return " ".join(page.text_content().split())


def test_the_paragraphs_initiatives_are_offered(su: Client, report: Report) -> None:
    page = html.fromstring(su.get(where(report)).content.decode())
    boxes = page.xpath("//input[@name='concerned']")
    assert [(box.get("value"), box.get("checked") is not None) for box in boxes] == [("2", True)]
    assert "数据目录迟迟未定" in page.xpath("//blockquote")[0].text_content()


def test_a_remark_is_recorded_on_ticked_and_on_named_initiatives(
    su: Client, report: Report
) -> None:
    answer = su.post(where(report), {**SAID, "concerned": "2", "codes": "3，2"})
    assert answer.status_code == 302 and answer["Location"].endswith("#remarks")
    assert sorted(Direction.objects.values_list("initiative__code", flat=True)) == [2, 3]
    page = su.get("/plans/digital/directions/").content.decode()
    assert "数据目录迟迟未定" in page


@pytest.mark.parametrize(
    "more",
    [{}, {"codes": "99"}, {"codes": "x"}, {"concerned": "3"}, {"codes": "1", "words": ""},
     {"codes": "1", "given_on": "2026-10-23"}],
    ids=["none chosen", "no such number", "no number", "not offered", "no words", "to come"],
)  # fmt: skip
def test_what_is_refused_stays_in_the_form(
    su: Client, report: Report, more: dict[str, str]
) -> None:
    answer = su.post(where(report), {**SAID, **more})
    assert answer.status_code == 422
    assert "李示例" in answer.content.decode()
    assert not Remark.objects.exists()


def test_only_a_paragraph_of_a_signed_report_has_the_page(
    su: Client, report: Report, house: House
) -> None:
    assert su.get(where(report, "gone.1")).status_code == 404
    Report.objects.update(state="draft", seal="", seal_sha256="", number=None, number_year=None,
                          number_key=None, signed_at=None)  # fmt: skip
    assert su.get(where(report)).status_code == 404
    client = Client()
    client.force_login(house.alice)
    assert client.get(where(report)).status_code == 404


def test_beside_the_report_stand_remarks_and_recipients(house: House, report: Report) -> None:
    Recipient.objects.create(
        schedule=report.schedule, kind="person", key=f"person:{house.dong.pk}", person=house.dong
    )
    Recipient.objects.create(
        schedule=report.schedule, kind="role", key="role:leader", role="leader"
    )
    deliver(report=report, now=NOW, by=BY)
    record_remark(
        report=report, key=KEY, leader="李示例", words="请抓紧。", given_on=NOW.date(),
        due_on=None, initiatives=[house.initiative(2)], person=house.su, now=NOW, by=BY,
    )  # fmt: skip
    office = shown(report, house.chen)
    assert "请抓紧。" in office and "Dong" in office and "未打开" in office
    assert office.count("未打开") == 1, "of a leader nothing is said"
    secretary = shown(report, house.su)
    assert "登记领导批示" in secretary and "Dong" not in secretary
    unit = shown(report, house.eve)
    assert "请抓紧。" not in unit and "Dong" not in unit


def test_a_draft_is_polished_by_who_drafts(house: House) -> None:
    one = draft(house)
    assert "修改文字" in shown(one, house.chen)
    assert shown(one, house.su) == ""
