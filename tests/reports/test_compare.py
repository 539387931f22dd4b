"""Two reports beside each other: every difference once, as data, in words, as a page and a file."""

import io
from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from core.periods import Period
from reports.actions import add_schedule, freeze_report
from reports.contents import cells, with_changes
from reports.contents.difference import compared
from reports.contents.shape import LIGHTS
from reports.models import Report
from reports.outputs.blocks import Table
from reports.outputs.compared_sheet import compared_sheet
from reports.outputs.narrative.compared import rows
from reports.writing import compose, gather_period
from tests.factories import BY, House, at, file_update, make_indicator
from tests.report_factories import sign
from tests.reports.sample_contents import counts_of, made, make_contents


def sample(**more: Any) -> Any:
    """Contents of the sample."""
    return make_contents(**more)


def later(**changes: Any) -> Any:
    """The sample a month on: measures' lights, percents and due dates by position."""
    contents = deepcopy(sample(previous=False))
    contents["as_of"] = "2026-11-30"
    for area in contents["areas"]:
        for cell in area["cells"]:
            cell.update(changes.get(f"m{cell['position']}", {}))
    contents["counts"] = counts_of([cell["light"] for cell in cells(contents).values()])
    return contents


def test_the_same_contents_differ_in_nothing_but_who_did_not_file() -> None:
    contents = sample(previous=False)
    found = compared(contents, contents)
    lists = ("lights", "steps", "deadlines", "new_risks", "cleared", "done", "indicators",
             "added", "removed")  # fmt: skip
    assert not any(found[name] for name in lists)
    assert [line["name"] for line in found["unfiled"]] == [
        line["name"] for line in contents["units"]
    ]
    assert {change for _was, _now, change in found["counts"].values()} == {0}


def test_each_kind_of_difference() -> None:
    was = sample(previous=False)
    now = later(
        m1={"light": "red", "percent": "40.0"}, m3={"light": "green"}, m5={"light": "done"},
        m4={"light": "done"}, m6={"due_on": "2028-01-31"}, m19={"light": "ongoing"},
    )  # fmt: skip
    now["indicators"][0]["actual"] = "1700"
    now["indicators"][1]["light"] = "green"
    found = compared(now, was)
    assert [one["position"] for one in found["new_risks"]] == [1]
    assert [one["position"] for one in found["cleared"]] == [3, 4]
    assert [one["position"] for one in found["done"]] == [4, 5]
    assert [(one["position"], one["change"]) for one in found["lights"]] == [
        (1, "-1"), (3, "1"), (4, "0"), (5, "0"), (19, "0"),
    ]  # fmt: skip
    (step,) = found["steps"]
    assert (step["was"], step["now"], step["change"]) == ("58.0", "40.0", "-18.0")
    (moved,) = found["deadlines"]
    assert (moved["position"], moved["was"], moved["now"]) == (6, "2027-12-31", "2028-01-31")
    assert [(one["code"], one["change"]) for one in found["indicators"]] == [(1, "50"), (2, "0.0")]
    told = [(row.kind, row.number) for row in rows(found)]
    assert told[:5] == [
        ("new_risk", 1), ("cleared", 3), ("cleared", 4), ("done", 5), ("light", 19),
    ]  # fmt: skip
    assert len(told) == len(set(told)) + len(was["units"]) - 1, "each once"


def test_measures_of_one_side_only() -> None:
    was, now = sample(areas=4), sample()
    found = compared(now, was)
    assert (found["added"], found["removed"]) == ([18, 19, 20, 21, 22], [])
    assert compared(was, now)["removed"] == [18, 19, 20, 21, 22]


light = st.sampled_from(LIGHTS)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(light, light), min_size=22, max_size=22))
def test_counts_and_moves_agree(pairs: list[tuple[str, str]]) -> None:
    was, now = sample(previous=False), sample(previous=False)
    for contents, side in ((was, 0), (now, 1)):
        for cell, pair in zip(cells(contents).values(), pairs, strict=True):
            cell["light"] = pair[side]
        contents["counts"] = counts_of([pair[side] for pair in pairs])
    found = compared(now, was)
    for name in LIGHTS:
        gained = sum(one["now"] == name for one in found["lights"])
        lost = sum(one["was"] == name for one in found["lights"])
        assert found["counts"][name][2] == gained - lost
    needy = {"red", "yellow"}
    assert len(found["new_risks"]) == sum(b in needy and a not in needy for a, b in pairs)
    assert len(found["cleared"]) == sum(a in needy and b not in needy for a, b in pairs)
    assert len(found["done"]) == sum(b == "done" != a for a, b in pairs)


