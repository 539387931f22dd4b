"""One made-up plan, whole: a pure function of the scene and the task, so that it can run anywhere.

The same seed gives the same rows, public ids included.
"""

import json
from datetime import date
from decimal import Decimal
from random import Random

from core.periods import Period
from desks.populating.asks import add_asks, override
from desks.populating.calendar import PlanDays, plan_days
from desks.populating.course import DRAFTS, Course, Step, assign, run
from desks.populating.document import Paper, add_document
from desks.populating.figures import add_indicators
from desks.populating.lights import standing_rows
from desks.populating.scene import (
    MILESTONES,
    Batch,
    Scene,
    Task,
    is_draft,
    keys,
    period_back,
    public_ids,
)
from desks.populating.tables import (
    DETAIL,
    DUE,
    INDICATOR,
    INITIATIVE,
    LEAD,
    LEADER,
    MILESTONE,
    MILESTONE_ROW,
    PART,
    PLAN,
    POLICY,
    ROUND,
    SERVES,
    STANDING,
    STATE,
    UPDATE,
    WEIGHT,
)
from desks.populating.updates import add_updates
from desks.populating.words import (
    AIMS,
    DELIVERABLES,
    EXTENSION_REASONS,
    LEADERS,
    MILESTONE_TITLES,
    OBJECTS,
    PASSED,
    VERBS,
)
from progress.presets import PRESETS
from progress.status import DEFAULT_POLICY, Policy
from recommendations.breakdown import Breakdown, as_json

ONE = 10_000
# Every seventh plan has a city's rule for its lights.
OWN_RULE_EVERY = 7
SERVES_ANOTHER, WEIGHS_ANEW, HAS_CONTACT = 0.05, 0.03, 0.8


def slug_of(seed: int, number: int) -> str:
    """The plan's address."""
    return f"populated-{seed}-{number:03}"


class _Plan:
    """What is at hand while a plan is made."""

    def __init__(self, scene: Scene, task: Task) -> None:
        self.scene, self.task, self.batch = scene, task, Batch()
        self.rng = Random(f"{scene.size.seed}:{task.number}")
        self.public_id = public_ids(self.rng)
        self.next_key = keys(scene, task)
        self.key = self.next_key[PLAN.label]()
        self.draft = is_draft(task.number)
        self.calendar = scene.calendar()
        self.days = plan_days(
            scene, number=task.number, draft=self.draft,
            first_round=self.next_key[ROUND.label](),
            back=self.rng.randrange(4), ahead=self.rng.randrange(6, 16),
        )  # fmt: skip
        self.dues = _possible_dues(self.days)
        self.policy = self._policy()
        self.slug = slug_of(scene.size.seed, task.number)

    def _policy(self) -> Policy:
        if self.task.number % OWN_RULE_EVERY or self.draft:
            return DEFAULT_POLICY
        return Policy.from_json({**PRESETS["yinchuan"].as_json(), "version": 1})


def make_plan(scene: Scene, task: Task) -> Batch:
    """All rows of one plan and the events that tell of them, in the order of their time."""
    plan = _Plan(scene, task)
    batch, days = plan.batch, plan.days
    paper = add_document(
        batch, plan.next_key, plan.rng, plan.public_id, number=task.number, plan=plan.key,
        initiatives=task.initiatives, added_at=days.made_at, issued_on=days.made_on.isoformat(),
    )  # fmt: skip
    identity = plan.public_id()
    batch.tell("plan.made", PLAN.label, identity, paper.title, measures=len(paper.measures))
    courses = [_initiative(plan, paper, code) for code in range(1, task.initiatives + 1)]
    if not plan.draft:
        _add_rounds(plan)
        batch.tell("plan.published", PLAN.label, identity, paper.title)
    update_keys = {course.id: _follow(plan, course) for course in courses}
    add_indicators(
        batch, courses, update_keys, plan.rng, plan.next_key[INDICATOR.label], plan.public_id,
        plan=plan.key, days=days, paper=paper, values=task.values,
    )  # fmt: skip
    _add_plan(plan, identity, paper, courses)
    return batch


