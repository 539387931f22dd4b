"""What a person may begin at an initiative: one row a deed, in the order in which a page shows them.

What would be refused is not offered; what is offered may still be refused by who was quicker.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import may
from desks.timeline import Act, Reader
from progress.choices import OfficeStep
from progress.deeds import possible
from recommendations.choices import OPEN_STATES, InitiativeState
from recommendations.life import LifeStep, allows
from recommendations.models import Initiative
from recommendations.writing import CHANGEABLE

_ASKS = (*OPEN_STATES, InitiativeState.SUSPENDED)


class Offer(NamedTuple):
    """An address, its words, and for whom it is; told too whether a round takes filings."""

    name: str
    label: Any
    suits: Callable[[Reader, bool], bool]


def _declines(reader: Reader, _round_open: bool) -> bool:
    row = reader.initiative
    signs = row.lead is not None and may(reader.user, Permission.UPDATE_SIGN, unit=row.lead)
    return signs and allows(row.state, LifeStep.DECLINE)


def _steps(reader: Reader, _round_open: bool) -> bool:
    return reader.may(Permission.REQUEST_DECIDE) and any(
        possible(reader.initiative, kind) for kind in OfficeStep.values
    )


OFFERS = (
    Offer("decline", _("Decline"), _declines),
    Offer(
        "request-new",
        _("Make a request"),
        lambda reader, _open: reader.of_unit and reader.initiative.state in _ASKS,
    ),
    Offer("matter-new", _("Raise a coordination matter"), lambda reader, _open: reader.of_unit),
    Offer(
        "breakdown",
        _("Break down"),
        lambda reader, _open: (
            reader.may(Permission.PLAN_MANAGE) and reader.initiative.state in CHANGEABLE
        ),
    ),
    Offer("initiative-step", _("Change its state or term"), _steps),
    Offer(
        "strike-off",
        _("Strike off the ledger"),
        lambda reader, _open: (
            reader.may(Permission.INITIATIVE_CLOSE)
            and allows(reader.initiative.state, LifeStep.CLOSE)
        ),
    ),
    Offer(
        "direction-new",
        _("Record a direction"),
        lambda reader, _open: reader.may(Permission.DIRECTION_RECORD),
    ),
    Offer(
        "reminder-new",
        _("Remind the unit"),
        lambda reader, round_open: (
            reader.may(Permission.REMIND) and round_open and reader.initiative.state in OPEN_STATES
        ),
    ),
    Offer(
        "override-new",
        _("Set the light by hand"),
        lambda reader, _open: reader.may(Permission.LIGHT_OVERRIDE),
    ),
)


def deeds(initiative: Initiative, user: User, *, round_open: bool) -> list[Act]:
    """What this person may begin here."""
    reader = Reader(user, initiative)
    where = [initiative.plan.slug, initiative.code]
    return [
        Act(reverse(offer.name, args=where), str(offer.label))
        for offer in OFFERS
        if offer.suits(reader, round_open)
    ]
