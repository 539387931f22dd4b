"""A ledger that came in: the file, how its columns were mapped, what became of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.fields import PublicIdField
from recommendations.choices import ImportState
from recommendations.models.initiatives import Initiative
from recommendations.models.plans import Plan


class LedgerImport(models.Model):
    """One file for one plan, from upload to applied, and undone if need be.

    `columns` maps fields to columns (from 0) of `sheet`; `head_first` to `head_last` are its head's
    rows. `result` is the last check as a page shows it. Kept for good; its file is not changed.
    """

    public_id = PublicIdField()
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="imports")
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(max_length=64)
    sheet = models.CharField(_("sheet"), max_length=200, blank=True)
    head_first = models.PositiveIntegerField(default=0)
    head_last = models.PositiveIntegerField(default=0)
    year = models.PositiveSmallIntegerField(_("year"))
    columns = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    state = models.CharField(
        max_length=10, choices=ImportState.choices, default=ImportState.UPLOADED
    )
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="imports")
    uploaded_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "recommendations_import"
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=[ImportState.APPLIED, ImportState.UNDONE], applied_at__isnull=False
                )
                | (
                    ~Q(state__in=[ImportState.APPLIED, ImportState.UNDONE])
                    & Q(applied_at__isnull=True)
                ),
                name="import_applied_dated",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class ImportFile(models.Model):
    """The bytes of an import's file, apart from what lists read.

    `tables` is what was read from them, once, in a process apart: see `core.sheets.apart`.
    `new_rows` and `changed_rows` are what the last check found that is to be written: see
    `recommendations.imports.check.WantedRows`.
    """

    batch = models.OneToOneField(LedgerImport, on_delete=models.CASCADE, related_name="file")
    data = models.BinaryField()
    tables = models.BinaryField(default=bytes)
    new_rows = models.BinaryField(default=bytes)
    changed_rows = models.BinaryField(default=bytes)

    class Meta:
        db_table = "recommendations_import_file"
        ordering = ["batch"]

    def __str__(self) -> str:
        return str(self.batch_id)


class ImportedRow(models.Model):
    """An initiative that an import made (`before` 0) or changed, and its versions around that."""

    batch = models.ForeignKey(LedgerImport, on_delete=models.CASCADE, related_name="rows")
    initiative = models.ForeignKey(
        Initiative, on_delete=models.CASCADE, related_name="imported_rows"
    )
    row = models.PositiveIntegerField()
    before = models.PositiveIntegerField()
    after = models.PositiveIntegerField()

    class Meta:
        db_table = "recommendations_import_row"
        ordering = ["batch", "row", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "initiative"], name="import_row_once"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.row}"


class ColumnMap(models.Model):
    """How the columns under one head were mapped last; offered when the same head comes again."""

    signature = models.CharField(max_length=64, unique=True)
    columns = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "recommendations_column_map"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.signature
