"""Deputies: a role with a last day ends by itself, for rights, notices and worklists alike."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import end_run_out_roles, grant_role
from accounts.choices import Permission, Role
from accounts.models import RoleGrant, User
from accounts.permissions import may, units_of
from accounts.queries import holders, office_people, people_of
from accounts.work import do_end, roles_to_end
from core.models import AuditEvent
from core.refusals import BadInput, Conflict
from tests.factories import BY, House, at

GRANTED = "2026-09-01"
LAST = date(2026, 9, 10)


def deputise(house: House, until: date | None = LAST, now: str = GRANTED) -> RoleGrant:
    return grant_role(
        user=house.zed, role=Role.UNIT_LEAD, unit=house.a, until=until, now=at(now), by=BY
    )


def on(monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    """The clock stands at nine on this day."""
    monkeypatch.setattr(timezone, "now", lambda: at(day))


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize(
    ("day", "holds"),
    [("2026-09-09", True), ("2026-09-10", True), ("2026-09-10 23:59", True),
     ("2026-09-11 00:00", False), ("2026-09-11", False), ("2027-01-01", False)],
)  # fmt: skip
def test_the_right_holds_up_to_its_last_day(
    house: House, monkeypatch: pytest.MonkeyPatch, day: str, holds: bool
) -> None:
    deputise(house)
    on(monkeypatch, day)
    assert may(fresh(house.zed), Permission.UPDATE_SIGN, unit=house.a) is holds
    assert bool(units_of(fresh(house.zed), Permission.UPDATE_SIGN)) is holds
    told = people_of([house.a], Permission.UPDATE_SIGN)[house.a.pk]
    assert (house.zed in told) is holds, "notices follow"
    assert (house.zed in holders(Role.UNIT_LEAD, unit=house.a)) is holds
    assert house.bo in told, "whoever has no last day goes on"


def test_an_offices_deputy_too(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    grant_role(user=house.zed, role=Role.COORDINATOR, until=LAST, now=at(GRANTED), by=BY)
    on(monkeypatch, "2026-09-10")
    assert house.zed in office_people(Permission.UPDATE_REVIEW)
    on(monkeypatch, "2026-09-11")
    assert house.zed not in office_people(Permission.UPDATE_REVIEW)


def test_the_days_of_a_grant_can_be_asked(house: House) -> None:
    grant = deputise(house)
    running = {day: grant in RoleGrant.objects.running(date(2026, 9, day)) for day in (10, 11)}
    assert running == {10: True, 11: False}


def test_the_clock_ends_the_rows_once_and_the_trail_says_so(house: House) -> None:
    grant = deputise(house)
    assert list(roles_to_end(at("2026-09-10 23:59"))) == []
    (due,) = roles_to_end(at("2026-09-14"))
    assert due.key == "2026-09-14"
    assert end_run_out_roles(now=at("2026-09-14"), by=BY) == 1
    assert end_run_out_roles(now=at("2026-09-14"), by=BY) == 0
    assert list(roles_to_end(at("2026-09-15"))) == []
    grant.refresh_from_db()
    assert grant.open_key is None and grant.ended_at == at("2026-09-14")
    assert grant.last_day == LAST, "the right ended with its last day, not with the run"
    event = AuditEvent.objects.filter(verb="role.ended").get()
    assert event.before["until_on"] == "2026-09-10"
    assert callable(do_end)


def test_who_deputised_before_may_be_asked_again(house: House) -> None:
    first = deputise(house)
    with pytest.raises(Conflict):
        deputise(house, now="2026-09-05")
    again = deputise(house, until=date(2026, 10, 10), now="2026-09-12")
    first.refresh_from_db()
    assert first.open_key is None and again.open_key is not None


@pytest.mark.parametrize(
    ("role", "until"), [(Role.CHIEF, date(2026, 8, 31)), (Role.AUDITOR, date(2026, 9, 30))]
)
def test_what_cannot_be_is_refused(
    house: House, unchanged: Callable[[], Any], role: Role, until: date
) -> None:
    with unchanged(), pytest.raises(BadInput):
        grant_role(user=house.zed, role=role, until=until, now=at(GRANTED), by=BY)


def test_the_page_grants_a_deputy_and_shows_until_when(house: House, client: Client) -> None:
    client.force_login(house.han)
    url = reverse("roles-of", args=[house.zed.public_id])
    until = timezone.localdate() + timedelta(days=7)
    sent = {"role": "unit_lead", "unit": house.a.pk, "until": until.isoformat()}
    assert client.post(url, sent).status_code == 302
    body = client.get(url).content.decode()
    assert "代理至" in body
    assert house.zed.grants.get().until == until
    late = {**sent, "role": "reporter", "until": (until - timedelta(days=9)).isoformat()}
    assert client.post(url, late).status_code == 422
    RoleGrant.objects.filter(user=house.zed).update(until=until - timedelta(days=9))
    body = client.get(url).content.decode()
    assert "代理至" not in body, "what has run out is shown as held before"
