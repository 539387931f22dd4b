"""What every plan is made from: how much there is to be, the day, the calendar, the units.

All of it can be sent to another process. Instants are texts in UTC, as the databases keep them, so
that they can be compared and written as they are.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from functools import lru_cache
from itertools import count
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from core.fields import ALPHABET
from core.periods import Period
from core.workdays import WorkCalendar

Row = tuple[Any, ...]
Rows = dict[str, list[Row]]
# The most of each that one plan or initiative can have: keys are given out by these.
CLAUSES, AREAS, MEASURES, FINDINGS, MILESTONES = 300, 24, 192, 12, 5
FOR_ONE_PLAN = {
    "recommendations.PolicyDocument": 1,
    "recommendations.DocumentEdition": 1,
    "recommendations.Plan": 1,
    "recommendations.Clause": CLAUSES,
    "recommendations.Area": AREAS,
    "recommendations.Measure": MEASURES,
    "recommendations.Finding": FINDINGS,
}


@dataclass(frozen=True, slots=True)
class Size:
    """How much is made. `values` is a wish: an update carries as many as it has indicators."""

    plans: int
    initiatives: int
    units: int
    rounds: int
    values: int
    seed: int


@dataclass(frozen=True, slots=True)
class Office:
    """A unit with the person who files and the one who signs, by their keys."""

    id: int
    name: str
    reporter: int
    signer: int


@dataclass(frozen=True, slots=True)
class Crew:
    """Units that do the work, and the coordinating office's people, by their keys."""

    units: tuple[Office, ...]
    reviewers: tuple[int, ...]
    chief: int
    chief_name: str
    secretary: int


@dataclass(frozen=True, slots=True)
class Scene:
    """The same for every plan."""

    size: Size
    now: datetime
    zone: str
    worked: dict[date, bool]
    published_years: frozenset[int]
    crew: Crew
    first: dict[str, int] = field(default_factory=dict)

    @property
    def now_text(self) -> str:
        return utc_text(self.now)

    @property
    def today(self) -> date:
        return self.now.astimezone(ZoneInfo(self.zone)).date()

    def calendar(self) -> WorkCalendar:
        """The calendar in force, which cannot travel itself."""
        return WorkCalendar(self.worked, self.published_years)


@dataclass(frozen=True, slots=True)
class Task:
    """One plan: its running number from 1, its share, and how much stands before it."""

    number: int
    initiatives: int
    initiatives_before: int
    values: int
    values_before: int


@dataclass(slots=True)
class Batch:
    """All rows of one plan, by table, and what the trail tells of them."""

    rows: Rows = field(default_factory=lambda: defaultdict(list))
    events: list[Row] = field(default_factory=list)

    def tell(self, verb: str, kind: str, key: str, name: str, /, **after: Any) -> None:
        """An event, for the trail."""
        self.events.append((verb, kind, key, name, after))


def utc_text(at: datetime) -> str:
    """An instant as the databases keep it: UTC, without offset."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(" ")


@lru_cache(maxsize=20_000)
def moment(zone: str, day: date, hour: int, minute: int = 0) -> str:
    """A moment of a local day."""
    return utc_text(datetime.combine(day, time(hour, minute), ZoneInfo(zone)))


def is_draft(number: int) -> bool:
    """Every twentieth plan has not been published yet: nothing is filed in it."""
    return number % 20 == 0


def tasks(size: Size) -> Iterator[Task]:
    """The plans with their shares, which sum to the whole."""
    published = [number for number in range(1, size.plans + 1) if not is_draft(number)]
    values_before = 0
    for index in range(size.plans):
        number = index + 1
        before = size.initiatives * index // size.plans
        place = bisect_right(published, number)
        values_so_far = size.values * place // len(published)
        yield Task(
            number=number,
            initiatives=size.initiatives * number // size.plans - before,
            initiatives_before=before,
            values=values_so_far - values_before,
            values_before=values_before,
        )
        values_before = values_so_far


def keys(scene: Scene, task: Task) -> dict[str, Callable[[], int]]:
    """The next key of each table that other rows name; no two plans share one."""
    first, size = scene.first, scene.size
    done, rounds = task.initiatives_before, size.rounds
    starts = {label: (task.number - 1) * most for label, most in FOR_ONE_PLAN.items()}
    starts["recommendations.Initiative"] = done
    starts["recommendations.Milestone"] = done * MILESTONES
    starts["progress.Round"] = (task.number - 1) * rounds
    starts["progress.Update"] = done * rounds
    starts["indicators.Indicator"] = task.values_before
    return {label: count(first[label] + start).__next__ for label, start in starts.items()}


def public_ids(rng: Random) -> Callable[[], str]:
    """Public ids that follow from the seed: made-up data need not be hard to guess."""
    choices = rng.choices
    return lambda: "".join(choices(ALPHABET, k=16))


def period_back(period: Period, steps: int) -> Period:
    """So many periods before (negative: after)."""
    for _step in range(abs(steps)):
        period = period.previous() if steps > 0 else period.next()
    return period
