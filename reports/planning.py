"""Which reports are due on a day, and which come next: arithmetic that asks no database."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import dropwhile, islice

from core.workdays import WorkCalendar
from reports.periods import Period, Special, due_on

ALL, LATEST, NONE = "all", "latest", "none"
_LAST_YEAR = 9999


@dataclass(frozen=True, slots=True)
class Planned:
    """One report to come or due: what it covers, and the day on which it is drafted."""

    subject: Period | Special
    due_on: date

    @property
    def key(self) -> str:
        """The period's key."""
        return self.subject.key


@dataclass(frozen=True, slots=True)
class Terms:
    """When a schedule's reports fall due.

    `first` is the first period, or the days of a special report, which falls due once. `due_after`
    counts working days from the last day covered. `missed` says what becomes of those whose due
    day passed while nothing ran: ALL of them, the LATEST alone, or NONE.
    """

    first: Period | Special
    due_after: int
    missed: str = ALL

    def planned(self, calendar: WorkCalendar) -> Iterator[Planned]:
        """Every report of it with its day, oldest first, without end for periods."""
        subject: Period | Special = self.first
        yield self._day_of(subject, calendar)
        while isinstance(subject, Period) and subject.ends_on.year < _LAST_YEAR:
            subject = subject.next()
            yield self._day_of(subject, calendar)

    def _day_of(self, subject: Period | Special, calendar: WorkCalendar) -> Planned:
        return Planned(subject, due_on(subject, due_in_workdays=self.due_after, calendar=calendar))


def fallen_due(terms: Terms, *, today: date, calendar: WorkCalendar) -> list[Planned]:
    """Every report whose day has come by `today`, oldest first, those long past included.

    Whoever was off for a month catches up by it, and whoever asks twice finds the same.
    """
    found: list[Planned] = []
    for one in terms.planned(calendar):
        if one.due_on > today:
            break
        found.append(one)
    return found


def due(
    terms: Terms, *, there: Container[str], today: date, calendar: WorkCalendar
) -> list[Planned]:
    """What is to be drafted now, oldest first: due, not passed over, and not in `there`."""
    found = fallen_due(terms, today=today, calendar=calendar)
    if terms.missed == LATEST:
        # The latest that is due, not the latest that is lacking: what was passed over stays so.
        found = found[-1:]
    elif terms.missed == NONE:
        found = [one for one in found if one.due_on == today]
    return [one for one in found if one.key not in there]


def coming(terms: Terms, *, today: date, calendar: WorkCalendar, count: int = 3) -> list[Planned]:
    """The next reports whose day is still to come, `count` at most."""
    later = dropwhile(lambda one: one.due_on <= today, terms.planned(calendar))
    return list(islice(later, count))
