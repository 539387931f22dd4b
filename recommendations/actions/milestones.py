"""How an initiative's milestones change; what is known of each stands in its dated rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import Actor, record
from core.refusals import Conflict, require
from core.versions import save_version
from recommendations.actions.details import keep_details
from recommendations.actions.writing import CHANGEABLE
from recommendations.choices import ToldBy
from recommendations.models import Initiative, Milestone, MilestoneRow
from recommendations.queries.milestones import standing_rows
from recommendations.watchers import tell

LONGEST_TITLE = 100


@dataclass(frozen=True)
class Step:
    """A milestone as it is planned. `key` is the primary key of one that is there already."""

    title: str
    due_on: date
    weight: Decimal
    key: int | None = None


@transaction.atomic
def set_milestones(
    *, initiative: Initiative, steps: Sequence[Step], on: date, version: int, now: datetime,
    by: Actor,
) -> list[Milestone]:  # fmt: skip
    """The initiative's first milestones, weights in any unit (they count by their share)."""
    require(steps, _("Give at least one milestone."))
    require(not initiative.milestones.exists(), _("Milestones are already set."), kind=Conflict)
    save_version(initiative, version=version, told_by=ToldBy.MILESTONES)
    keep_details([initiative], on=on, now=now)
    milestones = Milestone.objects.bulk_create(
        Milestone(initiative=initiative, position=position, title=step.title)
        for position, step in enumerate(steps, start=1)
    )
    MilestoneRow.objects.bulk_create(
        MilestoneRow(
            milestone=milestone,
            title=step.title,
            due_on=step.due_on,
            weight=step.weight,
            effective_on=on,
            recorded_at=now,
        )  # fmt: skip
        for milestone, step in zip(milestones, steps, strict=True)
    )
    tell([initiative], now=now)
    record(
        by=by, verb="initiative.milestones_set", subject=initiative, plan=initiative.plan.slug,
        after={"milestones": [step.title for step in steps]},
    )  # fmt: skip
    return milestones


def _check_steps(steps: Sequence[Step], there: dict[int, MilestoneRow]) -> None:
    for place, step in enumerate(steps, start=1):
        which = _("Milestone %(n)d") % {"n": place}
        require(
            step.title.strip() and len(step.title) <= LONGEST_TITLE,
            _("%(which)s: give a title of at most %(n)d characters.")
            % {"which": which, "n": LONGEST_TITLE},
        )
        require(
            0 < step.weight < 10**9,
            _("%(which)s: a weight is greater than zero and below a billion.") % {"which": which},
        )
        require(
            step.key is None or step.key in there,
            _("%(which)s is not there any more. Look at what is there now, then save again.")
            % {"which": which},
            kind=Conflict,
        )
    kept = [step.key for step in steps if step.key is not None]
    require(len(set(kept)) == len(kept), _("A milestone stands twice. Give each once."))


def _add_milestones(initiative: Initiative, steps: Sequence[Step]) -> list[Milestone]:
    last = initiative.milestones.order_by("position").last()
    first = last.position + 1 if last else 1
    return Milestone.objects.bulk_create(
        Milestone(initiative=initiative, position=position, title=step.title.strip())
        for position, step in enumerate(steps, start=first)
    )


def _rows_of(
    there: dict[int, MilestoneRow], steps: Sequence[tuple[int, Step]], *, on: date, now: datetime
) -> list[MilestoneRow]:
    """A dated row for each milestone that is new, otherwise than it was, or dropped."""
    kept = dict(steps)
    rows = []
    for pk, step in kept.items():
        last = there.get(pk)
        wanted = (step.title.strip(), step.due_on, step.weight)
        if last is None or (last.title, last.due_on, last.weight) != wanted:
            rows.append(
                MilestoneRow(
                    milestone_id=pk, title=wanted[0], due_on=wanted[1], weight=wanted[2],
                    done_on=last.done_on if last else None,
                    effective_on=max(on, last.effective_on) if last else on, recorded_at=now,
                )
            )  # fmt: skip
    for pk, last in there.items():
        if pk not in kept:
            rows.append(
                MilestoneRow(
                    milestone_id=pk, title=last.title, due_on=last.due_on, weight=last.weight,
                    done_on=last.done_on, dropped=True,
                    effective_on=max(on, last.effective_on), recorded_at=now,
                )
            )  # fmt: skip
    return rows


def _told(rows: Sequence[MilestoneRow]) -> list[str]:
    return [f"{row.title} {row.due_on} ×{row.weight.normalize():f}" for row in rows]


@transaction.atomic
def change_milestones(
    *, initiative: Initiative, steps: Sequence[Step], on: date, version: int, now: datetime,
    by: Actor,
) -> list[MilestoneRow]:  # fmt: skip
    """The milestones as they shall be from `on`: those not named are dropped, none is forgotten.

    The same again changes nothing. Returns the rows that were written.
    """
    require(
        initiative.state in CHANGEABLE,
        _("%(which)s has ended (%(state)s) and is not changed any more.")
        % {
            "which": _("No. %(code)d") % {"code": initiative.code},
            "state": initiative.get_state_display(),
        },
        kind=Conflict,
    )
    there = standing_rows(initiative)
    _check_steps(steps, there)
    dropped = [row for pk, row in there.items() if pk not in {step.key for step in steps}]
    require(
        all(row.done_on is None for row in dropped),
        _("A milestone that has been reached stays. Keep it in the list."),
    )
    new = [step for step in steps if step.key is None]
    if not new and not _rows_of(there, [(s.key, s) for s in steps if s.key], on=on, now=now):
        return []
    save_version(initiative, version=version)
    made = iter(_add_milestones(initiative, new))
    placed = [(next(made).pk if step.key is None else step.key, step) for step in steps]
    rows = MilestoneRow.objects.bulk_create(_rows_of(there, placed, on=on, now=now))
    Milestone.objects.bulk_update(
        [Milestone(pk=pk, title=step.title.strip()) for pk, step in placed], ["title"]
    )
    tell([initiative], now=now)
    record(
        by=by, verb="initiative.milestones_changed", subject=initiative,
        plan=initiative.plan.slug, before={"milestones": _told(list(there.values()))},
        after={"milestones": _told(list(standing_rows(initiative).values()))},
    )  # fmt: skip
    return rows


@transaction.atomic
def reach_milestone(*, milestone: Milestone, on: date, now: datetime, by: Actor) -> MilestoneRow:
    """The milestone was reached on the day `on`."""
    last = milestone.rows.order_by("effective_on", "recorded_at", "pk").last()
    require(
        last is not None and last.done_on is None,
        _("This milestone has already been reached."),
        kind=Conflict,
    )
    assert last is not None  # narrowed by the line above
    row = MilestoneRow.objects.create(
        milestone=milestone, title=last.title, due_on=last.due_on, weight=last.weight, done_on=on,
        effective_on=max(on, last.effective_on), recorded_at=now,
    )  # fmt: skip
    tell([milestone.initiative], now=now)
    record(
        by=by, verb="milestone.reached", subject=milestone,
        plan=milestone.initiative.plan.slug, after={"on": on},
    )  # fmt: skip
    return row
