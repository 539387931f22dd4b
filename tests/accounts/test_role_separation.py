"""Roles that one person never holds together, the last who holds one, and who gave what."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.actions import close_account, end_role, grant_role
from accounts.choices import ADMINISTRATORS, PERMISSION_WORDS, ROLES, Permission, Role
from accounts.models import RoleGrant
from core.audit import Actor
from core.models import AuditEvent
from core.refusals import Conflict, NotAllowed
from tests.factories import BY, House, actor, at, make_person

Unchanged = Callable[[], Any]
NOW = at("2026-09-02")
PAIRS = [(one, two) for one in ROLES for two in ROLES if one != two]


@pytest.mark.parametrize(("held", "wanted"), PAIRS, ids=lambda role: role.value)
def test_an_administrator_does_nothing_else(house: House, held: Role, wanted: Role) -> None:
    def units(role: Role) -> dict[str, Any]:
        return {"unit": house.a} if ROLES[role].of_unit else {}

    grant_role(user=house.zed, role=held, now=NOW, by=BY, **units(held))
    if {held, wanted} & set(ADMINISTRATORS):
        with pytest.raises(Conflict) as refusal:
            grant_role(user=house.zed, role=wanted, now=NOW, by=BY, **units(wanted))
        assert str(ROLES[held].label) in str(refusal.value.sentence)
        assert house.zed.grants.count() == 1
    else:
        grant_role(user=house.zed, role=wanted, now=NOW, by=BY, **units(wanted))
        assert house.zed.grants.count() == 2


def test_an_ended_role_stands_in_nobodys_way(house: House) -> None:
    grant = grant_role(user=house.zed, role=Role.LEADER, now=NOW, by=BY)
    end_role(grant=grant, now=NOW, by=BY)
    grant_role(user=house.zed, role=Role.AUDITOR, now=NOW, by=BY)


def test_nobody_grants_a_role_to_themselves(house: House, unchanged: Unchanged) -> None:
    with unchanged(), pytest.raises(NotAllowed):
        grant_role(user=house.zed, role=Role.LEADER, now=NOW, by=actor(house.zed))


@pytest.mark.parametrize("username", ["gao", "han", "jin"])
def test_the_last_holder_keeps_an_administrators_role(
    house: House, unchanged: Unchanged, username: str
) -> None:
    grant = RoleGrant.objects.get(user=house.people[username])
    with unchanged(), pytest.raises(Conflict):
        end_role(grant=grant, now=NOW, by=BY)
    second = make_person("second", role=Role(grant.role))
    close_account(user=second, version=1, by=BY)
    with unchanged(), pytest.raises(Conflict):
        end_role(grant=grant, now=NOW, by=BY)
    third = make_person("third", role=Role(grant.role))
    end_role(grant=grant, now=NOW, by=BY)
    with unchanged(), pytest.raises(Conflict):
        end_role(grant=RoleGrant.objects.get(user=third), now=NOW, by=BY)


def test_any_other_role_may_be_taken_from_its_last_holder(house: House) -> None:
    end_role(grant=RoleGrant.objects.get(user=house.dong), now=NOW, by=BY)
    assert not RoleGrant.objects.filter(role="chief", open_key__isnull=False).exists()


def test_a_grant_says_who_gave_and_who_ended_it(house: House) -> None:
    grant = grant_role(
        user=house.zed, role=Role.REPORTER, unit=house.b, now=NOW, by=Actor(house.han.pk, "韩")
    )
    end_role(grant=grant, now=at("2026-09-05"), by=Actor(None, "秦"))
    row = RoleGrant.objects.get(pk=grant.pk)
    assert (row.granted_by, row.ended_by) == ("韩", "秦")
    event = AuditEvent.objects.order_by("seq").last()
    assert event.before == {"role": "reporter", "unit": "示例乙局"}


def test_every_permission_is_said_in_words() -> None:
    assert set(PERMISSION_WORDS) == set(Permission)
    said = [str(words) for words in PERMISSION_WORDS.values()]
    assert len(set(said)) == len(said)
