"""What was handed in, and which rounds asked for it: for many initiatives at once.

See `progress.rounds` for the rule, `progress.facts` for what it is for.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from core.periods import Period
from progress.choices import ReturnKind, UpdateState
from progress.models import FormerDays, Round, RoundExcuse, Update, UpdateReturn
from progress.passage import Passage, as_it_counted, passage
from progress.questions import Question
from progress.rounds import Call, StateOn, ValueOn, asks_for, held_on
from progress.status import RoundFact
from recommendations.choices import OPEN_STATES, InitiativeState
from recommendations.models import Plan

_FILED = (
    "initiative_id",
    "pk",
    "round_id",
    "state",
    "approved_at",
    "percent",
    "submitted_at",
    "speaks_on",
)


@dataclass
class Filed:
    """What one initiative has handed in."""

    rounds: set[int] = field(default_factory=set)
    percents: dict[int, Decimal | None] = field(default_factory=dict)
    approved: Update | None = None
    waiting: bool = False


_RETURNS = Question(
    lambda of, _as_of, _known_at: UpdateReturn.objects.filter(of).select_related("update_filed"),
    way="update_filed__initiative",
)


def _turned_back(keys: Sequence[int], when: Mapping[str, Any]) -> dict[int, Passage]:
    """Where the updates that were ever returned stood then; the others tell it by themselves."""
    returns: dict[int, list[UpdateReturn]] = defaultdict(list)
    for row in _RETURNS.ask(keys, **when):
        returns[row.update_filed_id].append(row)
    return {
        pk: passage(back[0].update_filed, back, known_at=when["known_at"])
        for pk, back in returns.items()
    }


def _left_the_unit(of: Q, _as_of: Any, _known_at: Any) -> QuerySet[Any]:
    """What left its unit, if only until the unit took it back."""
    withdrawn = UpdateReturn.objects.filter(
        update_filed=OuterRef("pk"), kind=ReturnKind.WITHDRAWN, submitted_at__isnull=False
    )
    return (
        Update.objects.filter(of, Q(submitted_at__isnull=False) | Exists(withdrawn))
        .order_by("round__ends_on", "pk")
        .values_list(*_FILED)
    )


_LEFT = Question(_left_the_unit)


def handed_in(keys: Sequence[int], *, as_of: date, known_at: datetime) -> dict[int, Filed]:
    """The last approved update of each initiative, the rounds filed, and whether one waits.

    An update was approved at `known_at` only if its approval had been given by then; else it waits.
    """
    found: dict[int, Filed] = defaultdict(Filed)
    when: dict[str, Any] = {"as_of": as_of, "known_at": known_at}
    turned = _turned_back(keys, when)
    counts: dict[int, int] = {}
    for (
        initiative_id, pk, round_id, state, approved_at, percent, submitted_at, speaks_on,
    ) in _LEFT.ask(keys, **when):  # fmt: skip
        then = turned.get(pk)
        if then is not None:
            submitted_at, speaks_on = then.submitted_at, then.speaks_on
        if submitted_at is None or submitted_at > known_at or not speaks_on or speaks_on > as_of:
            continue
        filed = found[initiative_id]
        filed.rounds.add(round_id)
        counted = then.counted if then else None
        if counted is not None or (approved_at is not None and approved_at <= known_at):
            counts[initiative_id], filed.waiting = pk, False
            filed.percents[round_id] = _percent(counted) if counted else percent
        elif (then.state if then else state) != UpdateState.RETURNED:
            filed.waiting = True
    # Only the one that counts is read whole. 0 is nobody: the question is asked in any case, so
    # that a page asks as many whatever was filed.
    for update in Update.objects.filter(pk__in=[0, *counts.values()]):
        then = turned.get(update.pk)
        kept = then.counted if then else None
        found[update.initiative_id].approved = as_it_counted(update, kept) if kept else update
    return found


def _percent(counted: UpdateReturn) -> Decimal | None:
    said = counted.words["percent"]
    return None if said is None else Decimal(said)


def calls_of(rounds: Iterable[Round], *, known_at: datetime) -> dict[int, Call]:
    """Whom each round asks, as was known at a moment. The rounds carry their plans. One query."""
    listed = list(rounds)
    # 0 is no round: the question is asked in any case, so that every page asks as many.
    excuses = RoundExcuse.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gt=known_at),
        round__in=[0, *(row.pk for row in listed)],
        given_at__lte=known_at,
    ).values_list("round_id", "initiative_id")
    excused: dict[int, set[int | None]] = defaultdict(set)
    for round_id, initiative_id in excuses:
        excused[round_id].add(initiative_id)
    return {
        row.pk: Call(
            kind=Period.parse(row.period).kind,
            ends_on=row.ends_on,
            plan_cadence=row.plan.cadence_on(row.ends_on),
            everyone=row.everyone,
            skipped=None in excused[row.pk],
            excused=frozenset(pk for pk in excused[row.pk] if pk is not None),
        )
        for row in listed
    }


def _days_of_then(rounds: Iterable[Round], *, known_at: datetime | None) -> None:
    """Give rounds the days that they had at a moment; they are not to be saved. One query."""
    if known_at is None:
        return
    by_key = {row.pk: row for row in rounds}
    moved = FormerDays.objects.filter(round__in=[0, *by_key], recorded_at__gt=known_at)
    # The first that was recorded since comes last, and is the one that stays.
    for was in moved.order_by("-recorded_at", "-pk"):
        row = by_key[was.round_id]
        row.filing_due_on, row.review_ends_on = was.filing_due_on, was.review_ends_on


def current_round(plan: Plan, cadence: str = "", *, on: date, known_at: datetime) -> Round | None:
    """The latest round of a cadence, else of the plan's, that had opened on a day.

    With its days as they were known at a moment; not to be saved. Three queries.
    """
    latest = latest_calls(plan, on=on, known_at=known_at)
    found = latest.get(cadence or going_by(latest, plan))
    return found[0] if found else None


def latest_calls(
    plan: Plan, *, on: date, known_at: datetime | None = None
) -> dict[str, tuple[Round, Call]]:
    """By cadence the latest of the plan's rounds that had opened on a day. Two queries.

    Without `known_at` those that there are now. A round by hand counts where its kind is one of the
    plan's own; one that asks everybody beside these stands for none of them.
    """
    rounds = plan.rounds.filter(opens_on__lte=on).order_by("ends_on", "pk")
    if known_at is not None:
        rounds = rounds.filter(opened_at__lte=known_at)
    last = {Period.parse(row.period).kind: row for row in rounds.select_related("plan")}
    _days_of_then(last.values(), known_at=known_at)
    calls = calls_of(last.values(), known_at=known_at or timezone.now())
    return {kind: (row, calls[row.pk]) for kind, row in last.items()}


def going_by(latest: Mapping[str, tuple[Round, Call]], plan: Plan) -> str:
    """The cadence of the latest round that asked by the plan's own; before the first the plan's."""
    own = [
        (round_.ends_on, kind)
        for kind, (round_, call) in latest.items()
        if kind == call.plan_cadence
    ]
    return max(own)[1] if own else plan.cadence


def closed_calls(
    plan_ids: Iterable[int], *, as_of: date, known_at: datetime
) -> dict[int, list[tuple[Round, Call]]]:
    """The rounds of each plan that speak of a day up to `as_of` and had closed when we looked."""
    rows = list(
        Round.objects.filter(
            plan_id__in=set(plan_ids),
            opened_at__lte=known_at,
            ends_on__lte=as_of,
            review_ends_on__lt=timezone.localdate(known_at),
        )
        .select_related("plan")
        .order_by("ends_on", "pk")
    )
    calls = calls_of(rows, known_at=known_at)
    found: dict[int, list[tuple[Round, Call]]] = defaultdict(list)
    for row in rows:
        found[row.plan_id].append((row, calls[row.pk]))
    return found


def round_facts(
    initiative: int,
    rounds: Iterable[tuple[Round, Call]],
    *,
    states: list[StateOn],
    cadences: list[ValueOn],
    starts_on: date | None,
    filed: Filed,
) -> tuple[RoundFact, ...]:
    """The closed rounds that asked this initiative while it was under way, and what came of it."""
    return tuple(
        RoundFact(
            period=row.period,
            closed_on=row.ends_on,
            filed=row.pk in filed.rounds,
            percent=filed.percents.get(row.pk),
        )
        for row, call in rounds
        if held_on(states, row.ends_on, otherwise=InitiativeState.DRAFT) in OPEN_STATES
        and asks_for(
            call,
            initiative,
            cadence=held_on(cadences, row.ends_on, otherwise=""),
            starts_on=starts_on,
        )
    )
