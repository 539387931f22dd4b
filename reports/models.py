"""When reports are due, and the frozen reports themselves."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import may
from core.fields import PublicIdField
from recommendations.models import Plan
from reports.choices import Audience, FileFormat, ReportKind


class Schedule(models.Model):
    """A report of one kind on one plan, from a first period on, for one audience."""

    public_id = PublicIdField()
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="schedules")
    kind = models.CharField(max_length=10, choices=ReportKind.choices)
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.UPWARD)
    first_period = models.CharField(max_length=10)
    due_after = models.PositiveSmallIntegerField(_("due after, working days"), default=6)
    issuer = models.CharField(_("issued by"), max_length=60)
    active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["plan", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "kind", "audience"], name="schedule_once_a_kind"
            ),
            models.CheckConstraint(condition=~Q(issuer=""), name="schedule_issuer_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.plan.short_title} {self.kind}"


class ReportQuerySet(models.QuerySet["Report"]):
    """One-model questions about reports."""

    def visible_to(self, user: User) -> "ReportQuerySet":
        """Those on the plans that the person may see."""
        if not may(user, Permission.REPORT_VIEW):
            return self.none()
        return self.filter(schedule__plan__in=Plan.objects.visible_to(user))


class Report(models.Model):
    """One period's report, its contents frozen: what was so, as it was known then.

    `contents` is canonical JSON with names and values, no keys of records, so that nothing that
    is renamed or deleted later can change it. `sha256` is that text's. `audit_seq` and
    `audit_link` are the head of the audit chain at the moment of freezing.
    """

    public_id = PublicIdField()
    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="reports")
    period = models.CharField(max_length=10)
    period_ends_on = models.DateField()
    as_of = models.DateField()
    known_at = models.DateTimeField()
    contents = models.TextField()
    sha256 = models.CharField(max_length=64)
    audit_seq = models.BigIntegerField()
    audit_link = models.CharField(max_length=64, blank=True)
    is_example = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-period_ends_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["schedule", "period"], name="report_period_once"),
        ]

    def __str__(self) -> str:
        return f"{self.schedule} {self.period}"


class ReportFile(models.Model):
    """A report in one format, made from its frozen contents and kept with it.

    In the database, not in a folder: the row and its bytes come and go in one transaction, so a
    worker killed at any moment leaves a whole report with its files, or none.
    """

    public_id = PublicIdField()
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="files")
    format = models.CharField(max_length=10, choices=FileFormat.choices)
    name = models.CharField(max_length=120)
    data = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["report", "format"]
        constraints = [
            models.UniqueConstraint(fields=["report", "format"], name="report_format_once"),
        ]

    def __str__(self) -> str:
        return self.name
