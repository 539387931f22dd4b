"""Which days and moments a report tells of, and what falls among them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone


@dataclass(frozen=True)
class Window:
    """From the period's first day to its last, as known at a moment.

    `told_until` is the moment up to which the report before this one knew. What held from an
    earlier day on, and was written down only after that report, is told in this one: each decision
    once, and none never. Without an earlier report it is the beginning of the first day.
    """

    since: date
    as_of: date
    known_at: datetime
    told_until: datetime

    @classmethod
    def of(
        cls, *, since: date, as_of: date, known_at: datetime, told_until: datetime | None
    ) -> "Window":
        """The window; see the class."""
        begun = timezone.make_aware(datetime.combine(since, time.min))
        return cls(since, as_of, known_at, begun if told_until is None else told_until)

    @property
    def day_is_over(self) -> datetime:
        """The moment at which the last day ends."""
        return timezone.make_aware(datetime.combine(self.as_of + timedelta(days=1), time.min))

    def rows(self) -> Q:
        """Dated rows that this report tells."""
        return Q(recorded_at__lte=self.known_at, effective_on__lte=self.as_of) & (
            Q(effective_on__gte=self.since) | Q(recorded_at__gt=self.told_until)
        )

    def over(self, moment: datetime | None) -> bool:
        """Whether that had happened by the end of the last day, and was known."""
        return moment is not None and moment < self.day_is_over and moment <= self.known_at
