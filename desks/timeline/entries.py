"""What one line of a story is, and who reads it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.choices import Permission
from accounts.models import Unit, User
from accounts.permissions import may
from progress.evidence import column, may_add, takes
from progress.models import (
    CoordinationMatter,
    Direction,
    Evidence,
    Request,
    Update,
)
from recommendations.models import Initiative


@dataclass(frozen=True)
class Act:
    """What this person may do about an entry: a link, or a button that posts."""

    url: str
    label: str
    posts: bool = False


@dataclass(frozen=True)
class Entry:
    """One entry. `tone` is "", "red" or "on" (it waits for this person); `note` is verbatim."""

    at: datetime
    icon: str
    title: str
    who: str = ""
    said: list[str] = field(default_factory=list)
    note: str = ""
    tone: str = ""
    act: Act | None = None
    files: list[Evidence] = field(default_factory=list)
    attach: Act | None = None


@dataclass(frozen=True)
class Reader:
    """Who reads, and what they may do with this initiative."""

    user: User
    initiative: Initiative
    until: datetime | None = None
    papers: Mapping[tuple[str, int], list[Evidence]] = field(default_factory=dict)
    # What units were called, and what other initiatives were, where a past day is read.
    units: Mapping[int, Unit] = field(default_factory=dict)
    titles: Mapping[int, str] = field(default_factory=dict)

    def unit(self, unit: Unit) -> str:
        """The unit's short name on the day that is read."""
        return self.units.get(unit.pk, unit).short_name

    def other(self, initiative: Initiative) -> str:
        """Another initiative as it was called on the day that is read."""
        return f"{initiative.code} {self.titles.get(initiative.pk, initiative.title)}"

    def files(self, row: Update | Request | Direction | CoordinationMatter) -> list[Evidence]:
        """The files beside it that were there on the day that is read."""
        found = self.papers.get((column(row), row.pk), [])
        return [one for one in found if self.by_then(one.uploaded_at)]

    def by_then(self, moment: datetime | None) -> bool:
        """Whether it had happened on the day that is read."""
        return moment is not None and (self.until is None or moment <= self.until)

    @property
    def acts(self) -> bool:
        """Whether anything can be done: nothing can on a past day."""
        return self.until is None

    def may(self, permission: Permission) -> bool:
        """A right of the office."""
        return may(self.user, permission)

    @property
    def of_unit(self) -> bool:
        """Whether the person writes or signs for the lead unit."""
        lead = self.initiative.lead
        return lead is not None and any(
            may(self.user, one, unit=lead)
            for one in (Permission.UPDATE_FILE, Permission.UPDATE_SIGN)
        )

    def attach(self, name: str, row: Request | Direction | CoordinationMatter) -> Act | None:
        """To the page of its files, for who may change them now."""
        row.initiative = self.initiative
        if not self.acts or not takes(row) or not may_add(self.user, row):
            return None
        return Act(self.address(name, row), _("Add files"))

    def address(self, name: str, row: Model) -> str:
        """The page of one row."""
        return reverse(
            name,
            args=[
                self.initiative.plan.slug,
                self.initiative.code,
                row.public_id,  # type: ignore[attr-defined]  # each of these rows has one
            ],
        )
