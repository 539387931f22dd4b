"""An initiative: what one unit answers for. What changes over time is kept as dated rows.

A dated row says: from `effective_on` this held, and we knew it at `recorded_at`. The facts of a
day, as known at a moment, are for each kind the last row by (effective_on, recorded_at, pk) among
those that are not later than either. The columns on `Initiative` itself are the present, for lists.
"""

from datetime import datetime
from decimal import Decimal

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from core.fields import ExactField, PublicIdField
from recommendations.choices import (
    Cadence,
    InitiativeState,
    PlanState,
    Quality,
    ToldBy,
    UnitPart,
)
from recommendations.models.plans import Measure, Plan


class InitiativeQuerySet(models.QuerySet["Initiative"]):
    """One-model questions about initiatives."""

    def visible_to(self, user: User) -> "InitiativeQuerySet":
        """Those of the plans that the person may see."""
        return self.filter(plan__in=Plan.objects.visible_to(user))

    def known_at(self, moment: datetime) -> "InitiativeQuerySet":
        """Those that were there at a moment: their first dated row had been recorded."""
        rows = StateRow.objects.filter(initiative=OuterRef("pk"), recorded_at__lte=moment)
        return self.filter(Exists(rows))

    def of_open_plans(self) -> "InitiativeQuerySet":
        """Those that are worked on: their plan is active."""
        return self.filter(plan__state=PlanState.ACTIVE)


class Initiative(models.Model):
    """One trackable thing. It serves one measure first and may serve others, in any plan."""

    public_id = PublicIdField()
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="initiatives")
    code = models.PositiveIntegerField(_("number"))
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="initiatives")
    title = models.CharField(_("title"), max_length=60)
    deliverable = models.CharField(_("deliverable"), max_length=300, blank=True)
    # The goal of one year in words, and what each of its quarters should reach.
    goal_year = models.PositiveSmallIntegerField(_("goal of the year"), null=True, blank=True)
    annual_goal = models.CharField(_("annual goal"), max_length=300, blank=True)
    goal_q1 = models.CharField(_("target of the first quarter"), max_length=300, blank=True)
    goal_q2 = models.CharField(_("target of the second quarter"), max_length=300, blank=True)
    goal_q3 = models.CharField(_("target of the third quarter"), max_length=300, blank=True)
    goal_q4 = models.CharField(_("target of the fourth quarter"), max_length=300, blank=True)
    told_by = models.CharField(
        _("progress is told by"), max_length=10, choices=ToldBy.choices, default=ToldBy.PERCENT
    )
    # Empty: as the plan.
    cadence = models.CharField(
        _("files"), max_length=10, choices=Cadence.choices, blank=True, default=""
    )
    ongoing = models.BooleanField(_("ongoing"), default=False)
    no_indicator = models.BooleanField(_("needs no indicator"), default=False)
    contact = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="contact_for"
    )
    # Somebody without an account, or a telephone: as the office's own ledger has it.
    contact_words = models.CharField(_("contact in words"), max_length=120, blank=True)
    remarks = models.CharField(_("remarks"), max_length=300, blank=True)
    # The present, for lists; the dated rows are the record.
    state = models.CharField(
        max_length=20, choices=InitiativeState.choices, default=InitiativeState.DRAFT
    )
    # The last day of the term to accept, or of a suspension; empty where the state has no term.
    state_until = models.DateField(null=True)
    # Which one lives on; set where the state is merged, and only there.
    merged_into = models.ForeignKey(
        "self", on_delete=models.RESTRICT, null=True, related_name="absorbed"
    )
    quality = models.CharField(
        _("quality of completion"), max_length=10, choices=Quality.choices, blank=True, default=""
    )
    lead = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="leads")
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    # What the document or ledger printed: 年底前.
    due_words = models.CharField(_("due date as printed"), max_length=60, blank=True)
    weight = ExactField(_("weight"), default=Decimal(1))
    is_example = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = InitiativeQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "code"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="initiative_code_once"),
            models.CheckConstraint(condition=~Q(title=""), name="initiative_title_not_empty"),
            models.CheckConstraint(condition=Q(weight__gt=0), name="initiative_weight_positive"),
            models.CheckConstraint(
                condition=Q(state=InitiativeState.DRAFT) | Q(lead__isnull=False),
                name="initiative_lead_once_given",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(due_on__isnull=True)
                | Q(starts_on__lte=F("due_on")),
                name="initiative_starts_before_due",
            ),
            models.CheckConstraint(
                condition=Q(state=InitiativeState.MERGED, merged_into__isnull=False)
                | (~Q(state=InitiativeState.MERGED) & Q(merged_into__isnull=True)),
                name="initiative_merged_into_one",
            ),
            models.CheckConstraint(
                condition=Q(quality="")
                | Q(state__in=[InitiativeState.COMPLETED, InitiativeState.CLOSED]),
                name="initiative_graded_when_done",
            ),
        ]
        indexes = [
            models.Index(fields=["lead", "state"], name="initiative_lead_state"),
            # Every page asks whether a plan shows invented data; the ledger counts its rows.
            models.Index(fields=["plan", "is_example"], name="initiative_example"),
            # A deep page of the ledger finds its keys here without looking at a row.
            models.Index(fields=["plan", "code", "id"], name="initiative_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class InitiativeMeasureQuerySet(models.QuerySet["InitiativeMeasure"]):
    """One-model questions about which other measures initiatives serve."""

    def in_force(self) -> "InitiativeMeasureQuerySet":
        """Those that are served now."""
        return self.filter(ended_at__isnull=True)


class InitiativeMeasure(models.Model):
    """Another measure that the initiative serves, in this plan or another, or once served.

    Ended, never deleted, and opened again where it is served anew: a row names a candidate of any
    past day, `DetailRow.values["serves"]` decides which days those are.
    """

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="serves")
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="served_by")
    ended_at = models.DateTimeField(null=True)

    objects = InitiativeMeasureQuerySet.as_manager()

    class Meta:
        db_table = "recommendations_serves"
        ordering = ["initiative", "measure"]
        constraints = [
            models.UniqueConstraint(fields=["initiative", "measure"], name="serves_once"),
        ]

    def __str__(self) -> str:
        return f"{self.initiative_id} {self.measure_id}"


