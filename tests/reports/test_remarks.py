"""A leader's remark on a paragraph becomes a direction that names the report and the paragraph."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.utils import translation

from accounts.models import Notice
from core.models import AuditEvent
from core.refusals import BadInput, Conflict, NotAllowed
from progress.models import Direction
from progress.origins import origins_of
from reports.actions import record_remark, write_passage
from reports.models import Passage, Remark, Report
from reports.remarks import remarks_on, report_named, told_of, with_reports
from tests.factories import BY, House, actor, at
from tests.reports.drafts import draft, file_all, sign

Unchanged = Callable[[], Any]
NOW = at("2026-10-22 10:00")
KEY = "behind.2.1"


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def report(house: House) -> Report:
    file_all(house)
    one = draft(house)
    write_passage(
        report=one, key=KEY, text="目录编制滞后，需市级协调。", version=0, drawn=one.sha256,
        person=house.chen, now=NOW, by=BY,
    )  # fmt: skip
    return sign(one)


def note(report: Report, house: House, *codes: int, **more: Any) -> Remark:
    who = more.pop("person", house.su)
    facts = {
        "key": KEY, "leader": "李示例", "words": " 请一周内拿出方案。",
        "due_on": date(2026, 10, 30), "given_on": date(2026, 10, 21), "now": NOW, **more,
    }  # fmt: skip
    rows = [house.initiative(code) for code in codes or (2,)]
    return record_remark(report=report, initiatives=rows, person=who, by=actor(who), **facts)


def test_a_remark_is_a_direction_on_the_chosen_initiatives(house: House, report: Report) -> None:
    remark = note(report, house, 2, 3)
    rows = list(Direction.objects.order_by("pk"))
    assert [(row.initiative.code, row.part_of) for row in rows] == [(2, None), (3, rows[0])]
    assert (rows[0].leader, rows[0].words, rows[0].due_on, rows[0].recorded_by) == (
        "李示例", "请一周内拿出方案。", date(2026, 10, 30), house.su,
    )  # fmt: skip
    assert (remark.report, remark.key, remark.direction) == (report, KEY, rows[0])
    told = Notice.objects.filter(kind="direction").values_list("to__username", flat=True)
    assert sorted(told) == ["alice", "bo", "eve", "fan"]
    event = AuditEvent.objects.order_by("seq").last()
    assert (event.verb, event.after["place"]) == ("remark.recorded", KEY)


def test_the_paragraph_is_kept_as_it_was_sealed(house: House, report: Report) -> None:
    Passage.objects.update(text="事后所改。")
    assert note(report, house).paragraph == "目录编制滞后，需市级协调。"


def test_the_paragraph_offers_the_initiatives_that_it_speaks_of(
    house: House, report: Report
) -> None:
    assert [row.code for row in told_of(report, KEY, "目录编制滞后。")] == [2]
    assert [row.code for row in told_of(report, "area.2.1", "平稳。")] == [3, 4]
    assert told_of(report, "overall.1", "平稳。") == []


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"key": "gone.1"}, "no such paragraph"),
        ({"leader": " "}, "who gave"),
        ({"words": ""}, "who gave"),
        ({"given_on": date(2026, 10, 23)}, "future"),
        ({"due_on": date(2026, 10, 20)}, "before the direction"),
    ],
)
def test_a_remark_that_makes_no_sense_is_refused(
    house: House, report: Report, unchanged: Unchanged, more: Any, sentence: str
) -> None:
    with unchanged(), pytest.raises(BadInput, match=sentence):
        note(report, house, **more)


def test_a_remark_concerns_some_initiative_of_the_plan(
    house: House, report: Report, unchanged: Unchanged
) -> None:
    facts: dict[str, Any] = {
        "report": report, "key": KEY, "leader": "李示例", "words": "办。", "due_on": None,
        "given_on": date(2026, 10, 21), "person": house.su, "now": NOW, "by": BY,
    }  # fmt: skip
    with unchanged(), pytest.raises(BadInput, match="Choose the initiatives"):
        record_remark(initiatives=[], **facts)
    other = house.initiative(1)
    other.plan_id += 1
    with unchanged(), pytest.raises(BadInput, match="own plan"):
        record_remark(initiatives=[other], **facts)


def test_on_a_draft_nothing_is_remarked(house: House, report: Report, unchanged: Unchanged) -> None:
    report.state = "draft"
    with unchanged(), pytest.raises(Conflict, match="draft"):
        note(report, house)


def test_who_may_not_record_directions_records_none(
    house: House, report: Report, unchanged: Unchanged
) -> None:
    for name in ("alice", "bo", "lei", "gao", "zed"):
        with unchanged(), pytest.raises(NotAllowed):
            note(report, house, person=getattr(house, name))


def test_the_direction_names_the_report_and_the_paragraph(house: House, report: Report) -> None:
    note(report, house, 2, 3)
    keys = list(Direction.objects.values_list("pk", flat=True))
    found = origins_of(house.su, keys)
    assert set(found) == set(keys), "a direction that is part of another too"
    for one in found.values():
        assert "数字服务" in one.words and "目录编制滞后，需市级协调。" in one.words
        assert one.link == "/plans/digital/reports/month/2026-09/#remarks"


def test_the_story_names_the_report_in_the_same_query(
    house: House, report: Report, django_assert_num_queries: Any
) -> None:
    note(report, house, 2, 3)
    with django_assert_num_queries(1):
        named = [report_named(row) for row in with_reports(Direction.objects.all())]
    assert len(named) == 2 and all("数字服务" in one for one in named)


def test_a_unit_hears_of_the_report_and_not_of_its_paragraph(house: House, report: Report) -> None:
    note(report, house, 2)
    (one,) = origins_of(house.alice, list(Direction.objects.values_list("pk", flat=True))).values()
    assert "数字服务" in one.words and "目录" not in one.words and one.link == ""


def test_the_report_shows_remarks_to_who_may_see_directions(house: House, report: Report) -> None:
    remark = note(report, house, 2)
    for name in ("su", "lei", "chen", "dong", "alice", "bo"):
        assert remarks_on(getattr(house, name), report) == [remark], name
    for name in ("eve", "fan", "zed"):
        assert remarks_on(getattr(house, name), report) == [], name


def test_remarks_are_told_in_four_queries(
    house: House, report: Report, django_assert_num_queries: Any
) -> None:
    note(report, house, 2, 3)
    note(report, house, 1)
    house.su.open_grants()
    with django_assert_num_queries(4):
        rows = remarks_on(house.su, report)
        assert [[part.initiative.code for part in row.direction.parts.all()] for row in rows] == [
            [3], [],
        ]  # fmt: skip
