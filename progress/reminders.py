"""What is wanted of whom in a plan, as the rule of reminders takes it: read, decided, addressed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Max
from django.utils import timezone

from accounts.choices import Permission
from accounts.models import Unit, User
from accounts.queries import office_people, people_of
from core.calendar import work_calendar
from core.periods import Period
from core.workdays import WorkCalendar
from progress.choices import HANDED_IN, UpdateState
from progress.filed import calls_of
from progress.models import (
    CoordinationMatter,
    Direction,
    ReminderMoment,
    ReminderPolicy,
    Request,
    Round,
    Update,
)
from progress.reminding import DEFAULT, Ask, Decision, Kind, Moments, Why, decide
from progress.rounds import Call, asks_for
from recommendations.choices import OPEN_STATES
from recommendations.models import Initiative, Plan

# What was settled longer ago than any moment lies after its day needs no row.
_BACK = timedelta(days=30)


@dataclass
class Wanted:
    """One plan's asks with the rows that they speak of, and what the ledger knows of them."""

    plan: Plan
    on: date
    calendar: WorkCalendar
    versions: list[Moments]
    initiatives: dict[int, Initiative] = field(default_factory=dict)
    rounds: dict[int, Round] = field(default_factory=dict)
    calls: dict[int, Call] = field(default_factory=dict)
    filings: dict[tuple[int, int], str] = field(default_factory=dict)
    asks: list[Ask] = field(default_factory=list)
    known: set[tuple[int, str, str, int]] = field(default_factory=set)

    def decisions(self) -> list[Decision]:
        """What a run on this day decides, earliest first."""
        found = decide(
            self.asks, on=self.on, versions=self.versions, known=self.known, calendar=self.calendar
        )
        return sorted(found, key=lambda one: (one.fell_on, one.ask.initiative, one.ask.subject))

    def files_in(self, initiative: Initiative, round_: Round) -> bool:
        """Whether the round asks this initiative, which is under way."""
        return asks_for(
            self.calls[round_.pk],
            initiative.pk,
            cadence=initiative.cadence,
            starts_on=initiative.starts_on,
        )

    def unit(self, ask: Ask) -> Unit:
        """The lead unit of what is asked about."""
        unit = self.initiatives[ask.initiative].lead
        assert unit is not None  # nothing is asked of an initiative without one
        return unit


def moments_of_plan(plan: Plan) -> list[Moments]:
    """The versions of a plan's settings in the order of their days, the default first. One query.

    Of two that begin on one day the later version holds.
    """
    rows = {
        row.effective_on: row for row in ReminderPolicy.objects.filter(plan=plan).order_by("number")
    }
    later = [
        Moments(
            around=tuple(row.around), waiting=row.waiting, ahead=row.ahead, order=row.order,
            number=row.number, since=day,
        )
        for day, row in sorted(rows.items())
    ]  # fmt: skip
    return [DEFAULT, *later]


def in_force(versions: Sequence[Moments], *, on: date) -> Moments:
    """The version that holds on a day."""
    return [one for one in versions if one.since <= on][-1]


def _since(plan: Plan) -> date:
    """The day of the last run that decided something; the plan's publication before the first."""
    last: datetime | None = ReminderMoment.objects.filter(initiative__plan=plan).aggregate(
        last=Max("decided_at")
    )["last"]
    moment = last or plan.published_at
    return timezone.localdate(moment) if moment else plan.starts_on


def _rounds(plan: Plan, on: date, since: date) -> dict[int, Round]:
    """The rounds that are open, and those whose moments may have come since the last run."""
    rounds = plan.rounds.filter(opens_on__lte=on).select_related("plan")
    return {
        row.pk: row
        for row in rounds
        if row.closed_at is None or row.filing_due_on + 2 * _BACK >= since
    }


def _last_closed(rounds: Iterable[Round]) -> set[int]:
    """Of each cadence the last round that closed."""
    closed = sorted((row for row in rounds if row.closed_at), key=lambda row: row.ends_on)
    return {row.pk for row in {Period.parse(one.period).kind: one for one in closed}.values()}


def _filing_asks(wanted: Wanted) -> list[Ask]:
    found, last_closed = [], _last_closed(wanted.rounds.values())
    for round_ in wanted.rounds.values():
        for initiative in wanted.initiatives.values():
            if not wanted.files_in(initiative, round_):
                continue
            state = wanted.filings.get((initiative.pk, round_.pk), "")
            why = Why.CLOSED if round_.closed_at else Why.SENT
            if state in HANDED_IN:
                why = Why.DONE
            missed = why == Why.CLOSED and round_.pk in last_closed
            found.append(
                Ask(Kind.FILING, initiative.pk, str(round_.pk), round_.filing_due_on, why, missed)
            )
    return found


