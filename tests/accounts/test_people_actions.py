"""Units, people and roles come and end by actions; the trail tells each."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.actions import add_person, add_unit, end_role, grant_role
from accounts.choices import Permission, Role
from accounts.models import RoleGrant, Unit, User
from accounts.permissions import may
from core.models import AuditEvent
from core.refusals import BadInput, Conflict
from tests.factories import BY, House, at, verbs

Unchanged = Callable[[], Any]
NOW = at("2026-09-02")


def last_event() -> AuditEvent:
    return AuditEvent.objects.order_by("seq").last()


def test_a_unit_takes_its_place_in_the_official_list(house: House) -> None:
    unit = add_unit(name="示例丁局", short_name="", position=1, by=BY)
    assert (unit.name, unit.short_name, unit.is_example) == ("示例丁局", "示例丁局", False)
    ordered = list(Unit.objects.in_official_order())
    assert ordered == [unit, house.b, house.a, Unit.objects.get(name="示例督查室")]
    event = last_event()
    assert [one.position for one in ordered] == [1, 2, 3, 4]
    assert (event.verb, event.after) == ("unit.added", {"name": "示例丁局", "position": 1})
    assert event.subject_id == unit.public_id


@pytest.mark.parametrize(("name", "kind"), [("  ", BadInput), ("示例甲局", Conflict)])
def test_a_unit_needs_a_name_of_its_own(
    house: House, unchanged: Unchanged, name: str, kind: type[Exception]
) -> None:
    with unchanged(), pytest.raises(kind):
        add_unit(name=name, short_name="", position=4, by=BY)


def test_a_person_signs_in_with_the_password_given(house: House) -> None:
    user = add_person(username="wu", name="Wu", password="a long word or two", unit=house.a, by=BY)
    assert user.check_password("a long word or two")
    assert User.objects.get(username="wu").unit == house.a
    assert last_event().verb == "person.added"
    assert "a long word" not in str(last_event().after)


def test_without_a_password_nobody_signs_in(house: House) -> None:
    user = add_person(username="wu", name="Wu", password=None, by=BY)
    assert not user.has_usable_password()


@pytest.mark.parametrize(
    ("username", "name", "kind"),
    [("", "Wu", BadInput), ("wu", " ", BadInput), ("alice", "Another", Conflict)],
)
def test_a_person_needs_both_names_and_a_free_account(
    house: House, unchanged: Unchanged, username: str, name: str, kind: type[Exception]
) -> None:
    with unchanged(), pytest.raises(kind):
        add_person(username=username, name=name, password=None, by=BY)


def test_a_granted_role_counts_at_once(house: House) -> None:
    assert not may(house.zed, Permission.UPDATE_SIGN, unit=house.b)
    grant = grant_role(user=house.zed, role=Role.UNIT_LEAD, unit=house.b, now=NOW, by=BY)
    assert may(house.zed, Permission.UPDATE_SIGN, unit=house.b)
    assert (grant.granted_at, grant.ended_at) == (NOW, None)
    event = last_event()
    assert (event.verb, event.after) == ("role.granted", {"role": "unit_lead", "unit": "示例乙局"})


def test_a_units_role_wants_a_unit_and_an_offices_role_none(
    house: House, unchanged: Unchanged
) -> None:
    with unchanged(), pytest.raises(BadInput):
        grant_role(user=house.zed, role=Role.REPORTER, now=NOW, by=BY)
    with unchanged(), pytest.raises(BadInput):
        grant_role(user=house.zed, role=Role.CHIEF, unit=house.a, now=NOW, by=BY)


def test_nobody_holds_one_role_twice(house: House, unchanged: Unchanged) -> None:
    with unchanged(), pytest.raises(Conflict):
        grant_role(user=house.alice, role=Role.REPORTER, unit=house.a, now=NOW, by=BY)
    # The same role in another unit is another grant.
    grant_role(user=house.alice, role=Role.REPORTER, unit=house.b, now=NOW, by=BY)
    assert house.alice.grants.count() == 2


def test_an_ended_role_stays_as_a_row_and_may_be_given_again(house: House) -> None:
    grant = RoleGrant.objects.get(user=house.chen)
    end_role(grant=grant, now=NOW, by=BY)
    assert RoleGrant.objects.get(pk=grant.pk).ended_at == NOW
    assert (grant.ended_at, grant.open_key) == (NOW, None)
    again = grant_role(user=house.chen, role=Role.COORDINATOR, now=NOW, by=BY)
    assert again.pk != grant.pk
    assert verbs()[-2:] == ["role.ended", "role.granted"]


def test_a_role_ends_once(house: House, unchanged: Unchanged) -> None:
    grant = RoleGrant.objects.get(user=house.chen)
    stale = RoleGrant.objects.get(user=house.chen)
    end_role(grant=grant, now=NOW, by=BY)
    with unchanged(), pytest.raises(Conflict):
        end_role(grant=stale, now=at("2026-09-03"), by=BY)


@pytest.mark.parametrize(
    "change",
    [
        {"open_key": None},
        {"ended_at": NOW},
        {"role": "chief"},
        {"role": "no such role"},
    ],
    ids=["closed without a day", "ended and open", "office role in a unit", "unknown role"],
)
def test_the_database_refuses_a_grant_that_makes_no_sense(
    house: House, change: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.filter(user=house.alice).update(**change)
    assert RoleGrant.objects.filter(user=house.alice, role="reporter", ended_at=None).count() == 1


def test_the_database_refuses_names_left_empty_or_taken(house: House) -> None:
    for change in ({"name": ""}, {"short_name": ""}, {"name": house.b.name}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Unit.objects.filter(pk=house.a.pk).update(**change)
    for fields in ({"name": ""}, {"username": "bo"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.filter(pk=house.alice.pk).update(**fields)
