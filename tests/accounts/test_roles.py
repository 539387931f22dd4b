"""Who may do what: the whole table, written out."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.actions import end_role
from accounts.choices import ROLES, Permission, Role
from accounts.models import RoleGrant, User
from accounts.permissions import may, require_may, units_of
from accounts.queries import holders
from core.refusals import NotAllowed
from tests.factories import BY, House, at, grant_role, make_unit

# One line a permission: the roles that hold it, and nobody else does.
TABLE = {
    "plan.view": "reporter unit_lead coordinator chief leader secretary",
    "plan.manage": "coordinator chief",
    "plan.publish": "chief",
    "update.file": "reporter",
    "update.sign": "unit_lead",
    "update.review": "coordinator chief",
    "round.view": "coordinator chief leader secretary",
    "round.manage": "coordinator chief",
    "request.decide": "coordinator chief",
    "initiative.close": "chief",
    "matter.view": "coordinator chief leader secretary",
    "matter.answer": "coordinator chief",
    "direction.view": "coordinator chief leader secretary",
    "direction.record": "coordinator chief secretary",
    "remind": "coordinator chief",
    "supervise": "chief",
    "light.override": "chief",
    "light.policy": "chief",
    "report.view": "reporter unit_lead coordinator chief leader secretary",
    "report.draft": "coordinator chief",
    "report.sign": "chief",
    "calendar.manage": "chief system_admin",
    "unit.manage": "system_admin",
    "person.manage": "system_admin",
    "role.grant": "security_admin",
    "audit.view": "auditor",
    "health.view": "system_admin",
    "work.retry": "system_admin",
}
HOLDERS = {
    "reporter": "alice",
    "unit_lead": "bo",
    "coordinator": "chen",
    "chief": "dong",
    "leader": "lei",
    "secretary": "su",
    "system_admin": "gao",
    "security_admin": "han",
    "auditor": "jin",
}


def test_the_table_names_every_permission_and_role() -> None:
    assert set(TABLE) == {permission.value for permission in Permission}
    assert set(HOLDERS) == {role.value for role in Role}


@pytest.mark.parametrize("role", list(HOLDERS))
def test_a_role_allows_what_the_table_says_and_no_more(house: House, role: str) -> None:
    person = house.people[HOLDERS[role]]
    allowed = {permission.value for permission in Permission if may(person, permission)}
    assert allowed == {name for name, roles in TABLE.items() if role in roles.split()}


def test_only_unit_roles_are_held_in_a_unit() -> None:
    assert {role for role, facts in ROLES.items() if facts.of_unit} == {
        Role.REPORTER,
        Role.UNIT_LEAD,
    }


def test_a_units_role_reaches_its_own_unit_only(house: House) -> None:
    assert may(house.alice, Permission.UPDATE_FILE, unit=house.a)
    assert not may(house.alice, Permission.UPDATE_FILE, unit=house.b)
    assert may(house.bo, Permission.UPDATE_SIGN, unit=house.a)
    assert not may(house.bo, Permission.UPDATE_SIGN, unit=house.b)


def test_an_offices_role_reaches_every_unit(house: House) -> None:
    assert may(house.chen, Permission.UPDATE_REVIEW, unit=house.a)
    assert may(house.chen, Permission.UPDATE_REVIEW, unit=house.b)


def test_nobody_without_a_role_may_do_anything(house: House) -> None:
    assert [one for one in Permission if may(house.zed, one)] == []
    assert [one for one in Permission if may(AnonymousUser(), one)] == []


def test_an_account_that_was_switched_off_may_do_nothing(house: House) -> None:
    house.chen.is_active = False
    assert [one for one in Permission if may(house.chen, one)] == []


def test_an_ended_role_allows_nothing_more(house: House) -> None:
    grant = RoleGrant.objects.get(user=house.alice)
    end_role(grant=grant, now=at("2026-09-05"), by=BY)
    fresh = User.objects.get(pk=house.alice.pk)
    assert not may(fresh, Permission.PLAN_VIEW)


def test_ending_a_role_counts_at_once_for_the_person_in_hand(house: House) -> None:
    grant = RoleGrant.objects.select_related("user").get(user=house.alice)
    assert may(grant.user, Permission.UPDATE_FILE)
    end_role(grant=grant, now=at("2026-09-05"), by=BY)
    assert not may(grant.user, Permission.UPDATE_FILE)


def test_require_may_refuses_with_a_sentence(house: House, unchanged: Callable[[], Any]) -> None:
    require_may(house.alice, Permission.UPDATE_FILE, unit=house.a)
    with unchanged(), pytest.raises(NotAllowed) as refusal:
        require_may(house.alice, Permission.UPDATE_FILE, unit=house.b)
    assert refusal.value.status == 403
    assert str(refusal.value.sentence)


def test_units_of_a_person_come_in_official_order(house: House) -> None:
    third = make_unit("示例丙局", 0)
    for unit in (house.b, third):
        grant_role(user=house.alice, role=Role.REPORTER, unit=unit, now=at("2026-09-02"), by=BY)
    assert units_of(house.alice, Permission.UPDATE_FILE) == [third, house.b, house.a]
    assert units_of(house.alice, Permission.UPDATE_SIGN) == []
    assert units_of(house.chen, Permission.UPDATE_REVIEW) == []


def test_holders_are_the_active_ones_of_the_unit(house: House) -> None:
    assert holders(Role.REPORTER) == [house.alice, house.eve]
    assert holders(Role.REPORTER, unit=house.b) == [house.eve]
    User.objects.filter(pk=house.eve.pk).update(is_active=False)
    assert holders(Role.REPORTER) == [house.alice]
    end_role(grant=RoleGrant.objects.get(user=house.alice), now=at("2026-09-05"), by=BY)
    assert holders(Role.REPORTER) == []


def test_roles_are_read_once_for_a_person(house: House, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        may(house.chen, Permission.PLAN_VIEW)
        may(house.chen, Permission.UPDATE_REVIEW)
