"""What the desks read across rooms."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import units_of
from progress.choices import EDITABLE, HANDED_IN, UpdateState
from progress.models import (
    Contribution,
    CoordinationMatter,
    Direction,
    Reminder,
    Request,
    Round,
    Standing,
    Update,
)
from progress.queries import filings_in
from recommendations.choices import OPEN_STATES, InitiativeState, Quality
from recommendations.models import Initiative, Plan, StateRow


def with_passage(rows: list[Any], round_: Round) -> list[Any]:
    """The rows, each with `passing`: its update with the returns, or None. Two queries."""
    updates = Update.objects.filter(round=round_, initiative__in=[row.pk for row in rows])
    found = {update.initiative_id: update for update in updates.prefetch_related("returns")}
    for row in rows:
        row.passing = found.get(row.pk)
    return rows


def waiting_for_review(plan: Plan) -> list[Any]:
    """Signed updates that nobody has judged yet, what needs attention first. One query."""
    now = Q(initiative__standings__slot=Standing.NOW)
    return list(
        Update.objects.filter(round__plan=plan, state=UpdateState.SUBMITTED)
        .annotate(now=FilteredRelation("initiative__standings", condition=now))
        .annotate(light=F("now__light"), need=F("now__need"))
        .annotate(file_count=Count("evidence", filter=Q(evidence__removed_at__isnull=True)))
        .select_related("initiative", "round", "unit", "author", "signed_by")
        .order_by("need", "submitted_at", "pk")
    )


@dataclass
class Todo:
    """One initiative of a person's unit in one open round, and how far its update is."""

    initiative: Any
    round: Round
    update: Update | None
    last: Update | None = None
    reason: str = ""

    @property
    def state(self) -> str:
        """The update's state; "" where nothing was written yet."""
        return self.update.state if self.update else ""


@dataclass
class Desk:
    """A person's work: what waits for them, what waits for others, what is done."""

    first: list[Todo] = field(default_factory=list)
    waiting: list[Todo] = field(default_factory=list)
    done: list[Todo] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many there are in all."""
        return len(self.first) + len(self.waiting) + len(self.done)


def _todos(units: list[Any], rounds: list[Round], *, now: datetime) -> list[Todo]:
    initiatives = list(
        Initiative.objects.filter(lead__in=units, plan__in={round_.plan_id for round_ in rounds})
        .annotate(now=FilteredRelation("standings", condition=Q(standings__slot=Standing.NOW)))
        .annotate(light=F("now__light"), need=F("now__need"))
        .select_related("plan", "measure", "lead")
        .order_by("need", "plan", "code")
    )
    return [
        Todo(row.initiative, row.round, row.update)
        for row in filings_in(initiatives, rounds, known_at=now)
    ]


def desk_of(user: User, *, now: datetime) -> Desk:
    """What this person's units file in the open rounds, by whose turn it is."""
    writes = units_of(user, Permission.UPDATE_FILE)
    signs = units_of(user, Permission.UPDATE_SIGN)
    plans = Plan.objects.visible_to(user).filter(state="active")
    rounds = list(
        Round.objects.filter(
            plan__in=plans, closed_at__isnull=True, opens_on__lte=timezone.localdate(now)
        )
        .select_related("plan")
        .order_by("ends_on", "pk")
    )
    write_pks = {unit.pk for unit in writes}
    sign_pks = {unit.pk for unit in signs}
    desk = Desk()
    for todo in _todos([*writes, *signs], rounds, now=now):
        lead = todo.initiative.lead_id
        if todo.update is not None and todo.update.state == UpdateState.RETURNED:
            returns = list(todo.update.returns.all())
            todo.reason = returns[-1].reason if returns else ""
        to_write = (todo.state == "" or todo.state in EDITABLE) and lead in write_pks
        to_sign = todo.state == UpdateState.FOR_SIGNING and lead in sign_pks
        if todo.state in HANDED_IN:
            desk.done.append(todo)
        elif to_write or to_sign:
            desk.first.append(todo)
        else:
            desk.waiting.append(todo)
    return desk


@dataclass(frozen=True)
class Errand:
    """Something outside the round that waits for this person: what it is, in which initiative."""

    initiative: Initiative
    title: str
    words: str
    due_on: date | None = None
    # Where it is done, if that is not the initiative's story.
    path: str = ""

    @property
    def href(self) -> str:
        """Where it is done."""
        return self.path or reverse("story", args=[self.initiative.plan.slug, self.initiative.code])


# What has no day comes last, on every database.
_BY_DAY = (F("due_on").asc(nulls_last=True), "pk")


