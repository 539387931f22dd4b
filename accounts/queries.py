"""What we read about people and units."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.choices import ROLES, Permission, Role
from accounts.models import (
    FormerName,
    FormerOrder,
    Notice,
    RoleGrant,
    Unit,
    UnitAlias,
    UnitQuerySet,
    UnitSuccession,
    User,
)
from core.models import AuditEvent
from core.refusals import require
from core.templatetags.words import day


def holders(role: Role, *, unit: Unit | None = None) -> list[User]:
    """The active people who hold `role` (in `unit`), by account name."""
    grants = (
        RoleGrant.objects.running().filter(role=role, user__is_active=True).select_related("user")
    )
    if unit is not None:
        grants = grants.filter(unit=unit)
    return sorted({grant.user for grant in grants}, key=lambda user: user.username)


def _in_order_of(moment: datetime) -> list[Unit]:
    """Every unit with its place in the list of that moment; later ones behind. Two queries."""
    units = list(Unit.objects.in_official_order())
    former = (
        FormerOrder.objects.filter(recorded_at__gt=moment).order_by("recorded_at", "pk").first()
    )
    if former is not None:
        places = {pk: place for place, pk in enumerate(former.units, start=1)}
        for unit in units:
            unit.position = places.get(unit.pk, len(places) + unit.position)
        units.sort(key=lambda unit: (unit.position, unit.pk))
    return units


def units_on(
    as_of: date, *, known_at: datetime, keys: Collection[int] | None = None
) -> dict[int, Unit]:
    """Every unit by its key, called as on `as_of`, as known at `known_at`. Three queries.

    In the order of the official list at that moment. The one place where a past day's names and
    places come from. Not to be saved. Who needs but a few names gives their `keys`: two queries,
    and no places.
    """
    former = FormerName.objects.order_by("-recorded_at", "-pk")
    if keys is None:
        units = {unit.pk: unit for unit in _in_order_of(known_at)}
    else:
        units, former = Unit.objects.in_bulk(keys), former.filter(unit__in=keys)
    settled: set[int] = set()
    # From the last renaming back, until one that was known and held on that day.
    for row in former:
        if row.unit_id in settled:
            continue
        if row.recorded_at > known_at or (row.until is not None and row.until >= as_of):
            units[row.unit_id].name = row.name
            units[row.unit_id].short_name = row.short_name
        elif row.until is not None:
            settled.add(row.unit_id)
    return units


def known_units() -> dict[str, Unit]:
    """Every name by which a unit is or was known, and the unit. Two queries.

    Former names and ended units are among them: an old document is read with the names of its day.
    """
    found: dict[str, Unit] = {}
    units = {unit.pk: unit for unit in Unit.objects.in_official_order()}
    for unit in units.values():
        for name in (unit.name, unit.short_name):
            found.setdefault(name, unit)
    for alias in UnitAlias.objects.order_by("pk"):
        found.setdefault(alias.name, units[alias.unit_id])
    return found


def owner_of(name: str) -> Unit | None:
    """The unit that has this name, as full name, short name or alias. Two queries."""
    unit = Unit.objects.filter(Q(name=name) | Q(short_name=name)).order_by("pk").first()
    if unit is None:
        alias = UnitAlias.objects.filter(name=name).select_related("unit").first()
        unit = alias.unit if alias else None
    return unit


def units_for_choice(on: date) -> UnitQuerySet:
    """The units that may be given new work on that day, in official order."""
    return Unit.objects.valid_on(on).in_official_order()


def successors_of(units: Iterable[Unit], *, on: date) -> dict[int, list[Unit]]:
    """By an ended unit's key: who carries on its work on that day, in the order given. One query.

    A successor that has ended too is replaced by its own.
    """
    links: dict[int, list[Unit]] = defaultdict(list)
    for link in UnitSuccession.objects.select_related("successor").order_by("position", "pk"):
        links[link.unit_id].append(link.successor)

    def living(key: int) -> list[Unit]:
        found: dict[int, Unit] = {}
        for unit in links[key]:
            for one in living(unit.pk) if unit.ended(on) else [unit]:
                found.setdefault(one.pk, one)
        return list(found.values())

    return {unit.pk: living(unit.pk) for unit in units}


def require_current(units: Iterable[Unit], *, on: date) -> None:
    """Refuse if one of the units has ended by that day; the sentence offers its successors.

    Reads nothing where all go on.
    """
    ended = [unit for unit in units if unit.ended(on)]
    if not ended:
        return
    unit = ended[0]
    after = "、".join(one.name for one in successors_of([unit], on=on)[unit.pk])
    facts = {"unit": unit.name, "day": day(unit.valid_until), "successors": after}
    require(
        not after,
        _("%(unit)s ended on %(day)s. Choose who carries on its work: %(successors)s.") % facts,
    )
    require(not ended, _("%(unit)s ended on %(day)s. Choose another unit.") % facts)


def units_matching(words: str, units: UnitQuerySet) -> UnitQuerySet:
    """Units by a part of any name, by pinyin or by initials.

    Initials may leave some out, as spoken names do: fgw finds 市发展改革委 (sfzggw).
    """
    wanted = words.strip()
    if not wanted:
        return units
    found = (
        Q(name__icontains=wanted)
        | Q(short_name__icontains=wanted)
        | Q(pk__in=UnitAlias.objects.filter(name__icontains=wanted).values("unit"))
    )
    sound = wanted.lower().replace(" ", "")
    if sound.isascii() and sound.isalnum():
        found |= Q(pinyin__contains=sound) | Q(initials__contains=sound)
        if 2 < len(sound) < 9:
            found |= Q(initials__regex="[^/]*".join(sound))
    return units.filter(found)


def people_matching(words: str, people: QuerySet[User]) -> QuerySet[User]:
    """People by a part of the name or account name, by pinyin or by initials."""
    wanted = words.strip()
    if not wanted:
        return people
    found = Q(name__icontains=wanted) | Q(username__icontains=wanted)
    sound = wanted.lower().replace(" ", "")
    if sound.isascii() and sound.isalnum():
        found |= Q(pinyin__contains=sound) | Q(initials__startswith=sound)
    return people.filter(found)


def addresses_of(people: Iterable[User], *, since: datetime) -> dict[int, list[str]]:
    """By a person's key: the network addresses of the sign-ins since then. One query.

    Two within one working day may be one person at two desks, or two persons with one password.
    """
    found: dict[int, list[str]] = defaultdict(list)
    events = AuditEvent.objects.filter(
        actor_id__in=[user.pk for user in people], verb="signin.done", at__gte=since
    )
    for key, address in events.order_by("seq").values_list("actor_id", "address"):
        if key is not None and address not in found[key]:
            found[key].append(address)
    return dict(found)


def sign_ins_of(user: User, *, most: int = 10) -> list[AuditEvent]:
    """The last sign-ins of a person and how they ended, newest first, as the trail tells."""
    events = AuditEvent.objects.filter(
        actor_id=user.pk, verb__in=("signin.done", "signin.left")
    ).order_by("-seq")
    return list(events[:most])


def unmailed() -> QuerySet[Notice]:
    """Notices that nobody has read and no mail has carried, oldest first."""
    return Notice.objects.filter(digest__isnull=True, read_at__isnull=True).order_by(
        "made_at", "pk"
    )


def without_address() -> QuerySet[User]:
    """Active people with a role whom no mail can reach."""
    held = RoleGrant.objects.running().values("user")
    return User.objects.filter(pk__in=held, is_active=True, email="")


def people_of(units: Iterable[Unit], *permissions: Permission) -> dict[int, list[User]]:
    """By a unit's key: the active people to whom a role in it gives one of `permissions`.

    One query.
    """
    roles = [role for role, facts in ROLES.items() if facts.permissions & set(permissions)]
    grants = RoleGrant.objects.running().filter(
        role__in=roles, unit__in=[unit.pk for unit in units], user__is_active=True
    )
    found: dict[int, dict[int, User]] = defaultdict(dict)
    for grant in grants.select_related("user").order_by("user__username"):
        found[grant.unit_id or 0][grant.user_id] = grant.user
    return {key: list(people.values()) for key, people in found.items()}


def office_people(permission: Permission) -> list[User]:
    """The active people to whom an office's role gives `permission`. One query."""
    roles = [
        role
        for role, facts in ROLES.items()
        if permission in facts.permissions and not facts.of_unit
    ]
    grants = (
        RoleGrant.objects.running()
        .filter(role__in=roles, user__is_active=True)
        .select_related("user")
    )
    return sorted({grant.user for grant in grants}, key=lambda user: user.username)
