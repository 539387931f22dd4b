"""What a plan is called, and which measures address a finding: dated, by action and by page."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from core.models import AuditEvent
from core.refusals import BadInput, Conflict
from recommendations.actions import retitle_plan, set_measures
from recommendations.models import Finding, MeasureFinding, Plan
from recommendations.queries import called_on
from tests.factories import ADDED, BY, SLUG, House

Unchanged = Callable[[], Any]
LATER = ADDED + timedelta(days=1)


def retitle(plan: Plan, title: str, now: Any = ADDED, **more: Any) -> Plan:
    facts = {"title": title, "short_title": "新", "version": plan.version, **more}
    return retitle_plan(plan=plan, **facts, now=now, by=BY)


def addressing(finding: Finding) -> list[int]:
    links = finding.addressed_by.in_force().order_by("measure__position")
    return list(links.values_list("measure__position", flat=True))


def put(house: House, *positions: int, seen: list[int] | None = None, now: Any = ADDED) -> None:
    finding = house.plan.findings.get(position=1)
    measures = house.plan.measures.filter(position__in=positions)
    held = finding.addressed_by.in_force().values_list("measure_id", flat=True)
    set_measures(
        finding=finding,
        measures=measures,
        seen=list(held) if seen is None else seen,
        now=now,
        by=BY,
    )


def test_a_plan_is_called_as_it_was_known(house: House) -> None:
    plan = Plan.objects.get(pk=house.plan.pk)
    first = plan.title
    retitle(plan, "方案二")
    retitle(plan, " 方案三 ", LATER)
    assert Plan.objects.get(pk=plan.pk).title == "方案三"
    assert called_on(plan, known_at=ADDED - timedelta(seconds=1)).title == first
    assert called_on(plan, known_at=ADDED).title == "方案二"
    assert called_on(plan, known_at=LATER) is plan
    event = AuditEvent.objects.order_by("seq").last()
    assert event and (event.verb, event.before["title"]) == ("plan.retitled", "方案二")


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        ({"title": " "}, BadInput),
        ({"short_title": ""}, BadInput),
        ({"version": 99}, Conflict),
        ({"title": "数字服务落实方案", "short_title": "数字服务"}, BadInput),
    ],
)
def test_what_a_title_needs(
    house: House, unchanged: Unchanged, facts: dict[str, Any], kind: type[Exception]
) -> None:
    with unchanged(), pytest.raises(kind):
        retitle(house.plan, **{"title": "方案二", **facts})


def test_links_are_ended_and_kept_with_their_time(house: House) -> None:
    finding = house.plan.findings.get(position=1)
    put(house, 1, 2)
    put(house, 2, 3, now=LATER)
    put(house, 1, now=LATER + timedelta(days=1))
    assert addressing(finding) == [1]
    known = MeasureFinding.objects.known_at

    def held(now: Any) -> set[int]:
        return set(known(now).values_list("measure__position", flat=True))

    assert held(ADDED - timedelta(seconds=1)) == set()
    assert held(ADDED) == {1, 2}
    assert held(LATER) == {2, 3}
    assert held(LATER + timedelta(days=1)) == {1}


def test_who_comes_second_is_told(house: House, unchanged: Unchanged) -> None:
    put(house, 1)
    with unchanged(), pytest.raises(Conflict):
        put(house, 2, seen=[])
    with unchanged(), pytest.raises(BadInput):
        put(house, 1)


def test_no_measure_addresses_a_finding_twice(house: House) -> None:
    put(house, 1)
    row = MeasureFinding.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        MeasureFinding.objects.create(
            measure=row.measure, finding=row.finding, recorded_at=ADDED, open_key=row.open_key
        )


def chief(house: House) -> Client:
    client = Client()
    client.force_login(house.chen)
    return client


def test_the_pages(house: House) -> None:
    """Opened, refused with the words that were typed, and done."""
    client, plan = chief(house), house.plan
    page = f"/plans/{SLUG}/title/"
    assert plan.title in client.get(page).content.decode()
    told = {"title": "方案二", "short_title": "二", "version": "7"}
    answer = client.post(page, told)
    assert answer.status_code == 409 and "方案二" in answer.content.decode()
    assert client.post(page, {**told, "version": plan.version}).status_code == 302
    assert Plan.objects.get(pk=plan.pk).short_title == "二"
    page = f"/plans/{SLUG}/findings/1/measures/"
    keys = list(plan.measures.order_by("position").values_list("pk", flat=True))
    assert "checked" not in client.get(page).content.decode()
    assert client.post(page, {"measures": keys[:2], "seen": ""}).status_code == 302
    assert addressing(plan.findings.get(position=1)) == [1, 2]
    assert client.get(page).content.decode().count("checked") == 2
    assert client.post(page, {"measures": keys[:1], "seen": ""}).status_code == 409
    assert client.post(page, {"measures": ["x"], "seen": ""}).status_code == 422
    assert client.post(page, {"measures": keys[:1], "seen": "1,x"}).status_code == 422
    assert client.get(f"/plans/{SLUG}/findings/99/measures/").status_code == 404
