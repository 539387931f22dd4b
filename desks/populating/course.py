"""The course of one made-up initiative, round by round, as its unit and the office would take it.

Nothing happens after now, and nothing that an action would have refused: a unit files only while
its initiative is under way, asks only for what may be asked for, completes what has begun.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from desks.populating.calendar import PlanDays, RoundDays
from desks.populating.filing import Filing, file_round
from desks.populating.scene import Office, Scene, moment

DRAFTS, ACCEPTS, ASKS = 0.03, 0.92, 0.12
# The states in which a unit files; once it has asked for completion it waits.
FILES = {"assigned", "in_progress"}
# How well the work goes: share of what was planned, and how often that is so.
GAITS = ((0.95, 1.12, 0.72), (0.62, 0.92, 0.18), (0.15, 0.55, 0.10))


@dataclass(slots=True)
class Ask:
    """What the unit asked for, and what came of it. Days are local."""

    kind: str
    asked_on: date
    asked_at: str
    decided_on: date
    decided_at: str | None
    agreed: bool
    old_due_on: date | None = None
    new_due_on: date | None = None


@dataclass(slots=True)
class Step:
    """A milestone; `reached` is the day and the moment of the approval that counted it."""

    id: int
    title: str
    due_on: date
    weight: int
    reached: tuple[date, str] | None = None


@dataclass(slots=True)
class Course:
    """One initiative with all that happened to it, oldest first."""

    id: int
    public_id: str
    code: int
    title: str
    thing: str
    measure: int
    lead: Office | None = None
    told_by: str = "percent"
    ongoing: bool = False
    starts_on: date | None = None
    due_on: date | None = None
    weight: int = 1
    good: bool = True
    low: float = 1.0
    high: float = 1.0
    # (effective on, recorded at, value); due rows have the reason too.
    states: list[tuple[date, str, str]] = field(default_factory=list)
    dues: list[tuple[date, str, date | None, str]] = field(default_factory=list)
    weights: list[tuple[date, str, int]] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    serves: list[int] = field(default_factory=list)
    filings: list[Filing] = field(default_factory=list)
    missed: list[RoundDays] = field(default_factory=list)
    asks: list[Ask] = field(default_factory=list)
    override: tuple[date, str, date, str] | None = None

    @property
    def state(self) -> str:
        """The present state."""
        return self.states[-1][2]

    def move(self, day: date, at: str, value: str) -> None:
        self.states.append((day, at, value))


def assign(course: Course, days: PlanDays, rng: Random, lead: Office, dues: list[date]) -> None:
    """A lead, a start, a due day; some begin later, some go on for ever."""
    course.lead = lead
    draw = rng.random
    low, high, _often = rng.choices(GAITS, [often for _l, _h, often in GAITS])[0]
    course.low, course.high, course.good = low, high, high > 1
    course.ongoing = draw() < 0.05
    later = 0 if draw() < 0.7 else int(draw() * 14)
    start = days.after(later).starts_on
    course.starts_on = start if start < days.ends_on else days.starts_on
    fitting = [day for day in dues if day > course.starts_on + timedelta(days=45)]
    course.due_on = None if course.ongoing else rng.choice(fitting or [days.ends_on])
    told = draw()
    if not course.ongoing:
        course.told_by = "percent" if told < 0.7 else "milestones" if told < 0.85 else "words"
    else:
        course.told_by = "words"
    course.weight = rng.choice((1, 1, 1, 2, 3))
    course.move(days.starts_on, days.assigned_at, "assigned")
    course.dues.append((days.starts_on, days.assigned_at, course.due_on, ""))
    course.weights.append((days.starts_on, days.assigned_at, course.weight))


def _accept(course: Course, days: PlanDays, rng: Random, scene: Scene) -> None:
    assert course.starts_on is not None
    day = max(course.starts_on, days.assigned_on + timedelta(days=1))
    at = moment(scene.zone, day, 7)
    if at <= scene.now_text and rng.random() < ACCEPTS:
        course.move(day, at, "in_progress")


def _ask(course: Course, round_: RoundDays, rng: Random, scene: Scene, kind: str) -> Ask | None:
    """On the twentieth day of a round; decided three days later, if that is over."""
    asked_on = round_.starts_on + timedelta(days=19)
    asked_at = moment(scene.zone, asked_on, 10)
    if asked_at > scene.now_text:
        return None
    if kind == "extension" and (course.due_on is None or asked_on > course.due_on):
        return None
    decided_on = asked_on + timedelta(days=3)
    decided_at = moment(scene.zone, decided_on, 11)
    waiting = decided_at > scene.now_text or (round_.closed_at is None and rng.random() < 0.5)
    ask = Ask(kind, asked_on, asked_at, decided_on, None if waiting else decided_at,
              agreed=rng.random() < 0.8)  # fmt: skip
    if kind == "extension":
        ask.old_due_on = course.due_on
        ask.new_due_on = course.due_on and course.due_on + timedelta(days=rng.choice((31, 61, 92)))
    course.asks.append(ask)
    return ask


def _carry_out(course: Course, ask: Ask, reason: str) -> None:
    """What was agreed happens."""
    if ask.decided_at is None or not ask.agreed:
        return
    if ask.kind == "extension":
        course.due_on = ask.new_due_on
        course.dues.append((ask.asked_on, ask.decided_at, ask.new_due_on, reason))
    elif ask.kind == "cancellation":
        course.move(ask.decided_on, ask.decided_at, "cancelled")


def _finish(course: Course, filing: Filing, rng: Random, scene: Scene) -> None:
    """All done, and approved: completed at once, or by a request that the office decides."""
    assert filing.approved_on is not None
    # On the day after: what was filed speaks of a day on which the work still went on.
    day = filing.approved_on + timedelta(days=1)
    asked_at, decided_at = moment(scene.zone, day, 9), moment(scene.zone, day, 15)
    if rng.random() < 0.7:
        if decided_at <= scene.now_text:
            course.move(day, decided_at, "completed")
        return
    if asked_at > scene.now_text:
        return
    agreed = decided_at <= scene.now_text
    course.asks.append(
        Ask("completion", day, asked_at, day, decided_at if agreed else None, agreed=True)
    )
    course.move(day, asked_at, "completion_requested")
    if agreed:
        course.move(day, decided_at, "completed")


def run(
    course: Course, days: PlanDays, rng: Random, scene: Scene, *, extension_reason: str
) -> None:
    """Take an assigned initiative through the plan's rounds up to now."""
    assert course.starts_on is not None
    _accept(course, days, rng, scene)
    asks_in = rng.randrange(len(days.rounds)) if days.rounds and rng.random() < ASKS else -1
    kind = rng.choices(("extension", "adjustment", "cancellation"), (6, 3, 2))[0]
    for index, round_ in enumerate(days.rounds):
        if course.starts_on > round_.ends_on:
            continue
        if course.state not in FILES:
            return
        ask = _ask(course, round_, rng, scene, kind) if index == asks_in else None
        if ask is not None:
            _carry_out(course, ask, extension_reason)
        if course.state in FILES:
            _file(course, round_, rng, scene, may_finish=ask is None)


def _file(
    course: Course, round_: RoundDays, rng: Random, scene: Scene, *, may_finish: bool
) -> None:
    """One round of it: filed or missed; what was approved begins the work, or ends it."""
    filing = file_round(course, round_, rng, scene)
    if filing is None:
        if round_.closed_at is not None:
            course.missed.append(round_)
        return
    course.filings.append(filing)
    if filing.approved_at is None or filing.speaks_on is None:
        return
    if course.state == "assigned":
        course.move(filing.speaks_on, filing.approved_at, "in_progress")
    if filing.whole and may_finish:
        _finish(course, filing, rng, scene)