def _add_plan(plan: _Plan, identity: str, paper: Paper, courses: list[Course]) -> None:
    days, draft = plan.days, plan.draft
    bare = len(courses) < len(paper.measures) or any(c.state == "draft" for c in courses)
    plan.batch.rows[PLAN.label].append((
        plan.key, identity, plan.slug, paper.edition, paper.title, paper.short_title,
        days.starts_on.isoformat(), days.ends_on.isoformat(), days.kind.value,
        "draft" if draft else "active", "" if draft else "示例领导小组",
        None if draft else days.adopted_on.isoformat(), None if draft else days.published_at,
        PASSED if bare and not draft else "", len(courses), 1,
    ))  # fmt: skip
    if plan.policy is not DEFAULT_POLICY:
        rules = plan.policy.as_json()
        plan.batch.rows[POLICY.label].append(
            (plan.key, 1, plan.policy.name, json.dumps(rules, ensure_ascii=False),
             days.starts_on.isoformat(), days.published_at)
        )  # fmt: skip


def _add_rounds(plan: _Plan) -> None:
    for row in plan.days.rounds:
        plan.batch.rows[ROUND.label].append((
            row.id, plan.key, row.period, row.number, row.starts_on.isoformat(),
            row.ends_on.isoformat(), row.opens_on.isoformat(), row.filing_due_on.isoformat(),
            row.review_ends_on.isoformat(), row.opened_at, row.closed_at,
        ))  # fmt: skip
        verb = "round.closed" if row.closed_at else "round.opened"
        plan.batch.tell(verb, ROUND.label, str(row.id), f"{plan.slug} {row.period}")


def _possible_dues(days: PlanDays) -> list[date]:
    """Month ends and quarter ends within the plan, as documents print them."""
    period = Period.containing(days.kind, days.starts_on)
    found = []
    while period.ends_on <= days.ends_on:
        found.append(period.ends_on)
        period = period_back(period, -1)
    return found


