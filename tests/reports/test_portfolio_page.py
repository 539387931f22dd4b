"""A report by leader in charge and by lead unit: on a page, and as files."""

import io
from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.test import Client
from docx import Document as open_docx

from accounts.models import User
from reports.models import Report
from reports.queries import contents_of
from tests.factories import House, file_update
from tests.report_factories import make_draft, make_schedule, sign

Browser = Callable[[str], Client]


@pytest.fixture
def report(house: House) -> Report:
    file_update(house, 1)
    return sign(make_draft(make_schedule(house.plan)), house.dong)


@pytest.fixture
def address(report: Report) -> str:
    return f"/plans/digital/reports/{report.public_id}/portfolio/"


@pytest.fixture
def browser(house: House) -> Client:
    client = Client()
    client.force_login(User.objects.get(username="lei"))
    return client


def test_each_unit_has_its_own_measures(
    house: House, report: Report, address: str, browser: Client
) -> None:
    for line in contents_of(report)["units"]:
        page = browser.get(f"{address}?unit={quote(line['name'])}").content.decode()
        for area in contents_of(report)["areas"]:
            for cell in area["cells"]:
                mine = any(task["lead"] == line["name"] for task in cell["tasks"])
                assert (f"第{cell['position']}项{cell['title']}" in page) <= mine
        assert f"摘编：{line['name']}" in page


def test_it_comes_as_a_file_of_the_same_words(
    house: House, report: Report, address: str, browser: Client
) -> None:
    answer = browser.get(f"{address}?unit={quote(house.a.name)}&form=docx")
    file = open_docx(io.BytesIO(answer.content))
    assert f"（摘编：{house.a.name}）" in [each.text for each in file.paragraphs]
    assert "attachment" in answer.headers["Content-Disposition"]


@pytest.mark.parametrize(
    "query", ["unit=nobody", "leader=nobody", "unit=a&leader=b", "form=exe", "form=html"]
)
def test_what_is_not_there_is_not_found(
    house: House, address: str, browser: Client, query: str
) -> None:
    assert browser.get(f"{address}?{query}").status_code == 404


def test_the_first_portfolio_is_shown_unless_another_is_asked_for(
    address: str, browser: Client
) -> None:
    page = browser.get(address)
    assert page.status_code == 200 and "摘编：" in page.content.decode()


def test_a_unit_without_the_report_does_not_see_its_cuts(house: House, address: str) -> None:
    client = Client()
    client.force_login(house.alice)
    assert client.get(address).status_code == 404
