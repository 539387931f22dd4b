"""An initiative broken down on a page; two people at once see each other's changes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from django.contrib import messages
from django.db import transaction
from django.forms import BaseFormSet, formset_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.choices import Permission
from accounts.permissions import actor_of, needs, person
from core.exact import show
from core.refusals import Conflict, Refusal, require
from recommendations.actions import (
    Change,
    Step,
    add_initiatives,
    assign_initiatives,
    change_initiatives,
    change_milestones,
)
from recommendations.breakdown import Breakdown, merge
from recommendations.choices import InitiativeState
from recommendations.forms.breakdown import BreakdownForm, StepForm, initial_of
from recommendations.models import Initiative, Plan
from recommendations.permissions import initiative_for, plan_for
from recommendations.queries import breakdown_at, breakdowns_of
from recommendations.queries.milestones import standing_rows
from recommendations.wording import Names, label, value_words

_GET_POST = require_http_methods(["GET", "HEAD", "POST"])
STEPS = formset_factory(StepForm, extra=3, max_num=40, validate_max=True)
Steps: TypeAlias = "BaseFormSet[StepForm]"


@dataclass(frozen=True)
class Compared:
    """One field that somebody else changed while this page was open."""

    label: str
    was: str
    theirs: str
    mine: str
    clash: bool


def _steps_of(initiative: Initiative) -> list[dict[str, Any]]:
    rows = sorted(
        standing_rows(initiative).values(), key=lambda row: (row.due_on, row.milestone.position)
    )
    return [
        {
            "key": row.milestone_id,
            "title": row.title,
            "due_on": row.due_on,
            "weight": show(row.weight),
        }
        for row in rows
    ]


def _told_steps(steps: Steps) -> list[Step]:
    return [
        Step(told["title"], told["due_on"], told["weight"] or Decimal(1), told["key"])
        for form in steps
        if (told := form.cleaned_data) and told.get("title")
    ]


def _compare(initiative: Initiative, form: BreakdownForm) -> tuple[list[Compared], Breakdown]:
    """What others changed since the page was opened, and both people's changes together."""
    theirs = breakdowns_of([initiative])[initiative.pk]
    mine = form.value()
    base = breakdown_at(initiative, version=form.cleaned_data["version"]) or theirs
    merged = merge(base, mine, theirs)
    names = Names.of([base, mine, theirs])
    rows = [
        Compared(
            label(name),
            was=value_words(name, getattr(base, name), names),
            theirs=value_words(name, getattr(theirs, name), names),
            mine=value_words(name, getattr(mine, name), names),
            clash=name in merged.clashes,
        )
        for name in merged.theirs
    ]
    return rows, merged.value


def _page(
    request: HttpRequest, plan: Plan, form: BreakdownForm, steps: Steps | None,
    initiative: Initiative | None, *, status: int = 200, **more: Any,
) -> HttpResponse:  # fmt: skip
    units = form.fields["lead"].queryset  # type: ignore[attr-defined]
    context = {"plan": plan, "initiative": initiative, "form": form, "steps": steps,
               "unit_names": [unit.name for unit in units], **more}  # fmt: skip
    return render(request, "recommendations/breakdown.html", context, status=status)


@transaction.atomic
def _write(request: HttpRequest, initiative: Initiative, form: BreakdownForm, steps: Steps) -> None:
    """Fields and milestones together, or neither."""
    now, by, version = timezone.now(), actor_of(request), form.cleaned_data["version"]
    on = timezone.localdate(now)
    change = Change(initiative, form.value(), version, form.cleaned_data["reason"])
    changed = change_initiatives(changes=[change], on=on, now=now, by=by)
    row = changed[0] if changed else initiative
    change_milestones(
        initiative=row, steps=_told_steps(steps), on=on,
        version=row.version if changed else version, now=now, by=by,
    )  # fmt: skip


