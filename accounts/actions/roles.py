"""How roles are given and end."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import ROLES, Role
from accounts.grants import close_grants, require_apart, require_not_last, require_until
from accounts.models import RoleGrant, Unit, User
from accounts.queries import require_current
from core.audit import Actor, Told, record, record_many
from core.refusals import Conflict, NotAllowed, require

CLOCK = Actor.system("planner")


def _require_its_unit(role: Role, unit: Unit | None) -> None:
    of_unit = ROLES[role].of_unit
    require(
        of_unit == (unit is not None),
        _("This role is held in a unit: choose which.")
        if of_unit
        else _("This role is not a unit's: leave the unit empty."),
    )


@transaction.atomic
def grant_role(
    *, user: User, role: Role, unit: Unit | None = None, until: date | None = None, now: datetime,
    by: Actor,
) -> RoleGrant:  # fmt: skip
    """Give a role; a unit's role names its unit, an office's role names none.

    `until` is the last day of a deputy's: with it the role ends by itself.
    """
    _require_its_unit(role, unit)
    require(
        by.id is None or by.id != user.pk,
        _("Nobody grants a role to themselves. Ask another security administrator."),
        kind=NotAllowed,
    )
    today = timezone.localdate(now)
    require_until(role, until, today=today)
    if unit is not None:
        require_current([unit], on=today)
    # Held, so that of two roles granted at once to one person the second meets the first.
    User.objects.select_for_update().filter(pk=user.pk).first()
    close_grants(RoleGrant.objects.run_out(today).filter(user=user), now=now, by=CLOCK)
    key = f"{user.pk}:{role}:{unit.pk if unit else 0}"
    require(
        not RoleGrant.objects.filter(open_key=key).exists(),
        _("The person already holds this role. Choose another one."),
        kind=Conflict,
    )
    require_apart(user, role)
    grant = RoleGrant.objects.create(
        user=user, role=role, unit=unit, until=until, granted_at=now, granted_by=by.name[:150],
        open_key=key,
    )  # fmt: skip
    user.__dict__.pop("_open_grants", None)
    record(
        by=by, verb="role.granted", subject=user,
        after={"role": role, "unit": unit.name if unit else ""}
        | ({"until_on": until} if until else {}),
    )  # fmt: skip
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


@transaction.atomic
def end_run_out_roles(*, now: datetime, by: Actor) -> int:
    """End the rows of roles whose last day is over; how many. Their right ended with that day."""
    rows = RoleGrant.objects.run_out(timezone.localdate(now)).select_related("user", "unit")
    grants = list(rows.order_by("pk"))
    if not grants:
        return 0
    close_grants(RoleGrant.objects.filter(pk__in=[one.pk for one in grants]), now=now, by=by)
    events = [
        Told(
            "role.ended", subject=one.user,
            before={
                "role": one.role, "unit": one.unit.name if one.unit else "", "until_on": one.until,
            },
        )
        for one in grants
    ]  # fmt: skip
    record_many(by=by, events=events)
    return len(grants)
