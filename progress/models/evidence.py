"""What shows that something was done: files beside updates, requests, directions and matters."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.choices import Permission
from accounts.models import Unit, User
from accounts.permissions import may
from core.fields import PublicIdField
from core.models import StoredFile
from progress.models.asks import CoordinationMatter, Direction, Request
from progress.models.rounds import Update
from recommendations.models import Initiative

OWNERS = ("update_filed", "request", "direction", "matter")


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    """One-model questions about evidence."""

    def visible_to(self, user: User) -> "EvidenceQuerySet":
        """What belongs to something that the person may see."""
        seen = Q(update_filed__in=Update.objects.visible_to(user)) | Q(
            direction__in=Direction.objects.visible_to(user)
        )
        if may(user, Permission.PLAN_VIEW):
            seen |= Q(request__isnull=False) | Q(matter__isnull=False)
        return self.filter(seen)

    def standing(self) -> "EvidenceQuerySet":
        """What was not taken away."""
        return self.filter(removed_at__isnull=True)


def _exactly_one() -> Q:
    one = Q()
    for owner in OWNERS:
        one |= Q(**{f"{other}__isnull": other != owner for other in OWNERS})
    return one


class Evidence(models.Model):
    """A file that was put beside exactly one thing, under the name that its owner gave it.

    `unit` is on whose account its bytes are. `revision` is the update's at the time: what an
    earlier revision was handed in with stays for ever, marked as removed. `open_key` is set while
    it stands, so that one thing has one content once.
    """

    public_id = PublicIdField()
    initiative = models.ForeignKey(Initiative, on_delete=models.CASCADE, related_name="evidence")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="evidence")
    update_filed = models.ForeignKey(
        Update, on_delete=models.CASCADE, related_name="evidence", null=True
    )
    request = models.ForeignKey(
        Request, on_delete=models.CASCADE, related_name="evidence", null=True
    )
    direction = models.ForeignKey(
        Direction, on_delete=models.CASCADE, related_name="evidence", null=True
    )
    matter = models.ForeignKey(
        CoordinationMatter, on_delete=models.CASCADE, related_name="evidence", null=True
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="evidence", null=True)
    revision = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(_("file name"), max_length=120)
    note = models.CharField(_("note"), max_length=200, blank=True)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="evidence")
    uploaded_at = models.DateTimeField()
    removed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="removed_evidence", null=True
    )
    removed_at = models.DateTimeField(null=True)
    open_key = models.CharField(max_length=60, unique=True, null=True)  # noqa: DJ001

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["uploaded_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=_exactly_one(), name="evidence_of_one_thing"),
            models.CheckConstraint(condition=~Q(name=""), name="evidence_name_not_empty"),
            models.CheckConstraint(
                condition=Q(
                    removed_at__isnull=True, removed_by__isnull=True, open_key__isnull=False
                )
                | Q(removed_at__isnull=False, removed_by__isnull=False, open_key__isnull=True),
                name="evidence_stands_or_removed",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def owner(self) -> Update | Request | Direction | CoordinationMatter:
        """The one thing that it belongs to."""
        owner: Update | Request | Direction | CoordinationMatter = next(
            found for name in OWNERS if (found := getattr(self, name)) is not None
        )
        return owner
