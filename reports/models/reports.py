"""The reports themselves: figures frozen on the due day, words beside them, both sealed."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import may
from core.fields import PublicIdField
from recommendations.models import Plan
from reports.choices import Audience, FileFormat, ReportKind, ReportState
from reports.models.schedules import Schedule
from reports.parts import WHOLE
from reports.periods import Period, Special


def reads_upward(user: User) -> bool:
    """Whether reports to leaders, with all matters and directions in them, are for this person."""
    return may(user, Permission.MATTER_VIEW) and may(user, Permission.DIRECTION_VIEW)


class ReportQuerySet(models.QuerySet["Report"]):
    """One-model questions about reports."""

    def visible_to(self, user: User) -> "ReportQuerySet":
        """Those on the plans that the person may see.

        Drafts are seen by who drafts and who signs. A report upward holds coordination matters
        and directions: it is read by who may read those, and by whom it was sent to; a circular
        by everybody.
        """
        if not may(user, Permission.REPORT_VIEW):
            return self.none()
        rows = self.filter(schedule__plan__in=Plan.objects.visible_to(user))
        if may(user, Permission.REPORT_DRAFT) or may(user, Permission.REPORT_SIGN):
            return rows
        rows = rows.filter(state=ReportState.SIGNED)
        if reads_upward(user):
            return rows
        # A cut that was sent to somebody opens the cut alone.
        sent = self.model.objects.filter(deliveries__to=user, deliveries__part=WHOLE)
        return rows.filter(Q(schedule__audience=Audience.UNITS) | Q(pk__in=sent.values("pk")))

    def newest_first(self) -> "ReportQuerySet":
        """The last period first; of one period what is signed first, then the last edition."""
        # “signed” sorts after “draft”.
        return self.order_by("-period_ends_on", "-state", "-edition", "-pk")

    def for_list(self) -> "ReportQuerySet":
        """Without the long texts."""
        return self.defer("contents", "draft", "seal")


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

    def get_absolute_url(self) -> str:
        """The address of the period's report: always its latest edition."""
        return reverse("report", args=self._place())

    @property
    def signed(self) -> bool:
        """Whether it is signed, and so for good."""
        return self.state == ReportState.SIGNED

    @property
    def subject(self) -> Period | Special:
        """What it covers."""
        return self.schedule.subject(self.period)

    @property
    def issue(self) -> str:
        """第3期 or No. 3, a correction as such; "" for a draft."""
        if self.number is None:
            return ""
        told = {"number": self.number, "edition": self.edition}
        if not self.edition:
            return _("No. %(number)d") % told
        if self.edition == 1:
            return _("correction of No. %(number)d") % told
        return _("correction %(edition)d of No. %(number)d") % told

    @property
    def issue_of_year(self) -> str:
        """2026年第3期 or 2026, No. 3; "" for a draft."""
        told = {"year": self.number_year, "issue": self.issue}
        return _("%(year)d, %(issue)s") % told if self.issue else ""

    def _place(self) -> list[str]:
        schedule = self.schedule
        # A plan may have several special reports that end on one day.
        special = schedule.kind == ReportKind.SPECIAL
        key = schedule.public_id if special else self.period
        return [schedule.plan.slug, schedule.series, key]

    @property
    def edition_url(self) -> str:
        """The address of this edition, which stays its own when a later one comes."""
        return reverse("report-edition", args=[*self._place(), self.edition])


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