def _initiative(plan: _Plan, paper: Paper, code: int) -> Course:
    """One initiative as it was assigned, or a draft that nobody has taken on yet."""
    rng, measures = plan.rng, paper.measures
    thing = rng.choice(OBJECTS)
    measure = measures[(code - 1) * len(measures) // plan.task.initiatives][0]
    course = Course(plan.next_key[INITIATIVE.label](), plan.public_id(), code,
                    f"{rng.choice(VERBS)}{thing}", thing, measure)  # fmt: skip
    course.move(plan.days.starts_on, plan.days.made_at, "draft")
    units = plan.scene.crew.units
    if not plan.draft and units and rng.random() >= DRAFTS:
        assign(course, plan.days, rng, rng.choice(units), plan.dues)
        if course.told_by == "milestones":
            _add_milestones(plan, course)
        if len(measures) > 1 and rng.random() < SERVES_ANOTHER:
            other = rng.choice(measures)[0]
            if other != measure:
                plan.batch.rows[SERVES.label].append((course.id, other))
                course.serves.append(other)
    return course


def _add_milestones(plan: _Plan, course: Course) -> None:
    """Three to five, evenly between start and due; the last on the due day."""
    assert course.starts_on is not None and course.due_on is not None
    rng, days = plan.rng, plan.days
    number = rng.randrange(3, MILESTONES + 1)
    whole = course.due_on - course.starts_on
    titles = MILESTONE_TITLES[-number:] if number < MILESTONES else MILESTONE_TITLES
    for position, title in enumerate(titles, start=1):
        due_on, weight = course.starts_on + whole * position / number, rng.choice((1, 2, 3))
        step = Step(plan.next_key[MILESTONE.label](), title, due_on, weight)
        course.steps.append(step)
        plan.batch.rows[MILESTONE.label].append(
            (step.id, plan.public_id(), course.id, position, title)
        )
        plan.batch.rows[MILESTONE_ROW.label].append(
            (step.id, step.title, step.due_on.isoformat(), step.weight * ONE, None,
             days.starts_on.isoformat(), days.assigned_at)
        )  # fmt: skip


def _follow(plan: _Plan, course: Course) -> list[int]:
    """What happened to it, as rows; the keys of its updates."""
    rng, scene, batch, days = plan.rng, plan.scene, plan.batch, plan.days
    reason = rng.choice(EXTENSION_REASONS)
    keys_of: list[int] = []
    if course.lead is not None:
        run(course, days, rng, scene, extension_reason=reason)
        override(course, rng, scene, published_at=days.published_at)
        _weigh_anew(course, rng, days)
        keys_of = add_updates(
            batch, course, rng, plan.next_key[UPDATE.label], plan.public_id, scene,
            thing=course.thing,
        )  # fmt: skip
    _add_initiative(plan, course, reason)
    if not plan.draft:
        batch.rows[STANDING.label].extend(
            standing_rows(
                course,
                days,
                scene,
                policy=plan.policy,
                calendar=plan.calendar,
                chief_name=scene.crew.chief_name,
            )  # fmt: skip
        )
    return keys_of


def _weigh_anew(course: Course, rng: Random, days: PlanDays) -> None:
    """A weight that was changed when a round opened."""
    if days.rounds and rng.random() < WEIGHS_ANEW:
        round_ = rng.choice(days.rounds)
        course.weight += 1
        course.weights.append((round_.opens_on, round_.opened_at, course.weight))


def _add_initiative(plan: _Plan, course: Course, reason: str) -> None:
    rng, batch, lead = plan.rng, plan.batch, course.lead
    goal = rng.choice(AIMS).format(n=rng.randrange(5, 200))
    new_goal = f"{goal}，并完成阶段评估"
    add_asks(batch, course, rng, plan.public_id, plan.scene, goals=(goal, new_goal),
             extension_reason=reason)  # fmt: skip
    changed = any(a.kind == "adjustment" and a.decided_at and a.agreed for a in course.asks)
    deliverable = rng.choice(DELIVERABLES) if lead else ""
    told_goal = (new_goal if changed else goal) if lead else ""
    contact = lead.reporter if lead and rng.random() < HAS_CONTACT else None
    version = len(course.states) + len(course.dues) + len(course.weights)
    batch.rows[INITIATIVE.label].append((
        course.id, course.public_id, plan.key, course.code, course.measure, course.title,
        deliverable, told_goal, course.told_by, int(course.ongoing), contact, course.state,
        lead.id if lead else None, course.starts_on.isoformat() if course.starts_on else None,
        course.due_on.isoformat() if course.due_on else None, course.weight * ONE, 1, version,
    ))  # fmt: skip
    _add_dated(batch, course)
    joint, supporting, leaders = _add_others(plan, course) if lead is not None else ((), (), ())
    value = Breakdown(
        title=course.title, measure=course.measure, serves=tuple(course.serves),
        deliverable=deliverable, annual_goal=told_goal, told_by=course.told_by,
        ongoing=course.ongoing, lead=lead.id if lead else None, contact=contact,
        starts_on=course.starts_on, due_on=course.due_on, weight=Decimal(course.weight),
        joint=joint, supporting=supporting, leaders=leaders,
    )  # fmt: skip
    on, at, _state = course.states[0]
    batch.rows[DETAIL.label].append((
        course.id, version, course.told_by, int(course.ongoing),
        json.dumps(as_json(value), ensure_ascii=False), on.isoformat(), at,
    ))  # fmt: skip
    if lead is not None:
        verb = {"completed": "initiative.completed"}.get(course.state, "initiative.assigned")
        batch.tell(verb, INITIATIVE.label, course.public_id, f"{course.code} {course.title}",
                   lead=lead.name)  # fmt: skip


def _add_dated(batch: Batch, course: Course) -> None:
    """The dated rows: state, due date, lead, weight."""
    rows, key = batch.rows, course.id
    rows[STATE.label].extend((key, value, on.isoformat(), at) for on, at, value in course.states)
    starts_on = course.starts_on.isoformat() if course.starts_on else None
    for on, at, value, reason in course.dues:
        rows[DUE.label].append(
            (key, starts_on, value.isoformat() if value else None, reason, on.isoformat(), at)
        )
    rows[WEIGHT.label].extend(
        (key, value * ONE, on.isoformat(), at) for on, at, value in course.weights
    )
    if course.lead is not None:
        on, at, _value = course.weights[0]
        rows[LEAD.label].append((key, course.lead.id, on.isoformat(), at))


def _add_others(
    plan: _Plan, course: Course
) -> tuple[tuple[int, ...], tuple[int, ...], tuple[str, ...]]:
    """Joint and supporting units, and the leaders in charge, as written."""
    rng, rows, units = plan.rng, plan.batch.rows, plan.scene.crew.units
    assert course.lead is not None
    wanted = min(rng.choice((0, 1, 1, 2, 3)), len(units) - 1)
    others = [unit.id for unit in rng.sample(units, wanted + 1) if unit.id != course.lead.id]
    joint = rng.randrange(2)
    for position, unit in enumerate(others[:wanted], start=1):
        part = "joint" if position <= joint else "supporting"
        rows[PART.label].append((course.id, unit, part, position))
    leaders = rng.sample(LEADERS, rng.choice((1, 1, 2)))
    for position, name in enumerate(leaders, start=1):
        rows[LEADER.label].append((course.id, name, position))
    return tuple(others[: min(joint, wanted)]), tuple(others[joint:wanted]), tuple(leaders)
