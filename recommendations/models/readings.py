"""A document's file as it came, and its outline while a person corrects it."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.fields import PublicIdField
from recommendations.choices import ReadingState
from recommendations.models.documents import Clause, DocumentEdition
from recommendations.models.initiatives import DatedRow
from recommendations.models.plans import Measure, Plan
from recommendations.readings.pieces import Piece, Pieces

if TYPE_CHECKING:
    from collections.abc import Iterable


class EditionFile(models.Model):
    """The bytes of an edition's file, as they came.

    In a table of their own, so that no list reads them, and in the database, so that they come and
    go with their edition.
    """

    public_id = PublicIdField()
    edition = models.OneToOneField(DocumentEdition, on_delete=models.CASCADE, related_name="file")
    data = models.BinaryField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.edition_id}"


class Reading(models.Model):
    """An edition's outline while a person corrects it; stored, never read again silently.

    `pieces` are those of `recommendations.readings.pieces`. `matches` maps a unit's name as printed
    to the public id of the unit that a person says it is; "" leaves it open. `pairs` maps a
    measure's piece to the key of the plan's measure that a person says it is; None says that it is
    a new one. A reading `of_plan` is a changed edition of that plan's document.
    """

    public_id = PublicIdField()
    edition = models.OneToOneField(
        DocumentEdition, on_delete=models.CASCADE, related_name="reading"
    )
    of_plan = models.ForeignKey(
        Plan, on_delete=models.SET_NULL, null=True, blank=True, related_name="readings"
    )
    pieces_json = models.JSONField(default=list, db_column="pieces")
    matches = models.JSONField(default=dict)
    pairs = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=ReadingState.choices, default=ReadingState.OPEN)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.edition)

    @property
    def pieces(self) -> Pieces:
        """What it holds, in order."""
        return tuple(Piece.of_json(one) for one in self.pieces_json)

    @staticmethod
    def stored(pieces: "Iterable[Piece]") -> list[dict[str, object]]:
        """Pieces as the column keeps them."""
        return [piece.as_json() for piece in pieces]


class Correction(models.Model):
    """One thing that a person did to a reading, with what it takes to go back."""

    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="corrections")
    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=20)
    # What it was about, in the words of that moment.
    about = models.CharField(max_length=120, blank=True)
    changes = models.JSONField(default=dict)
    at = models.DateTimeField()
    by_name = models.CharField(_("by"), max_length=60, blank=True)

    class Meta:
        ordering = ["reading", "number"]
        constraints = [
            models.UniqueConstraint(fields=["reading", "number"], name="correction_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.verb} {self.about}"

    @property
    def audit_verb(self) -> str:
        """What the trail calls it."""
        return f"reading.{self.verb}"


class WordingRow(DatedRow):
    """The clause that words a measure from a day on: a changed edition brings a new one."""

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="wording_rows")
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="wording_rows")

    def __str__(self) -> str:
        return f"{self.measure_id} {self.clause_id} {self.effective_on}"
