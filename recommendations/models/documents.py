"""A policy document, its editions, and the pieces that its outline names."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.fields import PublicIdField
from recommendations.choices import ClauseKind


class PolicyDocument(models.Model):
    """The text that a plan carries out, whatever its edition."""

    public_id = PublicIdField()
    title = models.CharField(_("title"), max_length=200)
    issuer = models.CharField(_("issued by"), max_length=120, blank=True)
    doc_number = models.CharField(_("document number"), max_length=60, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["title", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="doc_title_not_empty")]

    def __str__(self) -> str:
        return self.title


class DocumentEdition(models.Model):
    """One file of a document, as it came, with the text that was read from it. Never edited."""

    public_id = PublicIdField()
    document = models.ForeignKey(PolicyDocument, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField(_("edition"))
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    text = models.TextField()
    language = models.CharField(max_length=8, default="zh")
    # Spans of the paragraphs as the reader joined them: what a page shows, kept with the outline.
    paragraphs = models.JSONField(default=list)
    repairs = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    added_at = models.DateTimeField()

    class Meta:
        db_table = "recommendations_edition"
        ordering = ["document", "number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="edition_number_once"),
            models.UniqueConstraint(fields=["document", "sha256"], name="edition_file_once"),
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.number}"


class Clause(models.Model):
    """A piece of an edition: `text[start:end]` is it and nothing else.

    `path` tells where it stands, with the numbers as printed: 四/（一）/二是.
    """

    edition = models.ForeignKey(DocumentEdition, on_delete=models.CASCADE, related_name="clauses")
    kind = models.CharField(max_length=10, choices=ClauseKind.choices)
    path = models.CharField(max_length=120)
    number = models.CharField(_("number as printed"), max_length=30, blank=True)
    title = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    position = models.PositiveIntegerField()
    # Who is to do it and by when, as printed: [{"name", "role", "unit"}], `unit` being the public
    # id of the unit that it was matched to, or "".
    units = models.JSONField(default=list)
    due_words = models.CharField(max_length=120, blank=True)
    due_on = models.DateField(null=True)

    class Meta:
        ordering = ["edition", "position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "path"], name="clause_path_once"),
            models.UniqueConstraint(fields=["edition", "position"], name="clause_position_once"),
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="clause_span_not_empty"),
        ]

    def __str__(self) -> str:
        return self.path
