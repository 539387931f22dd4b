"""Gathers what the light rule needs, for many initiatives at once, as of a day and as then known.

Eleven queries, whatever the number of initiatives. An update speaks of its period's end, or of the
day it was handed in if that is sooner; a missing filing counts from the round's close on. See
`recommendations.models.initiatives` for dated rows.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from progress.choices import UpdateState
from progress.models import LightOverride, LightPolicy, Round, Update, UpdateReturn
from progress.passage import Passage, passage
from progress.status import (
    DEFAULT_POLICY,
    Facts,
    Light,
    MilestoneFact,
    Override,
    Policy,
    RoundFact,
)
from recommendations.choices import OPEN_STATES, InitiativeState, ToldBy
from recommendations.life import put_off
from recommendations.models import (
    DetailRow,
    DueRow,
    Initiative,
    LeadRow,
    MilestoneRow,
    Plan,
    StateRow,
    WeightRow,
)

# From a day on this state held; and the key of the one that it was merged into.
_StateOn = tuple[date, str, int | None]
# What every initiative weighs until a row says otherwise.
FIRST_WEIGHT = Decimal(1)


ENDING = {
    InitiativeState.COMPLETION_REQUESTED,
    InitiativeState.COMPLETED,
    InitiativeState.CLOSED,
}


@dataclass(frozen=True)
class Snapshot:
    """One initiative on a day: the facts for its light, and who answers for it then."""

    initiative: Initiative
    facts: Facts
    lead_id: int | None
    weight: Decimal
    original_due_on: date | None
    extensions: int
    update: Update | None
    measure_id: int
    merged_into_id: int | None


def _last_rows(
    model: Any, *names: str, initiatives: list[Initiative], as_of: date, known_at: datetime
) -> dict[int, Any]:
    """For each initiative the named columns of the last dated row of one kind."""
    rows = model.objects.filter(
        initiative__in=initiatives, effective_on__lte=as_of, recorded_at__lte=known_at
    ).order_by("effective_on", "recorded_at", "pk")
    # Named tuples: half of the time went into instances of which two columns were read.
    return {row.initiative_id: row for row in rows.values_list("initiative_id", *names, named=True)}


def _details(initiatives: list[Initiative], *, as_of: date, known_at: datetime) -> dict[int, Any]:
    """How each initiative's progress was told, whether it was ongoing, which measure it served."""
    rows = DetailRow.objects.filter(
        initiative__in=initiatives, effective_on__lte=as_of, recorded_at__lte=known_at
    ).order_by("effective_on", "recorded_at", "pk")
    told = rows.annotate(measure_key=F("values__measure"))
    names = ("initiative_id", "told_by", "ongoing", "measure_key")
    return {row.initiative_id: row for row in told.values_list(*names, named=True)}


def _milestones(
    initiatives: list[Initiative], *, as_of: date, known_at: datetime
) -> dict[int, tuple[MilestoneFact, ...]]:
    """The milestones that stand, in their order."""
    rows = (
        MilestoneRow.objects.filter(
            milestone__initiative__in=initiatives,
            effective_on__lte=as_of,
            recorded_at__lte=known_at,
        )
        .select_related("milestone")
        .order_by("effective_on", "recorded_at", "pk")
    )
    last = {row.milestone_id: row for row in rows}
    found: dict[int, list[MilestoneRow]] = defaultdict(list)
    for row in sorted(last.values(), key=lambda row: (row.due_on, row.milestone.position)):
        if not row.dropped:
            found[row.milestone.initiative_id].append(row)
    return {
        pk: tuple(
            MilestoneFact(
                title=row.title, due_on=row.due_on, weight=row.weight, done_on=row.done_on
            )
            for row in rows_of
        )
        for pk, rows_of in found.items()
    }


@dataclass
class _Promise:
    """The original due date, the last one met with so far, and how often it was put off."""

    original: date | None
    last: date | None
    extensions: int = 0


@dataclass
class _Filed:
    """What one initiative has handed in."""

    rounds: set[int] = field(default_factory=set)
    percents: dict[int, Decimal | None] = field(default_factory=dict)
    approved: Update | None = None
    waiting: bool = False


def _turned_back(initiatives: list[Initiative], *, known_at: datetime) -> dict[int, Passage]:
    """Where the updates that were ever returned stood then; the others tell it by themselves."""
    returns: dict[int, list[UpdateReturn]] = defaultdict(list)
    rows = UpdateReturn.objects.filter(update_filed__initiative__in=initiatives)
    for row in rows.select_related("update_filed"):
        returns[row.update_filed_id].append(row)
    return {
        pk: passage(back[0].update_filed, back, known_at=known_at) for pk, back in returns.items()
    }


