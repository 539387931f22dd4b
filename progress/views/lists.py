"""A plan's coordination matters and directions, open ones first; and a direction on several."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.choices import Permission
from accounts.permissions import actor_of, may, needs, person
from core.refusals import Refusal, require
from progress.actions import record_directions
from progress.forms.asks import DirectionsForm
from progress.models import CoordinationMatter, Direction, Release
from progress.origins import Origin, origins_of
from progress.views.asks import UNIT, form_page
from recommendations.choices import OPEN_STATES
from recommendations.models import Initiative, Plan
from recommendations.permissions import plan_for

PAGE = 50
_OPEN = Release.objects.filter(open_key__isnull=False)
# A direction on several initiatives is released by its first row, for all of them.
_RELEASED = {
    CoordinationMatter: _OPEN.filter(matter=OuterRef("pk")),
    Direction: _OPEN.filter(Q(direction=OuterRef("pk")) | Q(direction__parts=OuterRef("pk"))),
}
# What waits stands first, then what is due first; what has no day comes last on every database.
_ORDER = ("over", F("due_on").asc(nulls_last=True), "pk")


def _page(request: HttpRequest, rows: QuerySet[Any]) -> Any:
    number = request.GET.get("page", "1")
    return Paginator(rows, PAGE).get_page(number if len(number) < 9 else "1")


def _listed(
    request: HttpRequest, plan: Plan, rows: QuerySet[Any], *, done: str, template: str,
    origins: Callable[[Sequence[Any]], Mapping[int, Origin]] = lambda _rows: {},
) -> HttpResponse:  # fmt: skip
    """One page of rows of a plan; `done` is the column that is empty while a row waits.

    `origins` tells what the rows of the page were given on.
    """
    of_plan = rows.filter(initiative__plan=plan)
    done_last = Case(When(**{done: ""}, then=Value(0)), default=Value(1))
    shown = (
        of_plan.annotate(over=done_last, released=Exists(_RELEASED[rows.model]))
        .select_related("initiative__plan", "initiative__lead")
        .order_by(*_ORDER)
    )
    page = _page(request, shown)
    page.object_list = list(page.object_list)
    given_on = origins(page.object_list)
    for row in page.object_list:
        row.origin = given_on.get(row.pk)
    context = {
        "plan": plan,
        "page": page,
        "open": of_plan.filter(**{done: ""}).count(),
        "today": timezone.localdate(),
        "may_record": may(request.user, Permission.DIRECTION_RECORD),
        "may_release": may(request.user, Permission.REPORT_DRAFT),
    }
    return render(request, template, context)


@require_safe
@needs(Permission.MATTER_VIEW, *UNIT)
def matters(request: HttpRequest, slug: str) -> HttpResponse:
    """What units cannot settle alone: all of it for who may read it, a unit's own for the unit."""
    user = person(request)
    rows = CoordinationMatter.objects.visible_to(user).select_related("raised_by")
    return _listed(
        request, plan_for(user, slug), rows, done="answer", template="progress/matters.html"
    )


@require_safe
@needs(Permission.DIRECTION_VIEW, *UNIT)
def directions(request: HttpRequest, slug: str) -> HttpResponse:
    """Leaders' directions: all of them for who may read them, a unit's own for the unit."""
    user = person(request)
    rows = Direction.objects.visible_to(user).select_related("recorded_by")
    return _listed(
        request, plan_for(user, slug), rows, done="reply", template="progress/directions.html",
        origins=lambda shown: origins_of(user, [row.pk for row in shown]),
    )  # fmt: skip


def numbered(plan: Plan, words: str) -> list[Initiative]:
    """The initiatives of these numbers, commas between; none where none is named."""
    numbers = [one for one in re.split(r"[\s,，、;；]+", words) if one]
    sentence = _("Write numbers of initiatives of this plan, commas between.")
    whole = all(one.isascii() and one.isdigit() and len(one) < 9 for one in numbers)
    require(whole, sentence, fields={"codes": sentence})
    wanted = {int(one) for one in numbers}
    rows = plan.initiatives.select_related("plan", "lead").order_by("code")
    found = list(rows.filter(code__in=wanted))
    require(len(found) == len(wanted), sentence, fields={"codes": sentence})
    return found


def _named(plan: Plan, words: str) -> list[Initiative]:
    """The initiatives of these numbers, or all that are under way where none is named."""
    rows = plan.initiatives.select_related("plan", "lead").order_by("code")
    return numbered(plan, words) or list(rows.filter(state__in=OPEN_STATES))


@form_page
@needs(Permission.DIRECTION_RECORD)
def new_directions(request: HttpRequest, slug: str) -> HttpResponse:
    """A direction that concerns several initiatives, or the whole plan."""
    user = person(request)
    plan = plan_for(user, slug)
    form, status = DirectionsForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            said = dict(form.cleaned_data)
            try:
                made = record_directions(
                    initiatives=_named(plan, said.pop("codes")), **said, person=user,
                    now=timezone.now(), by=actor_of(request),
                )  # fmt: skip
            except Refusal as refusal:
                status = refusal.status
                named = {key: one for key, one in refusal.fields.items() if key in form.fields}
                for name, words in named.items():
                    form.add_error(name, str(words))
                if not named:
                    form.add_error(None, str(refusal.sentence))
            else:
                messages.success(request, _("Recorded for %(n)d initiatives.") % {"n": len(made)})
                return redirect("directions", slug)
    context = {"plan": plan, "form": form}
    return render(request, "progress/directions_new.html", context, status=status)
