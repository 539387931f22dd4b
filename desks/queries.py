"""What the desks read across rooms."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import BigAutoField, Exists, F, FilteredRelation, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import Permission
from accounts.models import Unit, User
from accounts.permissions import units_of
from core.prepared import Prepared, given
from progress.choices import EDITABLE, HANDED_IN, UpdateState
from progress.models import (
    Contribution,
    Direction,
    Evidence,
    Reminder,
    Round,
    Standing,
    Update,
)
from progress.queries import filings_in
from recommendations.choices import OPEN_STATES, InitiativeState
from recommendations.models import Initiative, Plan


def with_passage(rows: list[Any], round_: Round) -> list[Any]:
    """The rows, each with `passing`: its update with the returns, or None. Two queries."""
    updates = Update.objects.filter(round=round_, initiative__in=[row.pk for row in rows])
    found = {update.initiative_id: update for update in updates.prefetch_related("returns")}
    for row in rows:
        row.passing = found.get(row.pk)
    return rows


def waiting_for_review(plan: Plan) -> QuerySet[Any]:
    """Signed updates that nobody has judged yet, what needs attention first."""
    now = Q(initiative__standings__slot=Standing.NOW)
    return (
        Update.objects.filter(round__plan=plan, state=UpdateState.SUBMITTED)
        .annotate(now=FilteredRelation("initiative__standings", condition=now))
        .annotate(light=F("now__light"), need=F("now__need"))
        .select_related("initiative", "round", "unit")
        .order_by("need", "submitted_at", "pk")
    )


def with_files(rows: Iterable[Any]) -> list[Any]:
    """The updates, each with `file_count`, the number of its files. One query."""
    listed = list(rows)
    files = Evidence.objects.standing().filter(update_filed__in=[row.pk for row in listed])
    counts = Counter(files.values_list("update_filed", flat=True))
    for row in listed:
        row.file_count = counts[row.pk]
    return listed


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


def by_day() -> tuple[Any, ...]:
    """By due day, what has none last, on every database.

    New expressions each time: a statement that is built changes those it was given.
    """
    return F("due_on").asc(nulls_last=True), "pk"


def _of_units(name: str, count: int) -> Q:
    """Of one of so many units, in a statement that is built once."""
    found = Q(pk__in=[])
    for n in range(count):
        found |= Q(**{name: given(f"unit{n}", BigAutoField())})
    return found


def _with_units(units: Iterable[Unit]) -> dict[str, int]:
    """The units for those places."""
    return {f"unit{n}": unit.pk for n, unit in enumerate(units)}


def _wanted(count: int) -> QuerySet[Contribution]:
    """What lead units want from so many units, while they still can take it."""
    gathering = Update.objects.filter(
        initiative=OuterRef("initiative"), round=OuterRef("round")
    ).exclude(state__in=EDITABLE)
    rows = Contribution.objects.filter(
        _of_units("unit", count),
        ~Exists(gathering),
        asked_at__isnull=False,
        handed_in_at__isnull=True,
        round__closed_at__isnull=True,
        initiative__state__in=OPEN_STATES,
    )
    related = ("initiative__plan", "initiative__lead", "round")
    return rows.select_related(*related).order_by(*by_day())


def _unanswered(count: int) -> QuerySet[Direction]:
    """Directions that so many units have not replied to."""
    rows = Direction.objects.filter(_of_units("initiative__lead", count), reply="")
    return rows.select_related("initiative__plan").order_by(*by_day())


def _unread(count: int) -> QuerySet[Reminder]:
    """Reminders that nobody of so many units has read."""
    rows = Reminder.objects.filter(_of_units("unit", count), read_at__isnull=True)
    return rows.select_related("initiative__plan").order_by("sent_at", "pk")


# Everybody who files begins the day with these; building them took longer than answering.
_WANTED, _UNANSWERED, _UNREAD = Prepared(_wanted), Prepared(_unanswered), Prepared(_unread)


def _asked_of(rows: Prepared, units: Sequence[Unit]) -> list[Any]:
    return rows.ask(_with_units(units), count=len(units))


def _contributions(user: User) -> list[Errand]:
    """What lead units want from the person's own units. One query."""
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
        for row in _asked_of(_WANTED, units_of(user, Permission.UPDATE_FILE))
    ]


def _own_units(user: User) -> list[Unit]:
    """The units for which the person files or signs, each once."""
    both = (*units_of(user, Permission.UPDATE_FILE), *units_of(user, Permission.UPDATE_SIGN))
    return list({unit.pk: unit for unit in both}.values())


def errands_of(user: User) -> list[Errand]:
    """What other units and the office want of the person's own units, outside its own updates.

    Contributions, directions to reply to and reminders to read. Three queries.
    """
    units = _own_units(user)
    found = [
        Errand(row.initiative, _("Reply to a direction"), row.words, row.due_on)
        for row in _asked_of(_UNANSWERED, units)
    ]
    return [*_contributions(user), *found] + [
        Errand(row.initiative, row.get_rung_display(), row.basis)
        for row in _asked_of(_UNREAD, units)
    ]


def to_accept(user: User) -> list[Initiative]:
    """What the person's units were given and have not answered to yet, the first term first."""
    units = _own_units(user)
    return list(
        Initiative.objects.visible_to(user)
        .of_open_plans()
        .filter(lead__in=units, state=InitiativeState.ASSIGNED)
        .select_related("plan", "lead", "measure")
        .order_by(F("state_until").asc(nulls_last=True), "plan", "code")
    )


def led_by_ended_units(user: User, *, on: date) -> QuerySet[Initiative]:
    """What goes on, or rests, under a unit whose last day is over; units in official order."""
    return (
        Initiative.objects.visible_to(user)
        .filter(lead__valid_until__lt=on, state__in=(*OPEN_STATES, InitiativeState.SUSPENDED))
        .select_related("lead", "plan")
        .order_by("lead__position", "lead", "plan__slug", "code", "pk")
    )
