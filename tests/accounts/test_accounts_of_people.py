"""Accounts: one person's each, moved, closed, opened, their passwords told once."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from accounts.actions import (
    add_person,
    change_password,
    close_account,
    edit_person,
    end_unit,
    grant_role,
    move_person,
    reopen_account,
    reset_password,
)
from accounts.choices import Permission, Role
from accounts.models import RoleGrant, Unit, User
from accounts.permissions import may
from accounts.queries import people_matching
from accounts.rules import masked, one_time_password, shared_account, shared_name
from core.audit import Actor
from core.models import AuditEvent
from core.refusals import BadInput, Conflict, NotAllowed
from tests.factories import BY, House, actor, at, make_person

Unchanged = Callable[[], Any]
NOW = at("2026-09-02")


def last_event() -> AuditEvent:
    return AuditEvent.objects.order_by("seq").last()


def stored(user: User) -> User:
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("username", ["office", "Admin", "zhiban", "test2", "guest_01", "root"])
def test_an_account_that_looks_shared_is_refused(
    house: House, unchanged: Unchanged, username: str
) -> None:
    assert shared_account(username)
    with unchanged(), pytest.raises(BadInput):
        add_person(username=username, name="吴一", password=None, by=BY)


@pytest.mark.parametrize("name", ["值班员", "督查室公用", "全体人员", "示例甲局"])
def test_a_name_that_is_no_persons_is_refused(
    house: House, unchanged: Unchanged, name: str
) -> None:
    with unchanged(), pytest.raises(BadInput):
        add_person(username="wu", name=name, password=None, by=BY)
    with unchanged(), pytest.raises(BadInput):
        edit_person(user=house.alice, name=name, phone="", email="", pinyin_override="",
                    version=1, by=BY)  # fmt: skip


def test_ordinary_names_pass() -> None:
    for username in ("wu", "wangwei2", "system-admin", "testa", "li.office"):
        assert not shared_account(username), username
    assert not shared_name("示例督查室主任")


def test_capitals_make_no_other_account(house: House, unchanged: Unchanged) -> None:
    with unchanged(), pytest.raises(Conflict):
        add_person(username="ALICE", name="另一人", password=None, by=BY)


def test_nobody_is_added_to_a_unit_that_has_ended(house: House, unchanged: Unchanged) -> None:
    end_unit(unit=house.a, last_day=date(2026, 8, 31), successors=[house.b], version=1, by=BY)
    unit = Unit.objects.get(pk=house.a.pk)
    with unchanged(), pytest.raises(BadInput) as refusal:
        add_person(username="wu", name="吴", password=None, unit=unit, on=date(2026, 9, 1), by=BY)
    assert "示例乙局" in str(refusal.value.sentence), "the successor is offered"
    with unchanged(), pytest.raises(BadInput):
        move_person(user=house.eve, unit=unit, version=1, now=NOW, by=BY)
    with unchanged(), pytest.raises(BadInput):
        grant_role(user=house.zed, role=Role.REPORTER, unit=unit, now=NOW, by=BY)


def test_a_person_is_found_by_name_account_and_sound(house: House) -> None:
    user = add_person(username="shan.tf", name="单田芳", password=None, by=BY)

    def found(words: str) -> list[User]:
        return list(people_matching(words, User.objects.all()))

    assert found("田芳") == found("stf") == found("shantian") == found("SHAN.TF") == [user]
    assert found("dtf") == [] and found("tf") == [user], (
        "initials from the first, accounts anywhere"
    )
    edit_person(user=user, name="单田芳", phone=" 010-1 ", email="",
                pinyin_override="dan tian fang",
                version=1, by=BY)  # fmt: skip
    assert found("dtf") == [user] and found("stf") == []
    assert last_event().after == {"phone": "010-1", "pinyin_override": "dan tian fang"}


def test_of_two_who_edit_one_person_the_second_is_told(house: House, unchanged: Unchanged) -> None:
    stale = stored(house.alice)
    facts = {"email": "", "pinyin_override": "", "by": BY}
    edit_person(user=house.alice, name="Alice A", phone="1", version=1, **facts)
    with unchanged(), pytest.raises(Conflict):
        edit_person(user=stale, name="Alice B", phone="2", version=1, **facts)
    with unchanged(), pytest.raises(BadInput):
        edit_person(user=house.alice, name=" ", phone="", version=2, **facts)


def test_a_move_ends_the_roles_of_the_old_unit_alone(house: House, unchanged: Unchanged) -> None:
    grant_role(user=house.alice, role=Role.UNIT_LEAD, unit=house.b, now=NOW, by=BY)
    house.alice.unit = house.a
    house.alice.save()
    ended = move_person(user=house.alice, unit=house.b, version=1, now=NOW, by=Actor(None, "高"))
    assert len(ended) == 1
    user = stored(house.alice)
    assert user.unit == house.b
    assert not may(user, Permission.UPDATE_FILE, unit=house.a)
    assert may(user, Permission.UPDATE_SIGN, unit=house.b)
    old = RoleGrant.objects.get(user=user, role="reporter")
    assert (old.ended_at, old.ended_by, old.open_key) == (NOW, "高", None)
    event = last_event()
    assert event.before["unit"] == "示例甲局" and event.after == {"unit": "示例乙局"}
    with unchanged(), pytest.raises(Conflict):
        move_person(user=user, unit=house.b, version=2, now=NOW, by=BY)
    with unchanged(), pytest.raises(Conflict):
        move_person(user=user, unit=None, version=1, now=NOW, by=BY)
    move_person(user=user, unit=None, version=2, now=NOW, by=BY)
    assert not may(stored(user), Permission.UPDATE_SIGN)


def test_a_closed_account_rests_with_its_roles(house: House, unchanged: Unchanged) -> None:
    close_account(user=house.chen, version=1, by=BY)
    assert not may(stored(house.chen), Permission.PLAN_VIEW)
    with unchanged(), pytest.raises(Conflict):
        close_account(user=stored(house.chen), version=2, by=BY)
    with unchanged(), pytest.raises(Conflict):
        reopen_account(user=stored(house.chen), version=1, by=BY)
    reopen_account(user=stored(house.chen), version=2, by=BY)
    assert may(stored(house.chen), Permission.PLAN_VIEW)
    with unchanged(), pytest.raises(Conflict):
        reopen_account(user=stored(house.chen), version=3, by=BY)


def test_nobody_locks_themselves_out(house: House, unchanged: Unchanged) -> None:
    make_person("gao2", role=Role.SYSTEM_ADMIN)
    with unchanged(), pytest.raises(NotAllowed):
        close_account(user=house.gao, version=1, by=actor(house.gao))
    with unchanged(), pytest.raises(NotAllowed):
        reset_password(user=house.gao, version=1, by=actor(house.gao))


@pytest.mark.parametrize("username", ["gao", "han", "jin"])
def test_the_last_administrator_is_not_locked_out(
    house: House, unchanged: Unchanged, username: str
) -> None:
    person = house.people[username]
    with unchanged(), pytest.raises(Conflict):
        close_account(user=person, version=1, by=BY)
    make_person("second", role=Role(person.open_grants()[0].role))
    close_account(user=person, version=1, by=BY)
    # The one whose account is closed does not count as left.
    with unchanged(), pytest.raises(Conflict):
        close_account(user=User.objects.get(username="second"), version=1, by=BY)


def test_a_one_time_password_is_told_once_and_kept_nowhere(
    house: House, unchanged: Unchanged
) -> None:
    word = reset_password(user=house.alice, version=1, by=BY)
    user = stored(house.alice)
    assert user.check_password(word) and user.must_change_password
    with unchanged(), pytest.raises(Conflict):
        reset_password(user=stored(house.alice), version=1, by=BY)
    change_password(user=user, password="her own words 12", by=actor(user))
    assert stored(user).check_password("her own words 12")
    assert not stored(user).must_change_password
    for event in AuditEvent.objects.all():
        kept = repr({field.name: getattr(event, field.name) for field in event._meta.fields})
        assert word not in kept and "her own words" not in kept
    assert last_event().verb == "person.password_changed"


def test_one_time_passwords_differ_and_can_be_read_out() -> None:
    words = {one_time_password() for _ in range(50)}
    assert len(words) == 50
    assert all(len(word) == 19 and word.islower() for word in words)


def test_a_number_is_masked_in_lists() -> None:
    assert masked("13812345678") == "138****5678"
    assert masked("6888") == "6888"
