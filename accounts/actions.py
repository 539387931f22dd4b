"""How people, units and roles change."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.choices import ROLES, Role
from accounts.models import RoleGrant, Unit, User
from core.audit import Actor, record
from core.refusals import Conflict, require
from core.search.entries import index


@transaction.atomic
def add_unit(
    *, name: str, short_name: str, position: int, is_example: bool = False, by: Actor
) -> Unit:
    """A new unit at its place in the official list."""
    name, short_name = name.strip(), short_name.strip()
    require(name, _("Write the unit's full name."))
    require(
        not Unit.objects.filter(name=name).exists(),
        _("There is already a unit of this name. Use it, or write another name."),
        kind=Conflict,
    )
    unit = Unit.objects.create(
        name=name, short_name=short_name or name, position=position, is_example=is_example
    )
    index("unit", [unit.pk])
    record(by=by, verb="unit.added", subject=unit, after={"name": name, "position": position})
    return unit


@transaction.atomic
def add_person(
    *,
    username: str,
    name: str,
    password: str | None,
    unit: Unit | None = None,
    is_example: bool = False,
    by: Actor,
) -> User:
    """A person with a sign-in of their own."""
    require(username.strip() and name.strip(), _("Write the account name and the person's name."))
    require(
        not User.objects.filter(username=username).exists(),
        _("This account name is taken. Choose another one."),
        kind=Conflict,
    )
    user = User.objects.create_user(username, password, name=name, unit=unit, is_example=is_example)
    index("person", [user.pk])
    record(by=by, verb="person.added", subject=user, after={"username": username, "name": name})
    return user


@transaction.atomic
def grant_role(
    *, user: User, role: Role, unit: Unit | None = None, now: datetime, by: Actor
) -> RoleGrant:
    """Give a role; a unit's role names its unit, an office's role names none."""
    facts = ROLES[role]
    require(
        facts.of_unit == (unit is not None),
        _("This role is held in a unit: choose which.")
        if facts.of_unit
        else _("This role is not a unit's: leave the unit empty."),
    )
    key = f"{user.pk}:{role}:{unit.pk if unit else 0}"
    require(
        not RoleGrant.objects.filter(open_key=key).exists(),
        _("The person already holds this role. Choose another one."),
        kind=Conflict,
    )
    grant = RoleGrant.objects.create(user=user, role=role, unit=unit, granted_at=now, open_key=key)
    user.__dict__.pop("_open_grants", None)
    record(
        by=by,
        verb="role.granted",
        subject=user,
        after={"role": role, "unit": unit.name if unit else ""},
    )
    return grant


@transaction.atomic
def end_role(*, grant: RoleGrant, now: datetime, by: Actor) -> RoleGrant:
    """End a role. The row stays, so that what was done under it can be explained."""
    ended = RoleGrant.objects.filter(pk=grant.pk, open_key__isnull=False).update(
        ended_at=now, open_key=None
    )
    require(ended == 1, _("This role has already ended. Load the page again."), kind=Conflict)
    grant.ended_at, grant.open_key = now, None
    grant.user.__dict__.pop("_open_grants", None)
    record(by=by, verb="role.ended", subject=grant.user, before={"role": grant.role})
    return grant