def _contributions(user: User) -> list[Errand]:
    """What lead units want from the person's own units, while they still can take it. One query."""
    gathering = Update.objects.filter(
        initiative=OuterRef("initiative"), round=OuterRef("round")
    ).exclude(state__in=EDITABLE)
    rows = Contribution.objects.filter(
        ~Exists(gathering),
        unit__in=units_of(user, Permission.UPDATE_FILE),
        asked_at__isnull=False,
        handed_in_at__isnull=True,
        round__closed_at__isnull=True,
        initiative__state__in=OPEN_STATES,
    )
    return [
        Errand(
            row.initiative,
            _("Contribution wanted by %(lead)s")
            % {"lead": row.initiative.lead.short_name if row.initiative.lead else ""},
            row.ask or row.initiative.title,
            row.due_on,
            reverse(
                "contribution",
                args=[row.initiative.plan.slug, row.initiative.code, row.round.period],
            ),
        )
        for row in rows.select_related("initiative__plan", "initiative__lead", "round").order_by(
            *_BY_DAY
        )
    ]


def errands_of(user: User) -> list[Errand]:
    """What other units and the office want of the person's own units, outside its own updates.

    Contributions, directions to reply to and reminders to read. Three queries.
    """
    units = [*units_of(user, Permission.UPDATE_FILE), *units_of(user, Permission.UPDATE_SIGN)]
    related = ("initiative__plan",)
    directions = Direction.objects.filter(initiative__lead__in=units, reply="")
    reminders = Reminder.objects.filter(unit__in=units, read_at__isnull=True)
    found = [
        Errand(row.initiative, _("Reply to a direction"), row.words, row.due_on)
        for row in directions.select_related(*related).order_by(*_BY_DAY)
    ]
    return [*_contributions(user), *found] + [
        Errand(row.initiative, row.get_rung_display(), row.basis)
        for row in reminders.select_related(*related).order_by("sent_at", "pk")
    ]


def to_accept(user: User) -> list[Initiative]:
    """What the person's units were given and have not answered to yet, the first term first."""
    units = [*units_of(user, Permission.UPDATE_FILE), *units_of(user, Permission.UPDATE_SIGN)]
    return list(
        Initiative.objects.visible_to(user)
        .of_open_plans()
        .filter(lead__in=units, state=InitiativeState.ASSIGNED)
        .select_related("plan", "lead", "measure")
        .order_by(F("state_until").asc(nulls_last=True), "plan", "code")
    )


def _why_declined(rows: list[Initiative]) -> dict[int, str]:
    found = StateRow.objects.filter(initiative__in=rows, value=InitiativeState.DECLINED)
    return dict(
        found.order_by("effective_on", "recorded_at", "pk").values_list("initiative_id", "reason")
    )


def lives_of_office(plan: Plan, *, on: date, strikes: bool) -> list[Errand]:
    """What of initiatives' lives waits for the office: given back, not answered to in time, rested
    long enough; and completed ones for who may strike them off. Two queries.
    """
    late = Q(state__in=(InitiativeState.ASSIGNED, InitiativeState.SUSPENDED), state_until__lt=on)
    done = Q(state=InitiativeState.COMPLETED) & ~Q(quality="") & ~Q(quality=Quality.FAILED)
    asked = Q(state=InitiativeState.DECLINED) | late | (done if strikes else Q(pk__in=[]))
    rows = list(
        plan.initiatives.filter(asked).select_related("plan", "lead").order_by("state", "code")
    )
    reasons = _why_declined(rows)
    titles = {
        InitiativeState.DECLINED: _("Declined: assign it again"),
        InitiativeState.ASSIGNED: _("Not accepted within its term"),
        InitiativeState.SUSPENDED: _("The suspension has run out"),
        InitiativeState.COMPLETED: _("To be struck off"),
    }
    return [
        Errand(
            row,
            titles[InitiativeState(row.state)],
            f"{row.lead.short_name if row.lead else ''} {reasons.get(row.pk, '')}".strip(),
            row.state_until,
        )
        for row in rows
    ]


def errands_of_office(plan: Plan) -> list[Errand]:
    """Requests to decide and matters to answer in a plan. Two queries."""
    requests = Request.objects.filter(initiative__plan=plan, open_key__isnull=False)
    matters = CoordinationMatter.objects.filter(initiative__plan=plan, answer="")
    found = [
        Errand(
            row.initiative,
            _("Asked for: %(kind)s") % {"kind": row.get_kind_display()},
            row.reason,
        )
        for row in requests.select_related("initiative__plan").order_by("requested_at", "pk")
    ]
    return found + [
        Errand(row.initiative, _("Coordination matter"), row.matter, row.due_on)
        for row in matters.select_related("initiative__plan").order_by(*_BY_DAY)
    ]


def led_by_ended_units(user: User, *, on: date) -> QuerySet[Initiative]:
    """What goes on, or rests, under a unit whose last day is over; units in official order."""
    return (
        Initiative.objects.visible_to(user)
        .filter(lead__valid_until__lt=on, state__in=(*OPEN_STATES, InitiativeState.SUSPENDED))
        .select_related("lead", "plan")
        .order_by("lead__position", "lead", "plan__slug", "code", "pk")
    )
