"""Where made-up initiatives stood at each round's end and stand now, by the rule itself.

What the rule is told is put together from the course, not asked of the database: that is what makes
a million standings quick. `recompute --check` and the tests hold both roads against each other.
"""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from core.exact import to_scaled
from core.workdays import WorkCalendar
from desks.populating.calendar import PlanDays
from desks.populating.course import Course
from desks.populating.filing import Filing
from desks.populating.scene import Row, Scene
from desks.populating.words import OVERRIDE_REASON
from progress.lights import Light, Policy
from progress.standings import NEED
from progress.status import Facts, MilestoneFact, Override, RoundFact, Standing, standing_on

_ENDING = {"completion_requested", "completed", "closed"}
_dumps = json.JSONEncoder(ensure_ascii=False, separators=(", ", ": ")).encode
NOW = "now"


def standing_rows(
    course: Course, days: PlanDays, scene: Scene, *, policy: Policy, calendar: WorkCalendar,
    chief_name: str,
) -> Iterator[Row]:  # fmt: skip
    """One for each closed round, and the present."""
    filed = {filing.round.number: filing for filing in course.filings}
    missed = {round_.number for round_ in course.missed}
    closed: list[RoundFact] = []
    looks: list[tuple[str, date, str, int]] = []
    for round_ in days.rounds:
        if round_.closed_at is None:
            continue
        filing = filed.get(round_.number)
        if filing is not None and filing.submitted_at is not None:
            closed.append(round_.was_filed)
        elif filing is not None or round_.number in missed:
            closed.append(round_.was_missed)
        looks.append((round_.period, round_.ends_on, round_.closed_at, len(closed)))
    looks.append((NOW, scene.today, scene.now_text, len(closed)))
    for slot, as_of, known_at, rounds in looks:
        facts = _facts(course, as_of, known_at, tuple(closed[:rounds]), chief_name)
        judged = standing_on(facts, policy=policy, as_of=as_of, calendar=calendar)
        yield _row(course.id, judged, slot, as_of, known_at)


def _scaled(value: Decimal | None) -> int | None:
    return None if value is None else to_scaled(value)


def _row(initiative: int, judged: Standing, slot: str, as_of: date, known_at: str) -> Row:
    return (
        initiative, slot, as_of.isoformat(), known_at, judged.light.value, judged.computed.value,
        NEED[judged.light], _scaled(judged.percent), _scaled(judged.planned), _scaled(judged.gap),
        _dumps([reason.as_json() for reason in judged.reasons]), judged.policy_version,
    )  # fmt: skip


def _facts(
    course: Course, as_of: date, known_at: str, rounds: tuple[RoundFact, ...], chief_name: str
) -> Facts:
    state, completed_on = _state(course, as_of, known_at)
    approved, waiting = _last_approved(course.filings, as_of, known_at)
    due = None
    starts_on = None
    for on, at, value, _reason in course.dues:
        if on <= as_of and at <= known_at:
            due, starts_on = value, course.starts_on
    return Facts(
        state=state,
        starts_on=starts_on,
        due_on=due,
        completed_on=completed_on,
        ongoing=course.ongoing,
        told_by=course.told_by,
        percent=None if approved is None or approved.percent is None
        else Decimal(approved.percent),
        planned_points=(),
        milestones=tuple(_milestones(course, as_of, known_at)),
        rounds=rounds,
        self_rating=approved.rating if approved else None,
        override=_override(course, as_of, known_at, chief_name),
        percent_on=approved.speaks_on if approved and waiting else None,
    )  # fmt: skip


def _state(course: Course, as_of: date, known_at: str) -> tuple[str, date | None]:
    """The state of the day, and since when it has been complete without a break."""
    state, done = "draft", None
    for on, at, value in course.states:
        if on <= as_of and at <= known_at:
            state = value
            done = (done or on) if value in _ENDING else None
    return state, done


def _last_approved(filings: list[Filing], as_of: date, known_at: str) -> tuple[Filing | None, bool]:
    """The last approved filing, and whether a later one waits."""
    approved, waiting = None, False
    for filing in filings:
        handed_in = filing.submitted_at is not None and filing.submitted_at <= known_at
        if not handed_in or filing.speaks_on is None or filing.speaks_on > as_of:
            continue
        if filing.approved_at is not None and filing.approved_at <= known_at:
            approved, waiting = filing, False
        elif filing.state != "returned":
            waiting = True
    return approved, waiting


def _milestones(course: Course, as_of: date, known_at: str) -> Iterator[MilestoneFact]:
    for step in course.steps:
        done_on = None
        if step.reached is not None:
            on, at = step.reached
            done_on = on if on <= as_of and at <= known_at else None
        yield MilestoneFact(step.title, step.due_on, Decimal(step.weight), done_on)


def _override(course: Course, as_of: date, known_at: str, by: str) -> Override | None:
    if course.override is None:
        return None
    starts_on, recorded_at, expires_on, light = course.override
    if starts_on > as_of or recorded_at > known_at:
        return None
    return Override(Light(light), OVERRIDE_REASON, by, expires_on)