def _save(
    request: HttpRequest, initiative: Initiative, form: BreakdownForm, steps: Steps
) -> HttpResponse:
    try:
        _write(request, initiative, form, steps)
    except Conflict as conflict:
        initiative.refresh_from_db()
        if initiative.version == form.cleaned_data["version"]:
            form.add_error(None, str(conflict.sentence))
            return _page(request, initiative.plan, form, steps, initiative, status=409)
        rows, together = _compare(initiative, form)
        initial = {**initial_of(together, Names.of([together])), "version": initiative.version,
                   "reason": form.cleaned_data["reason"]}  # fmt: skip
        fresh = BreakdownForm(initial=initial, plan=initiative.plan, row=initiative)
        return _page(
            request, initiative.plan, fresh, steps, initiative, status=409, compared=rows,
            their_steps=_steps_of(initiative),
        )  # fmt: skip
    except Refusal as refusal:
        form.add_error(None, str(refusal.sentence))
        return _page(request, initiative.plan, form, steps, initiative, status=refusal.status)
    messages.success(request, _("Saved."))
    return redirect("story", initiative.plan.slug, initiative.code)


@_GET_POST
@needs(Permission.PLAN_MANAGE)
def breakdown(request: HttpRequest, slug: str, code: int) -> HttpResponse:
    """One initiative: who, what, by when, told how, in which steps."""
    initiative = initiative_for(person(request), slug, code)
    value = breakdowns_of([initiative])[initiative.pk]
    initial = {**initial_of(value, Names.of([value])), "version": initiative.version}
    form = BreakdownForm(
        request.POST or None, initial=initial, plan=initiative.plan, row=initiative
    )
    steps = STEPS(request.POST or None, initial=_steps_of(initiative), prefix="steps")
    if request.method != "POST":
        return _page(request, initiative.plan, form, steps, initiative)
    if not (form.is_valid() and steps.is_valid()):
        return _page(request, initiative.plan, form, steps, initiative, status=422)
    return _save(request, initiative, form, steps)


@_GET_POST
@needs(Permission.PLAN_MANAGE)
def new_initiative(request: HttpRequest, slug: str) -> HttpResponse:
    """One more initiative, of a measure that the address may name."""
    plan = plan_for(person(request), slug)
    told = request.GET.get("measure", "")
    place = int(told) if told.isascii() and told.isdigit() and len(told) < 6 else 1
    measure = plan.measures.filter(position=place).first() or plan.measures.first()
    require(measure is not None, _("This plan has no measure yet. Bring its document in first."))
    assert measure is not None  # narrowed by the line above
    first = Breakdown(title="", measure=measure.pk, starts_on=plan.starts_on)
    form = BreakdownForm(
        request.POST or None, initial=initial_of(first, Names()), plan=plan, row=None
    )
    if request.method != "POST":
        return _page(request, plan, form, None, None)
    if not form.is_valid():
        return _page(request, plan, form, None, None, status=422)
    now = timezone.now()
    try:
        (made,) = add_initiatives(
            plan=plan, new=[form.value()], on=timezone.localdate(now), now=now,
            by=actor_of(request),
        )  # fmt: skip
    except Refusal as refusal:
        form.add_error(None, str(refusal.sentence))
        return _page(request, plan, form, None, None, status=refusal.status)
    messages.success(request, _("Added as No. %(code)d.") % {"code": made.code})
    return redirect("story", slug, made.code)


@require_POST
@needs(Permission.PLAN_MANAGE)
def assign(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the ticked drafts to the lead units that stand in them; all or none."""
    plan = plan_for(person(request), slug)
    codes = [code for code in request.POST.getlist("code") if code.isascii() and code.isdigit()]
    rows = list(
        plan.initiatives.filter(code__in=[int(code) for code in codes if len(code) < 9])
        .select_related("plan")
        .order_by("code")
    )
    require(rows, _("Tick the initiatives that shall be assigned."))
    drafts = (InitiativeState.DRAFT, InitiativeState.DECLINED)
    require(
        all(row.state in drafts for row in rows),
        _("Some of these have already been assigned. Load the page again."),
        kind=Conflict,
    )
    now = timezone.now()
    assign_initiatives(initiatives=rows, on=timezone.localdate(now), now=now, by=actor_of(request))
    messages.success(request, _("%(n)d assigned.") % {"n": len(rows)})
    return redirect("coverage", slug)
