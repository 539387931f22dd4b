"""How roles are given and end."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import ROLES, Role
from accounts.grants import close_grants, require_apart, require_not_last
from accounts.models import RoleGrant, Unit, User
from accounts.queries import require_current
from core.audit import Actor, record
from core.refusals import Conflict, NotAllowed, require


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
    require(
        by.id is None or by.id != user.pk,
        _("Nobody grants a role to themselves. Ask another security administrator."),
        kind=NotAllowed,
    )
    if unit is not None:
        require_current([unit], on=timezone.localtime(now).date())
    # Held, so that of two roles granted at once to one person the second meets the first.
    User.objects.select_for_update().filter(pk=user.pk).first()
    key = f"{user.pk}:{role}:{unit.pk if unit else 0}"
    require(
        not RoleGrant.objects.filter(open_key=key).exists(),
        _("The person already holds this role. Choose another one."),
        kind=Conflict,
    )
    require_apart(user, role)
    grant = RoleGrant.objects.create(
        user=user, role=role, unit=unit, granted_at=now, granted_by=by.name[:150], open_key=key
    )
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
    if grant.open_key is not None:
        require_not_last(grant)
    ended = close_grants(RoleGrant.objects.filter(pk=grant.pk), now=now, by=by)
    require(ended == 1, _("This role has already ended. Load the page again."), kind=Conflict)
    grant.ended_at, grant.ended_by, grant.open_key = now, by.name[:150], None
    grant.user.__dict__.pop("_open_grants", None)
    record(
        by=by,
        verb="role.ended",
        subject=grant.user,
        before={"role": grant.role, "unit": grant.unit.name if grant.unit else ""},
    )
    return grant
