"""What we read about rounds and updates."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT
from django.utils.translation import gettext as _

from accounts.models import Unit
from core.periods import Period
from core.refusals import Conflict, require
from core.workdays import WorkCalendar
from progress.choices import HANDED_IN
from progress.filed import calls_of
from progress.models import Contribution, LightPolicy, Round, RoundExcuse, Update, UpdateStep
from progress.rounds import asks_for
from recommendations.choices import OPEN_STATES
from recommendations.life import LifeStep, put_off
from recommendations.models import DetailRow, Initiative, Milestone, MilestoneRow, Plan


@dataclass(frozen=True)
class RoundDays:
    """A round's days, local dates."""

    opens_on: date
    filing_due_on: date
    review_ends_on: date


class Helper(NamedTuple):
    """A joint or supporting unit, which of the two, and what it gave or was asked for."""

    unit: Unit
    part: str
    contribution: Contribution | None


class Filing(NamedTuple):
    """An initiative in a round: its update, if one was begun, and whether the round asks for it."""

    initiative: Initiative
    round: Round
    update: Update | None
    asked: bool


def round_days(plan: Plan, period: Period, *, calendar: WorkCalendar) -> RoundDays:
    """Opens on the period's first working day; the rest in working days after its end."""
    return RoundDays(
        opens_on=calendar.add(period.starts_on, 0),
        filing_due_on=calendar.add(period.ends_on, plan.filing_due_after),
        review_ends_on=calendar.add(period.ends_on, plan.review_ends_after),
    )


@dataclass
class Cadences:
    """In which cadences a plan has rounds.

    That of the plan itself from its start, others from the day on which an initiative that is
    under way first filed as often as that (`own`).
    """

    plan: Plan
    own: dict[str, date]

    def first_days(self) -> dict[str, date]:
        """Each of them with the first day that may ask for a round."""
        told = {cadence for _last, cadence in self.plan.former_cadences} | {self.plan.cadence}
        return self.own | dict.fromkeys(sorted(told), self.plan.starts_on)

    def asks(self, period: Period) -> bool:
        """Whether the plan has a round of this period."""
        if self.plan.cadence_on(period.ends_on) == period.kind:
            return True
        return period.kind in self.own and period.ends_on >= self.own[period.kind]


def cadences_of(plans: Iterable[Plan]) -> dict[int, Cadences]:
    """By plan the cadences in which it has rounds. Two queries."""
    listed = list(plans)
    found = {plan.pk: Cadences(plan, {}) for plan in listed}
    own = Initiative.objects.filter(plan__in=listed, state__in=OPEN_STATES).exclude(cadence="")
    wanted = set(own.values_list("plan", "cadence").distinct())
    rows = (
        DetailRow.objects.filter(initiative__in=own)
        .annotate(cadence=KT("values__cadence"))
        .values_list("initiative__plan", "cadence")
        .annotate(first=Min("effective_on"))
        .order_by()
    )
    for plan, cadence, first in rows:
        if (plan, cadence) in wanted:
            found[plan].own[cadence] = first
    return found


def asking(round_: Round) -> Q:
    """What holds of the initiatives of its plan that the round asks to file now.

    The rule is `progress.rounds.asks_for`.
    """
    kind, plan = Period.parse(round_.period).kind, round_.plan
    asked = Q(state__in=OPEN_STATES) & (
        Q(starts_on__isnull=True) | Q(starts_on__lte=round_.ends_on)
    )
    if not round_.everyone:
        own = Q(cadence=kind)
        asked &= own | Q(cadence="") if kind == plan.cadence_on(round_.ends_on) else own
    excused = RoundExcuse.objects.filter(round=round_, open_key__isnull=False)
    whole = excused.filter(initiative__isnull=True)
    single = excused.filter(initiative=OuterRef("pk"))
    return asked & ~Exists(whole) & ~Exists(single)


def expected_in(round_: Round) -> QuerySet[Initiative]:
    """The initiatives that the round asks to file now."""
    return Initiative.objects.filter(asking(round_), plan=round_.plan)


def open_rounds(plan: Plan, *, on: date) -> list[Round]:
    """The rounds that take filings on a day, oldest first."""
    return list(plan.rounds.filter(closed_at__isnull=True, opens_on__lte=on).order_by("ends_on"))


