"""What is asked and answered beside the rounds of a made-up initiative."""

from collections.abc import Callable
from datetime import timedelta
from random import Random

from desks.populating.calendar import RoundDays
from desks.populating.course import Course
from desks.populating.scene import Batch, Crew, Scene, moment
from desks.populating.tables import DIRECTION, MATTER, OVERRIDE, REMINDER, REQUEST
from desks.populating.words import (
    AGREED,
    ANSWER,
    ASKS,
    DIRECTION_WORDS,
    LEADERS,
    MATTERS,
    OVERRIDE_REASON,
    REFUSED,
    REMINDER_BASIS,
    REPLY,
)

OVERRIDES, RAISES, DIRECTS, REMINDS = 0.004, 0.03, 0.006, 0.6
PublicId = Callable[[], str]


def override(course: Course, rng: Random, scene: Scene, *, published_at: str) -> None:
    """Now and then a light is set by hand; before the standings, which show it."""
    if course.state != "in_progress" or rng.random() >= OVERRIDES:
        return
    day = scene.today - timedelta(days=rng.randrange(12))
    at = moment(scene.zone, day, 9, 30)
    if published_at < at <= scene.now_text:
        course.override = (day, at, scene.today + timedelta(days=20), rng.choice(("red", "yellow")))


def add_asks(
    batch: Batch, course: Course, rng: Random, public_id: PublicId, scene: Scene, *,
    goals: tuple[str, str], extension_reason: str,
) -> None:  # fmt: skip
    """Requests, and by chance a matter, a direction, reminders."""
    if course.lead is None:
        return
    crew = scene.crew
    _add_requests(batch, course, rng, public_id, crew, goals, extension_reason)
    if course.override is not None:
        day, at, expires_on, light = course.override
        batch.rows[OVERRIDE.label].append(
            (public_id(), course.id, light, OVERRIDE_REASON, day.isoformat(),
             expires_on.isoformat(), crew.chief, at, str(course.id))
        )  # fmt: skip
        batch.tell("light.overridden", "recommendations.Initiative", course.public_id,
                   f"{course.code} {course.title}", light=light)  # fmt: skip
    if course.filings and rng.random() < RAISES:
        _add_matter(batch, course, rng, public_id, scene)
    if course.filings and rng.random() < DIRECTS:
        _add_direction(batch, course, rng, public_id, scene)
    for round_ in course.missed:
        if rng.random() < REMINDS:
            _add_reminder(batch, course, round_, rng, public_id, scene)


def _add_requests(
    batch: Batch, course: Course, rng: Random, public_id: PublicId, crew: Crew,
    goals: tuple[str, str], extension_reason: str,
) -> None:  # fmt: skip
    assert course.lead is not None
    for ask in course.asks:
        extension = ask.kind == "extension"
        adjustment = ask.kind == "adjustment"
        decided = ask.decided_at is not None
        state = ("approved" if ask.agreed else "refused") if decided else "waiting"
        identity = public_id()
        batch.rows[REQUEST.label].append((
            identity, course.id, ask.kind,
            extension_reason if extension else ASKS[ask.kind],
            ask.old_due_on.isoformat() if ask.old_due_on else None,
            ask.new_due_on.isoformat() if ask.new_due_on else None,
            goals[0] if adjustment else "", goals[1] if adjustment else "",
            course.lead.reporter, course.lead.reporter,
            ask.asked_at, ask.asked_on.isoformat(), state,
            (AGREED if ask.agreed else REFUSED) if decided else "",
            rng.choice(crew.reviewers) if decided else None,
            ask.decided_at, None if decided else f"{course.id}:{ask.kind}",
        ))  # fmt: skip
        verb = "request.decided" if decided else "request.made"
        batch.tell(verb, REQUEST.label, identity, f"{course.code} {course.title}", kind=ask.kind)


def _add_matter(
    batch: Batch, course: Course, rng: Random, public_id: PublicId, scene: Scene
) -> None:
    assert course.lead is not None
    filing = rng.choice(course.filings)
    matter, proposal = rng.choice(MATTERS)
    answered_on = filing.drafted_on + timedelta(days=6)
    answered_at = moment(scene.zone, answered_on, 16)
    answered = answered_at <= scene.now_text and rng.random() < 0.75
    identity = public_id()
    batch.rows[MATTER.label].append((
        identity, course.id, matter, proposal, rng.choice(LEADERS),
        (filing.drafted_on + timedelta(days=15)).isoformat(), course.lead.reporter,
        course.lead.reporter, filing.saved_at, ANSWER if answered else "",
        rng.choice(scene.crew.reviewers) if answered else None,
        answered_at if answered else None,
    ))  # fmt: skip
    batch.tell("matter.answered" if answered else "matter.raised", MATTER.label, identity,
               f"{course.code} {course.title}", matter=matter)  # fmt: skip


def _add_direction(
    batch: Batch, course: Course, rng: Random, public_id: PublicId, scene: Scene
) -> None:
    assert course.lead is not None
    day = rng.choice(course.filings).drafted_on
    recorded_at = moment(scene.zone, day, 9)
    replied_at = moment(scene.zone, day + timedelta(days=8), 9)
    replied = replied_at <= scene.now_text and rng.random() < 0.7
    identity = public_id()
    words = rng.choice(DIRECTION_WORDS)
    batch.rows[DIRECTION.label].append((
        identity, course.id, rng.choice(LEADERS), words, day.isoformat(),
        scene.crew.secretary, recorded_at, (day + timedelta(days=10)).isoformat(),
        REPLY if replied else "", course.lead.reporter if replied else None,
        replied_at if replied else None,
    ))  # fmt: skip
    batch.tell("direction.replied" if replied else "direction.recorded", DIRECTION.label, identity,
               f"{course.code} {course.title}", words=words)  # fmt: skip


def _add_reminder(
    batch: Batch, course: Course, round_: RoundDays, rng: Random, public_id: PublicId, scene: Scene
) -> None:
    assert course.lead is not None
    sent_at = moment(scene.zone, round_.filing_due_on, 16)
    read_at = moment(scene.zone, round_.filing_due_on + timedelta(days=1), 9)
    read = rng.random() < 0.6 and read_at <= scene.now_text
    identity = public_id()
    batch.rows[REMINDER.label].append((
        identity, course.id, round_.id, course.lead.id, "remind", REMINDER_BASIS,
        rng.choice(scene.crew.reviewers), sent_at, course.lead.reporter if read else None,
        read_at if read else None,
    ))  # fmt: skip
    batch.tell("reminder.sent", REMINDER.label, identity, f"{course.code} {course.title}",
               rung="remind")  # fmt: skip
