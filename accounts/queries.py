"""What we read about people and units."""

from datetime import date

from accounts.choices import Role
from accounts.models import RoleGrant, Unit, User


def holders(role: Role, *, unit: Unit | None = None) -> list[User]:
    """The active people who hold `role` (in `unit`), by account name."""
    grants = RoleGrant.objects.filter(
        role=role, open_key__isnull=False, user__is_active=True
    ).select_related("user")
    if unit is not None:
        grants = grants.filter(unit=unit)
    return sorted({grant.user for grant in grants}, key=lambda user: user.username)


def units_on(_day: date) -> dict[int, Unit]:
    """Every unit by its key, called as on that day. One query.

    The one place where a past day's names come from: a unit is called as it is now.
    """
    return {unit.pk: unit for unit in Unit.objects.in_official_order()}


def known_units() -> dict[str, Unit]:
    """Every name by which a unit is known, and the unit. One query."""
    found: dict[str, Unit] = {}
    for unit in Unit.objects.in_official_order():
        for name in (unit.name, unit.short_name):
            found.setdefault(name, unit)
    return found
