"""Which coordination matters and directions may stand in a circular to units."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from progress.models.asks import CoordinationMatter, Direction


class Release(models.Model):
    """One matter or direction was released to the units, until somebody held it back again.

    A row for each release, never changed but by its end: what was released at a past moment can be
    asked for ever. A direction on several initiatives is released as one, by its first row.
    `open_key` is set while it is released.
    """

    matter = models.ForeignKey(
        CoordinationMatter, on_delete=models.CASCADE, null=True, related_name="releases"
    )
    direction = models.ForeignKey(
        Direction, on_delete=models.CASCADE, null=True, related_name="releases"
    )
    released_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="releases")
    released_at = models.DateTimeField()
    held_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="holds")
    held_at = models.DateTimeField(null=True)
    open_key = models.CharField(max_length=40, unique=True, null=True)  # noqa: DJ001

    class Meta:
        ordering = ["released_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(matter__isnull=False, direction__isnull=True)
                | Q(matter__isnull=True, direction__isnull=False),
                name="release_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(held_at__isnull=True, held_by__isnull=True, open_key__isnull=False)
                | Q(held_at__isnull=False, held_by__isnull=False, open_key__isnull=True),
                name="release_open_or_held",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter or self.direction} {self.released_at:%Y-%m-%d}"
