"""The desks of those who file, sign and review."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.choices import Permission
from accounts.permissions import may, needs, person
from core.calendar import work_calendar
from desks.context import stands_for
from desks.errands import errands_of_office, lives_of_office
from desks.queries import desk_of, errands_of, to_accept, waiting_for_review, with_files
from recommendations.permissions import plan_for
from reports.proofing import waiting_proofs

PAGE = 50


@require_safe
@needs(Permission.UPDATE_FILE, Permission.UPDATE_SIGN)
def my_work(request: HttpRequest) -> HttpResponse:
    """One deadline, n of m, what is left first."""
    user, now = person(request), timezone.now()
    today = timezone.localdate(now)
    desk = desk_of(user, now=now)
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
            "proofs": waiting_proofs(user, on=today),
            "to_accept": to_accept(user),
            "today": today,
            "round": nearest,
            "days_left": left,
            "finished": finished,
            "steps": [(index, index < finished) for index in range(desk.total)],
            "writes": may(user, Permission.UPDATE_FILE),
            "width": round(100 / desk.total, 2) if desk.total else 0,
        },
    )


def _page(request: HttpRequest, name: str, rows: Any) -> Page[Any]:
    """The page of these rows that the address asks for, or one that is there."""
    number = request.GET.get(name, "1")
    return Paginator(rows, PAGE).get_page(number if len(number) < 9 else "1")


@require_safe
@needs(Permission.UPDATE_REVIEW)
def review_desk(request: HttpRequest, slug: str) -> HttpResponse:
    """What waits for the coordinating office, what needs attention first, fifty at a time."""
    user = person(request)
    plan = plan_for(user, slug)
    stands_for(request, plan)
    strikes = may(user, Permission.INITIATIVE_CLOSE)
    lives = lives_of_office(plan, on=timezone.localdate(), strikes=strikes)
    page = _page(request, "page", waiting_for_review(plan))
    also = _page(request, "also", lives + errands_of_office(plan))
    return render(
        request,
        "desks/review.html",
        {
            "plan": plan,
            "page": page,
            "waiting": with_files(page.object_list),
            "also": also,
            "errands": list(also.object_list),
            # Either list is turned without turning the other back.
            "query": f"also={also.number}&" if also.number > 1 else "",
            "also_query": f"page={page.number}&" if page.number > 1 else "",
        },
    )
