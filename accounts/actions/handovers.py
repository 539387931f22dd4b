"""All that is in one person's hands goes to another, when somebody leaves or changes desks."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.belongings import Handover, belongings, fingerprint, held_by
from accounts.choices import ROLES, Permission, Role
from accounts.grants import close_grants
from accounts.models import RoleGrant, User
from accounts.permissions import may, require_may
from core.audit import Actor, record
from core.refusals import Conflict, NotAllowed, require


def _unit_grants(user: User) -> list[RoleGrant]:
    """The person's running roles in units, held until the transaction ends."""
    rows = RoleGrant.objects.select_for_update(of=("self",)).filter(
        user=user, open_key__isnull=False, unit__isnull=False
    )
    return list(rows.select_related("unit").order_by("pk"))


def _require_right(person: User, giver: User, units: set[int]) -> None:
    """Who keeps people or plans may; the head of a unit within the units that they sign for."""
    if may(person, Permission.PERSON_MANAGE) or may(person, Permission.PLAN_MANAGE):
        return
    require_may(person, Permission.UPDATE_SIGN)
    own = {
        grant.unit_id
        for grant in person.open_grants()
        if grant.unit_id is not None and Permission.UPDATE_SIGN in grant.permissions
    }
    require(
        giver.unit_id in own and units <= own,
        _("This person also has work of other units. Ask the coordinating office to hand it over."),
        kind=NotAllowed,
    )


def _check(giver: User, taker: User, note: str) -> None:
    require(giver.pk != taker.pk, _("Choose two different people."))
    require(
        taker.is_active,
        _("The account of who shall take over is closed. Choose another person."),
    )
    require(
        note.strip(),
        _("Write a note: why, and from when."),
        fields={"note": _("Write a note: why, and from when.")},
    )


@transaction.atomic
def hand_over_person(
    *, giver: User, taker: User, note: str, seen: str, person: User, now: datetime, by: Actor
) -> dict[str, int]:
    """Give everything in one person's hands to another, and end the giver's roles in units.

    All or nothing; how many of each kind went. `seen` is the fingerprint of what the person was
    shown. The taker must hold the roles that the work needs already: rights are granted elsewhere.
    """
    _check(giver, taker, note)
    grants = _unit_grants(giver)
    held = held_by(giver)
    units = {one.unit_id for some in held.values() for one in some if one.unit_id is not None}
    _require_right(person, giver, units | {grant.unit_id for grant in grants if grant.unit_id})
    require(
        fingerprint(held) == seen,
        _("Something has changed in the meantime. Look at what would go over, again."),
        kind=Conflict,
    )
    require(
        grants or any(held.values()),
        _("Nothing is in this person's hands. There is nothing to hand over."),
        kind=Conflict,
    )
    handover = Handover(giver, taker, now, by)
    for one in belongings().values():
        one.move(handover)
    ended = [str(ROLES[Role(grant.role)].label) for grant in grants]
    close_grants(RoleGrant.objects.filter(pk__in=[one.pk for one in grants]), now=now, by=by)
    giver.__dict__.pop("_open_grants", None)
    moved = {name: len(some) for name, some in held.items() if some}
    record(
        by=by,
        verb="person.handed_over",
        subject=giver,
        before={"roles": ended},
        after={"taker": taker.name, "reason": note.strip(), **moved},
    )
    return moved
