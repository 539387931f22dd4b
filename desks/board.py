"""The round board: by unit, who has filed, who has not, what was returned, what came late."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    When,
)
from django.db.models import Value as V
from django.db.models.fields import BooleanField, CharField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from progress.choices import UpdateState
from progress.models import Round, RoundExcuse
from progress.queries import asking
from recommendations.models import Initiative, Plan

# In the order in which the office works: what it must chase, then what it must read.
STATES: Mapping[str, Any] = {
    "none": _("not filed"),
    **{
        state: state.label
        for state in (
            UpdateState.DRAFT,
            UpdateState.RETURNED,
            UpdateState.FOR_SIGNING,
            UpdateState.SUBMITTED,
            UpdateState.APPROVED,
        )
    },
}
_IN = (UpdateState.SUBMITTED, UpdateState.APPROVED)
LATE = "late"
# What a row shows of its initiative.
SHOWN = ("code", "title", "plan", "lead__short_name", "lead__position")


def over(day: date) -> datetime:
    """The moment at which a last day is over."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def board_rows(round_: Round, *, now: datetime) -> QuerySet[Any]:
    """Whom the round asks, and who filed though not asked, by lead unit in official order.

    `place` is one of STATES; `late` says that it was handed in after the filing day, or was not
    while that day is over.
    """
    ends = over(round_.filing_due_on)
    excused = RoundExcuse.objects.filter(
        round=round_, initiative=OuterRef("pk"), open_key__isnull=False
    )
    overdue = ~Q(place__in=_IN) & Q(asked=True) if now >= ends else Q(pk__in=[])
    return (
        Initiative.objects.filter(plan=round_.plan_id)
        .annotate(filing=FilteredRelation("updates", condition=Q(updates__round=round_.pk)))
        .annotate(
            submitted_at=F("filing__submitted_at"),
            asked=ExpressionWrapper(asking(round_), output_field=BooleanField()),
            place=Case(
                When(filing__state__isnull=True, then=V("none")),
                default=F("filing__state"),
                output_field=CharField(),
            ),
        )
        .annotate(
            late=ExpressionWrapper(
                Q(place__in=_IN, filing__submitted_at__gte=ends) | overdue,
                output_field=BooleanField(),
            )
        )
        .filter(Q(asked=True) | ~Q(place="none") | Exists(excused))
        .select_related("lead")
        .only(*SHOWN)
        .order_by("lead__position", "lead", "code")
    )


def with_excuses(rows: list[Any], round_: Round) -> list[Any]:
    """The rows, each with `excuse`: why the round skips it, or None. One query."""
    excuses = RoundExcuse.objects.filter(
        round=round_, initiative__in=[row.pk for row in rows], open_key__isnull=False
    )
    found = {one.initiative_id: one for one in excuses}
    for row in rows:
        row.excuse = found.get(row.pk)
    return rows


@dataclass(frozen=True)
class UnitLine:
    """One lead unit: how many it was asked for, how many came in, how many are late."""

    unit: int
    name: str
    asked: int
    handed_in: int
    returned: int
    late: int

    @property
    def missing(self) -> int:
        """What has not been handed in."""
        return self.asked - self.handed_in


@dataclass(frozen=True)
class Group:
    """Rows of a board that are alike: how many of one unit stand in one place."""

    unit: int
    name: str
    place: str
    late: bool
    asked: bool
    count: int

    @property
    def counted(self) -> bool:
        """Whether they count as asked for: what is skipped and has nothing does not."""
        return self.asked or self.place != "none"


def groups_of(rows: QuerySet[Any]) -> list[Group]:
    """A whole board in groups, units in official order. One query, whatever is counted of it."""
    alike = ("lead", "lead__short_name", "place", "late", "asked", "lead__position")
    found = rows.order_by().values(*alike).annotate(n=Count("pk"))
    return [
        Group(unit, name or "", place, bool(late), bool(asked), count)
        for unit, name, place, late, asked, _position, count in found.order_by(
            "lead__position", "lead"
        ).values_list(*alike, "n")
    ]


def unit_lines(groups: Iterable[Group]) -> list[UnitLine]:
    """The units of a board in their order; their sums are the board's."""
    found: dict[int, list[Group]] = {}
    for one in groups:
        if one.counted:
            found.setdefault(one.unit, []).append(one)
    return [
        UnitLine(
            unit,
            own[0].name,
            asked=sum(one.count for one in own),
            handed_in=sum(one.count for one in own if one.place in _IN),
            returned=sum(one.count for one in own if one.place == UpdateState.RETURNED),
            late=sum(one.count for one in own if one.late),
        )
        for unit, own in found.items()
    ]


def place_counts(groups: Iterable[Group]) -> dict[str, int]:
    """How many stand where, every state of STATES named, and how many are late."""
    found = dict.fromkeys([*STATES, LATE], 0)
    for one in groups:
        found[one.place] += one.count if one.counted else 0
        found[LATE] += one.count if one.late else 0
    return found


def how_many(groups: Iterable[Group], *, state: str, unit: str) -> int:
    """How many rows `chosen` leaves of a board."""
    return sum(
        one.count
        for one in groups
        if (not _whole(unit) or one.unit == int(unit))
        and (state not in {*STATES, LATE} or (one.late if state == LATE else one.place == state))
    )


def _whole(unit: str) -> bool:
    return unit.isascii() and unit.isdigit() and len(unit) < 10


def chosen(rows: QuerySet[Any], *, state: str, unit: str) -> QuerySet[Any]:
    """The board's rows in one state, of one unit; what does not exist chooses nothing away."""
    if state == LATE:
        rows = rows.filter(late=True)
    elif state in STATES:
        rows = rows.filter(place=state)
    if _whole(unit):
        rows = rows.filter(lead=int(unit))
    return rows


def board_round(plan: Plan, period: str, *, on: date) -> Round | None:
    """The round of a period; without one, what is due next: the oldest that is open, else the last.

    One query or two.
    """
    rounds = plan.rounds.select_related("plan").filter(opens_on__lte=on)
    if period:
        return plan.rounds.select_related("plan").filter(period=period).first()
    open_ones = rounds.filter(closed_at__isnull=True).order_by("filing_due_on", "pk")
    return open_ones.first() or rounds.order_by("ends_on", "pk").last()
