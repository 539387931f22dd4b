"""What waits for the coordinating office outside the round, read page by page."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cached_property
from itertools import accumulate
from typing import Any, NamedTuple, overload

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from desks.queries import Errand, by_day
from progress.models import CoordinationMatter, Request
from recommendations.choices import InitiativeState, Quality
from recommendations.models import Initiative, Plan, StateRow


class _Part(NamedTuple):
    """Rows of one kind, and how they become errands."""

    rows: QuerySet[Any]
    told: Callable[[list[Any]], list[Errand]]


class Errands(Sequence[Errand]):
    """Errands of several kinds, one kind after the other; only what is asked for is read."""

    def __init__(self, *parts: _Part) -> None:
        self._parts = parts

    def __add__(self, other: "Errands") -> "Errands":
        return Errands(*self._parts, *other._parts)

    @cached_property
    def _counts(self) -> list[int]:
        return [part.rows.order_by().count() for part in self._parts]

    def __len__(self) -> int:
        return sum(self._counts)

    def __iter__(self) -> Iterator[Errand]:
        return iter(self[:])

    @overload
    def __getitem__(self, place: int) -> Errand: ...
    @overload
    def __getitem__(self, place: slice) -> list[Errand]: ...
    def __getitem__(self, place: int | slice) -> Errand | list[Errand]:
        if isinstance(place, int):
            return self[:][place]
        start, stop, _step = place.indices(len(self))
        found: list[Errand] = []
        for part, count, end in zip(
            self._parts, self._counts, accumulate(self._counts), strict=True
        ):
            low, high = max(start - (end - count), 0), min(stop - (end - count), count)
            if low < high:
                found += part.told(list(part.rows[low:high]))
        return found


def _why_declined(rows: list[Initiative]) -> dict[int, str]:
    found = StateRow.objects.filter(initiative__in=rows, value=InitiativeState.DECLINED)
    return dict(
        found.order_by("effective_on", "recorded_at", "pk").values_list("initiative_id", "reason")
    )


def _lives(rows: list[Initiative]) -> list[Errand]:
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


def lives_of_office(plan: Plan, *, on: date, strikes: bool) -> Errands:
    """What of initiatives' lives waits for the office: given back, not answered to in time, rested
    long enough; and completed ones for who may strike them off.
    """
    late = Q(state__in=(InitiativeState.ASSIGNED, InitiativeState.SUSPENDED), state_until__lt=on)
    done = Q(state=InitiativeState.COMPLETED) & ~Q(quality="") & ~Q(quality=Quality.FAILED)
    asked = Q(state=InitiativeState.DECLINED) | late | (done if strikes else Q(pk__in=[]))
    rows = plan.initiatives.filter(asked).select_related("plan", "lead").order_by("state", "code")
    return Errands(_Part(rows, _lives))


def _asked(rows: list[Request]) -> list[Errand]:
    return [
        Errand(
            row.initiative, _("Asked for: %(kind)s") % {"kind": row.get_kind_display()}, row.reason
        )
        for row in rows
    ]


def _raised(rows: list[CoordinationMatter]) -> list[Errand]:
    return [
        Errand(row.initiative, _("Coordination matter"), row.matter, row.due_on) for row in rows
    ]


def errands_of_office(plan: Plan) -> Errands:
    """Requests to decide and matters to answer in a plan."""
    requests = Request.objects.filter(initiative__plan=plan, open_key__isnull=False)
    matters = CoordinationMatter.objects.filter(initiative__plan=plan, answer="")
    related = "initiative__plan"
    return Errands(
        _Part(requests.select_related(related).order_by("requested_at", "pk"), _asked),
        _Part(matters.select_related(related).order_by(*by_day()), _raised),
    )
