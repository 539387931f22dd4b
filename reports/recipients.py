"""Who gets a signed report: the schedule's recipients as people, each once; and who gets a part."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from accounts.choices import ROLES, Permission, Role
from accounts.models import RoleGrant, User
from reports.choices import RecipientKind
from reports.contents import Contents
from reports.contents.portfolio import leaders, units
from reports.models import EACH, Report
from reports.parts import part_of
from reports.queries import contents_of

_NEEDED = {Permission.REPORT_VIEW, Permission.PLAN_VIEW}


@dataclass
class _Reader:
    """A person with all that tells whether a report is for them."""

    user: User
    roles: set[str] = field(default_factory=set)
    units: set[int] = field(default_factory=set)
    unit_names: set[str] = field(default_factory=set)
    rights: set[Permission] = field(default_factory=set)


@dataclass(frozen=True)
class Share:
    """One cut of a report and who gets it; `why` nobody does, where nobody does."""

    part: str
    whose: str
    people: list[User]
    why: str = ""


def _readers() -> list[_Reader]:
    """Every active person who may read a plan's reports, by account name. One query."""
    found: dict[int, _Reader] = {}
    grants = RoleGrant.objects.filter(open_key__isnull=False, user__is_active=True)
    named = grants.select_related("user__unit", "unit").order_by("user__username", "pk")
    for grant in named:
        reader = found.setdefault(grant.user_id, _Reader(grant.user))
        reader.roles.add(grant.role)
        reader.rights |= ROLES[Role(grant.role)].permissions
        for unit in filter(None, (grant.unit, grant.user.unit)):
            reader.units.add(unit.pk)
            reader.unit_names.add(unit.name)
    return [reader for reader in found.values() if reader.rights >= _NEEDED]


def people_for(report: Report) -> list[User]:
    """The active people whom the schedule names and who may read the plan's reports. Two queries.

    A role's holders, everybody of a unit (by their own unit or a role in it), and persons by name.
    """
    rows = list(report.schedule.recipients.all())
    roles = {row.role for row in rows if row.kind == RecipientKind.ROLE}
    units_ = {row.unit_id for row in rows if row.kind == RecipientKind.UNIT}
    people = {row.person_id for row in rows if row.kind == RecipientKind.PERSON}
    return [
        reader.user
        for reader in _readers()
        if reader.roles & roles or reader.units & units_ or reader.user.pk in people
    ]


def _of_leader(name: str, readers: Iterable[_Reader]) -> Share:
    """Leaders stand in a report by name: one holder of the role who is called so."""
    called = [one.user for one in readers if Role.LEADER in one.roles and one.user.name == name]
    why = ""
    if not called:
        why = _("No account of a leader has this name.")
    elif len(called) > 1:
        why = _("Several accounts of leaders have this name: name the persons one by one.")
    return Share(part_of(leader=name), name, [] if why else called, why)


def _of_unit(name: str, readers: Iterable[_Reader]) -> Share:
    called = [one.user for one in readers if name in one.unit_names]
    why = "" if called else _("Nobody of this unit may read reports.")
    return Share(part_of(unit=name), name, called, why)


def _shares(contents: Contents, kinds: set[str]) -> list[Share]:
    """Each part that the contents have, in their order, with who gets it. One query."""
    readers = _readers()
    found = []
    if RecipientKind.EACH_LEADER in kinds:
        found += [_of_leader(name, readers) for name in leaders(contents)]
    if RecipientKind.EACH_UNIT in kinds:
        found += [_of_unit(name, readers) for name in units(contents)]
    return found


def shares_of(report: Report) -> list[Share]:
    """Who gets which part of the report, of its frozen contents; empty where nobody is to."""
    kinds = {row.kind for row in report.schedule.recipients.all()} & set(EACH)
    return _shares(contents_of(report), kinds) if kinds else []
