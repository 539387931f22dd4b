"""A unit's sheet that came back and waits for its uploader to say yes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.fields import PublicIdField


class UnitSheet(models.Model):
    """One person's upload between preview and decision. Then the row goes; the trail names it.

    A person has one at a time: the next upload takes its place. `tables` is what was read from
    it, once, in a process apart: see `core.sheets.apart`.
    """

    public_id = PublicIdField()
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(max_length=64)
    data = models.BinaryField()
    tables = models.BinaryField(default=b"")
    uploaded_by = models.OneToOneField(User, on_delete=models.PROTECT, related_name="unit_sheet")
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering = ["uploaded_by"]

    def __str__(self) -> str:
        return self.file_name
