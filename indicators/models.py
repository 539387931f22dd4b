"""Indicators, what is aimed at, and what was measured. All values are exact."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.fields import ExactField, PublicIdField
from indicators.choices import DirectionChoice
from progress.models import Update
from recommendations.models import DocumentEdition, Initiative, Plan


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    """One-model questions about indicators."""

    def known_at(self, moment: datetime) -> "IndicatorQuerySet":
        """Those that were there at a moment; when the oldest came nobody wrote down."""
        return self.filter(Q(added_at__isnull=True) | Q(added_at__lte=moment))


class Indicator(models.Model):
    """A figure that tells how the plan fares, in one unit of measure.

    A baseline taken from a document keeps its sentence: `edition.text[start:end]`.
    """

    public_id = PublicIdField()
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="indicators")
    initiative = models.ForeignKey(
        Initiative, on_delete=models.SET_NULL, null=True, related_name="indicators"
    )
    code = models.PositiveIntegerField(_("number"))
    name = models.CharField(_("name"), max_length=100)
    unit_of_measure = models.CharField(_("unit of measure"), max_length=20)
    direction = models.CharField(
        max_length=10, choices=DirectionChoice.choices, default=DirectionChoice.RISE
    )
    baseline_value = ExactField(_("baseline"), null=True)
    baseline_on = models.DateField(_("baseline of"), null=True)
    baseline_edition = models.ForeignKey(
        DocumentEdition, on_delete=models.PROTECT, null=True, related_name="baselines"
    )
    baseline_start = models.PositiveIntegerField(null=True)
    baseline_end = models.PositiveIntegerField(null=True)
    baseline_sentence = models.CharField(max_length=400, blank=True)
    lower = ExactField(_("lower bound"), null=True)
    upper = ExactField(_("upper bound"), null=True)
    added_at = models.DateTimeField(null=True)
    is_example = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "code"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="indicator_code_once"),
            models.CheckConstraint(condition=~Q(name=""), name="indicator_name_not_empty"),
            models.CheckConstraint(
                condition=Q(baseline_value__isnull=True, baseline_on__isnull=True)
                | Q(baseline_value__isnull=False, baseline_on__isnull=False),
                name="indicator_baseline_dated",
            ),
            models.CheckConstraint(
                condition=Q(baseline_start__isnull=True, baseline_end__isnull=True)
                | Q(baseline_start__lt=F("baseline_end"), baseline_edition__isnull=False),
                name="indicator_baseline_span",
            ),
            models.CheckConstraint(
                condition=~Q(direction=DirectionChoice.HOLD)
                | Q(lower__isnull=False)
                | Q(upper__isnull=False),
                name="indicator_hold_has_range",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Target(models.Model):
    """What the indicator should reach by a day, and when that was decided."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="targets")
    due_on = models.DateField()
    value = ExactField()
    recorded_at = models.DateTimeField()
    is_example = models.BooleanField(default=False)

    class Meta:
        ordering = ["indicator", "due_on"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "due_on"], name="target_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.value} {self.due_on}"


class Value(models.Model):
    """A measured value of a day. Filed with an update, it counts from the update's approval on."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="values")
    update_filed = models.ForeignKey(
        Update, on_delete=models.CASCADE, null=True, related_name="indicator_values"
    )
    measured_on = models.DateField()
    value = ExactField()
    filed_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    is_example = models.BooleanField(default=False)

    class Meta:
        ordering = ["indicator", "measured_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "update_filed"], name="value_once_an_update"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value} {self.measured_on}"
