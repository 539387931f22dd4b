"""Computes standings from the records and keeps them where lists can sort by them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from core.bulk import insert_values, put_values
from core.calendar import calendar_known_at, work_calendar
from core.workdays import WorkCalendar
from progress.facts import Snapshot, policies, snapshots
from progress.models import Round, Standing
from progress.status import Facts, Light, Policy, standing_on
from progress.status import Standing as Judged
from recommendations.models import Initiative, Plan
from recommendations.queries import batched
from recommendations.watchers import Fresh

# The order in which lists and desks show lights: what needs attention first.
NEED = {
    Light.RED: 1,
    Light.YELLOW: 2,
    Light.GREEN: 3,
    Light.ONGOING: 4,
    Light.NOT_STARTED: 5,
    Light.PAUSED: 6,
    Light.DONE: 7,
}


@dataclass(frozen=True)
class Stand:
    """An initiative's facts of a day and the light they give."""

    snapshot: Snapshot
    judged: Judged


@dataclass(frozen=True)
class Recolour:
    """One initiative under two rules or calendars: where it stands, and where it would."""

    initiative: Initiative
    before: Judged
    after: Judged


Rules = Mapping[int, Policy]


def _judge(
    found: Mapping[int, Snapshot], *, rules: Rules, as_of: date, calendar: WorkCalendar
) -> dict[int, Judged]:
    """The light of each snapshot, by the rule of its plan. Asks nothing of the database."""
    # Many have the very same facts: they are judged once.
    kept: dict[tuple[int, Facts], Judged] = {}
    judged = {}
    for pk, snapshot in found.items():
        place = snapshot.initiative.plan_id, snapshot.facts
        if place not in kept:
            kept[place] = standing_on(
                snapshot.facts, policy=rules[place[0]], as_of=as_of, calendar=calendar
            )
        judged[pk] = kept[place]
    return judged


def _rules(initiatives: Iterable[Initiative], *, as_of: date, known_at: datetime) -> Rules:
    plans = Plan.objects.filter(pk__in={row.plan_id for row in initiatives})
    return policies(plans, as_of=as_of, known_at=known_at)


def stands(
    initiatives: Iterable[Initiative], *, as_of: date, known_at: datetime
) -> dict[int, Stand]:
    """Where each initiative stood on `as_of`, as known at `known_at`. The one way to a light."""
    listed = list(initiatives)
    calendar = calendar_known_at(known_at)
    rules = _rules(listed, as_of=as_of, known_at=known_at)
    found = snapshots(listed, as_of=as_of, known_at=known_at)
    judged = _judge(found, rules=rules, as_of=as_of, calendar=calendar)
    return {pk: Stand(snapshot, judged[pk]) for pk, snapshot in found.items()}


def recoloured(
    initiatives: Iterable[Initiative],
    *,
    as_of: date,
    known_at: datetime,
    policy: Policy | None = None,
    calendars: tuple[WorkCalendar, WorkCalendar] | None = None,
) -> list[Recolour]:
    """Where each initiative stands, and where it would under another policy or calendar.

    By the same road as `stands`, from one gathering of the facts, in as many queries; nothing is
    written. `calendars` are the one in force and the one that might be.
    """
    listed = list(initiatives)
    now, then = calendars or (work_calendar(),) * 2
    rules = _rules(listed, as_of=as_of, known_at=known_at)
    others = rules if policy is None else dict.fromkeys(rules, policy)
    found = snapshots(listed, as_of=as_of, known_at=known_at)
    before = _judge(found, rules=rules, as_of=as_of, calendar=now)
    after = _judge(found, rules=others, as_of=as_of, calendar=then)
    return [Recolour(snapshot.initiative, before[pk], after[pk]) for pk, snapshot in found.items()]


WRITTEN = [
    "as_of", "known_at", "light", "computed", "need", "percent", "planned", "gap", "reasons",
    "policy_number",
]  # fmt: skip


def _written(judged: Judged, *, as_of: date, known_at: datetime) -> list[Any]:
    """The values of a standing's columns, in the order of `WRITTEN`."""
    reasons = [reason.as_json() for reason in judged.reasons]
    return [
        as_of, known_at, judged.light.value, judged.computed.value, NEED[judged.light],
        judged.percent, judged.planned, judged.gap, reasons, judged.policy_version,
    ]  # fmt: skip


def _row(pk: int, stand: Stand, *, slot: str, as_of: date, known_at: datetime) -> Standing:
    values = _written(stand.judged, as_of=as_of, known_at=known_at)
    return Standing(initiative_id=pk, slot=slot, **dict(zip(WRITTEN, values, strict=True)))


def computed_rows(
    initiatives: Iterable[Initiative], *, slot: str, as_of: date, known_at: datetime
) -> list[Standing]:
    """The standings as they should be, unsaved."""
    return [
        _row(pk, stand, slot=slot, as_of=as_of, known_at=known_at)
        for pk, stand in stands(initiatives, as_of=as_of, known_at=known_at).items()
    ]


