"""Gathers what the light rule needs, for many initiatives at once, as of a day and as then known.

Thirteen queries, whatever the number of initiatives. An update speaks of its period's end, or of
the day it was handed in if that is sooner; a missing filing counts from the round's close on. See
`recommendations.models.initiatives` for dated rows.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.fields.json import KT
from django.utils import timezone

from core.bulk import among
from progress.filed import Filed, closed_calls, handed_in, round_facts
from progress.models import LightOverride, LightPolicy, Round, Update
from progress.questions import Question, so_far
from progress.rounds import Call, StateOn, ValueOn, held_on
from progress.status import (
    DEFAULT_POLICY,
    Facts,
    Light,
    MilestoneFact,
    Override,
    Policy,
)
from recommendations.choices import InitiativeState, ToldBy
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
    # What it was called.
    title: str
    leaders: tuple[str, ...] = ()
    # Further measures, of any plan.
    serves: tuple[int, ...] = ()
    merged_into_id: int | None = None
    # Its own, "" where it goes with its plan.
    cadence: str = ""


def _dated(model: Any, of: Q, as_of: Any, known_at: Any) -> QuerySet[Any]:
    """The dated rows of one kind, the one that holds last."""
    rows: QuerySet[Any] = model.objects.filter(so_far(of, as_of, known_at))
    return rows.order_by("effective_on", "recorded_at", "pk")


def _columns(model: Any, *names: str) -> Question:
    """Named columns of the dated rows of one kind."""
    # Named tuples: half of the time went into instances of which two columns were read.
    return Question(
        lambda of, as_of, known_at: _dated(model, of, as_of, known_at).values_list(
            "initiative_id", *names, named=True
        )
    )


_DUES, _LEADS = _columns(DueRow, "starts_on", "value"), _columns(LeadRow, "value_id")
_WEIGHTS = _columns(WeightRow, "value")
_STATES = _columns(StateRow, "effective_on", "value", "into_id")


def _last_rows(question: Question, keys: Sequence[int], when: Mapping[str, Any]) -> dict[int, Any]:
    """For each initiative the last dated row of one kind."""
    return {row.initiative_id: row for row in question.ask(keys, **when)}


@dataclass
class _Details:
    """How it was called and told of, whether it was ongoing, what it served, how often it filed.

    `leaders` are the leaders in charge; `cadences` are the days from which it filed as often as
    that, oldest first.
    """

    told_by: str
    ongoing: bool
    measure: int | None
    title: str
    leaders: tuple[str, ...] = ()
    serves: tuple[int, ...] = ()
    cadences: list[ValueOn] = field(default_factory=list)


def _detail_rows(of: Q, as_of: Any, known_at: Any) -> QuerySet[Any]:
    told = _dated(DetailRow, of, as_of, known_at).annotate(
        measure_key=F("values__measure"),
        called=KT("values__title"),
        in_charge=F("values__leaders"),
        others=F("values__serves"),
        cadence=KT("values__cadence"),
    )
    found: QuerySet[Any] = told.values_list(
        "initiative_id", "told_by", "ongoing", "measure_key", "called", "in_charge",
        "others", "effective_on", "cadence",
    )  # fmt: skip
    return found


_DETAILS = Question(_detail_rows)


def _details(keys: Sequence[int], when: Mapping[str, Any]) -> dict[int, _Details]:
    """What the rows of details tell, by initiative."""
    found: dict[int, _Details] = {}
    for (
        pk, told_by, ongoing, measure, title, leaders, serves, begins, cadence
    ) in _DETAILS.ask(keys, **when):  # fmt: skip
        cadences = found[pk].cadences if pk in found else []
        cadences.append((begins, cadence or ""))
        found[pk] = _Details(
            told_by, ongoing, measure, title, tuple(leaders or ()), tuple(serves or ()), cadences
        )
    return found


def _present(row: Initiative) -> _Details:
    """What there is to go by before the first row of details."""
    began = [(date.min, row.cadence)]
    return _Details(row.told_by, row.ongoing, row.measure_id, row.title, cadences=began)


_STEPS = Question(
    lambda of, as_of, known_at: _dated(MilestoneRow, of, as_of, known_at).select_related(
        "milestone"
    ),
    way="milestone__initiative",
)


def _milestones(
    keys: Sequence[int], when: Mapping[str, Any]
) -> dict[int, tuple[MilestoneFact, ...]]:
    """The milestones that stand, in their order."""
    last = {row.milestone_id: row for row in _STEPS.ask(keys, **when)}
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


def _overrides(keys: Any, *, as_of: date, known_at: datetime) -> dict[int, Override]:
    """The lights set by hand, on the days before they were ended or as we knew them then."""
    day_is_over = timezone.make_aware(datetime.combine(as_of + timedelta(days=1), time.min))
    rows = LightOverride.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gt=known_at) | Q(ended_at__gte=day_is_over),
        initiative__in=keys,
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


def _state_rows(keys: Sequence[int], when: Mapping[str, Any]) -> dict[int, list[StateOn]]:
    """The states of each initiative with the days from which they held, oldest first."""
    found: dict[int, list[StateOn]] = defaultdict(list)
    for initiative_id, effective_on, value, into in _STATES.ask(keys, **when):
        found[initiative_id].append((effective_on, value, into))
    return found


def _completed_on(states: list[StateOn]) -> date | None:
    """The day from which it has been complete, or asked to be, without a break."""
    done: date | None = None
    for effective_on, value, _into in states:
        done = (done or effective_on) if value in ENDING else None
    return done


@dataclass
class _Promise:
    """The original due date, the last one met with so far, and how often it was put off."""

    original: date | None
    last: date | None
    extensions: int = 0


_PROMISED = Question(
    lambda of, _as_of, known_at: (
        DueRow.objects.filter(of, recorded_at__lte=known_at)
        .order_by("recorded_at", "pk")
        .values_list("initiative_id", "value", "reason", "effective_on")
    )
)


def _promises(keys: Sequence[int], when: Mapping[str, Any]) -> dict[int, _Promise]:
    """The due date of each initiative's first row, and how often a later one put it off.

    The first row is told of whatever the day: it is the original. A row without a reason is an
    assignment's, not an extension.
    """
    found: dict[int, _Promise] = {}
    for pk, value, reason, effective_on in _PROMISED.ask(keys, **when):
        promise = found.setdefault(pk, _Promise(original=value, last=value))
        if effective_on > when["as_of"]:
            continue
        if put_off(promise.last, value, reason):
            promise.extensions += 1
        promise.last = value
    return found


def _facts(
    initiative: int,
    *,
    as_of: date,
    detail: _Details,
    due: Any | None,
    history: list[StateOn],
    filed: Filed,
    milestones: tuple[MilestoneFact, ...],
    closed: list[tuple[Round, Call]],
    override: Override | None,
) -> Facts:
    """One initiative as the light rule wants it."""
    update = filed.approved
    starts_on = due.starts_on if due else None
    by_milestones = detail.told_by == ToldBy.MILESTONES
    return Facts(
        state=held_on(history, as_of, otherwise=InitiativeState.DRAFT),
        starts_on=starts_on,
        due_on=due.value if due else None,
        completed_on=_completed_on(history),
        ongoing=detail.ongoing,
        told_by=detail.told_by,
        percent=update.percent if update and not by_milestones else None,
        percent_on=update.speaks_on if update and filed.waiting else None,
        planned_points=(),
        milestones=milestones,
        rounds=round_facts(
            initiative,
            closed,
            states=history,
            cadences=detail.cadences,
            starts_on=starts_on,
            filed=filed,
        ),
        self_rating=(update.self_rating or None) if update else None,
        override=override,
    )


def snapshots(
    initiatives: Iterable[Initiative], *, as_of: date, known_at: datetime
) -> dict[int, Snapshot]:
    """What was so on `as_of` as we knew it at `known_at`, by initiative."""
    listed = list(initiatives)
    keys = [row.pk for row in listed]
    when: Mapping[str, Any] = {"as_of": as_of, "known_at": known_at}
    states = _state_rows(keys, when)
    details = _details(keys, when)
    dues, leads = _last_rows(_DUES, keys, when), _last_rows(_LEADS, keys, when)
    weights = _last_rows(_WEIGHTS, keys, when)
    promises, unpromised = _promises(keys, when), _Promise(None, None)
    milestones = _milestones(keys, when)
    in_rounds = handed_in(keys, **when)
    overrides = _overrides(among(keys), **when)
    closed = closed_calls((row.plan_id for row in listed), **when)
    found: dict[int, Snapshot] = {}
    for row in listed:
        filed, due = in_rounds.get(row.pk) or Filed(), dues.get(row.pk)
        detail, history = details.get(row.pk) or _present(row), states.get(row.pk, [])
        promise = promises.get(row.pk, unpromised)
        found[row.pk] = Snapshot(
            initiative=row,
            facts=_facts(
                row.pk, as_of=as_of, detail=detail, due=due, history=history, filed=filed,
                milestones=milestones.get(row.pk, ()), closed=closed.get(row.plan_id, []),
                override=overrides.get(row.pk),
            ),
            lead_id=leads[row.pk].value_id if row.pk in leads else None,
            weight=weights[row.pk].value if row.pk in weights else FIRST_WEIGHT,
            original_due_on=promise.original, extensions=promise.extensions,
            update=filed.approved,
            measure_id=detail.measure or row.measure_id,
            title=detail.title or row.title,
            leaders=detail.leaders, serves=detail.serves,
            cadence=held_on(detail.cadences, as_of, otherwise=""),
            merged_into_id=history[-1][2] if history else None,
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
