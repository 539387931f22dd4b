"""What the actions on roles share: roles that are kept apart, and the last who holds one."""

from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.choices import ADMINISTRATORS, ROLES, Role
from accounts.models import RoleGrant, User
from core.audit import Actor
from core.refusals import Conflict, require


def require_apart(user: User, role: Role) -> None:
    """Refuse a second administrator's role, and one beside work on the plans."""
    held = {
        Role(one)
        for one in RoleGrant.objects.running()
        .filter(user=user)
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


def require_until(role: Role, until: date | None, *, today: date) -> None:
    """Refuse a last day that is over, and one for a role that somebody must always hold."""
    if until is None:
        return
    sentence = _("The last day is over. Give today or a later day, or leave it empty.")
    require(until >= today, sentence, fields={"until": sentence})
    sentence = _("Administrators have no deputies for a time: leave the last day empty.")
    require(role not in ADMINISTRATORS, sentence, fields={"until": sentence})


def close_grants(grants: QuerySet[RoleGrant], *, now: datetime, by: Actor) -> int:
    """End what is still open of these; how many ended."""
    return grants.filter(open_key__isnull=False).update(
        ended_at=now, ended_by=by.name[:150], open_key=None
    )