def _filed(initiatives: list[Initiative], *, as_of: date, known_at: datetime) -> dict[int, _Filed]:
    """The last approved update of each initiative, the rounds filed, and whether one waits.

    An update was approved at `known_at` only if its approval had been given by then; else it waits.
    """
    found: dict[int, _Filed] = defaultdict(_Filed)
    turned = _turned_back(initiatives, known_at=known_at)
    counts: dict[int, int] = {}
    for initiative_id, pk, round_id, state, approved_at, percent, submitted_at, speaks_on in (
        Update.objects.filter(initiative__in=initiatives, submitted_at__isnull=False)
        .order_by("round__ends_on", "pk")
        .values_list(
            "initiative_id",
            "pk",
            "round_id",
            "state",
            "approved_at",
            "percent",
            "submitted_at",
            "speaks_on",
        )
    ):
        then = turned.get(pk)
        if then is not None:
            submitted_at, speaks_on = then.submitted_at, then.speaks_on
        if submitted_at is None or submitted_at > known_at or not speaks_on or speaks_on > as_of:
            continue
        filed = found[initiative_id]
        filed.rounds.add(round_id)
        if approved_at is not None and approved_at <= known_at:
            counts[initiative_id], filed.waiting = pk, False
            filed.percents[round_id] = percent
        elif (then.state if then else state) != UpdateState.RETURNED:
            filed.waiting = True
    # Only the one that counts is read whole. 0 is nobody: the question is asked in any case, so
    # that a page asks as many whatever was filed.
    for update in Update.objects.filter(pk__in=[0, *counts.values()]):
        found[update.initiative_id].approved = update
    return found


def _overrides(
    initiatives: list[Initiative], *, as_of: date, known_at: datetime
) -> dict[int, Override]:
    """The lights set by hand, on the days before they were ended or as we knew them then."""
    day_is_over = timezone.make_aware(datetime.combine(as_of + timedelta(days=1), time.min))
    rows = LightOverride.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gt=known_at) | Q(ended_at__gte=day_is_over),
        initiative__in=initiatives,
        starts_on__lte=as_of,
        recorded_at__lte=known_at,
    ).select_related("set_by")
    return {
        row.initiative_id: Override(
            light=Light(row.light),
            reason=row.reason,
            by=row.set_by.name,
            expires_on=row.expires_on,
        )
        for row in rows.order_by("recorded_at", "pk")
    }


def _closed_rounds(
    plan_ids: Iterable[int], *, as_of: date, known_at: datetime
) -> dict[int, list[Round]]:
    """The rounds of each plan that speak of a day up to `as_of` and had closed when we looked."""
    rounds: dict[int, list[Round]] = defaultdict(list)
    for row in Round.objects.filter(
        plan_id__in=set(plan_ids),
        ends_on__lte=as_of,
        review_ends_on__lt=timezone.localdate(known_at),
    ).order_by("ends_on", "pk"):
        rounds[row.plan_id].append(row)
    return rounds


def _state_on(rows: list[_StateOn], day: date) -> str:
    """The state that held on a day, by rows already sorted and filtered by when they were known."""
    state: str = InitiativeState.DRAFT
    for row in rows:
        if row[0] <= day:
            state = row[1]
    return state


def _state_rows(
    initiatives: list[Initiative], *, as_of: date, known_at: datetime
) -> dict[int, list[_StateOn]]:
    """The states of each initiative with the days from which they held, oldest first."""
    found: dict[int, list[_StateOn]] = defaultdict(list)
    for initiative_id, effective_on, value, into in (
        StateRow.objects.filter(
            initiative__in=initiatives, effective_on__lte=as_of, recorded_at__lte=known_at
        )
        .order_by("effective_on", "recorded_at", "pk")
        .values_list("initiative_id", "effective_on", "value", "into_id")
    ):
        found[initiative_id].append((effective_on, value, into))
    return found


def _round_facts(
    rounds: list[Round], states: list[_StateOn], starts_on: date | None, filed: _Filed
) -> tuple[RoundFact, ...]:
    """The closed rounds in which the initiative was under way, and whether it was filed."""
    return tuple(
        RoundFact(
            period=row.period,
            closed_on=row.ends_on,
            filed=row.pk in filed.rounds,
            percent=filed.percents.get(row.pk),
        )
        for row in rounds
        if _state_on(states, row.ends_on) in OPEN_STATES
        and (starts_on is None or starts_on <= row.ends_on)
    )


