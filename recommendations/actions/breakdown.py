"""How what initiatives are changes: one or fifty thousand at once, all or nothing.

Pages, bulk actions and imports all come through here.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Unit
from accounts.queries import require_current
from core.audit import Actor, Named, Told, record_many, record_rows
from core.bulk import among
from core.packed import Packed
from core.refusals import Conflict, require
from recommendations.breakdown import Breakdown, differing
from recommendations.choices import InitiativeState, PlanState
from recommendations.models import Initiative, Plan, StateRow
from recommendations.queries import COLUMNS, MANY, batched, breakdowns_by_key, breakdowns_of
from recommendations.telling import Waiting, tell_assigned, waiting
from recommendations.watchers import Fresh, tell, tell_added
from recommendations.wording import Names, value_words
from recommendations.writing import (
    UNASSIGNED,
    accept_by,
    begin_rows,
    check,
    first_days,
    instance_of,
    keep_details,
    require_begun,
    write_new,
    write_rows,
)


class Seen(NamedTuple):
    """An initiative that a person had before them, where nobody holds its instance."""

    pk: int
    code: int


@dataclass(frozen=True, slots=True)
class Change:
    """What an initiative shall be. `version` is the one that the person had before them."""

    initiative: Initiative | Seen
    to: Breakdown
    version: int
    reason: str = ""


_KIND = Initiative._meta.label_lower


def _named(row: Initiative) -> Named:
    """The initiative as the trail names it."""
    return Named(_KIND, str(row.public_id), str(row))


# What an instance need not carry where nobody is handed it: a fifth of what a ledger takes.
_LIGHT = frozenset(COLUMNS) - {
    "title", "measure", "told_by", "cadence", "ongoing", "lead", "starts_on", "due_on", "weight",
}  # fmt: skip


def _held(keys: Sequence[int], *, light: bool = False) -> dict[int, Initiative]:
    """The initiatives as they are now, held until the transaction ends. They carry their plans.

    `light` ones lack the texts that only their breakdowns tell.
    """
    rows = Initiative.objects.select_for_update().filter(pk__in=among(keys)).order_by("pk")
    if light:
        rows = rows.defer(*_LIGHT)
    held = {row.pk: row for row in rows}
    plans = Plan.objects.in_bulk({row.plan_id for row in held.values()})
    for row in held.values():
        row.plan = plans[row.plan_id]
    return held


def _require_current(
    seen: Iterable[tuple[Initiative | Seen, int]], held: dict[int, Initiative]
) -> None:
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


def _in_words(fields: Iterable[str], value: Breakdown, names: Names) -> dict[str, str]:
    return {name: value_words(name, getattr(value, name), names) for name in fields}


def _require_living(keys: set[int], on: date) -> None:
    """Refuse new work for a unit that has ended; what it has already it keeps."""
    if keys:
        units = Unit.objects.filter(pk__in=keys).ended_before(on).in_official_order()
        require_current(units, on=on)


def _change_some(
    changes: Sequence[Change], on: date, now: datetime, *, light: bool
) -> tuple[list[Initiative], list[tuple[Any, ...]], list[Waiting]]:
    """Write some changes; the rows that changed, what the trail tells of each, and those that wait
    for another lead than before.
    """
    held = _held([one.initiative.pk for one in changes], light=light)
    _require_current(((one.initiative, one.version) for one in changes), held)
    before = breakdowns_by_key(held) if light else breakdowns_of(held.values())
    fields = {
        one.initiative.pk: found
        for one in changes
        if (found := differing(before[one.initiative.pk], one.to))
    }
    real = [one for one in changes if one.initiative.pk in fields]
    names = Names.of([*before.values(), *(one.to for one in changes)])
    new_units: set[int] = set()
    for one in real:
        pk = one.initiative.pk
        check(held[pk], before[pk], one.to, one.reason, names)
        new_units |= _newly(before[pk], one.to)
    _require_living(new_units, on)
    rows = [held[one.initiative.pk] for one in real]
    wanted = {one.initiative.pk: one.to for one in real}
    reasons = {one.initiative.pk: one.reason for one in real}
    write_rows(rows, before, wanted, fields, reasons, on, now)
    keep_details(rows, on=on, now=now, known=wanted)
    tell(rows, now=now, differing=lambda row: fields[row.pk])
    told: list[tuple[Any, ...]] = []
    for row in rows:
        was = _in_words(fields[row.pk], before[row.pk], names)
        then = _in_words(fields[row.pk], wanted[row.pk], names)
        then |= {"reason": reasons[row.pk]} if reasons[row.pk] else {}
        told.append((row.public_id, str(row), row.plan.slug, was, then))
    return rows, told, waiting(row for row in rows if "lead" in fields[row.pk])


def _write_changed(
    changes: Iterable[Change], on: date, now: datetime, by: Actor,
    each: Callable[[Sequence[Initiative]], object], *, light: bool,
) -> Iterator[Told]:  # fmt: skip
    """Write changes, some at a time, and give what the trail tells of them."""
    require_begun(on, now=now)
    told, given = Packed(), list[Waiting]()
    for some in batched(changes, MANY):
        rows, events, newly_led = _change_some(some, on, now, light=light)
        told.extend(events)
        given += newly_led
        each(rows)
    # Once for all, so that a unit hears of everything in one notice.
    tell_assigned(given, now=now, by=by)
    return (
        Told("initiative.changed", Named(_KIND, key, name), plan=plan, before=was, after=then)
        for key, name, plan, was, then in told
    )


@transaction.atomic
def change_initiatives(
    *, changes: Sequence[Change], on: date, now: datetime, by: Actor
) -> list[Initiative]:
    """Make initiatives what they shall be; those that already are so are left alone.

    Returns the changed ones. A change made since `version` was read refuses the whole with
    Conflict; a value that cannot be, with BadInput that names the initiative, or says that `on` is
    to come.
    """
    changed: list[Initiative] = []
    events = _write_changed(changes, on, now, by, changed.extend, light=False)
    record_rows(by=by, events=events)
    return changed


@transaction.atomic
def alter_initiatives(
    *, changes: Iterable[Change], on: date, now: datetime, by: Actor,
    each: Callable[[Sequence[Initiative]], object],
) -> None:  # fmt: skip
    """As `change_initiatives`, for any number: `each` is given some of the changed ones at a time,
    and none is held in memory. What it is given tells number, version and lead, not every text.
    """
    events = _write_changed(changes, on, now, by, each, light=True)
    record_rows(by=by, events=events)


def _write_added(
    plan: Plan, new: Iterable[Breakdown], on: date, now: datetime,
    each: Callable[[Sequence[Fresh]], object],
) -> Iterator[Told]:  # fmt: skip
    """Write drafts, some at a time, and give what the trail tells of them."""
    held = Plan.objects.select_for_update().get(pk=plan.pk)
    require(
        held.state in {PlanState.DRAFT, PlanState.ACTIVE},
        _("The plan is closed. Nothing can be added to it."),
        kind=Conflict,
    )
    told = Packed()
    for some in batched(new, MANY):
        names = Names.of(some)
        _require_living({key for one in some for key in _units(one)}, on)
        first = held.last_code + len(told) + 1
        rows = write_new(held, some, first_code=first, names=names, on=on, now=now)
        tell_added(held, rows, now=now)
        told.extend((row.public_id, str(row), row.value.title) for row in rows)
        each(rows)
    plan.last_code = held.last_code + len(told)
    Plan.objects.filter(pk=plan.pk).update(last_code=plan.last_code)
    return (
        Told("initiative.added", Named(_KIND, key, name), plan=plan.slug, after={"title": title})
        for key, name, title in told
    )


@transaction.atomic
def add_initiatives(
    *, plan: Plan, new: Iterable[Breakdown], on: date, now: datetime, by: Actor
) -> list[Initiative]:
    """New draft initiatives of a plan, numbered on from its last number, in the given order."""
    made: list[Fresh] = []
    events = _write_added(plan, new, on, now, made.extend)
    record_rows(by=by, events=events)
    return [instance_of(plan, row) for row in made]


@transaction.atomic
def load_initiatives(
    *, plan: Plan, new: Iterable[Breakdown], on: date, now: datetime, by: Actor,
    each: Callable[[Sequence[Fresh]], object],
) -> None:  # fmt: skip
    """As `add_initiatives`, for any number: `each` is given some of the new ones at a time, in
    their order, and none is held in memory.
    """
    events = _write_added(plan, new, on, now, each)
    record_rows(by=by, events=events)


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
    held = _held([row.pk for row in initiatives])
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
    tell_assigned(waiting(rows), now=now, by=by)
    record_many(by=by, events=_assigned(rows))
    return rows
