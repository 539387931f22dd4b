"""When reports are due, of which plans, for whom."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import ROLES, Role
from accounts.models import Unit, User
from core.fields import PublicIdField
from recommendations.models import Plan
from reports.choices import Audience, FileFormat, Missed, Publishing, RecipientKind, ReportKind
from reports.periods import Period, Special
from reports.planning import Terms


class Schedule(models.Model):
    """Reports of one kind, from a first period on, for one audience.

    `plan` is the home: its name heads the report and its numbering counts it. Further plans stand
    in `SchedulePlan`. `first_period` is a period's key; a special report has `special_from` and
    `special_to` instead and falls due once. `open_key` is set while the schedule is active, so
    that a plan has one of a kind for an audience; special ones may be many.
    """

    public_id = PublicIdField()
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="schedules")
    kind = models.CharField(_("kind of report"), max_length=10, choices=ReportKind.choices)
    name = models.CharField(_("subject of the special report"), max_length=60, blank=True)
    audience = models.CharField(
        _("audience"), max_length=10, choices=Audience.choices, default=Audience.UPWARD
    )
    first_period = models.CharField(_("first period"), max_length=10, blank=True)
    special_from = models.DateField(_("first day"), null=True, blank=True)
    special_to = models.DateField(_("last day"), null=True, blank=True)
    due_after = models.PositiveSmallIntegerField(_("due after, working days"), default=6)
    missed = models.CharField(
        _("missed periods"), max_length=10, choices=Missed.choices, default=Missed.ALL
    )
    publishing = models.CharField(
        _("publishing"), max_length=10, choices=Publishing.choices, default=Publishing.SIGNED
    )
    signer = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="signs_schedules",
        verbose_name=_("signer"),
    )  # fmt: skip
    issuer = models.CharField(_("issued by"), max_length=60)
    addressee = models.CharField(_("addressed to"), max_length=120, blank=True)
    proof_days = models.PositiveSmallIntegerField(_("proof copies, working days"), default=0)
    ranking = models.BooleanField(_("rank the units"), default=False)
    formats = models.CharField(
        _("formats"), max_length=60, default=",".join((FileFormat.DOCX, FileFormat.PDF))
    )
    active = models.BooleanField(_("active"), default=True)
    open_key = models.CharField(max_length=60, unique=True, null=True)  # noqa: DJ001
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["plan", "kind", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(issuer=""), name="schedule_issuer_not_empty"),
            models.CheckConstraint(condition=~Q(formats=""), name="schedule_has_formats"),
            models.CheckConstraint(
                condition=(
                    Q(kind=ReportKind.SPECIAL, special_from__isnull=False, first_period="")
                    & Q(special_to__gte=models.F("special_from"))
                    & ~Q(name="")
                )
                | (
                    ~Q(kind=ReportKind.SPECIAL)
                    & ~Q(first_period="")
                    & Q(special_from__isnull=True, special_to__isnull=True)
                ),
                name="schedule_period_of_kind",
            ),
            models.CheckConstraint(
                condition=Q(active=False, open_key__isnull=True)
                | Q(active=True, kind=ReportKind.SPECIAL, open_key__isnull=True)
                | (Q(active=True, open_key__isnull=False) & ~Q(kind=ReportKind.SPECIAL)),
                name="schedule_open_key",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan.short_title} {self.kind}"

    @property
    def wanted(self) -> list[str]:
        """The formats as a list, in the order in which they are offered."""
        return [one for one in FileFormat.values if one in self.formats.split(",")]

    @property
    def first(self) -> Period | Special:
        """The first period, or the days of the special report."""
        if self.special_from is not None and self.special_to is not None:
            return Special(self.special_from, self.special_to)
        return Period.parse(self.first_period)

    @property
    def terms(self) -> Terms:
        """When its reports fall due."""
        return Terms(self.first, self.due_after, self.missed)

    def subject(self, key: str) -> Period | Special:
        """What a key of its reports stands for. Raises ValueError for what is no period's key."""
        first = self.first
        return first if isinstance(first, Special) else Period.parse(key)

    def work_key(self, key: str) -> str:
        """By which the work of drafting one of its reports is known."""
        return f"{self.public_id}:{key}"

    @property
    def series_key(self) -> tuple[int, str, str, int]:
        """Within what a period has one report: plan, kind and audience, or the special schedule."""
        alone = self.pk if self.kind == ReportKind.SPECIAL else 0
        return (self.plan_id, self.kind, self.audience, alone)

    @property
    def series(self) -> str:
        """The kind in an address; circulars have addresses of their own."""
        return self.kind if self.audience == Audience.UPWARD else f"{self.kind}-{self.audience}"


class SchedulePlan(models.Model):
    """A further plan that the reports of a schedule also speak of, in the order given."""

    schedule = models.ForeignKey(Schedule, on_delete=models.CASCADE, related_name="further")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="further_schedules")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["schedule", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["schedule", "plan"], name="schedule_plan_once"),
        ]

    def __str__(self) -> str:
        return f"{self.schedule} + {self.plan.short_title}"


# By these a schedule names nobody, but has each report name its own.
EACH = (RecipientKind.EACH_LEADER.value, RecipientKind.EACH_UNIT.value)


class Recipient(models.Model):
    """Who gets the reports of a schedule: a role's holders, a unit's people, or one person.

    Or leaders in charge or lead units, each the cut that is theirs: who that is, each report says.
    `key` says which in one column (role:leader, unit:12, person:5, units:each), so that nobody is
    named twice.
    """

    schedule = models.ForeignKey(Schedule, on_delete=models.CASCADE, related_name="recipients")
    kind = models.CharField(max_length=10, choices=RecipientKind.choices)
    key = models.CharField(max_length=60)
    role = models.CharField(
        max_length=20, choices=[(role.value, role.value) for role in Role], blank=True
    )
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, null=True, related_name="+")
    person = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")

    class Meta:
        ordering = ["schedule", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["schedule", "key"], name="recipient_once"),
            models.CheckConstraint(
                condition=(
                    Q(kind=RecipientKind.ROLE, unit__isnull=True, person__isnull=True)
                    & ~Q(role="")
                )
                | Q(kind=RecipientKind.UNIT, role="", unit__isnull=False, person__isnull=True)
                | Q(kind=RecipientKind.PERSON, role="", unit__isnull=True, person__isnull=False)
                | Q(kind__in=EACH, role="", unit__isnull=True, person__isnull=True),
                name="recipient_names_one",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.schedule}: {self.role or self.unit or self.person or self.kind}"

    @property
    def in_words(self) -> str:
        """As a page names it."""
        if self.kind in EACH:
            return str(RecipientKind(self.kind).label)
        if self.role:
            return str(ROLES[Role(self.role)].label)
        return self.unit.name if self.unit else str(self.person and self.person.name)
