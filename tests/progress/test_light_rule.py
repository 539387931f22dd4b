"""The default light policy, case by case. Today is Monday 23 November 2026."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from core.workdays import seed_calendar
from progress.lights import DEFAULT_POLICY, Light
from progress.status import Facts, MilestoneFact, RoundFact, standing_on


def on(day):
    return date.fromisoformat(f"2026-{day}")


CALENDAR = seed_calendar()
TODAY = on("11-23")
RED, YELLOW, GREEN, DONE = Light.RED, Light.YELLOW, Light.GREEN, Light.DONE
NOT_STARTED, ONGOING, PAUSED = Light.NOT_STARTED, Light.ONGOING, Light.PAUSED

OPEN = Facts(
    state="in_progress",
    starts_on=on("01-01"),
    due_on=on("12-31"),
    completed_on=None,
    ongoing=False,
    told_by="percent",
    percent=None,
    planned_points=(),
    milestones=(),
    rounds=(),
    self_rating=None,
    override=None,
)
WORDS = replace(OPEN, told_by="words")


def known(**changes):
    return replace(OPEN, **changes)


def told(**changes):
    """The same, told in words."""
    return replace(WORDS, **changes)


def stand(facts, *, as_of=TODAY, policy=DEFAULT_POLICY):
    return standing_on(facts, policy=policy, as_of=as_of, calendar=CALENDAR)


def at(percent, planned, **changes):
    """This percent approved, that one planned for today."""
    points = ((TODAY, Decimal(planned)),)
    return known(percent=Decimal(percent), planned_points=points, **changes)


def milestone(due_on, *, done_on=None, weight=1, title="平台上线"):
    return MilestoneFact(title, due_on, Decimal(weight), done_on)


def rounds(filed):
    """Rounds closed month by month up to October: "yn" is filed, then not."""
    first = 11 - len(filed)
    return tuple(
        RoundFact(f"2026-{first + i:02}", date(2026, first + i + 1, 10), filed=mark == "y")
        for i, mark in enumerate(filed)
    )


def late(days_ago, **changes):
    return told(milestones=(milestone(CALENDAR.add(TODAY, -days_ago)),), **changes)


def due_in(days, percent, **changes):
    """Due in that many working days, on plan, with this percent approved."""
    due = CALENDAR.add(TODAY, days)
    return replace(at(percent, percent), due_on=due, **changes)


CASES = {
    # Held against the plan to date
    "as planned": (at(50, 50), GREEN, "on_plan"),
    "ahead of plan": (at(70, 50), GREEN, "on_plan"),
    "exactly 0.90 of plan": (at(72, 80), GREEN, "on_plan"),
    "a hair below 0.90": (at("71.9999", 80), YELLOW, "behind_plan"),
    "exactly 0.60 of plan": (at(48, 80), YELLOW, "behind_plan"),
    "a hair below 0.60": (at("47.9999", 80), RED, "behind_plan"),
    "nothing done, much planned": (at(0, 80), RED, "behind_plan"),
    "5.0 points behind at a red ratio": (at(5, 10), GREEN, "within_tolerance"),
    "5.0001 points behind at a red ratio": (at("4.9999", 10), RED, "behind_plan"),
    "5.0 points behind at a yellow ratio": (at(35, 40), GREEN, "within_tolerance"),
    "5.0001 points behind at a yellow ratio": (at("34.9999", 40), YELLOW, "behind_plan"),
    "nothing done, 5 points planned": (at(0, 5), GREEN, "within_tolerance"),
    "nothing planned, nothing done": (at(0, 0), GREEN, "nothing_planned_yet"),
    "nothing planned, something done": (at(3, 0), GREEN, "nothing_planned_yet"),
    "29 percent is 56 percent of plan": (at(29, "51.7"), RED, "behind_plan"),
    "no plan to go by": (known(percent=Decimal(3), starts_on=None), GREEN, "without_plan"),
    "nothing approved yet is not zero": (OPEN, GREEN, "no_figure_yet"),
    # Due, overdue, due soon
    "due today and finished": (due_in(0, 100), GREEN, "on_plan"),
    "due today at 89": (due_in(0, 89), YELLOW, "due_soon"),
    "due yesterday": (replace(at(99, 99), due_on=on("11-22")), RED, "overdue"),
    "due yesterday and all done": (replace(at(100, 100), due_on=on("11-22")), RED, "overdue"),
    "due yesterday, told in words": (told(due_on=on("11-22")), RED, "overdue"),
    "due in 10 working days at 89.9": (due_in(10, "89.9"), YELLOW, "due_soon"),
    "due in 10 working days at 90": (due_in(10, 90), GREEN, "on_plan"),
    "due in 11 working days at 10": (due_in(11, 10), GREEN, "on_plan"),
    "due soon with nothing approved": (
        known(due_on=on("11-30")),
        YELLOW,
        "due_soon_without_figure",
    ),
    "due soon, told in words": (told(due_on=on("11-30")), GREEN, "told_in_words"),
    "no due day": (replace(at(50, 50), due_on=None), GREEN, "on_plan"),
    # Milestones
    "milestone due today": (late(0), GREEN, "told_in_words"),
    "milestone 1 working day overdue": (late(1), YELLOW, "milestone_overdue"),
    "milestone 10 working days overdue": (late(10), YELLOW, "milestone_overdue"),
    "milestone 11 working days overdue": (late(11), RED, "milestone_overdue"),
    "milestone overdue but done": (
        told(milestones=(milestone(on("06-30"), done_on=on("09-01")),)),
        GREEN,
        "told_in_words",
    ),
    "milestone done only tomorrow": (
        told(milestones=(milestone(on("06-30"), done_on=on("11-24")),)),
        RED,
        "milestone_overdue",
    ),
    "milestones tell: half of half": (
        known(
            told_by="milestones",
            milestones=(milestone(on("06-30"), done_on=on("06-30")), milestone(on("12-31"))),
        ),
        GREEN,
        "on_plan",
    ),
    "milestones tell: a small one is late": (
        known(
            told_by="milestones",
            milestones=(
                milestone(on("06-30"), done_on=on("06-30"), weight=95),
                milestone(on("11-20"), weight=4),
                milestone(on("12-31"), weight=1),
            ),
        ),
        YELLOW,
        "milestone_overdue",
    ),
    "milestones tell: none are set": (known(told_by="milestones"), GREEN, "no_figure_yet"),
    # Rounds
    "last round missed": (told(rounds=rounds("yn")), YELLOW, "missed_round"),
    "only round missed": (told(rounds=rounds("n")), YELLOW, "missed_round"),
    "two in a row missed": (told(rounds=rounds("ynn")), RED, "missed_rounds"),
    "three in a row missed": (told(rounds=rounds("nnn")), RED, "missed_rounds"),
    "two missed, then filed": (told(rounds=rounds("nny")), GREEN, "told_in_words"),
    "missed, filed, missed": (told(rounds=rounds("nyn")), YELLOW, "missed_round"),
    "missed round closes today": (
        told(rounds=(RoundFact("2026-10", TODAY, filed=False),)),
        YELLOW,
        "missed_round",
    ),
    "missed round closes tomorrow": (
        told(rounds=(RoundFact("2026-10", on("11-24"), filed=False),)),
        GREEN,
        "told_in_words",
    ),
    "rounds in any order": (told(rounds=tuple(reversed(rounds("nny")))), GREEN, "told_in_words"),
    # What the unit says of itself
    "says on track": (at(50, 50, self_rating="on_track"), GREEN, "on_plan"),
    "says at risk": (at(50, 50, self_rating="at_risk"), YELLOW, "self_at_risk"),
    "says behind": (at(50, 50, self_rating="behind"), YELLOW, "self_behind"),
    "says on track, is far behind": (at(10, 50, self_rating="on_track"), RED, "behind_plan"),
    # States
    "before its start": (known(starts_on=on("11-24")), NOT_STARTED, "not_started"),
    "on its first day": (known(starts_on=TODAY, percent=Decimal(0)), GREEN, "nothing_planned_yet"),
    "draft": (known(state="draft"), NOT_STARTED, "not_assigned"),
    "draft past its due day": (known(state="draft", due_on=on("11-20")), RED, "overdue"),
    "declined": (known(state="declined"), NOT_STARTED, "declined"),
    "declined past its due day": (known(state="declined", due_on=on("11-20")), RED, "overdue"),
    "assigned, nothing known": (known(state="assigned"), NOT_STARTED, "not_begun"),
    "assigned, round missed": (known(state="assigned", rounds=rounds("n")), YELLOW, "missed_round"),
    "assigned, past its due day": (known(state="assigned", due_on=on("11-20")), RED, "overdue"),
    "completed on time": (
        at(80, 100, state="completed", completed_on=on("11-02")),
        DONE,
        "completed",
    ),
    "completed on its due day": (
        known(state="completed", completed_on=TODAY, due_on=TODAY),
        DONE,
        "completed",
    ),
    "completed late": (
        known(state="completed", completed_on=TODAY, due_on=on("11-18")),
        DONE,
        "completed_late",
    ),
    "closed": (
        known(state="closed", completed_on=on("11-02"), self_rating="behind"),
        DONE,
        "completed",
    ),
    "completed, day unknown": (known(state="completed"), DONE, "completed_undated"),
    "completed only tomorrow": (
        at(50, 50, state="completed", completed_on=on("11-24")),
        GREEN,
        "on_plan",
    ),
    "suspended past its due day": (
        known(state="suspended", due_on=on("01-31")),
        PAUSED,
        "suspended",
    ),
    "cancelled": (known(state="cancelled"), PAUSED, "cancelled"),
    "merged": (known(state="merged"), PAUSED, "merged"),
    # Asked to be counted as complete
    "requested in time, in review past due": (
        at(99, 99, state="completion_requested", due_on=on("11-20"), completed_on=on("11-19")),
        GREEN,
        "on_plan",
    ),
    "requested in time, round missed while waiting": (
        replace(WORDS, state="completion_requested", completed_on=on("10-08"), rounds=rounds("yn")),
        GREEN,
        "completion_requested",
    ),
    "requested late": (
        replace(WORDS, state="completion_requested", due_on=on("11-18"), completed_on=on("11-20")),
        RED,
        "overdue",
    ),
    "requested on an unknown day": (
        told(state="completion_requested", due_on=on("11-20")),
        RED,
        "overdue",
    ),
    "requested shortly before due": (
        due_in(3, 60, state="completion_requested", completed_on=TODAY),
        GREEN,
        "on_plan",
    ),
    # Ongoing
    "ongoing, no round yet": (told(ongoing=True, due_on=None), ONGOING, "ongoing"),
    "ongoing, reported": (told(ongoing=True, due_on=None, rounds=rounds("ny")), ONGOING, "ongoing"),
    "ongoing, reported and at risk": (
        told(ongoing=True, due_on=None, self_rating="at_risk"),
        ONGOING,
        "ongoing",
    ),
    "ongoing, last round missed": (
        told(ongoing=True, due_on=None, rounds=rounds("yn")),
        YELLOW,
        "missed_round",
    ),
    "ongoing, two rounds missed": (
        told(ongoing=True, due_on=None, rounds=rounds("nn")),
        RED,
        "missed_rounds",
    ),
    "ongoing, before its start": (
        told(ongoing=True, starts_on=date(2027, 1, 1)),
        NOT_STARTED,
        "not_started",
    ),
}


@pytest.mark.parametrize(("facts", "light", "code"), CASES.values(), ids=CASES)
def test_the_first_match_gives_the_light(facts, light, code):
    standing = stand(facts)
    assert (standing.light, standing.reasons[0].code) == (light, code)
    assert standing.reasons[0].light == standing.computed == standing.light
    assert not standing.overridden
