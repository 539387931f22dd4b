"""How people look at a plan's ledger: the columns that each has chosen, and views kept by name."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import may
from core.fields import PublicIdField
from recommendations.models.plans import Plan


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """One-model questions about saved views."""

    def visible_to(self, user: User) -> "SavedViewQuerySet":
        """One's own, and those shared with everybody who reads the plan."""
        return self.filter(Q(owner=user) | Q(shared=True))

    def kept_by(self, user: User) -> "SavedViewQuerySet":
        """Those that the person may rename, move or delete."""
        if may(user, Permission.PLAN_MANAGE):
            return self.filter(Q(owner=user) | Q(shared=True))
        return self.filter(owner=user, shared=False)


class SavedView(models.Model):
    """A ledger address under a name: filters, order and columns, without the page number.

    Settings of a person, not records: they go with their plan and with their person.
    """

    public_id = PublicIdField()
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="saved_views")
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(_("name"), max_length=30)
    query = models.TextField(blank=True)
    shared = models.BooleanField(_("shared"), default=False)
    position = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "owner", "name"], name="view_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="view_name_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name


class LedgerChoice(models.Model):
    """A person's columns of a plan's ledger, in their order, and the view that it opens with."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="ledger_choices")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="ledger_choices")
    columns = models.JSONField(default=list)
    opens_with = models.ForeignKey(
        SavedView, on_delete=models.SET_NULL, null=True, related_name="opens_for"
    )

    class Meta:
        db_table = "recommendations_ledger"
        ordering = ["plan", "user"]
        constraints = [
            models.UniqueConstraint(fields=["user", "plan"], name="ledger_choice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.plan_id}"
