"""Matters and directions enter a circular to units one by one, when somebody released that one."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import require_may
from core.audit import Actor, record
from core.refusals import Conflict, require
from progress.models import CoordinationMatter, Direction, Release


def _open(key: str) -> Release | None:
    return Release.objects.select_for_update().filter(open_key=key).first()


def _release(key: str, of: dict[str, CoordinationMatter | Direction], *, person: User,
             now: datetime) -> None:  # fmt: skip
    """Of two who press the button at once the second is told."""
    require_may(person, Permission.REPORT_DRAFT)
    (row,) = of.values()
    type(row)._base_manager.select_for_update().get(pk=row.pk)
    require(
        _open(key) is None, _("This has been released already. Load the page again."), kind=Conflict
    )
    Release.objects.create(**of, released_by=person, released_at=now, open_key=key)


def _hold(key: str, *, person: User, now: datetime) -> None:
    require_may(person, Permission.REPORT_DRAFT)
    found = _open(key)
    require(found is not None, _("This is not released. Load the page again."), kind=Conflict)
    assert found is not None  # narrowed by the line above
    Release.objects.filter(pk=found.pk).update(held_by=person, held_at=now, open_key=None)


def _first(direction: Direction) -> Direction:
    """The row that stands for a direction on several initiatives."""
    return direction.part_of or direction


@transaction.atomic
def release_matter(
    *, matter: CoordinationMatter, person: User, now: datetime, by: Actor
) -> CoordinationMatter:
    """From now on it stands in circulars to units."""
    _release(f"matter:{matter.pk}", {"matter": matter}, person=person, now=now)
    record(by=by, verb="matter.released", subject=matter, plan=matter.initiative.plan.slug)
    return matter


@transaction.atomic
def hold_matter(
    *, matter: CoordinationMatter, person: User, now: datetime, by: Actor
) -> CoordinationMatter:
    """It stands in no circular that is drawn from now on."""
    _hold(f"matter:{matter.pk}", person=person, now=now)
    record(by=by, verb="matter.held", subject=matter, plan=matter.initiative.plan.slug)
    return matter


@transaction.atomic
def release_direction(*, direction: Direction, person: User, now: datetime, by: Actor) -> Direction:
    """From now on it stands in circulars to units, with every initiative that it concerns."""
    first = _first(direction)
    _release(f"direction:{first.pk}", {"direction": first}, person=person, now=now)
    record(by=by, verb="direction.released", subject=first, plan=first.initiative.plan.slug)
    return first


@transaction.atomic
def hold_direction(*, direction: Direction, person: User, now: datetime, by: Actor) -> Direction:
    """It stands in no circular that is drawn from now on."""
    first = _first(direction)
    _hold(f"direction:{first.pk}", person=person, now=now)
    record(by=by, verb="direction.held", subject=first, plan=first.initiative.plan.slug)
    return first
