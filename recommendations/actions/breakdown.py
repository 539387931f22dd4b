"""How what initiatives are changes: one or fifty thousand at once, all or nothing.

Pages, bulk actions and imports all come through here.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Unit
from accounts.queries import require_current
from core.audit import Actor, Named, Told, record_many, record_rows
from core.bulk import among, insert_values
from core.refusals import Conflict, require
from recommendations.breakdown import Breakdown, differing
from recommendations.choices import InitiativeState, PlanState
from recommendations.models import Initiative, Plan, StateRow
from recommendations.queries import MANY, batched, breakdowns_of
from recommendations.telling import tell_assigned
from recommendations.watchers import tell
from recommendations.wording import Names, changes_in_words
from recommendations.writing import (
    UNASSIGNED,
    accept_by,
    begin_rows,
    check,
    first_days,
    keep_details,
    require_begun,
    write_new,
    write_rows,
)

Step = Callable[[int], None]


@dataclass(frozen=True)
class Change:
    """What an initiative shall be. `version` is the one that the person had before them."""

    initiative: Initiative
    to: Breakdown
    version: int
    reason: str = ""


def _named(row: Initiative) -> Named:
    """The initiative as the trail names it."""
    return Named("recommendations.initiative", str(row.public_id), str(row))


def _ignore(_done: int) -> None:
    """Nobody watches."""


def _held(initiatives: Iterable[Initiative]) -> dict[int, Initiative]:
    """The initiatives as they are now, held until the transaction ends."""
    pks = [row.pk for row in initiatives]
    rows = Initiative.objects.select_for_update(of=("self",)).select_related("plan", "lead")
    return {row.pk: row for row in rows.filter(pk__in=among(pks)).order_by("pk")}


def _require_current(seen: Iterable[tuple[Initiative, int]], held: dict[int, Initiative]) -> None:
    """Refuse where a row is gone or carries another version than the one that was seen."""
    stale = [
        str(row.code)
        for row, version in seen
        if row.pk not in held or held[row.pk].version != version
    ]
    require(
        not stale,
        _(
            "Somebody else changed this in the meantime: No. %(codes)s. "
            "Look at what is there now, then save again."
        )
        % {"codes": _(", ").join(stale[:5])},
        kind=Conflict,
    )


def _units(value: Breakdown) -> set[int]:
    return {key for key in (value.lead, *value.joint, *value.supporting) if key is not None}


def _newly(before: Breakdown, to: Breakdown) -> set[int]:
    """The units that get a part, or the lead, that they did not have."""
    lead = {to.lead} if to.lead is not None and to.lead != before.lead else set()
    return (_units(to) - _units(before)) | lead


def _told(row: Initiative, before: Breakdown, change: Change, names: Names) -> Told:
    """What the trail tells of one change: each field before and after, in words."""
    words = changes_in_words(before, change.to, names)
    reason = {"reason": change.reason} if change.reason else {}
    return Told(
        "initiative.changed", _named(row), plan=row.plan.slug,
        before={word.name: word.before for word in words},
        after={word.name: word.after for word in words} | reason,
    )  # fmt: skip


def _require_living(keys: set[int], on: date) -> None:
    """Refuse new work for a unit that has ended; what it has already it keeps."""
    if keys:
        units = Unit.objects.filter(pk__in=keys).ended_before(on).in_official_order()
        require_current(units, on=on)


@transaction.atomic
def change_initiatives(
    *, changes: Sequence[Change], on: date, now: datetime, by: Actor, step: Step = _ignore
) -> list[Initiative]:
    """Make initiatives what they shall be; those that already are so are left alone.

    Returns the changed ones. `step` is told how many have been gone through. A change made since
    `version` was read refuses the whole with Conflict; a value that cannot be, with BadInput that
    names the initiative, or says that `on` is to come.
    """
    require_begun(on, now=now)
    changed: list[Initiative] = []
    given: list[Initiative] = []
    events: list[Told] = []
    for some in batched(changes, MANY):
        held = _held(one.initiative for one in some)
        _require_current(((one.initiative, one.version) for one in some), held)
        before = breakdowns_of(held.values())
        real = [one for one in some if differing(before[one.initiative.pk], one.to)]
        names = Names.of([*before.values(), *(one.to for one in some)])
        for one in real:
            check(held[one.initiative.pk], before[one.initiative.pk], one.to, one.reason, names)
        _require_living(
            {key for one in real for key in _newly(before[one.initiative.pk], one.to)}, on
        )
        rows = [held[one.initiative.pk] for one in real]
        wanted = {one.initiative.pk: one.to for one in real}
        write_rows(rows, before, wanted, {c.initiative.pk: c.reason for c in real}, on, now)
        keep_details(rows, on=on, now=now, known=wanted)
        events += [
            _told(held[one.initiative.pk], before[one.initiative.pk], one, names) for one in real
        ]
        given += [row for row in rows if row.lead_id != before[row.pk].lead]
        changed += rows
        step(len(some))
    tell(changed, now=now)
    tell_assigned(given, now=now, by=by)
    record_rows(by=by, events=events)
    return changed


@transaction.atomic
def add_initiatives(
    *, plan: Plan, new: Sequence[Breakdown], on: date, now: datetime, by: Actor,
    step: Step = _ignore,
) -> list[Initiative]:  # fmt: skip
    """New draft initiatives of a plan, numbered on from its last number, in the given order."""
    held = Plan.objects.select_for_update().get(pk=plan.pk)
    require(
        held.state in {PlanState.DRAFT, PlanState.ACTIVE},
        _("The plan is closed. Nothing can be added to it."),
        kind=Conflict,
    )
    made: list[Initiative] = []
    for some in batched(new, MANY):
        names = Names.of(some)
        _require_living({key for one in some for key in _units(one)}, on)
        first = held.last_code + len(made) + 1
        rows = write_new(held, some, first_code=first, names=names)
        insert_values(
            StateRow, ("initiative", "value", "effective_on", "recorded_at"),
            ((row.pk, InitiativeState.DRAFT.value, on, now) for row in rows),
        )  # fmt: skip
        keep_details(
            rows, on=on, now=now,
            known={row.pk: value for row, value in zip(rows, some, strict=True)},
        )  # fmt: skip
        made += rows
        step(len(some))
    Plan.objects.filter(pk=plan.pk).update(last_code=held.last_code + len(made))
    plan.last_code = held.last_code + len(made)
    tell(made, now=now)
    record_rows(
        by=by,
        events=(
            Told("initiative.added", _named(row), plan=plan.slug, after={"title": row.title})
            for row in made
        ),
    )
    return made


def _require_assignable(rows: Sequence[Initiative]) -> None:
    for row in rows:
        which = _("No. %(code)d") % {"code": row.code}
        require(
            row.state in UNASSIGNED,
            _("%(which)s has already been assigned.") % {"which": which},
            kind=Conflict,
        )
        require(row.lead_id is not None, _("%(which)s: give it a lead unit.") % {"which": which})
        require(
            row.ongoing or row.due_on is not None,
            _("%(which)s: give a due date, or mark it as ongoing.") % {"which": which},
        )


def _assigned(rows: Sequence[Initiative]) -> list[Told]:
    """What the trail tells of each assignment."""
    leads = dict(Unit.objects.filter(leads__in=rows).values_list("pk", "name"))
    return [
        Told(
            "initiative.assigned", row, plan=row.plan.slug,
            after={
                "lead": leads[row.lead_id or 0],
                "starts_on": row.starts_on,
                "due_on": row.due_on,
                "accept_by": row.state_until,
            },
        )
        for row in rows
    ]  # fmt: skip


@transaction.atomic
def assign_initiatives(
    *, initiatives: Sequence[Initiative], on: date, now: datetime, by: Actor
) -> list[Initiative]:
    """Give drafts to the lead units that stand in them; all or none.

    The versions are those of the rows in hand. From here on lead, dates and weight are dated.
    """
    held = _held(initiatives)
    _require_current(((row, row.version) for row in initiatives), held)
    rows = [held[row.pk] for row in initiatives]
    _require_assignable(rows)
    for row in rows:
        row.state = InitiativeState.ASSIGNED
        row.state_until = accept_by(row.plan, now=now)
        row.version += 1
    Initiative.objects.bulk_update(rows, ["state", "state_until", "version"], batch_size=500)
    begin_rows(rows, on=on, now=now)
    days = first_days(StateRow, rows, on=on)
    StateRow.objects.bulk_create(
        StateRow(
            initiative=row,
            value=row.state,
            until_on=row.state_until,
            effective_on=days[row.pk],
            recorded_at=now,
        )
        for row in rows
    )
    tell(rows, now=now)
    tell_assigned(rows, now=now, by=by)
    record_many(by=by, events=_assigned(rows))
    return rows
