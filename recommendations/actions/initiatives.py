"""How an initiative changes. Each change writes its dated row and then the present."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Unit
from accounts.queries import require_current
from core.audit import Actor, record
from core.refusals import Conflict, require
from core.versions import save_version
from recommendations.choices import InitiativeState, ToldBy, UnitPart
from recommendations.life import LifeStep, allows
from recommendations.models import (
    DueRow,
    Initiative,
    InitiativeLeader,
    InitiativeUnit,
    LeadRow,
    StateRow,
    WeightRow,
)
from recommendations.telling import tell_assigned, waiting
from recommendations.watchers import tell
from recommendations.writing import accept_by, first_days, keep_details, require_begun


@dataclass(frozen=True)
class Assignment:
    """Who does an initiative, and by when."""

    lead: Unit
    starts_on: date | None
    due_on: date | None
    joint: Sequence[Unit] = ()
    supporting: Sequence[Unit] = ()
    leaders: Sequence[str] = ()
    told_by: str = ToldBy.PERCENT
    ongoing: bool = False
    deliverable: str = ""
    annual_goal: str = ""
    is_example: bool = False


def _set_assigned(initiative: Initiative, *, on: date, now: datetime) -> None:
    day = first_days(StateRow, [initiative], on=on)[initiative.pk]
    StateRow.objects.create(
        initiative=initiative, value=InitiativeState.ASSIGNED, until_on=initiative.state_until,
        effective_on=day, recorded_at=now,
    )  # fmt: skip


def _set_units(initiative: Initiative, assignment: Assignment) -> None:
    """Joint, then supporting units, each in the given order; the lead is never among them."""
    initiative.units.all().delete()
    initiative.leaders.all().delete()
    parts = [(unit, UnitPart.JOINT) for unit in assignment.joint]
    parts += [(unit, UnitPart.SUPPORTING) for unit in assignment.supporting]
    InitiativeUnit.objects.bulk_create(
        InitiativeUnit(initiative=initiative, unit=unit, part=part, position=position)
        for position, (unit, part) in enumerate(parts, start=1)
    )
    InitiativeLeader.objects.bulk_create(
        InitiativeLeader(initiative=initiative, name=name, position=position)
        for position, name in enumerate(assignment.leaders, start=1)
    )


def _check_assignment(assignment: Assignment) -> None:
    units = [assignment.lead, *assignment.joint, *assignment.supporting]
    require(
        len({unit.pk for unit in units}) == len(units),
        _("A unit stands twice. Each unit has one part in an initiative."),
    )
    require(
        assignment.ongoing or assignment.due_on is not None,
        _("Give a due date, or mark the initiative as ongoing."),
    )
    require(
        assignment.starts_on is None
        or assignment.due_on is None
        or assignment.starts_on <= assignment.due_on,
        _("The due date is before the start. Mend one of them."),
    )


def _add_rows(initiative: Initiative, assignment: Assignment, *, on: date, now: datetime) -> None:
    """The dated rows that an assignment begins, beside the state's."""
    LeadRow.objects.create(
        initiative=initiative, value=assignment.lead, effective_on=on, recorded_at=now
    )
    DueRow.objects.create(
        initiative=initiative, starts_on=assignment.starts_on, value=assignment.due_on,
        effective_on=on, recorded_at=now,
    )  # fmt: skip
    WeightRow.objects.create(
        initiative=initiative, value=initiative.weight, effective_on=on, recorded_at=now
    )


