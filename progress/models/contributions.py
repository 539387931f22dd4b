"""What joint and supporting units tell the lead unit for its update."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import Permission
from accounts.models import Unit, User
from accounts.permissions import units_of
from core.fields import PublicIdField
from progress.models.rounds import Round
from recommendations.models import Initiative


class ContributionQuerySet(models.QuerySet["Contribution"]):
    """One-model questions about contributions."""

    def visible_to(self, user: User) -> "ContributionQuerySet":
        """A unit's own, and what was handed in to a lead unit of the person's."""
        own = [*units_of(user, Permission.UPDATE_FILE), *units_of(user, Permission.UPDATE_SIGN)]
        led = Q(initiative__lead__in=own, handed_in_at__isnull=False)
        return self.filter(Q(unit__in=own) | led)

    def handed_in(self) -> "ContributionQuerySet":
        """Those that the lead unit has."""
        return self.filter(handed_in_at__isnull=False)


class Contribution(models.Model):
    """One joint or supporting unit's part of an initiative's update in one round.

    Asked for by the lead unit (`asked_at`, `due_on`, `ask`) or offered. It is the unit's own: the
    lead unit quotes it in its update and never edits it.
    """

    public_id = PublicIdField()
    initiative = models.ForeignKey(
        Initiative, on_delete=models.CASCADE, related_name="contributions"
    )
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="contributions")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="contributions")
    asked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="asked_contributions"
    )
    asked_at = models.DateTimeField(null=True)
    ask = models.CharField(_("what is asked"), max_length=300, blank=True)
    due_on = models.DateField(_("wanted by"), null=True)
    author = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="contributions"
    )
    words = models.TextField(_("what the unit did"), blank=True)
    saved_at = models.DateTimeField(null=True)
    handed_in_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        ordering = ["initiative", "round", "unit__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative", "round", "unit"], name="contribution_once_a_unit"
            ),
            models.CheckConstraint(
                condition=Q(handed_in_at__isnull=True) | ~Q(words="") & Q(author__isnull=False),
                name="contribution_handed_has_words",
            ),
            models.CheckConstraint(
                condition=Q(asked_at__isnull=True, asked_by__isnull=True, due_on__isnull=True)
                | Q(asked_at__isnull=False, asked_by__isnull=False, due_on__isnull=False),
                name="contribution_asked_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.initiative.code} {self.unit.short_name}"