class InitiativeUnit(models.Model):
    """A joint or supporting unit, in the order of the document."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="units")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="supports")
    part = models.CharField(max_length=10, choices=UnitPart.choices)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["initiative", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["initiative", "unit"], name="initiative_unit_once"),
        ]

    def __str__(self) -> str:
        return f"{self.initiative_id} {self.unit_id} {self.part}"


class InitiativeLeader(models.Model):
    """A leader in charge, by name: leaders need no account."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="leaders")
    name = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()

    class Meta:
        db_table = "recommendations_leader"
        ordering = ["initiative", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["initiative", "name"], name="initiative_leader_once"),
        ]

    def __str__(self) -> str:
        return self.name


class DatedRow(models.Model):
    """What held from a day on, and when we came to know it."""

    effective_on = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ["effective_on", "recorded_at", "pk"]


class StateRow(DatedRow):
    """The initiative's state from a day on, and what belongs to the step that led to it.

    `until_on` is the last day of the term to accept or of the suspension, `into` the one that it
    was merged into, `quality` the grade of its completion.
    """

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="state_rows")
    value = models.CharField(max_length=20, choices=InitiativeState.choices)
    reason = models.TextField(blank=True)
    until_on = models.DateField(null=True)
    into = models.ForeignKey(
        Initiative, on_delete=models.RESTRICT, null=True, related_name="merged_rows"
    )
    quality = models.CharField(max_length=10, choices=Quality.choices, blank=True)

    def __str__(self) -> str:
        return f"{self.initiative_id} {self.value} {self.effective_on}"


class DueRow(DatedRow):
    """Start and due date from a day on; the first row is the original, shown for ever."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="due_rows")
    starts_on = models.DateField(null=True)
    value = models.DateField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.initiative_id} {self.value} {self.effective_on}"


class LeadRow(DatedRow):
    """The lead unit from a day on."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="lead_rows")
    value = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="lead_rows")

    def __str__(self) -> str:
        return f"{self.initiative_id} {self.value_id} {self.effective_on}"


class WeightRow(DatedRow):
    """The weight from a day on."""

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="weight_rows")
    value = ExactField()

    class Meta(DatedRow.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(value__gt=0), name="weight_row_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.initiative_id} {self.value} {self.effective_on}"


class DetailRow(DatedRow):
    """Everything a person may set of an initiative, from a day on, as one value.

    Kept at every change, so that a past day can be shown whole and a second editor can be told
    what changed since the `version` that was on the screen. `told_by` and `ongoing` stand apart
    too: lights ask for them. See `recommendations.breakdown.Breakdown`.
    """

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="detail_rows")
    version = models.PositiveIntegerField()
    told_by = models.CharField(max_length=10, choices=ToldBy.choices)
    ongoing = models.BooleanField()
    values = models.JSONField()

    class Meta(DatedRow.Meta):
        db_table = "recommendations_detail"
        constraints = [
            models.UniqueConstraint(fields=["initiative", "version"], name="detail_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.initiative_id} {self.version} {self.effective_on}"


class Milestone(models.Model):
    """A dated step of an initiative. What is known of it stands in its rows."""

    public_id = PublicIdField()
    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="milestones")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=100)

    class Meta:
        ordering = ["initiative", "position"]
        constraints = [
            models.UniqueConstraint(fields=["initiative", "position"], name="milestone_place_once"),
            models.CheckConstraint(condition=~Q(title=""), name="milestone_title_not_empty"),
        ]

    def __str__(self) -> str:
        return self.title


class MilestoneRow(DatedRow):
    """A milestone's title, due date, weight and day of completion from a day on."""

    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="rows")
    title = models.CharField(max_length=100)
    due_on = models.DateField()
    weight = ExactField()
    done_on = models.DateField(null=True)
    dropped = models.BooleanField(default=False)

    class Meta(DatedRow.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(weight__gt=0), name="milestone_weight_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.milestone_id} {self.due_on} {self.done_on or ''}".strip()