def _completed_on(states: list[_StateOn]) -> date | None:
    """The day from which it has been complete, or asked to be, without a break."""
    done: date | None = None
    for effective_on, value, _into in states:
        done = (done or effective_on) if value in ENDING else None
    return done


def _promises(
    initiatives: list[Initiative], *, as_of: date, known_at: datetime
) -> dict[int, "_Promise"]:
    """The due date of each initiative's first row, and how often a later one put it off.

    The first row is told of whatever the day: it is the original. A row without a reason is an
    assignment's, not an extension.
    """
    found: dict[int, _Promise] = {}
    rows = DueRow.objects.filter(initiative__in=initiatives, recorded_at__lte=known_at)
    listed = rows.order_by("recorded_at", "pk")
    for pk, value, reason, effective_on in listed.values_list(
        "initiative_id", "value", "reason", "effective_on"
    ):
        promise = found.setdefault(pk, _Promise(original=value, last=value))
        if effective_on > as_of:
            continue
        if put_off(promise.last, value, reason):
            promise.extensions += 1
        promise.last = value
    return found


def _facts(
    *,
    as_of: date,
    detail: Any,
    due: Any | None,
    history: list[_StateOn],
    filed: _Filed,
    milestones: tuple[MilestoneFact, ...],
    rounds: list[Round],
    override: Override | None,
) -> Facts:
    """One initiative as the light rule wants it."""
    update = filed.approved
    starts_on = due.starts_on if due else None
    by_milestones = detail.told_by == ToldBy.MILESTONES
    return Facts(
        state=_state_on(history, as_of),
        starts_on=starts_on,
        due_on=due.value if due else None,
        completed_on=_completed_on(history),
        ongoing=detail.ongoing,
        told_by=detail.told_by,
        percent=update.percent if update and not by_milestones else None,
        percent_on=update.speaks_on if update and filed.waiting else None,
        planned_points=(),
        milestones=milestones,
        rounds=_round_facts(rounds, history, starts_on, filed),
        self_rating=(update.self_rating or None) if update else None,
        override=override,
    )


def snapshots(
    initiatives: Iterable[Initiative], *, as_of: date, known_at: datetime
) -> dict[int, Snapshot]:
    """What was so on `as_of` as we knew it at `known_at`, by initiative."""
    listed = list(initiatives)
    when: Mapping[str, Any] = {"as_of": as_of, "known_at": known_at}
    states = _state_rows(listed, **when)
    merged = {pk: rows[-1][2] for pk, rows in states.items()}
    details = _details(listed, **when)
    dues = _last_rows(DueRow, "starts_on", "value", initiatives=listed, **when)
    leads = _last_rows(LeadRow, "value_id", initiatives=listed, **when)
    weights = _last_rows(WeightRow, "value", initiatives=listed, **when)
    promises = _promises(listed, **when)
    milestones = _milestones(listed, **when)
    handed_in = _filed(listed, **when)
    overrides = _overrides(listed, **when)
    rounds = _closed_rounds((row.plan_id for row in listed), **when)
    found: dict[int, Snapshot] = {}
    for row in listed:
        filed = handed_in.get(row.pk) or _Filed()
        found[row.pk] = Snapshot(
            initiative=row,
            facts=_facts(
                as_of=as_of, detail=details.get(row.pk, row), due=dues.get(row.pk),
                history=states.get(row.pk, []),
                filed=filed, milestones=milestones.get(row.pk, ()),
                rounds=rounds.get(row.plan_id, []), override=overrides.get(row.pk),
            ),
            lead_id=leads[row.pk].value_id if row.pk in leads else None,
            weight=weights[row.pk].value if row.pk in weights else FIRST_WEIGHT,
            original_due_on=promises[row.pk].original if row.pk in promises else None,
            extensions=promises[row.pk].extensions if row.pk in promises else 0,
            update=filed.approved,
            measure_id=getattr(details.get(row.pk), "measure_key", None) or row.measure_id,
            merged_into_id=merged.get(row.pk),
        )  # fmt: skip
    return found


def policies(plans: Iterable[Plan], *, as_of: date, known_at: datetime) -> dict[int, Policy]:
    """Each plan's light policy of that day; the default where none was set."""
    listed = list(plans)
    found = {plan.pk: DEFAULT_POLICY for plan in listed}
    for row in LightPolicy.objects.filter(
        plan__in=listed, effective_on__lte=as_of, recorded_at__lte=known_at
    ).order_by("effective_on", "number"):
        found[row.plan_id] = Policy.from_json({**row.rules, "version": row.number})
    return found
