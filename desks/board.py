"""The round board: by unit, who has filed, who has not, what was returned, what came late."""

from collections.abc import Mapping
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
from progress.queries import expected_in
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
            excuse=excused.values("reason")[:1],
            excuse_id=excused.values("public_id")[:1],
            asked=Exists(expected_in(round_).filter(pk=OuterRef("pk"))),
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
        .filter(Q(asked=True) | ~Q(place="none") | Q(excuse__isnull=False))
        .select_related("lead")
        .order_by("lead__position", "lead", "code")
    )


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


def unit_lines(rows: QuerySet[Any]) -> list[UnitLine]:
    """The units of a board, in official order; their sums are the board's. One query."""
    counted = Q(asked=True) | ~Q(place="none")
    found = (
        rows.filter(counted)
        .order_by()
        .values("lead", "lead__short_name", "lead__position")
        .annotate(
            n=Count("pk"),
            n_in=Count("pk", filter=Q(place__in=_IN)),
            n_back=Count("pk", filter=Q(place=UpdateState.RETURNED)),
            n_late=Count("pk", filter=Q(late=True)),
        )
        .order_by("lead__position", "lead")
    )
    return [
        UnitLine(row["lead"], row["lead__short_name"], row["n"], row["n_in"], row["n_back"],
                 row["n_late"])
        for row in found
    ]  # fmt: skip


def place_counts(rows: QuerySet[Any]) -> dict[str, int]:
    """How many stand where, every state of STATES named, and how many are late. One query."""
    counted = Q(asked=True) | ~Q(place="none")
    figures = {f"n_{state}": Count("pk", filter=counted & Q(place=state)) for state in STATES}
    told = rows.order_by().aggregate(**figures, n_late=Count("pk", filter=Q(late=True)))
    return {name.removeprefix("n_"): count for name, count in told.items()}


def chosen(rows: QuerySet[Any], *, state: str, unit: str) -> QuerySet[Any]:
    """The board's rows in one state, of one unit; what does not exist chooses nothing away."""
    if state == LATE:
        rows = rows.filter(late=True)
    elif state in STATES:
        rows = rows.filter(place=state)
    if unit.isascii() and unit.isdigit() and len(unit) < 10:
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
