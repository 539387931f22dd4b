"""The reports themselves: figures frozen on the due day, words beside them, both sealed."""

from django.db import models
from django.db.models import Q

from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import may
from core.fields import PublicIdField
from recommendations.models import Plan
from reports.choices import FileFormat, ReportState
from reports.models.schedules import Schedule


class ReportQuerySet(models.QuerySet["Report"]):
    """One-model questions about reports."""

    def visible_to(self, user: User) -> "ReportQuerySet":
        """Those on the plans that the person may see."""
        if not may(user, Permission.REPORT_VIEW):
            return self.none()
        return self.filter(schedule__plan__in=Plan.objects.visible_to(user))


class Report(models.Model):
    """One period's report. A correction is a further edition of the same period.

    `contents` is canonical JSON with names and values, no keys of records, so that nothing that
    is renamed or deleted later can change it: the figures, what was so as it was known then.
    `sha256` is that text's. `audit_seq` and `audit_link` are the head of the audit chain at the
    moment of freezing. `draft` is the document as it was composed from the figures, as JSON.

    Signing writes `seal`, canonical JSON of the figures and the document as signed; every file is
    made from it alone. `number` is 第N期 within plan, kind, audience and `number_year`;
    `number_key` says the same in one unique column. A correction has the number of what it
    corrects and no key of its own.
    """

    public_id = PublicIdField()
    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="reports")
    period = models.CharField(max_length=10)
    edition = models.PositiveSmallIntegerField(default=0)
    corrects = models.ForeignKey(
        "self", on_delete=models.RESTRICT, null=True, related_name="corrections"
    )
    reason = models.TextField(blank=True)
    period_ends_on = models.DateField()
    as_of = models.DateField()
    known_at = models.DateTimeField()
    contents = models.TextField()
    sha256 = models.CharField(max_length=64)
    audit_seq = models.BigIntegerField()
    audit_link = models.CharField(max_length=64, blank=True)
    draft = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=ReportState.choices, default=ReportState.DRAFT)
    seal = models.TextField(blank=True)
    seal_sha256 = models.CharField(max_length=64, blank=True)
    number = models.PositiveSmallIntegerField(null=True)
    number_year = models.PositiveSmallIntegerField(null=True)
    number_key = models.CharField(max_length=60, unique=True, null=True)  # noqa: DJ001
    signed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="signed_reports"
    )
    signed_at = models.DateTimeField(null=True)
    is_example = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-period_ends_on", "-edition", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["schedule", "period", "edition"], name="report_edition_once"
            ),
            models.CheckConstraint(
                condition=(
                    Q(state=ReportState.DRAFT, seal="", seal_sha256="", number__isnull=True)
                    & Q(number_year__isnull=True, number_key__isnull=True)
                    & Q(signed_by__isnull=True, signed_at__isnull=True)
                )
                | (
                    Q(state=ReportState.SIGNED, number__isnull=False, number_year__isnull=False)
                    & Q(signed_at__isnull=False)
                    & ~Q(seal="")
                    & ~Q(seal_sha256="")
                ),
                name="report_signed_is_sealed",
            ),
            models.CheckConstraint(
                condition=Q(edition=0, corrects__isnull=True)
                | (Q(edition__gt=0, corrects__isnull=False) & ~Q(reason="")),
                name="report_correction_names_it",
            ),
            models.CheckConstraint(
                condition=Q(state=ReportState.DRAFT)
                | Q(edition=0, number_key__isnull=False)
                | Q(edition__gt=0, number_key__isnull=True),
                name="report_number_key",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.schedule} {self.period}"

    @property
    def signed(self) -> bool:
        """Whether it is signed, and so for good."""
        return self.state == ReportState.SIGNED


class ReportFile(models.Model):
    """A report in one format, made from its seal and kept with it.

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
