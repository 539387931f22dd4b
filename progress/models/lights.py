"""The light rule's versions, what a person set by hand, and where each initiative stands."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.fields import ExactField, PublicIdField
from progress.choices import HandLight, LightChoice
from recommendations.models import Initiative, Plan


class LightPolicy(models.Model):
    """A version of a plan's light rule. `rules` holds the thresholds; an old version stays.

    On a day the version with the latest `effective_on` up to it holds, of equals the higher number.
    Version 1 is the default, which needs no row.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="light_policies")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=60)
    rules = models.JSONField()
    effective_on = models.DateField()
    reason = models.TextField(_("reason"), blank=True)
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="light_policies"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="policy_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


class Standing(models.Model):
    """Where an initiative stands: now (`slot` = "now"), or for good at a round's close.

    Derived from the records by `progress.status`; `recompute --check` says whether it still agrees.
    """

    NOW = "now"

    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="standings")
    slot = models.CharField(max_length=10)
    as_of = models.DateField()
    known_at = models.DateTimeField()
    light = models.CharField(max_length=12, choices=LightChoice.choices)
    computed = models.CharField(max_length=12, choices=LightChoice.choices)
    need = models.PositiveSmallIntegerField()
    percent = ExactField(null=True)
    planned = ExactField(null=True)
    gap = ExactField(null=True)
    reasons = models.JSONField(default=list)
    policy_number = models.PositiveIntegerField()

    class Meta:
        ordering = ["initiative", "slot"]
        constraints = [
            models.UniqueConstraint(fields=["initiative", "slot"], name="standing_slot_once"),
        ]
        indexes = [models.Index(fields=["slot", "need"], name="standing_slot_need")]

    def __str__(self) -> str:
        return f"{self.initiative_id} {self.slot} {self.light}"


class LightOverride(models.Model):
    """A light set by a person, with the reason, up to and including a day.

    It shows beside the computed light, never instead of it. `open_key` is set while it may still
    count, so that one initiative has one override at a time.
    """

    public_id = PublicIdField()
    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="overrides")
    light = models.CharField(max_length=12, choices=HandLight.choices)
    reason = models.TextField(_("reason"))
    starts_on = models.DateField()
    expires_on = models.DateField(_("valid until"))
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="overrides")
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    open_key = models.CharField(max_length=40, unique=True, null=True)  # noqa: DJ001

    class Meta:
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="override_reason_not_empty"),
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("expires_on")), name="override_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, open_key__isnull=False)
                | Q(ended_at__isnull=False, open_key__isnull=True),
                name="override_open_or_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.initiative.code} {self.initiative.title} {self.light}"