# Initiatives whose standings wait for the end of a `once` block; None outside of one.
_waiting: ContextVar[dict[int, Initiative] | None] = ContextVar("waiting", default=None)


@contextmanager
def once(*, as_of: date, now: datetime) -> Iterator[None]:
    """Many actions in one transaction: what they change stands anew once, when the block ends.

    `as_of` and `now` are those of the last action. Until then stored standings are of before, so
    nothing inside may read them; lights that are frozen or reported are computed, never read.
    """
    token = _waiting.set({})
    try:
        yield
        waiting = _waiting.get() or {}
    finally:
        _waiting.reset(token)
    refresh(waiting.values(), as_of=as_of, now=now)


# How many are held in memory at once; a plan may be any size. Far fewer than the parameters that
# any database takes in one question.
CHUNK = 5_000


def in_chunks(initiatives: QuerySet[Initiative]) -> Iterator[list[Initiative]]:
    """A plan's initiatives, some at a time, by key."""
    last = 0
    while chunk := list(initiatives.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        last = chunk[-1].pk
        yield chunk


def refresh_plan(plan: Plan, *, as_of: date, now: datetime) -> int:
    """Bring the present standings of a whole plan up to date; how many there are."""
    return sum(refresh(chunk, as_of=as_of, now=now) for chunk in in_chunks(plan.initiatives.all()))


def refresh(initiatives: Iterable[Initiative], *, as_of: date, now: datetime) -> int:
    """Bring the present standings of these initiatives up to date; how many there are.

    Called inside the action that changed them, and for a whole plan after midnight.
    """
    initiatives = list(initiatives)
    waiting = _waiting.get()
    if waiting is not None:
        waiting.update((row.pk, row) for row in initiatives)
        return len(initiatives)
    return sum(
        put_values(
            Standing, ("initiative", "slot", *WRITTEN),
            (
                (pk, Standing.NOW, *_written(stand.judged, as_of=as_of, known_at=now))
                for pk, stand in stands(some, as_of=as_of, known_at=now).items()
            ),
            key=("initiative", "slot"),
        )
        for some in batched(initiatives, CHUNK)
    )  # fmt: skip


def follow(initiatives: Iterable[Initiative], now: datetime) -> None:
    """An action changed these initiatives: their standings change with it."""
    refresh(initiatives, as_of=timezone.localdate(now), now=now)


def follow_added(plan: Plan, rows: Sequence[Fresh], now: datetime) -> None:
    """Drafts were written: each stands where one like it does.

    Of a draft's fields the rule sees how progress is told and whether it is ongoing: units, dates
    and weight are proposals until it is assigned. One of each sort goes the whole road.
    """
    waiting = _waiting.get()
    if waiting is not None:
        waiting.update(Initiative.objects.in_bulk([row.pk for row in rows]))
        return
    as_of = timezone.localdate(now)
    alike: dict[tuple[str, bool], list[int]] = defaultdict(list)
    for row in rows:
        alike[row.value.told_by, row.value.ongoing].append(row.pk)
    firsts = Initiative.objects.filter(pk__in=[keys[0] for keys in alike.values()])
    found = stands(firsts, as_of=as_of, known_at=now)
    for keys in alike.values():
        values = _written(found[keys[0]].judged, as_of=as_of, known_at=now)
        insert_values(
            Standing, ("initiative",), ((pk,) for pk in keys),
            shared={"slot": Standing.NOW, **dict(zip(WRITTEN, values, strict=True))},
        )  # fmt: skip


def freeze(round_: Round, *, now: datetime) -> int:
    """Keep for good where each initiative stood at the round's end; twice is once."""
    count = 0
    for chunk in in_chunks(round_.plan.initiatives.all()):
        rows = computed_rows(chunk, slot=round_.period, as_of=round_.ends_on, known_at=now)
        Standing.objects.bulk_create(rows, ignore_conflicts=True)
        count += len(rows)
    return count


# What a standing says; the others tell when it was computed.
COMPARED = [name for name in WRITTEN if name not in {"as_of", "known_at"}]


def differences(plan: Plan, *, as_of: date, now: datetime) -> list[str]:
    """Where a stored present standing is not what the records give, in words; empty when true."""
    found = []
    for chunk in in_chunks(plan.initiatives.all()):
        stored = {
            row[0]: row[1:]
            for row in Standing.objects.filter(initiative__in=chunk, slot=Standing.NOW).values_list(
                "initiative_id", *COMPARED
            )
        }
        nothing = (None,) * len(COMPARED)
        for row in computed_rows(chunk, slot=Standing.NOW, as_of=as_of, known_at=now):
            kept = stored.get(row.initiative_id, nothing)
            for name, have in zip(COMPARED, kept, strict=True):
                if have != getattr(row, name):
                    found.append(
                        f"{plan.slug}/{row.initiative_id}: {name} {have!r} ≠ {getattr(row, name)!r}"
                    )
    return found
