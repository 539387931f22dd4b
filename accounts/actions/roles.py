"""How roles are given and end."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import ADMINISTRATORS, ROLES, Role
from accounts.models import RoleGrant, Unit, User
from accounts.queries import require_current
from core.audit import Actor, record
from core.refusals import Conflict, NotAllowed, require


def _require_apart(user: User, role: Role) -> None:
    """Refuse a second administrator's role, and one beside work on the plans."""
    held = {
        Role(one)
        for one in RoleGrant.objects.filter(user=user, open_key__isnull=False)
        .exclude(role=role)
        .values_list("role", flat=True)
    }
    others = held if role in ADMINISTRATORS else held & set(ADMINISTRATORS)
    facts = {
        "held": "、".join(str(ROLES[one].label) for one in ROLES if one in others),
        "role": str(ROLES[role].label),
    }
    require(
        not others,
        _(
            "%(held)s and %(role)s are kept apart: who administers the system, grants rights or"
            " audits does nothing else. Choose another person, or end the other role first."
        )
        % facts,
        kind=Conflict,
    )


def require_not_last(grant: RoleGrant) -> None:
    """Refuse to take an administrator's role from the last person who can use it."""
    role = Role(grant.role)
    if role not in ADMINISTRATORS:
        return
    # Held: of two who take the last two away at once, the second sees what the first did.
    held = RoleGrant.objects.select_for_update(of=("self",)).filter(
        role=role, open_key__isnull=False
    )
    active = set(
        User.objects.filter(pk__in=[one.user_id for one in held], is_active=True).values_list(
            "pk", flat=True
        )
    )
    require(
        active - {grant.user_id},
        _("This is the last person with the role of %(role)s. Grant it to somebody else first.")
        % {"role": ROLES[role].label},
        kind=Conflict,
    )


def close_grants(grants: QuerySet[RoleGrant], *, now: datetime, by: Actor) -> int:
    """End what is still open of these; how many ended."""
    return grants.filter(open_key__isnull=False).update(
        ended_at=now, ended_by=by.name[:150], open_key=None
    )


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
    _require_apart(user, role)
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
