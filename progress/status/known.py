"""What the light rule is told, and what it answers."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from progress.lights import Light, Reason

FINISHED = frozenset({"completed", "closed"})
STOPPED = frozenset({"suspended", "cancelled", "merged"})
WITHOUT_UNIT = frozenset({"draft", "declined"})
STATES = FINISHED | STOPPED | WITHOUT_UNIT | {"assigned", "in_progress", "completion_requested"}
TOLD_BY = frozenset({"percent", "milestones", "words"})
SELF_RATINGS = frozenset({None, "on_track", "at_risk", "behind"})
SET_BY_HAND = frozenset({Light.RED, Light.YELLOW, Light.GREEN})


@dataclass(frozen=True)
class MilestoneFact:
    title: str
    due_on: date
    weight: Decimal
    done_on: date | None

    def __post_init__(self) -> None:
        if self.weight < 0:
            raise ValueError(f"The weight of milestone “{self.title}” cannot be negative.")

    def is_done(self, as_of: date) -> bool:
        return self.done_on is not None and self.done_on <= as_of


@dataclass(frozen=True)
class RoundFact:
    """A closed round in which this initiative was expected to file.

    ``period`` is the period's key. ``filed`` means handed in by its due day, reviewed or not;
    ``percent`` is what was approved of that filing, None while it waits or where it told no figure.
    """

    period: str
    closed_on: date
    filed: bool
    percent: Decimal | None = None


@dataclass(frozen=True)
class Override:
    """A light set by a person, up to and including ``expires_on``: red, yellow or green.

    Raises ValueError for other lights: done and suspended are states, reached by their own steps.
    """

    light: Light
    reason: str
    by: str
    expires_on: date

    def __post_init__(self) -> None:
        if self.light not in SET_BY_HAND:
            raise ValueError("A light is set by hand to red, yellow or green only.")


@dataclass(frozen=True)
class Facts:
    """What is known of one initiative on the day asked about.

    ``completed_on`` is the day of completion and, while completion is requested, the day of the
    request. ``percent`` is the latest approved one, 0 to 100, None where nothing was approved yet.
    ``planned_points`` are dated cumulative percentages. Order of the tuples does not matter.
    ``percent_on`` is given only while a later filing, handed in on time, awaits review: the day
    the approved percent speaks of. The plan to date is then read on that day, so that waiting
    costs the unit nothing.

    Raises ValueError for a state, way of telling or self-rating that does not exist, and for a
    percentage outside 0 to 100.
    """

    state: str
    starts_on: date | None
    due_on: date | None
    completed_on: date | None
    ongoing: bool
    told_by: str
    percent: Decimal | None
    planned_points: tuple[tuple[date, Decimal], ...]
    milestones: tuple[MilestoneFact, ...]
    rounds: tuple[RoundFact, ...]
    self_rating: str | None
    override: Override | None
    percent_on: date | None = None

    def __post_init__(self) -> None:
        if self.state not in STATES:
            raise ValueError(f"An initiative has no state “{self.state}”.")
        if self.told_by not in TOLD_BY:
            raise ValueError(f"Progress is not told by “{self.told_by}”.")
        if self.self_rating not in SELF_RATINGS:
            raise ValueError(f"There is no self-rating “{self.self_rating}”.")
        percentages = [planned for _, planned in self.planned_points]
        percentages += [one.percent for one in self.rounds if one.percent is not None]
        if self.percent is not None:
            percentages.append(self.percent)
        if not all(0 <= percentage <= 100 for percentage in percentages):
            raise ValueError("Percentages, approved and planned, lie between 0 and 100.")


@dataclass(frozen=True)
class Standing:
    """Where an initiative stands: its light and all reasons, those that decide the light first.

    ``computed`` is the light before a person's override. ``percent`` and ``planned`` are out of
    100, ``gap`` is their difference in percentage points, negative when behind; ``ratio`` is
    their quotient, rounded down to four decimals, None where nothing is planned yet.
    """

    light: Light
    computed: Light
    percent: Decimal | None
    planned: Decimal | None
    gap: Decimal | None
    ratio: Decimal | None
    reasons: tuple[Reason, ...]
    overridden: bool
    policy_version: int
