"""The rows of what was filed on one made-up initiative."""

from collections.abc import Callable
from datetime import date
from random import Random

from desks.populating.course import Course
from desks.populating.filing import Filing
from desks.populating.scene import Batch, Scene
from desks.populating.tables import MILESTONE_ROW, RETURN, STEP, UPDATE
from desks.populating.words import CAUSES, DONE, NEXT, PROBLEM_WORDS, RETURNS, fill

ONE = 10_000
# What the trail calls the last thing that happened to an update.
_VERBS = {
    "draft": "update.saved",
    "for_signing": "update.handed_over",
    "submitted": "update.signed",
    "returned": "update.returned",
    "approved": "update.approved",
}


def add_updates(
    batch: Batch, course: Course, rng: Random, next_key: Callable[[], int],
    public_id: Callable[[], str], scene: Scene, *, thing: str,
) -> list[int]:  # fmt: skip
    """Updates with what hangs on them; their keys, in the order of the rounds."""
    keys = []
    for filing in course.filings:
        key, identity = next_key(), public_id()
        keys.append(key)
        batch.rows[UPDATE.label].append(
            _row(course, filing, rng, key, identity, scene, thing=thing)
        )
        if filing.returned_at is not None:
            batch.rows[RETURN.label].append(
                (key, rng.choice(RETURNS), 1, rng.choice(scene.crew.reviewers), filing.returned_at)
            )
        for place, reached_on in filing.reached:
            _add_step(batch, course, filing, key, place, reached_on)
        batch.tell(
            _VERBS[filing.state], UPDATE.label, identity,
            f"{course.code} {course.title} {filing.round.period}",
            **({} if filing.percent is None else {"percent": str(filing.percent)}),
        )  # fmt: skip
    return keys


def _add_step(
    batch: Batch, course: Course, filing: Filing, key: int, place: int, reached_on: date
) -> None:
    step, day = course.steps[place], reached_on.isoformat()
    batch.rows[STEP.label].append((key, step.id, day))
    if filing.approved_at is not None:
        batch.rows[MILESTONE_ROW.label].append(
            (step.id, step.title, step.due_on.isoformat(), step.weight * ONE, day, day,
             filing.approved_at)
        )  # fmt: skip


def _row(
    course: Course, filing: Filing, rng: Random, key: int, identity: str, scene: Scene, *,
    thing: str,
) -> tuple[object, ...]:  # fmt: skip
    assert course.lead is not None
    troubled = filing.rating != "on_track" or filing.fell
    reviewed = filing.approved_at is not None
    return (
        key, identity, course.id, filing.round.id, course.lead.id, filing.state, filing.revision,
        None if filing.percent is None else filing.percent * ONE, filing.rating,
        fill(rng, rng.choice(DONE), thing),
        fill(rng, rng.choice(CAUSES), thing) if troubled else "",
        filing.expected_on.isoformat() if filing.expected_on else None,
        rng.choice(PROBLEM_WORDS) if troubled else "", fill(rng, rng.choice(NEXT), thing),
        course.lead.reporter, filing.handed_at,
        course.lead.signer if filing.submitted_at else None, filing.submitted_at,
        filing.speaks_on.isoformat() if filing.speaks_on else None,
        rng.choice(scene.crew.reviewers) if reviewed else None, filing.approved_at,
        filing.saved_at, 1, filing.version,
    )  # fmt: skip
