"""The words beside the figures: what people write instead, and what units say of their lines."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from core.fields import PublicIdField
from reports.choices import ProofAnswer
from reports.models.reports import Report


class Passage(models.Model):
    """What a person wrote instead of a paragraph as it was composed, by the paragraph's key.

    The one composed stands in the report's draft, beside this; earlier words stand in the audit
    trail. A passage that says what was composed is deleted.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="passages")
    key = models.CharField(max_length=60)
    text = models.TextField()
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="passages")
    written_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["report", "key"]
        constraints = [
            models.UniqueConstraint(fields=["report", "key"], name="passage_once"),
            models.CheckConstraint(condition=~Q(key="") & ~Q(text=""), name="passage_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.key}"


class ProofCopy(models.Model):
    """A unit's own lines of a draft, 核对稿, sent to it with the one deadline of that report.

    `lines` is canonical JSON of what the unit was shown, kept because the draft may change.
    """

    public_id = PublicIdField()
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="proofs")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="proofs")
    unit_name = models.CharField(max_length=120)
    lines = models.TextField()
    due_on = models.DateField(_("answer wanted by"))
    asked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="asked_proofs"
    )
    asked_at = models.DateTimeField()
    answer = models.CharField(
        max_length=10, choices=ProofAnswer.choices, default=ProofAnswer.WAITING
    )
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="answered_proofs"
    )
    answered_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["report", "unit__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "unit"], name="proof_once_a_unit"),
            models.CheckConstraint(
                condition=Q(
                    answer=ProofAnswer.WAITING, answered_by__isnull=True, answered_at__isnull=True
                )
                | (
                    ~Q(answer=ProofAnswer.WAITING)
                    & Q(answered_by__isnull=False, answered_at__isnull=False)
                ),
                name="proof_answer_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.unit_name}"


class Objection(models.Model):
    """What a unit says against one of its lines, and what the office answered."""

    public_id = PublicIdField()
    proof = models.ForeignKey(ProofCopy, on_delete=models.CASCADE, related_name="objections")
    key = models.CharField(max_length=60)
    words = models.TextField(_("objection"))
    reply = models.TextField(_("answer"), blank=True)
    accepted = models.BooleanField(null=True)
    replied_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="replied_objections"
    )
    replied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["proof", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["proof", "key"], name="objection_once_a_line"),
            models.CheckConstraint(condition=~Q(words=""), name="objection_words_not_empty"),
            models.CheckConstraint(
                condition=Q(
                    reply="", accepted__isnull=True, replied_by__isnull=True,
                    replied_at__isnull=True,
                )
                | (
                    ~Q(reply="")
                    & Q(
                        accepted__isnull=False, replied_by__isnull=False,
                        replied_at__isnull=False,
                    )
                ),
                name="objection_reply_whole",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.proof} {self.key}"
