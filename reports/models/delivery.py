"""Who was sent a report, and what a leader said of a paragraph of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.fields import PublicIdField
from progress.models import Direction
from reports.models.reports import Report
from reports.parts import WHOLE, whose


class Delivery(models.Model):
    """A signed report laid in a person's inbox, and its e-mail with the files.

    Written in the transaction that signs. `part` is `whole`, or whose cut of the report it is:
    `leader:` or `unit:` and the name as the report has it. `mailed_at` is empty until the
    server has taken it; where there is no mail server or no address it stays so, and the inbox is
    the delivery.
    """

    public_id = PublicIdField()
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="deliveries")
    to = models.ForeignKey(User, on_delete=models.PROTECT, related_name="deliveries")
    part = models.CharField(max_length=140, default=WHOLE)
    posted_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["report", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "to", "part"], name="delivery_once_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.report} → {self.to}"

    @property
    def whose(self) -> str:
        """Whose cut it is; "" for the whole report."""
        return whose(self.part)


class Remark(models.Model):
    """What a leader said of one paragraph of a report, recorded as a direction.

    `paragraph` is the paragraph as it stood in the sealed report; the direction has the words.
    """

    public_id = PublicIdField()
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="remarks")
    key = models.CharField(_("place in the report"), max_length=60)
    paragraph = models.TextField()
    direction = models.OneToOneField(Direction, on_delete=models.CASCADE, related_name="remark")

    class Meta:
        ordering = ["report", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(key="") & ~Q(paragraph=""), name="remark_names_paragraph"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.key}"
