"""The example's plan and its people, as the steps of single days find them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from accounts.models import User
from desks.examples.people import Cast, acting
from progress.models import Request
from recommendations.models import Initiative, Plan

if TYPE_CHECKING:
    from desks.examples.build import Clock


class Stage:
    """Rows are fetched anew for every step, for the version that they have by then."""

    def __init__(self, plan: Plan, cast: Cast, clock: Clock) -> None:
        self.plan, self.cast, self.clock = plan, cast, clock

    def day(self, month: int, day: int) -> date:
        """A working day of a month, from that day on."""
        first = self.clock.month(month).starts_on
        return self.clock.calendar.add(first + timedelta(days=day - 1), 0)

    def initiative(self, code: int) -> Initiative:
        """By its number."""
        rows = Initiative.objects.select_related("plan", "lead", "measure__area")
        return rows.get(plan=self.plan, code=code)

    def request(self, code: int, kind: str) -> Request:
        """What was asked for in an initiative."""
        rows = Request.objects.select_related("initiative__plan", "initiative__lead")
        return rows.get(initiative__plan=self.plan, initiative__code=code, kind=kind)

    def _of_unit(self, people: dict[str, User], code: int, now: datetime) -> dict[str, Any]:
        initiative = self.initiative(code)
        key = next(key for key, unit in self.cast.units.items() if unit == initiative.lead)
        person = people[key]
        return {"initiative": initiative, "person": person, "now": now, "by": acting(person)}

    def by_reporter(self, code: int, now: datetime) -> dict[str, Any]:
        """What an action of the lead unit's reporter is given."""
        return self._of_unit(self.cast.reporters, code, now)

    def by_head(self, code: int, now: datetime) -> dict[str, Any]:
        """What an action of the lead unit's head is given."""
        return self._of_unit(self.cast.leads, code, now)

    def by_office(self, person: User, now: datetime) -> dict[str, Any]:
        """What an action of the office is given."""
        return {"person": person, "now": now, "by": acting(person)}