def filings_in(
    initiatives: Sequence[Initiative], rounds: Sequence[Round], *, known_at: datetime
) -> list[Filing]:
    """What was begun or is asked for, in the order of the rounds, then of the initiatives.

    The rounds carry their plans, the updates their returns and steps. Four queries.
    """
    updates = {
        (row.initiative_id, row.round_id): row
        for row in Update.objects.filter(
            round__in=rounds, initiative__in=initiatives
        ).prefetch_related("returns", "steps")
    }
    calls = calls_of(rounds, known_at=known_at)
    found = []
    for round_ in rounds:
        for row in initiatives:
            if row.plan_id != round_.plan_id:
                continue
            update = updates.get((row.pk, round_.pk))
            under_way = row.state in OPEN_STATES
            asked = under_way and asks_for(
                calls[round_.pk], row.pk, cadence=row.cadence, starts_on=row.starts_on
            )
            # A draft of what rests or has ended is due to nobody; what was handed in still is told.
            told = update is not None and (under_way or update.state in HANDED_IN)
            if asked or told:
                found.append(Filing(row, round_, update, asked))
    return found


def helpers_of(initiative: Initiative, round_: Round) -> list[Helper]:
    """The joint and supporting units in the document's order, each with its part. Two queries."""
    given = {
        row.unit_id: row
        for row in Contribution.objects.filter(initiative=initiative, round=round_).select_related(
            "author"
        )
    }
    return [
        Helper(row.unit, row.get_part_display(), given.get(row.unit_id))
        for row in initiative.units.select_related("unit")
    ]


def unreached(initiative: Initiative) -> list[Milestone]:
    """The milestones that still stand open, in their order. Two queries."""
    return unreached_of([initiative]).get(initiative.pk, [])


def unreached_of(
    initiatives: Iterable[Initiative], *, claimed: Iterable[UpdateStep] = ()
) -> dict[int, list[Milestone]]:
    """By initiative the milestones that stand open, and those `claimed`, in order. Two queries."""
    listed = list(initiatives)
    last = {
        row.milestone_id: row
        for row in MilestoneRow.objects.filter(milestone__initiative__in=listed).order_by(
            "effective_on", "recorded_at", "pk"
        )
    }
    wanted = {pk for pk, row in last.items() if row.done_on is None and not row.dropped}
    wanted |= {step.milestone_id for step in claimed}
    found: dict[int, list[Milestone]] = defaultdict(list)
    for row in Milestone.objects.filter(initiative__in=listed).order_by("initiative", "position"):
        if row.pk in wanted:
            found[row.initiative_id].append(row)
    return found


def _approved() -> QuerySet[Update]:
    return (
        Update.objects.filter(approved_at__isnull=False)
        .select_related("round")
        .order_by("round__ends_on", "pk")
    )


def last_approved(initiative: Initiative, *, before: Round) -> Update | None:
    """The last approved update of a round before this one."""
    return _approved().filter(initiative=initiative, round__ends_on__lt=before.ends_on).last()


def approved_of(initiatives: Iterable[Initiative]) -> dict[int, list[Update]]:
    """By initiative its approved updates, oldest first. One query."""
    found: dict[int, list[Update]] = defaultdict(list)
    for row in _approved().filter(initiative__in=list(initiatives)):
        found[row.initiative_id].append(row)
    return found


def writers_of(update: Update) -> set[int]:
    """The keys of all who wrote words of an update, then or now. One query."""
    return {update.author_id, *update.authors.values_list("person", flat=True)}


def hands_on(update: Update) -> set[int]:
    """The keys of all who wrote it, signed one of its revisions or entered a paper's signature.

    None of them approves it. Three queries.
    """
    signed = {update.signed_by_id, *update.returns.values_list("signed_by", flat=True)}
    entered = update.paper_signatures.values_list("entered_by", flat=True)
    return {pk for pk in (*writers_of(update), *signed, *entered) if pk is not None}


def refuse_declining_what_was_filed(initiative: Initiative, step: LifeStep) -> None:
    """A unit that has handed in an update has taken the initiative on."""
    if step is not LifeStep.DECLINE:
        return
    require(
        not Update.objects.filter(initiative=initiative, state__in=HANDED_IN).exists(),
        _("The unit has already filed on this, so it has taken it on. Ask for what shall change."),
        kind=Conflict,
    )


@dataclass(frozen=True)
class Promise:
    """The due date that was given first, and how often it was put off since."""

    original_due_on: date
    extensions: int


def promise_of(initiative: Initiative) -> Promise | None:
    """What was promised first, beside what holds now; None where no due date was ever given."""
    rows = initiative.due_rows.filter(value__isnull=False).order_by("recorded_at", "pk")
    told = list(rows.values_list("value", "reason"))
    if not told or told[0][0] is None:
        return None
    pairs = zip(told, told[1:], strict=False)
    times = sum(put_off(before, after, reason) for (before, _why), (after, reason) in pairs)
    return Promise(told[0][0], times)


def last_policy_number(plan: Plan) -> int:
    """The number of the last version of the plan's light rule; 1 is the default."""
    found = LightPolicy.objects.filter(plan=plan).aggregate(last=Max("number"))["last"]
    return max(1, found or 1)
