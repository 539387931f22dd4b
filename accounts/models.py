"""Units in official order, people, and the roles that they hold."""

from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.choices import ROLE_CHOICES, ROLES, Permission, Role, UnitCategory
from core.fields import PublicIdField
from core.prepared import Prepared, given


class UnitQuerySet(models.QuerySet["Unit"]):
    """One-model questions about units."""

    def in_official_order(self) -> "UnitQuerySet":
        """The order of the official list, never the alphabet's."""
        return self.order_by("position", "pk")

    def valid_on(self, on: date) -> "UnitQuerySet":
        """The units that exist on that day: both ends of their time belong to it."""
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=on),
            Q(valid_until__isnull=True) | Q(valid_until__gte=on),
        )

    def ended_before(self, on: date) -> "UnitQuerySet":
        """The units whose last day is over on that day."""
        return self.filter(valid_until__lt=on)


class Unit(models.Model):
    """A government unit. `position` is its place in the official list, 1 for the first.

    `valid_until` is its last day; no day means that it goes on. `pinyin` and `initials` hold the
    readings of its short name, its full name and its aliases, parted by “/”: lower case, no blanks.
    `signs_alone` lets who wrote its update sign it too, where there is nobody else.
    """

    public_id = PublicIdField()
    name = models.CharField(_("full name"), max_length=120, unique=True)
    short_name = models.CharField(_("short name"), max_length=40)
    category = models.CharField(
        _("category"), max_length=12, choices=UnitCategory, default=UnitCategory.OTHER
    )
    position = models.PositiveIntegerField(_("place in the official list"), default=0)
    valid_from = models.DateField(_("valid from"), null=True)
    valid_until = models.DateField(_("valid until"), null=True)
    pinyin = models.CharField(max_length=2000, blank=True)
    initials = models.CharField(max_length=600, blank=True)
    pinyin_override = models.CharField(
        _("pinyin, where it is read otherwise"), max_length=200, blank=True
    )
    signs_alone = models.BooleanField(_("its author may sign"), default=False)
    signs_alone_why = models.CharField(_("why its author may sign"), max_length=200, blank=True)
    is_example = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="unit_name_not_empty"),
            models.CheckConstraint(condition=~Q(short_name=""), name="unit_short_not_empty"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_from__lte=F("valid_until")),
                name="unit_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(signs_alone=False, signs_alone_why="")
                | (Q(signs_alone=True) & ~Q(signs_alone_why="")),
                name="unit_alone_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def ended(self, on: date) -> bool:
        """Whether its last day is over on that day."""
        return self.valid_until is not None and self.valid_until < on


class UnitAlias(models.Model):
    """Another name by which a unit is known: what it was called before, or what people say.

    A former name carries its days; a name in use carries none. Of all units, one name is one
    unit's.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="aliases")
    name = models.CharField(_("other name"), max_length=120, unique=True)
    valid_from = models.DateField(_("in use from"), null=True)
    valid_until = models.DateField(_("in use until"), null=True)

    class Meta:
        ordering = ["unit", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="alias_name_not_empty"),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_from__lte=F("valid_until")),
                name="alias_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FormerName(models.Model):
    """What a unit was shown as until a day, kept when it was renamed at `recorded_at`.

    Without a day it was a slip: it was shown until it was corrected, and was never right. Aliases
    say by which names a unit is found; these rows say what a page of a past day calls it.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="former_names")
    name = models.CharField(max_length=120)
    short_name = models.CharField(max_length=40)
    until = models.DateField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["recorded_at", "pk"]

    def __str__(self) -> str:
        return self.name


class FormerOrder(models.Model):
    """The official list as it stood until it was put in another order at `recorded_at`.

    `units` are keys, the first unit's first. Who comes or goes changes nobody's place among the
    others, so only moves are kept.
    """

    units = models.JSONField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["recorded_at", "pk"]

    def __str__(self) -> str:
        return f"{self.recorded_at:%Y-%m-%d}"