def _asked_until(wanted: Wanted, since: date) -> list[Ask]:
    """Directions, matters and requests, open or settled a short while ago. Three queries."""
    of_plan = {"initiative__plan": wanted.plan}
    rows: list[tuple[Kind, Any, date | None, object]] = [
        *(
            (Kind.DIRECTION, row, row.due_on, row.reply)
            for row in Direction.objects.filter(due_on__isnull=False, **of_plan)
        ),
        *(
            (Kind.MATTER, row, row.due_on, row.answer)
            for row in CoordinationMatter.objects.filter(due_on__isnull=False, **of_plan)
        ),
        *(
            (Kind.REQUEST, row, row.requested_on, row.open_key is None)
            for row in Request.objects.filter(**of_plan)
        ),
    ]
    return [
        Ask(kind, row.initiative_id, str(row.pk), day, Why.DONE if settled else Why.SENT)
        for kind, row, day, settled in rows
        if day is not None
        and row.initiative_id in wanted.initiatives
        and (not settled or day >= since - _BACK)
    ]


def _due_asks(wanted: Wanted, since: date) -> list[Ask]:
    """The initiatives' own due dates; once the day is over there is nothing ahead of it."""
    return [
        Ask(
            Kind.DUE, row.pk, row.due_on.isoformat(), row.due_on,
            Why.SENT if wanted.on <= row.due_on else Why.CLOSED,
        )
        for row in wanted.initiatives.values()
        if row.due_on and not row.ongoing and row.due_on >= since
    ]  # fmt: skip


def wanted_of(plan: Plan, *, on: date) -> Wanted:
    """Everything that the rule needs to know of a plan on a day. Eleven queries."""
    wanted = Wanted(plan, on, work_calendar(), moments_of_plan(plan))
    since = _since(plan)
    rows = Initiative.objects.filter(plan=plan, state__in=OPEN_STATES, lead__isnull=False)
    wanted.initiatives = {
        row.pk: row for row in rows.select_related("lead", "plan", "contact").order_by("code")
    }
    wanted.rounds = _rounds(plan, on, since)
    day_is_over = timezone.make_aware(datetime.combine(on + timedelta(days=1), time.min))
    wanted.calls = calls_of(wanted.rounds.values(), known_at=day_is_over)
    filed = Update.objects.filter(round__in=list(wanted.rounds)).values_list(
        "initiative_id", "round_id", "state"
    )
    wanted.filings = {(initiative, round_): state for initiative, round_, state in filed}
    wanted.asks = [
        *_filing_asks(wanted),
        *_asked_until(wanted, since),
        *_due_asks(wanted, since),
    ]
    ledger = ReminderMoment.objects.filter(initiative__plan=plan)
    wanted.known = set(ledger.values_list("initiative_id", "kind", "subject", "moment"))
    return wanted


@dataclass(frozen=True)
class People:
    """Who is told what: by unit those who write and those who sign, and the office's."""

    writers: dict[int, list[User]]
    signers: dict[int, list[User]]
    reminders: list[User]
    matters: list[User]
    deciders: list[User]

    def of(self, wanted: Wanted, ask: Ask) -> list[User]:
        """Those who are told of an ask. What waits for a signature is no longer the writer's."""
        if ask.kind == Kind.MATTER:
            return self.matters
        if ask.kind == Kind.REQUEST:
            return self.deciders
        unit = wanted.unit(ask).pk
        found = {user.pk: user for user in self.signers.get(unit, [])}
        signing = (
            ask.kind == Kind.FILING
            and wanted.filings.get((ask.initiative, int(ask.subject))) == UpdateState.FOR_SIGNING
        )
        if not (signing and found):
            found |= {user.pk: user for user in self.writers.get(unit, [])}
        return list(found.values())


def people_for(wanted: Wanted) -> People:
    """Everybody who may be told. Five queries, however many units there are."""
    units = {row.lead_id: row.lead for row in wanted.initiatives.values() if row.lead}.values()
    return People(
        people_of(units, Permission.UPDATE_FILE),
        people_of(units, Permission.UPDATE_SIGN),
        office_people(Permission.REMIND),
        office_people(Permission.MATTER_ANSWER),
        office_people(Permission.REQUEST_DECIDE),
    )
