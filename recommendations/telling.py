"""Who hears at once of an assignment: the people of the unit that leads it now."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import notices as kinds
from accounts.actions import post_notices
from accounts.choices import Permission
from accounts.models import Unit, User
from accounts.notices import NewNotice, site_language
from accounts.queries import people_of
from core.audit import Actor
from recommendations.choices import InitiativeState, PlanState
from recommendations.models import Initiative

ASSIGNED = "initiative.assigned"


def register_kinds() -> None:
    """Called when the site starts."""
    kinds.register(ASSIGNED, gettext_lazy("Assignment"))


class Waiting(NamedTuple):
    """An initiative that waits for its lead unit: as little of it as many can be kept."""

    pk: int
    version: int
    code: int
    title: str
    slug: str
    plan: str
    unit: int


def waiting(initiatives: Iterable[Initiative]) -> list[Waiting]:
    """Those that their lead units have to take on now, in the given order.

    Nobody is told of what nobody can read yet: a plan that is published tells of all it assigned.
    """
    return [
        Waiting(
            row.pk, row.version, row.code, row.title, row.plan.slug, row.plan.short_title,
            row.lead_id,
        )
        for row in initiatives
        if row.state == InitiativeState.ASSIGNED
        and row.plan.state == PlanState.ACTIVE
        and row.lead_id is not None
    ]  # fmt: skip


def _subject(rows: list[Waiting]) -> str:
    """One by its title, several by their number and plan."""
    if len(rows) == 1:
        return _("Assigned to your unit: %(title)s") % {"title": f"{rows[0].code} {rows[0].title}"}
    facts = {"n": len(rows), "plan": rows[0].plan}
    return _("%(n)d initiatives of %(plan)s are assigned to your unit") % facts


def _notices(people: list[User], rows: list[Waiting]) -> Iterable[NewNotice]:
    first = rows[0]
    alone = len(rows) == 1
    link = reverse("story", args=[first.slug, first.code]) if alone else reverse("my-work")
    # An assignment is told once: the version that made it is in the key.
    key = f"assigned:{first.pk}:{first.version}:{len(rows)}"
    words = "" if alone else "\n".join(f"{row.code} {row.title}" for row in rows)
    for user in people:
        yield NewNotice(user, ASSIGNED, key, _subject(rows), words, link)


def tell_assigned(initiatives: Iterable[Waiting], *, now: datetime, by: Actor) -> None:
    """The people who write or sign for each lead unit, but the one who acted: one notice a unit."""
    by_unit: dict[int, list[Waiting]] = defaultdict(list)
    for row in initiatives:
        by_unit[row.unit].append(row)
    if not by_unit:
        return
    units = list(Unit.objects.filter(pk__in=by_unit))
    people = people_of(units, Permission.UPDATE_FILE, Permission.UPDATE_SIGN)
    with site_language():
        notices = [
            notice
            for unit, rows in sorted(by_unit.items())
            for notice in _notices([u for u in people.get(unit, []) if u.pk != by.id], rows)
        ]
    post_notices(notices=notices, now=now, by=by)