class UnitSuccession(models.Model):
    """What an ended unit's work goes to. A merger gives many one successor, a split one many."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="predecessions")
    position = models.PositiveIntegerField(_("place"), default=1)

    class Meta:
        ordering = ["unit", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "successor"], name="succession_once"),
            models.CheckConstraint(condition=~Q(unit=F("successor")), name="succession_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} → {self.successor_id}"


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
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    pinyin = models.CharField(max_length=400, blank=True)
    initials = models.CharField(max_length=60, blank=True)
    pinyin_override = models.CharField(
        _("pinyin, where it is read otherwise"), max_length=200, blank=True
    )
    must_change_password = models.BooleanField(default=False)
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
            day = timezone.localdate()
            cached = _OPEN_GRANTS.ask({"user": self.pk, "day": day}, has_unit=bool(self.unit_id))
            if cached:
                if self.unit_id:
                    self.unit = cached[0].user.unit
                self.__dict__["_unread"] = getattr(cached[0], "unread", None) or 0
            self.__dict__["_open_grants"] = cached
        return cached

    def keeps_receipts(self) -> bool:
        """Whether it is kept when the person opened a notice; for leaders it never is."""
        return all(grant.role != Role.LEADER for grant in self.open_grants())

    def unread(self) -> int:
        """How many notices are unread, as read with the roles; 0 where no receipts are kept."""
        if not self.open_grants() or not self.keeps_receipts():
            return 0
        found: int = self.__dict__.get("_unread", 0)
        return found


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    """One-model questions about grants."""

    def running(self, on: date | None = None) -> "RoleGrantQuerySet":
        """Those that give a right on a day, today unless told: not ended, their last day not over.

        The one place that decides it. A right is asked about the present, so the day is the
        clock's: a deputy's ends at midnight even where nobody has ended its row yet.
        """
        day = on or timezone.localdate()
        return self.filter(Q(until__isnull=True) | Q(until__gte=day), open_key__isnull=False)

    def run_out(self, on: date) -> "RoleGrantQuerySet":
        """Those whose last day is over and whose rows nobody has ended yet."""
        return self.filter(open_key__isnull=False, until__lt=on)


class RoleGrant(models.Model):
    """A person holds a role, in a unit where the role is a unit's. Ended, never deleted.

    `open_key` is set until it is ended, so that nobody holds the same role twice. A deputy's has a
    last day, `until`, with which it ends by itself.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=ROLE_CHOICES)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="grants", null=True)
    granted_at = models.DateTimeField()
    # Plain names: they outlive the accounts of those who granted.
    granted_by = models.CharField(max_length=150, blank=True)
    until = models.DateField(_("last day"), null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=150, blank=True)
    open_key = models.CharField(max_length=80, unique=True, null=True)  # noqa: DJ001

    objects = RoleGrantQuerySet.as_manager()

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
    def last_day(self) -> date | None:
        """The day with which it ends or ended, whichever came first; None while nobody knows."""
        ended = timezone.localdate(self.ended_at) if self.ended_at else None
        return min((day for day in (self.until, ended) if day), default=None)

    @property
    def permissions(self) -> frozenset[Permission]:
        """What this grant allows, within its unit if it has one."""
        return ROLES[Role(self.role)].permissions


def _open_grants(*, has_unit: bool) -> "models.QuerySet[RoleGrant]":
    """A person's running grants. Every page names the person's unit and counts what is unread: both
    come with a grant."""
    unread = Notice.objects.filter(to=OuterRef("user"), read_at__isnull=True).order_by()
    rows = (
        RoleGrant.objects.running(given("day", models.DateField()))
        .filter(user=given("user", models.BigAutoField()))
        .annotate(unread=Subquery(unread.values("to").annotate(n=Count("pk")).values("n")))
    )
    also = ["user__unit"] if has_unit else []
    return rows.select_related("unit", *also).order_by("pk")


_OPEN_GRANTS = Prepared(_open_grants)


class Digest(models.Model):
    """The one e-mail of a person and a working day that carried notices out of the building."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="digests")
    on = models.DateField()
    address = models.EmailField()
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["user", "on"]
        constraints = [
            models.UniqueConstraint(fields=["user", "on"], name="digest_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.on}"


class Notice(models.Model):
    """A row of a person's inbox, which is the record; an e-mail is a copy of its subject.

    `read_at` is the receipt: when the person opened it. For leaders it is never kept.
    """

    public_id = PublicIdField()
    to = models.ForeignKey(User, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=30)
    key = models.CharField(max_length=200)
    subject = models.CharField(max_length=200)
    words = models.TextField(blank=True)
    link = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    digest = models.ForeignKey(Digest, on_delete=models.PROTECT, null=True, related_name="notices")
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["to", "key"], name="notice_key_once"),
            models.CheckConstraint(
                condition=~Q(subject="") & ~Q(key="") & ~Q(kind=""), name="notice_says_something"
            ),
            models.CheckConstraint(
                condition=Q(link="") | (Q(link__startswith="/") & ~Q(link__startswith="//")),
                name="notice_link_inside",
            ),
        ]
        indexes = [models.Index(fields=["to", "read_at"], name="notice_unread")]

    def __str__(self) -> str:
        return self.subject