@transaction.atomic
def assign_initiative(
    *, initiative: Initiative, assignment: Assignment, on: date, version: int, now: datetime,
    by: Actor,
) -> Initiative:  # fmt: skip
    """Give the initiative its lead, its other units and its dates."""
    require(
        allows(initiative.state, LifeStep.ASSIGN),
        _("The initiative has already been assigned. Change its units or dates instead."),
        kind=Conflict,
    )
    _check_assignment(assignment)
    require_current([assignment.lead, *assignment.joint, *assignment.supporting], on=on)
    save_version(
        initiative, version=version, state=InitiativeState.ASSIGNED, lead=assignment.lead,
        starts_on=assignment.starts_on, due_on=assignment.due_on, told_by=assignment.told_by,
        ongoing=assignment.ongoing, deliverable=assignment.deliverable,
        annual_goal=assignment.annual_goal, is_example=assignment.is_example,
        state_until=accept_by(initiative.plan, now=now),
    )  # fmt: skip
    _set_units(initiative, assignment)
    keep_details([initiative], on=on, now=now)
    _set_assigned(initiative, on=on, now=now)
    _add_rows(initiative, assignment, on=on, now=now)
    tell([initiative], now=now)
    tell_assigned(waiting([initiative]), now=now, by=by)
    record(
        by=by, verb="initiative.assigned", subject=initiative, plan=initiative.plan.slug,
        after={
            "lead": assignment.lead.name,
            "joint": [unit.name for unit in assignment.joint],
            "supporting": [unit.name for unit in assignment.supporting],
            "starts_on": assignment.starts_on,
            "due_on": assignment.due_on,
            "accept_by": initiative.state_until,
        },
    )  # fmt: skip
    return initiative


@transaction.atomic
def change_goal(
    *, initiative: Initiative, goal: str, version: int, now: datetime, by: Actor
) -> Initiative:
    """Another annual goal, in words."""
    require(goal.strip(), _("Write the annual goal as it should be."))
    before = initiative.annual_goal
    save_version(initiative, version=version, annual_goal=goal.strip())
    keep_details([initiative], on=timezone.localdate(now), now=now)
    tell([initiative], now=now)
    record(
        by=by,
        verb="initiative.goal_changed",
        subject=initiative,
        plan=initiative.plan.slug,
        before={"goal": before},
        after={"goal": goal.strip()},
    )
    return initiative


@transaction.atomic
def change_due_date(
    *, initiative: Initiative, due_on: date, reason: str, on: date, version: int, now: datetime,
    by: Actor,
) -> Initiative:  # fmt: skip
    """A new due date from `on`; the original stays in its row.

    `on` is never in the future; where a later change already holds, it holds from that one's day.
    """
    require_begun(on, now=now)
    require(reason.strip(), _("Write why the due date changes."))
    require(
        initiative.starts_on is None or due_on >= initiative.starts_on,
        _("The due date is before the start. Mend one of them."),
    )
    before = initiative.due_on
    save_version(initiative, version=version, due_on=due_on)
    keep_details([initiative], on=on, now=now)
    DueRow.objects.create(
        initiative=initiative, starts_on=initiative.starts_on, value=due_on, reason=reason,
        effective_on=first_days(DueRow, [initiative], on=on)[initiative.pk], recorded_at=now,
    )  # fmt: skip
    tell([initiative], now=now)
    record(
        by=by, verb="initiative.due_changed", subject=initiative, plan=initiative.plan.slug,
        before={"due_on": before}, after={"due_on": due_on, "reason": reason},
    )  # fmt: skip
    return initiative


@transaction.atomic
def change_weight(
    *, initiative: Initiative, weight: Decimal, on: date, version: int, now: datetime, by: Actor
) -> Initiative:
    """A new weight from `on`, for weighted means; the days are as for a due date."""
    require_begun(on, now=now)
    require(weight > 0, _("A weight is greater than zero."))
    before = initiative.weight
    save_version(initiative, version=version, weight=weight)
    keep_details([initiative], on=on, now=now)
    WeightRow.objects.create(
        initiative=initiative, value=weight, recorded_at=now,
        effective_on=first_days(WeightRow, [initiative], on=on)[initiative.pk],
    )  # fmt: skip
    tell([initiative], now=now)
    record(
        by=by, verb="initiative.weight_changed", subject=initiative, plan=initiative.plan.slug,
        before={"weight": before}, after={"weight": weight},
    )  # fmt: skip
    return initiative
