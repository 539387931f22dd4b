"""Units in official order, people, and the roles that they hold."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import ROLE_CHOICES, ROLES, Permission, Role
from core.fields import PublicIdField


class UnitQuerySet(models.QuerySet["Unit"]):
    """One-model questions about units."""

    def in_official_order(self) -> "UnitQuerySet":
        """The order of the official list, never the alphabet's."""
        return self.order_by("position", "pk")


class Unit(models.Model):
    """A government unit. `position` is its place in the official list."""

    public_id = PublicIdField()
    name = models.CharField(_("full name"), max_length=120, unique=True)
    short_name = models.CharField(_("short name"), max_length=40)
    position = models.PositiveIntegerField(_("place in the official list"), default=0)
    is_example = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="unit_name_not_empty"),
            models.CheckConstraint(condition=~Q(short_name=""), name="unit_short_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Makes people; used by actions and the first run only."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """A person with a usable password, or none."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person with a sign-in of their own; no sign-in is shared."""

    public_id = PublicIdField()
    username = models.CharField(_("account name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=60)
    email = models.EmailField(_("e-mail"), blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="people", null=True)
    is_active = models.BooleanField(default=True)
    is_example = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = UserManager()

    class Meta:
        ordering = ["username"]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="user_name_not_empty")]

    def __str__(self) -> str:
        return self.name

    def open_grants(self) -> list["RoleGrant"]:
        """The roles held now; read once for each request's user."""
        cached: list[RoleGrant] | None = self.__dict__.get("_open_grants")
        if cached is None:
            rows = RoleGrant.objects.filter(user=self, open_key__isnull=False)
            cached = list(rows.select_related("unit", "user__unit").order_by("pk"))
            if cached:
                # Every page names the person's unit: it comes along with the first grant.
                self.unit = cached[0].user.unit
            self.__dict__["_open_grants"] = cached
        return cached


class RoleGrant(models.Model):
    """A person holds a role, in a unit where the role is a unit's. Ended, never deleted.

    `open_key` is set while the grant runs, so that nobody holds the same role twice.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=ROLE_CHOICES)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="grants", null=True)
    granted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    open_key = models.CharField(max_length=80, unique=True, null=True)  # noqa: DJ001

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, open_key__isnull=False)
                | Q(ended_at__isnull=False, open_key__isnull=True),
                name="grant_open_or_ended",
            ),
            models.CheckConstraint(
                condition=(
                    Q(role__in=[r.value for r, f in ROLES.items() if f.of_unit])
                    & Q(unit__isnull=False)
                )
                | (
                    Q(role__in=[r.value for r, f in ROLES.items() if not f.of_unit])
                    & Q(unit__isnull=True)
                ),
                name="grant_unit_where_needed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.unit_id or ''}".strip()

    @property
    def permissions(self) -> frozenset[Permission]:
        """What this grant allows, within its unit if it has one."""
        return ROLES[Role(self.role)].permissions
