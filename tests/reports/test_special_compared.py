"""A special report is held against the last one on its subject, and tells of its own days."""

from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from reports.actions import send_proofs
from reports.contents import gather
from reports.models import Report
from reports.periods import Special
from reports.queries import contents_of, last_report
from reports.telling import address_of
from reports.writing import draft_of, gather_period
from tests.factories import BY, House, at, file_update
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


# --- its pages: a special report has no calendar period, a circular an address of its own


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_special_report_has_its_pages(house: House, first: Report) -> None:
    draft = special(house, SECOND, "2026-10-14 06:00")
    office = signed_in(house.chen)
    for path in (f"{draft.public_id}/edit/", f"{draft.public_id}/english/"):
        assert office.get(f"/plans/digital/reports/{path}").status_code == 200
    page = signed_in(house.su).get(f"/plans/digital/reports/{first.public_id}/remarks/overall.1/")
    assert page.status_code == 200 and first.get_absolute_url() in page.content.decode()
    today = timezone.localdate()
    (proof,) = send_proofs(
        report=draft, units=[house.a], due_on=today + timedelta(days=3), person=house.chen,
        now=timezone.now(), by=BY,
    )  # fmt: skip
    unit = signed_in(house.alice)
    assert unit.get(f"/proofs/{proof.public_id}/").status_code == 200
    assert unit.get("/proofs/").status_code == 200


@pytest.mark.parametrize("kind", ["special", "circular"])
def test_what_is_told_of_it_leads_to_it(house: House, first: Report, kind: str) -> None:
    circular = make_schedule(house.plan, audience="units")
    report = first if kind == "special" else sign(make_draft(circular), house.dong)
    assert address_of(report) == report.get_absolute_url()
    answer = signed_in(house.chen).get(address_of(report))
    assert answer.status_code == 200 and answer.context["report"].pk == report.pk
