"""What we read about people and units."""

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
