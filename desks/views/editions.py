"""A plan's document in a changed edition: uploaded, compared, applied; and a plan's adoption."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.choices import Permission
from accounts.permissions import actor_of, needs, person
from core.refusals import Refusal, require
from desks.views.readings import chosen, put, take_in
from recommendations import actions
from recommendations.choices import ReadingState
from recommendations.forms.readings import AdoptionForm, CorrectionForm, EditionForm
from recommendations.models import Measure, Plan, Reading
from recommendations.permissions import plan_for, reading_for
from recommendations.queries.documents import compared
from recommendations.readings.comparison import CHANGED, MOVED, UNCHANGED, Pair, Stretch, difference
from recommendations.readings.pieces import Piece, by_key

_form_page = require_http_methods(["GET", "HEAD", "POST"])
NEW = "new"


@_form_page
@needs(Permission.PLAN_MANAGE)
def new_edition(request: HttpRequest, slug: str) -> HttpResponse:
    """Upload a changed edition of the plan's document."""
    plan = plan_for(person(request), slug)
    posted = request.method == "POST"
    form = EditionForm(request.POST, request.FILES) if posted else EditionForm()
    status = 422 if posted else 200
    if posted and form.is_valid():
        try:
            return take_in(request, form, of_plan=plan)
        except Refusal as refusal:
            status = put(form, refusal)
    return render(request, "desks/edition_new.html", {"plan": plan, "form": form}, status=status)


@dataclass
class Row:
    """A measure of the old edition beside the one of the new edition that answers it."""

    kind: str
    old: Measure | None
    new: Piece | None
    stretches: list[Stretch]
    initiatives: int


def _rows(reading: Reading, plan: Plan, pairs: list[Pair[int]]) -> list[Row]:
    pieces = by_key(reading.pieces)
    olds = {
        one.pk: one
        for one in plan.measures.select_related("clause").annotate(work=Count("initiatives"))
    }
    rows = []
    for pair in pairs:
        old = olds.get(pair.old) if pair.old is not None else None
        new = pieces.get(pair.new) if pair.new is not None else None
        marked = difference(old.text, new.text) if old and new and pair.kind == CHANGED else []
        rows.append(Row(pair.kind, old, new, marked, getattr(old, "work", 0)))
    return rows


def _act(request: HttpRequest, reading: Reading, plan: Plan) -> bool:
    """Pair two measures, or go over to the edition; whether it was the latter."""
    form = CorrectionForm(request.POST)
    require(form.is_valid(), _("Something was missing in what was sent. Load the page again."))
    told = form.cleaned_data
    common: dict[str, Any] = {
        "reading": reading, "version": told["version"], "now": timezone.now(),
        "by": actor_of(request),
    }  # fmt: skip
    if request.POST.get("verb") == "apply":
        require(told["number"], _("Something was missing in what was sent. Load the page again."))
        actions.apply_edition(
            plan=plan, on=timezone.localdate(), plan_version=told["number"], **common
        )
        return True
    require(told["key"], _("Something was missing in what was sent. Load the page again."))
    chosen = request.POST.get("measure", "")
    number = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 12 else 0
    measure = plan.measures.filter(pk=number).first()
    require(measure or chosen == NEW, _("Choose a measure of the plan, or “a new one”."))
    actions.pair_measure(key=told["key"], measure=measure, **common)
    return False


@_form_page
@needs(Permission.PLAN_MANAGE)
def compare(request: HttpRequest, public_id: str) -> HttpResponse:
    """What the changed edition adds, changes and removes, before the plan goes over to it."""
    reading = reading_for(person(request), public_id)
    plan = reading.of_plan
    if plan is None:
        raise Http404
    refused, status = "", 200
    if request.method == "POST":
        try:
            applied = _act(request, reading, plan)
        except Refusal as refusal:
            refused, status = str(refusal.sentence), refusal.status
            reading = reading_for(person(request), public_id)
            plan = reading.of_plan or plan
        else:
            if not applied:
                return redirect("edition-compare", public_id)
            messages.success(request, _("The plan follows the new edition now."))
            return redirect("reader", plan.slug)
    pairs = compared(plan, reading)
    rows = _rows(reading, plan, pairs)
    context = {
        "plan": plan,
        "reading": reading,
        "edition": reading.edition,
        "rows": [row for row in rows if row.kind not in (UNCHANGED, MOVED)],
        "same": [row for row in rows if row.kind in (UNCHANGED, MOVED)],
        "counts": Counter(row.kind for row in rows),
        "olds": [row.old for row in rows if row.old],
        "pairing": chosen(request, "pair") or chosen(request, "key"),
        "open": reading.state == ReadingState.OPEN,
        "refused": refused,
    }
    return render(request, "desks/edition_compare.html", context, status=status)


@_form_page
@needs(Permission.PLAN_MANAGE)
def adoption(request: HttpRequest, slug: str) -> HttpResponse:
    """What gave the plan its authority, recorded or mended."""
    plan = plan_for(person(request), slug)
    posted = request.method == "POST"
    first = {"adopted_by": plan.adopted_by, "number": plan.adopted_number, "on": plan.adopted_on}
    form = AdoptionForm(request.POST) if posted else AdoptionForm(initial=first)
    version = CorrectionForm(request.POST)
    status = 422 if posted else 200
    if posted and form.is_valid() and version.is_valid():
        try:
            actions.record_adoption(
                plan=plan, **form.cleaned_data, version=version.cleaned_data["version"],
                by=actor_of(request),
            )  # fmt: skip
        except Refusal as refusal:
            status = put(form, refusal)
        else:
            messages.success(request, _("Recorded."))
            return redirect("reader", plan.slug)
    return render(request, "desks/adoption.html", {"plan": plan, "form": form}, status=status)
