"""A special report is held against the last one on its subject, and tells of its own days."""

from typing import Any
from unittest import mock

import pytest

from reports.contents import gather
from reports.models import Report
from reports.periods import Special
from reports.queries import contents_of, last_report
from reports.writing import draft_of, gather_period
from tests.factories import House, at, file_update
from tests.report_factories import make_draft, make_schedule, sign


def days(first: str, last: str) -> Special:
    return Special(at(first).date(), at(last).date())


FIRST, SECOND = days("2026-09-01", "2026-09-20"), days("2026-09-21", "2026-10-12")


def special(house: House, period: Special, known: str, **more: Any) -> Report:
    facts: dict[str, Any] = {"kind": "special", "first_period": period, "name": "数据平台", **more}
    return make_draft(make_schedule(house.plan, **facts), period, known=at(known))


@pytest.fixture
def first(house: House) -> Report:
    return sign(special(house, FIRST, "2026-09-22 06:00"), house.dong, now=at("2026-09-22 10:00"))


def test_it_tells_what_changed_since_the_last_on_its_subject(house: House, first: Report) -> None:
    file_update(house, 1)
    second = special(house, SECOND, "2026-10-14 06:00")
    previous = contents_of(second)["previous"]
    assert previous is not None
    assert (previous["period"], previous["as_of"]) == ("2026-09-20", "2026-09-20")
    now, was = contents_of(second)["counts"], contents_of(first)["counts"]
    assert previous["counts"] == {light: now[light] - was[light] for light in now}
    said = "与上期（截至2026年9月20日）相比，"
    assert any(said in text for text in draft_of(second).texts())
    titles = [one.title for one in draft_of(second).attachments]
    assert any(title.endswith("汇总表") for title in titles)


@pytest.mark.parametrize("other", [{"name": "别的主题"}, {"audience": "units"}], ids=str)
def test_another_subject_or_other_readers_are_no_earlier_issue(
    house: House, first: Report, other: dict[str, str]
) -> None:
    assert contents_of(special(house, SECOND, "2026-10-14 06:00", **other))["previous"] is None


def test_a_later_one_is_no_earlier_issue(house: House, first: Report) -> None:
    before = special(house, days("2026-09-01", "2026-09-20"), "2026-10-14 06:00")
    assert contents_of(before)["previous"] is None, "days that end on the same day"
    assert last_report(before.schedule, before=at("2026-10-01").date()) is not None


def test_it_tells_of_its_own_days_alone(house: House, first: Report) -> None:
    """What the earlier one could not know yet is no matter of this one's days."""
    schedule = special(house, SECOND, "2026-10-14 06:00").schedule
    with mock.patch("reports.writing.gather", wraps=gather) as gathered:
        gather_period(schedule, SECOND, known_at=at("2026-10-14 06:00"))
    assert gathered.call_args.kwargs["told_until"] is None
    assert gathered.call_args.kwargs["since"] == SECOND.starts_on
