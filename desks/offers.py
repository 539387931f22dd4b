"""What a person may begin at an initiative: one row a deed, in the order of the page.

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


class Case(NamedTuple):
    """Who reads which initiative, and whether a round takes filings."""

    reader: Reader
    round_open: bool


class Offer(NamedTuple):
    """An address, its words, and in which case it is offered."""

    name: str
    label: Any
    suits: Callable[[Case], bool]


def _declines(case: Case) -> bool:
    reader = case.reader
    row = reader.initiative
    signs = row.lead is not None and may(reader.user, Permission.UPDATE_SIGN, unit=row.lead)
    return signs and allows(row.state, LifeStep.DECLINE)


def _steps(case: Case) -> bool:
    reader = case.reader
    return reader.may(Permission.REQUEST_DECIDE) and any(
        possible(reader.initiative, kind) for kind in OfficeStep.values
    )


OFFERS = (
    Offer("decline", _("Decline"), _declines),
    Offer(
        "request-new",
        _("Make a request"),
        lambda case: case.reader.of_unit and case.reader.initiative.state in _ASKS,
    ),
    Offer("matter-new", _("Raise a coordination matter"), lambda case: case.reader.of_unit),
    Offer(
        "breakdown",
        _("Break down"),
        lambda case: (
            case.reader.may(Permission.PLAN_MANAGE) and case.reader.initiative.state in CHANGEABLE
        ),
    ),
    Offer("initiative-step", _("Change its state or term"), _steps),
    Offer(
        "strike-off",
        _("Strike off the ledger"),
        lambda case: (
            case.reader.may(Permission.INITIATIVE_CLOSE)
            and allows(case.reader.initiative.state, LifeStep.CLOSE)
        ),
    ),
    Offer(
        "direction-new",
        _("Record a direction"),
        lambda case: case.reader.may(Permission.DIRECTION_RECORD),
    ),
    Offer(
        "reminder-new",
        _("Remind the unit"),
        lambda case: (
            case.reader.may(Permission.REMIND)
            and case.round_open
            and case.reader.initiative.state in OPEN_STATES
        ),
    ),
    Offer(
        "override-new",
        _("Set the light by hand"),
        lambda case: case.reader.may(Permission.LIGHT_OVERRIDE),
    ),
)


def deeds(initiative: Initiative, user: User, *, round_open: bool) -> list[Act]:
    """What this person may begin here."""
    case = Case(Reader(user, initiative), round_open)
    where = [initiative.plan.slug, initiative.code]
    return [
        Act(reverse(offer.name, args=where), str(offer.label))
        for offer in OFFERS
        if offer.suits(case)
    ]
