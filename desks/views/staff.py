"""The desks of those who file, sign and review."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.choices import Permission
from accounts.permissions import may, needs, person
from core.calendar import work_calendar
from desks.queries import (
    current_round,
    desk_of,
    errands_of,
    errands_of_office,
    round_rows,
    waiting_for_review,
)
from progress.choices import HANDED_IN
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
            "errands": errands_of(user),
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
    rows = round_rows(plan, round_) if round_ else []
    return render(
        request,
        "desks/rounds.html",
        {
            "plan": plan,
            "round": round_,
            "rows": rows,
            "filed": sum(row.filing_state in HANDED_IN for row in rows),
            "reminds": may(request.user, Permission.REMIND),
            "past": plan.rounds.filter(closed_at__isnull=False).order_by("-ends_on")[:12],
        },
    )


@require_safe
@needs(Permission.UPDATE_REVIEW)
def review_desk(request: HttpRequest, slug: str) -> HttpResponse:
    """What waits for the coordinating office, what needs attention first."""
    plan = plan_for(person(request), slug)
    return render(
        request,
        "desks/review.html",
        {"plan": plan, "waiting": waiting_for_review(plan), "errands": errands_of_office(plan)},
    )
