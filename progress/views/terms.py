"""A plan's terms: looked at, changed with what that would move shown first."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.choices import Permission
from accounts.permissions import actor_of, needs, person
from core.calendar import work_calendar
from core.refusals import Refusal
from progress.actions import set_terms
from progress.forms.terms import TermsForm
from progress.terms import Moved, Terms, moved_rounds, terms_of
from recommendations.choices import Cadence
from recommendations.models import Plan
from recommendations.permissions import plan_for


def _said(name: str, value: Any) -> str:
    if name == "cadence":
        return str(Cadence(value).label)
    return ngettext("%(n)d working day", "%(n)d working days", value) % {"n": value}


def _differences(plan: Plan, terms: Terms) -> list[tuple[str, str, str]]:
    """Each term that would be another one: what it is, now, then."""
    old = terms_of(plan).as_dict()
    return [
        (str(TermsForm.base_fields[name].label), _said(name, old[name]), _said(name, value))
        for name, value in terms.as_dict().items()
        if old[name] != value
    ]


def _preview(plan: Plan, terms: Terms, now: datetime) -> dict[str, Any]:
    moved: list[Moved] = moved_rounds(
        plan, terms, today=timezone.localdate(now), calendar=work_calendar()
    )
    return {"terms": _differences(plan, terms), "rounds": moved}


def _save(request: HttpRequest, plan: Plan, form: TermsForm, now: datetime) -> int:
    """Put the terms in force; 0 when they are, else the status of the refusal."""
    said = form.cleaned_data
    try:
        set_terms(
            plan=plan, terms=form.terms, reason=said["reason"], version=said["version"],
            person=person(request), now=now, by=actor_of(request),
        )  # fmt: skip
    except Refusal as refusal:
        for name, sentence in refusal.fields.items():
            form.add_error(name, str(sentence))
        if not refusal.fields:
            form.add_error(None, str(refusal.sentence))
        return refusal.status
    messages.success(request, _("The plan's terms were changed."))
    return 0


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.PLAN_MANAGE)
def terms(request: HttpRequest, slug: str) -> HttpResponse:
    """How often the plan is filed and in how many working days."""
    plan, now = plan_for(person(request), slug), timezone.now()
    posted = request.method == "POST"
    form, status = TermsForm(request.POST) if posted else TermsForm.of(plan), 200
    preview = None
    if posted:
        status = 422
        if form.is_valid():
            if request.POST.get("step") != "apply":
                status, preview = 200, _preview(plan, form.terms, now)
            else:
                status = _save(request, plan, form, now)
                if not status:
                    return redirect("plan-terms", slug)
    context = {"plan": plan, "form": form, "preview": preview}
    return render(request, "progress/terms.html", context, status=status)
