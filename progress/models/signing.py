"""A unit's signature on paper 线下审签, as the reporter entered it with its scan."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from progress.models.evidence import Evidence
from progress.models.rounds import Update


class PaperSignature(models.Model):
    """Who signed an update's revision on paper, when, and the scan that shows it.

    The signer needs no account. It stands for ever; it holds for its revision alone, so that a
    return, a taking back or a reopening voids it.
    """

    update_filed = models.ForeignKey(
        Update, on_delete=models.CASCADE, related_name="paper_signatures"
    )
    revision = models.PositiveSmallIntegerField()
    signer = models.CharField(_("signer"), max_length=60)
    position = models.CharField(_("position"), max_length=80)
    signed_on = models.DateField(_("signed on"))
    scan = models.ForeignKey(Evidence, on_delete=models.RESTRICT, related_name="signatures")
    entered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="entered_signatures"
    )
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["entered_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["update_filed", "revision"], name="paper_once_a_revision"
            ),
            models.CheckConstraint(
                condition=~Q(signer="") & ~Q(position=""), name="paper_signer_named"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.signer} {self.signed_on}"
