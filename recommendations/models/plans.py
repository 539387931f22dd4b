"""A plan, its areas and measures, and what its document found."""

from datetime import date, datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import may
from core.fields import PublicIdField
from recommendations.choices import Cadence, FindingKind, PlanState
from recommendations.models.documents import Clause, DocumentEdition


class PlanQuerySet(models.QuerySet["Plan"]):
    """One-model questions about plans."""

    def visible_to(self, user: User) -> "PlanQuerySet":
        """Drafts are seen by those who manage plans; published plans by all who read plans."""
        manages = may(user, Permission.PLAN_MANAGE)
        return self.visible(manages=manages, reads=manages or may(user, Permission.PLAN_VIEW))

    def visible(self, *, manages: bool, reads: bool) -> "PlanQuerySet":
        """The same, for who has these rights."""
        if manages:
            return self
        return self.exclude(state=PlanState.DRAFT) if reads else self.none()


class Plan(models.Model):
    """What carries a document out, over a period, in rounds."""

    public_id = PublicIdField()
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    edition = models.ForeignKey(DocumentEdition, on_delete=models.PROTECT, related_name="plans")
    title = models.CharField(_("title"), max_length=200)
    short_title = models.CharField(_("short title"), max_length=40)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    cadence = models.CharField(max_length=10, choices=Cadence.choices, default=Cadence.MONTH)
    # By what it went before: pairs of the last day and the cadence, oldest first.
    former_cadences = models.JSONField(default=list)
    # In working days after a period's end; the round opens on its first working day.
    filing_due_after = models.PositiveSmallIntegerField(_("filing due after"), default=3)
    review_ends_after = models.PositiveSmallIntegerField(_("review ends after"), default=5)
    # In working days, from the day on which the unit could know of it.
    accept_within = models.PositiveSmallIntegerField(_("accepted within"), default=3)
    area_word = models.CharField(max_length=20, default="领域")
    measure_word = models.CharField(max_length=20, default="举措")
    initiative_word = models.CharField(max_length=20, default="任务")
    state = models.CharField(max_length=10, choices=PlanState.choices, default=PlanState.DRAFT)
    adopted_by = models.CharField(_("adopted by"), max_length=120, blank=True)
    adopted_number = models.CharField(_("adopted as number"), max_length=60, blank=True)
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    override_reason = models.CharField(max_length=300, blank=True)
    last_code = models.PositiveIntegerField(default=0)
    is_example = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__lt=F("ends_on")), name="plan_starts_before_it_ends"
            ),
            models.CheckConstraint(
                condition=Q(filing_due_after__lte=F("review_ends_after")),
                name="plan_files_before_review",
            ),
            models.CheckConstraint(
                condition=Q(state=PlanState.DRAFT) | Q(published_at__isnull=False),
                name="plan_active_was_published",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def cadence_on(self, day: date) -> str:
        """By what the plan goes on a day; rounds ask by what held on their last."""
        for last, cadence in self.former_cadences:
            if day <= date.fromisoformat(last):
                return str(cadence)
        return self.cadence


class FormerTitle(models.Model):
    """What a plan was called until it was retitled at `recorded_at`."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="former_titles")
    title = models.CharField(max_length=200)
    short_title = models.CharField(max_length=40)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["recorded_at", "pk"]

    def __str__(self) -> str:
        return self.title


class FormerOutline(models.Model):
    """A plan's areas, measures and findings until it went over to another edition at `recorded_at`.

    As rows of plain values: areas (key, clause, position, title), measures (key, clause, area,
    position, title), findings (key, clause, position). Official words and numbers stand in their
    clauses, which stay. `once_served` are initiatives of other plans that had served a measure
    which the edition took away.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="former_outlines")
    edition = models.ForeignKey(DocumentEdition, on_delete=models.PROTECT, related_name="+")
    areas = models.JSONField()
    measures = models.JSONField()
    findings = models.JSONField()
    once_served = models.JSONField(default=list)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["recorded_at", "pk"]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.recorded_at:%Y-%m-%d}"


class Area(models.Model):
    """A recommendation area: the document's second-level heading."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="areas")
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="areas")
    position = models.PositiveIntegerField()
    number = models.CharField(max_length=30, blank=True)
    title = models.CharField(max_length=300)
    intro = models.TextField(blank=True)

    class Meta:
        ordering = ["plan", "position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "position"], name="area_position_once"),
            models.UniqueConstraint(fields=["plan", "clause"], name="area_clause_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number}{self.title}"

    @property
    def head(self) -> str:
        """The title's first part, which is what fits above a column."""
        return self.title.partition("，")[0]

    @property
    def tail(self) -> str:
        """What follows the title's first comma."""
        return self.title.partition("，")[2]


class Measure(models.Model):
    """One numbered measure: the official wording, tied to its clause, and a short working title.

    `position` runs on through the plan (1 to 22), as ledgers number measures.
    """

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="measures")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="measures")
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="measures")
    position = models.PositiveIntegerField()
    number = models.CharField(max_length=30, blank=True)
    text = models.TextField(_("official wording"))
    title = models.CharField(_("short title"), max_length=60)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["plan", "position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "position"], name="measure_position_once"),
            models.UniqueConstraint(fields=["plan", "clause"], name="measure_clause_once"),
            models.CheckConstraint(condition=~Q(text=""), name="measure_text_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.title}"


class Finding(models.Model):
    """What the document says about the state of things, a strength, or a problem."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="findings")
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="findings")
    kind = models.CharField(max_length=10, choices=FindingKind.choices)
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=300)

    class Meta:
        ordering = ["plan", "position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "position"], name="finding_position_once"),
            models.UniqueConstraint(fields=["plan", "clause"], name="finding_clause_once"),
        ]

    def __str__(self) -> str:
        return self.title


class MeasureFindingQuerySet(models.QuerySet["MeasureFinding"]):
    """One-model questions about which measure addresses which finding."""

    def in_force(self) -> "MeasureFindingQuerySet":
        """Those that hold now."""
        return self.filter(ended_at__isnull=True)

    def known_at(self, known_at: datetime) -> "MeasureFindingQuerySet":
        """Those that held at a moment."""
        return self.filter(
            Q(ended_at__isnull=True) | Q(ended_at__gt=known_at), recorded_at__lte=known_at
        )


class MeasureFinding(models.Model):
    """A measure addresses a finding, until it does so no more. Ended, never deleted.

    `open_key` is set while the link holds, so that no measure addresses a finding twice.
    """

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="addresses")
    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="addressed_by")
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    open_key = models.CharField(max_length=50, unique=True, null=True)  # noqa: DJ001

    objects = MeasureFindingQuerySet.as_manager()

    class Meta:
        ordering = ["measure", "finding", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, open_key__isnull=False)
                | Q(ended_at__isnull=False, open_key__isnull=True),
                name="addresses_open_or_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.finding_id}"
