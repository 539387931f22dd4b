"""The desks of those who file, sign and review."""

from django.db.models import F, FilteredRelation, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.choices import Permission
from accounts.permissions import needs, person
from core.calendar import work_calendar
from desks.queries import current_round, desk_of
from progress.choices import UpdateState
from progress.models import Standing, Update
from recommendations.choices import OPEN_STATES
from recommendations.models import Initiative
from recommendations.permissions import plan_for


@require_safe
@needs(Permission.UPDATE_FILE, Permission.UPDATE_SIGN)
def my_work(request: HttpRequest) -> HttpResponse:
    """One deadline, n of m, what is left first."""
    user, today = person(request), timezone.localdate()
    desk = desk_of(user, on=today)
    rounds = {todo.round for todo in [*desk.first, *desk.waiting, *desk.done]}
    nearest = min(rounds, key=lambda round_: round_.filing_due_on, default=None)
    left = work_calendar().between(today, nearest.filing_due_on) if nearest else None
    finished = len(desk.done)
    return render(
        request,
        "desks/my_work.html",
        {
            "desk": desk,
            "round": nearest,
            "days_left": left,
            "finished": finished,
            "steps": [(index, index < finished) for index in range(desk.total)],
            "width": round(100 / desk.total, 2) if desk.total else 0,
        },
    )


@require_safe
@needs(Permission.ROUND_VIEW)
def rounds(request: HttpRequest, slug: str) -> HttpResponse:
    """The round board: by unit, who has filed and who has not."""
    plan = plan_for(person(request), slug)
    round_ = current_round(plan, on=timezone.localdate())
    rows = (
        Initiative.objects.filter(plan=plan, state__in=OPEN_STATES)
        .filter(Q(starts_on__isnull=True) | Q(starts_on__lte=round_.ends_on if round_ else None))
        .annotate(
            filing=FilteredRelation(
                "updates", condition=Q(updates__round=round_.pk if round_ else None)
            )
        )
        .annotate(filing_state=F("filing__state"), submitted_at=F("filing__submitted_at"))
        .select_related("lead")
        .order_by("lead__position", "lead", "code")
        if round_
        else []
    )
    listed = list(rows)
    handed = {UpdateState.SUBMITTED, UpdateState.APPROVED}
    return render(
        request,
        "desks/rounds.html",
        {
            "plan": plan,
            "round": round_,
            "rows": listed,
            "filed": sum(row.filing_state in handed for row in listed),
            "past": plan.rounds.filter(closed_at__isnull=False).order_by("-ends_on")[:12],
        },
    )


@require_safe
@needs(Permission.UPDATE_REVIEW)
def review_desk(request: HttpRequest, slug: str) -> HttpResponse:
    """What waits for the coordinating office, what needs attention first."""
    plan = plan_for(person(request), slug)
    waiting = (
        Update.objects.filter(round__plan=plan, state=UpdateState.SUBMITTED)
        .annotate(
            now=FilteredRelation(
                "initiative__standings", condition=Q(initiative__standings__slot=Standing.NOW)
            )
        )
        .annotate(light=F("now__light"), need=F("now__need"))
        .select_related("initiative", "round", "unit", "author", "signed_by")
        .order_by("need", "submitted_at", "pk")
    )
    return render(request, "desks/review.html", {"plan": plan, "waiting": list(waiting)})
