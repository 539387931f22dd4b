"""The round board, a round by hand, and what a round skips."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.choices import Permission
from accounts.permissions import actor_of, may, needs, person
from core.calendar import work_calendar
from core.periods import Period, PeriodKind
from core.refusals import Refusal
from desks.board import (
    LATE,
    STATES,
    board_round,
    board_rows,
    chosen,
    groups_of,
    how_many,
    place_counts,
    unit_lines,
    with_excuses,
)
from desks.context import stands_for
from desks.queries import with_passage
from progress.actions import add_round, end_skip, skip_round
from progress.forms.rounds import AddRoundForm, SkipForm
from progress.models import Round, RoundExcuse
from progress.queries import round_days
from recommendations.models import Initiative, Plan
from recommendations.permissions import plan_for

PAGE = 100


def _chips(counts: dict[str, int], state: str, unit: str) -> list[dict[str, Any]]:
    """One link a state that some are in, with their number; the one that is on leads back."""
    words = {**STATES, LATE: _("late")}
    return [
        {
            "name": name,
            "words": words[name],
            "count": counts[name],
            "on": name == state,
            "query": urlencode({"state": "" if name == state else name, "unit": unit}),
        }
        for name in words
        if counts[name] or name == state
    ]


def _board(request: HttpRequest, plan: Plan, round_: Round) -> dict[str, Any]:
    """Everything about one round. The same number of queries for 5 and for 5,000 initiatives."""
    now = timezone.now()
    state, unit = request.GET.get("state", ""), request.GET.get("unit", "")
    rows = board_rows(round_, now=now)
    groups = groups_of(rows)
    counts, lines = place_counts(groups), unit_lines(groups)
    number = request.GET.get("page", "1")
    # Rows that are counted already need no queryset to be paged.
    pages = Paginator(range(how_many(groups, state=state, unit=unit)), PAGE)
    page = pages.get_page(number if len(number) < 9 else "1")
    start, end = max(page.start_index() - 1, 0), page.end_index()
    listed = list(chosen(rows, state=state, unit=unit)[start:end]) if end else []
    page.object_list = with_passage(with_excuses(listed, round_), round_)
    return {
        "now": now,
        "counts": counts,
        "lines": lines,
        "asked": sum(line.asked for line in lines),
        "filed": sum(line.handed_in for line in lines),
        "chips": _chips(counts, state, unit),
        "unit": next((line for line in lines if str(line.unit) == unit), None),
        "state": state,
        "chosen": bool(state or unit),
        "page": page,
        "query": urlencode({"state": state, "unit": unit}) + "&",
        "skipped": RoundExcuse.objects.filter(
            round=round_, initiative__isnull=True, open_key__isnull=False
        ).first(),
        "days_left": work_calendar().between(timezone.localdate(now), round_.filing_due_on),
        "runs": round_.closed_at is None and timezone.localdate(now) <= round_.review_ends_on,
    }


@require_safe
@needs(Permission.ROUND_VIEW)
def rounds(request: HttpRequest, slug: str, period: str = "") -> HttpResponse:
    """The round board: by unit, who has filed and who has not."""
    user = person(request)
    plan = plan_for(user, slug)
    stands_for(request, plan)
    round_ = board_round(plan, period, on=timezone.localdate())
    if round_ is None and period:
        raise Http404
    context = {
        "plan": plan,
        "round": round_,
        "others": list(plan.rounds.order_by("-ends_on", "-pk")[:24]),
        "may_manage": may(user, Permission.ROUND_MANAGE),
    }
    if round_ is not None:
        context |= _board(request, plan, round_)
    return render(request, "desks/rounds.html", context)


def _proposed(plan: Plan) -> dict[str, Any]:
    """The shortest present period that has no round yet, with the days that the clock would give.

    Two queries.
    """
    there = set(plan.rounds.values_list("period", flat=True))
    here = [Period.containing(kind, timezone.localdate()) for kind in PeriodKind]
    period = next((one for one in here if one.key not in there), here[-1].next())
    days = round_days(plan, period, calendar=work_calendar())
    return {
        "period": period.key,
        "opens_on": max(days.opens_on, timezone.localdate()),
        "filing_due_on": days.filing_due_on,
        "review_ends_on": days.review_ends_on,
        "everyone": period.kind != plan.cadence_on(period.ends_on),
    }


def _take_refusal(form: Any, refusal: Refusal) -> int:
    """Each sentence beside its field; the status that goes with it."""
    for name, words in refusal.fields.items():
        form.add_error(name if name in form.fields else None, str(words))
    if not refusal.fields:
        form.add_error(None, str(refusal.sentence))
    return refusal.status


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ROUND_MANAGE)
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a round that the clock does not bring."""
    user = person(request)
    plan = plan_for(user, slug)
    form = AddRoundForm(request.POST) if request.method == "POST" else None
    status = 200
    if form is not None:
        status = 422
        if form.is_valid():
            try:
                made = add_round(
                    plan=plan, **form.said(), person=user, now=timezone.now(), by=actor_of(request)
                )
            except Refusal as refusal:
                status = _take_refusal(form, refusal)
            else:
                messages.success(request, _("The round has been added."))
                return redirect("round", slug=slug, period=made.period)
    form = form or AddRoundForm(initial=_proposed(plan))
    return render(request, "desks/round_add.html", {"plan": plan, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ROUND_MANAGE)
def skip(request: HttpRequest, slug: str, period: str, code: int | None = None) -> HttpResponse:
    """Skip a round, whole or for one initiative."""
    user = person(request)
    plan = plan_for(user, slug)
    round_ = get_object_or_404(Round.objects.select_related("plan"), plan=plan, period=period)
    initiative = get_object_or_404(Initiative, plan=plan, code=code) if code is not None else None
    form = SkipForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                skip_round(
                    round_=round_, initiative=initiative, **form.cleaned_data, person=user,
                    now=timezone.now(), by=actor_of(request),
                )  # fmt: skip
            except Refusal as refusal:
                status = _take_refusal(form, refusal)
            else:
                messages.success(request, _("Skipped."))
                return redirect("round", slug=slug, period=period)
    context = {"plan": plan, "round": round_, "initiative": initiative, "form": form}
    return render(request, "desks/round_skip.html", context, status=status)


@require_POST
@needs(Permission.ROUND_MANAGE)
def unskip(request: HttpRequest, slug: str, period: str, public_id: str) -> HttpResponse:
    """The round asks again."""
    user = person(request)
    plan = plan_for(user, slug)
    excuse = get_object_or_404(
        RoundExcuse.objects.select_related("round__plan", "initiative"),
        round__plan=plan, round__period=period, public_id=public_id,
    )  # fmt: skip
    end_skip(excuse=excuse, person=user, now=timezone.now(), by=actor_of(request))
    messages.success(request, _("The round asks again."))
    return redirect("round", slug=slug, period=period)
