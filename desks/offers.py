"""What a person may begin at an initiative: one row a deed, in the order of the page.

What would be refused is not offered; what is offered may still be refused by who was quicker.
"""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import may
from desks.timeline import Act, Reader
from progress.askable import askable, rungs_left
from progress.choices import OfficeStep, Rung
from progress.deeds import possible
from progress.queries import open_rounds
from recommendations.choices import OPEN_STATES
from recommendations.life import LifeStep, allows
from recommendations.models import Initiative
from recommendations.writing import CHANGEABLE


class Case(NamedTuple):
    """Who reads which initiative on which day."""

    reader: Reader
    on: date


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


def _reminds(case: Case) -> bool:
    """A round waits for its filing, and a rung of the ladder is left that the person may take."""
    row = case.reader.initiative
    if not case.reader.may(Permission.REMIND) or row.state not in OPEN_STATES:
        return False
    rounds = open_rounds(row.plan, on=case.on)
    left = set(rungs_left(row, rounds[-1])) if rounds else set()
    return bool(left if case.reader.may(Permission.SUPERVISE) else left - {Rung.SUPERVISE})


def _overrides(case: Case) -> bool:
    """No other light set by hand stands in the way."""
    set_already = case.reader.initiative.overrides.filter(
        open_key__isnull=False, expires_on__gte=case.on
    )
    return case.reader.may(Permission.LIGHT_OVERRIDE) and not set_already.exists()


OFFERS = (
    Offer("decline", _("Decline"), _declines),
    Offer(
        "request-new",
        _("Make a request"),
        lambda case: case.reader.of_unit and bool(askable(case.reader.initiative, on=case.on)),
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
        _reminds,
    ),
    Offer("override-new", _("Set the light by hand"), _overrides),
)


def deeds(initiative: Initiative, user: User, *, on: date) -> list[Act]:
    """What this person may begin here on that day."""
    case = Case(Reader(user, initiative), on)
    where = [initiative.plan.slug, initiative.code]
    return [
        Act(reverse(offer.name, args=where), str(offer.label))
        for offer in OFFERS
        if offer.suits(case)
    ]