def test_the_report_lists_what_differs() -> None:
    now: Any = with_changes(
        later(m1={"light": "red", "percent": "40.0"}), sample(previous=False),
        period="2026-10",
    )  # fmt: skip
    found = next(one for one in made(now, "2026-11").attachments if one.title == "与上期比较表")
    (table,) = found.blocks
    assert isinstance(table, Table)
    assert table.rows[0] == ("新增滞后、预警", "第1项前瞻布局前沿领域", "正常", "滞后", "—")
    assert table.rows[1] == (
        "进度变化", "第1项前瞻布局前沿领域", "58.0%", "40.0%", "−18.0个百分点",
    )  # fmt: skip
    assert [one.title for one in made(sample()).attachments][-1] == "单位统计表"


def test_the_workbook_has_numbers_and_days() -> None:
    now = later(m1={"light": "red", "percent": "40.0"}, m6={"due_on": "2028-01-31"})
    now["areas"][0]["cells"][0]["title"] = "=cmd|'/c calc'!A1"
    found = compared(now, sample(previous=False))
    data = compared_sheet(found, title="比较", was="上月", now="本月", at=at("2026-12-01"))
    lines = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert lines[1] == ["类别", "序号", "事项", "上期", "本期", "变化", "说明"]
    assert lines[2][2] == "=cmd|'/c calc'!A1"
    step = next(line for line in lines if line[0] == "进度变化")
    assert step[3:6] == [58, 40, -18]
    deadline = next(line for line in lines if line[0] == "时限变化")
    assert [str(deadline[3]), str(deadline[4]), deadline[5]] == ["2027-12-31", "2028-01-31", 31]
    assert len(lines) == 2 + len(rows(found))


# --- the page


@pytest.fixture
def issued(house: House) -> Iterator[tuple[House, Report, Report]]:
    """Reports on August and September, and an update that was approved after them."""
    indicator = make_indicator(house)
    schedule = add_schedule(
        plan=house.plan, kind="month", first_period=Period.parse("2026-08"), issuer="督查室", by=BY
    )
    reports = []
    for key, known in (("2026-08", "2026-09-08"), ("2026-09", "2026-10-20")):
        period = Period.parse(key)
        contents = gather_period(schedule, period, known_at=at(known))
        drawn = compose(contents, schedule=schedule, period=period, drafted_on=at(known).date())
        frozen = (
            freeze_report(
                schedule=schedule,
                period=period,
                contents=contents,
                document=drawn,
                known_at=at(known),
                by=BY,
            )  # fmt: skip
        )
        reports.append(sign(frozen, house.dong, now=at(known)))
    file_update(house, 1, now=at("2026-09-20"), values={indicator.pk: Decimal(80)})
    yield house, reports[0], reports[1]


def test_the_last_report_beside_today(issued: tuple[House, Report, Report], client: Client) -> None:
    house, _august, september = issued
    client.force_login(house.lei)
    page = client.get("/plans/digital/reports/compare/").content.decode()
    assert f'<option value="{september.public_id}" selected>' in page
    assert '<option value="now" selected>' in page
    sheet = client.get("/plans/digital/reports/compare/sheet/")
    assert sheet.headers["Content-Type"].endswith("sheet")
    assert CalamineWorkbook.from_filelike(io.BytesIO(sheet.content)).sheet_names == ["比较"]


def test_two_reports_are_chosen(issued: tuple[House, Report, Report], client: Client) -> None:
    house, august, september = issued
    client.force_login(house.lei)
    query = f"?from={august.public_id}&to={september.public_id}"
    page = client.get(f"/plans/digital/reports/compare/{query}").content.decode()
    assert "2026年8月31日" in page and "2026年9月30日" in page
    assert f'<option value="{september.public_id}" selected>' in page
    assert client.get(f"/plans/digital/reports/compare/sheet/{query}").status_code == 200


@pytest.mark.parametrize("query", ["?from=nobody", "?to=nobody", "?from="])
def test_no_such_report(issued: tuple[House, Report, Report], client: Client, query: str) -> None:
    client.force_login(issued[0].lei)
    for page in ("", "sheet/"):
        assert client.get(f"/plans/digital/reports/compare/{page}{query}").status_code == 404


def test_before_the_first_report(house: House, client: Client) -> None:
    client.force_login(house.lei)
    assert client.get("/plans/digital/reports/compare/").status_code == 200
    assert client.get("/plans/digital/reports/compare/sheet/").status_code == 404
    client.force_login(house.zed)
    assert client.get("/plans/digital/reports/compare/").status_code == 404
