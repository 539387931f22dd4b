"""What a made-up unit files in one round, and how far it has come by now."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from desks.populating.calendar import RoundDays
from desks.populating.scene import Scene, moment

if TYPE_CHECKING:
    from desks.populating.course import Course

MISSES, FILED_SO_FAR = 0.06, 0.45
# How far an update goes: its last step, and how often that is so.
ENDS = (("approved", 88), ("mended", 5), ("submitted", 3), ("draft", 2), ("returned", 1),
        ("for_signing", 1))  # fmt: skip
_NAMES, _OFTEN = [name for name, _n in ENDS], [n for _name, n in ENDS]


@dataclass(slots=True)
class Filing:
    """An update with its moments; what has not happened yet is None."""

    round: RoundDays
    drafted_on: date
    saved_at: str
    state: str = "draft"
    revision: int = 1
    version: int = 2
    percent: int | None = None
    rating: str = "on_track"
    fell: bool = False
    whole: bool = False
    expected_on: date | None = None
    handed_at: str | None = None
    submitted_at: str | None = None
    speaks_on: date | None = None
    approved_at: str | None = None
    approved_on: date | None = None
    returned_at: str | None = None
    # Places of the milestones that it says were reached, with the day.
    reached: list[tuple[int, date]] = field(default_factory=list)


# Hours of a filing's day, by step, for each way it can go.
_WAYS = {
    "draft": (),
    "for_signing": ((10, "hand"),),
    "submitted": ((10, "hand"), (11, "sign")),
    "returned": ((10, "hand"), (11, "sign"), (13, "return")),
    "mended": ((10, "hand"), (11, "sign"), (13, "return"), (14, "hand"), (15, "sign")),
    "approved": ((10, "hand"), (11, "sign")),
}


def file_round(course: Course, round_: RoundDays, rng: Random, scene: Scene) -> Filing | None:
    """The update of this round; None where nothing was begun by now."""
    draw = rng.random
    running = round_.ends_on >= scene.today
    if draw() < (1 - FILED_SO_FAR if running else MISSES if course.good else 3 * MISSES):
        return None
    if running:
        span = (scene.today - round_.opens_on).days
        day = round_.opens_on + timedelta(days=int(draw() * (span + 1)))
    else:
        span = (round_.filing_due_on - round_.ends_on).days
        day = round_.ends_on + timedelta(days=1 + int(draw() * span))
    saved_at = moment(scene.zone, day, 9)
    if saved_at > scene.now_text:
        return None
    filing = Filing(round_, day, saved_at)
    _say(course, filing, rng, scene)
    _go(filing, rng, scene)
    if filing.approved_at is not None:
        for place, reached_on in filing.reached:
            course.steps[place].reached = (reached_on, filing.approved_at)
        _judge(course, filing)
    return filing


def _say(course: Course, filing: Filing, rng: Random, scene: Scene) -> None:
    """Percent or milestones, and the unit's own rating."""
    share = course.low + rng.random() * (course.high - course.low)
    filing.rating = "on_track" if share >= 0.9 else "at_risk" if share >= 0.6 else "behind"
    if filing.rating == "behind":
        filing.expected_on = (course.due_on or filing.round.ends_on) + timedelta(days=30)
    day = min(filing.round.ends_on, filing.drafted_on)
    if course.told_by == "percent":
        filing.percent = _percent(course, day, share, rng)
        last = _last_percent(course)
        filing.fell = last is not None and filing.percent < last
    elif course.told_by == "milestones":
        filing.reached = _reached(course, day, share, rng)


def _percent(course: Course, day: date, share: float, rng: Random) -> int:
    assert course.starts_on is not None and course.due_on is not None
    whole = (course.due_on - course.starts_on).days
    planned = min(1.0, (day - course.starts_on).days / whole)
    said = 100 if planned >= 1 and course.good else min(99, max(0, int(planned * share * 100)))
    last = _last_percent(course)
    # Once in a while an earlier figure turns out to have been too high.
    return said if last is None or rng.random() < 0.03 else max(said, last)


def _last_percent(course: Course) -> int | None:
    """The last approved one."""
    for filing in reversed(course.filings):
        if filing.approved_at is not None:
            return filing.percent
    return None


def _reached(course: Course, day: date, share: float, rng: Random) -> list[tuple[int, date]]:
    """The milestones said to be reached by a day; who is behind reaches them later."""
    assert course.starts_on is not None
    slack = timedelta(days=0 if share >= 0.9 else 30 if share >= 0.6 else 120)
    return [
        (place, max(course.starts_on, min(day, step.due_on - timedelta(days=rng.randrange(6)))))
        for place, step in enumerate(course.steps)
        if step.reached is None and step.due_on + slack <= day
    ]


def _go(filing: Filing, rng: Random, scene: Scene) -> None:
    """Along its way, as far as the clock lets it."""
    end = rng.choices(_NAMES, _OFTEN)[0]
    for hour, step in _WAYS[end]:
        at = moment(scene.zone, filing.drafted_on, hour)
        if at > scene.now_text:
            return
        _take(filing, step, at)
    if end in {"approved", "mended"}:
        limit = filing.round.review_ends_on
        later = min(3, (limit - filing.drafted_on).days)
        day = filing.drafted_on + timedelta(days=int(rng.random() * (later + 1)))
        at = moment(scene.zone, day, 17)
        if at <= scene.now_text:
            filing.state, filing.approved_at, filing.approved_on = "approved", at, day
            filing.version += 1


def _take(filing: Filing, step: str, at: str) -> None:
    filing.version += 1
    if step == "hand":
        filing.state, filing.handed_at = "for_signing", at
    elif step == "sign":
        filing.state, filing.submitted_at = "submitted", at
        filing.speaks_on = min(filing.round.ends_on, filing.drafted_on)
    else:
        filing.state, filing.returned_at, filing.revision = "returned", at, filing.revision + 1


def _judge(course: Course, filing: Filing) -> None:
    """Whether it says that all is done."""
    if course.told_by == "percent":
        filing.whole = filing.percent == 100
    elif course.told_by == "milestones":
        filing.whole = bool(course.steps) and all(step.reached for step in course.steps)
    else:
        due = course.due_on
        filing.whole = due is not None and due <= filing.round.ends_on and course.good
