"""A supporting unit's part: asked for by the lead unit, written and handed in by its own."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.choices import Permission
from accounts.models import Unit, User
from accounts.permissions import actor_of, may, needs, person, units_of
from core.refusals import Refusal
from progress.actions import ask_contributions, save_contribution, take_back_contribution
from progress.actions.contributions import require_gathering
from progress.models import Contribution, Round
from recommendations.models import Initiative
from recommendations.permissions import initiative_for


class AskForm(forms.Form):
    """By when, and what is wanted."""

    due_on = forms.DateField(
        label=gettext_lazy("wanted by"),
        error_messages={"invalid": gettext_lazy("Write a day, for example 2026-12-18.")},
    )
    ask = forms.CharField(label=gettext_lazy("what is asked"), max_length=300, required=False)


class WordsForm(forms.Form):
    """What the unit did."""

    words = forms.CharField(
        label=gettext_lazy("What the unit did for it this round"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    version = forms.IntegerField(
        min_value=0, max_value=2_000_000_000, widget=forms.HiddenInput, initial=0
    )


def _round(initiative: Initiative, period: str) -> Round:
    return get_object_or_404(
        Round.objects.select_related("plan"), plan=initiative.plan, period=period
    )


def _helper(user: User, initiative: Initiative) -> Unit:
    """The person's own unit that helps with the initiative; else 404."""
    helps = set(initiative.units.values_list("unit", flat=True))
    own = [unit for unit in units_of(user, Permission.UPDATE_FILE) if unit.pk in helps]
    if not own:
        raise Http404
    return own[0]


def _why_not(initiative: Initiative, round_: Round) -> str:
    """Why nothing can be given any more, as the actions say it; "" where it can."""
    try:
        require_gathering(initiative, round_)
    except Refusal as refusal:
        return str(refusal.sentence)
    return ""


@require_POST
@needs(Permission.UPDATE_FILE)
def ask(request: HttpRequest, slug: str, code: int, period: str) -> HttpResponse:
    """The lead unit asks every unit that was not asked yet."""
    user = person(request)
    initiative = initiative_for(user, slug, code)
    if initiative.lead is None or not may(user, Permission.UPDATE_FILE, unit=initiative.lead):
        raise Http404
    form = AskForm(request.POST)
    back = redirect("update", slug=slug, code=code, period=period)
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return back
    units = [row.unit for row in initiative.units.select_related("unit")]
    try:
        ask_contributions(
            initiative=initiative, round_=_round(initiative, period), units=units,
            **form.cleaned_data, person=user, now=timezone.now(), by=actor_of(request),
        )  # fmt: skip
    except Refusal as refusal:
        messages.error(request, str(refusal.sentence))
    else:
        messages.success(request, _("The units have been asked."))
    return back


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.UPDATE_FILE)
def contribution(request: HttpRequest, slug: str, code: int, period: str) -> HttpResponse:
    """The unit's own page: what is asked, what it wrote, handed in or not."""
    user = person(request)
    initiative = initiative_for(user, slug, code)
    round_, unit = _round(initiative, period), _helper(user, initiative)
    row = Contribution.objects.filter(initiative=initiative, round=round_, unit=unit).first()
    initial: dict[str, Any] = {"words": row.words, "version": row.version} if row else {}
    form = WordsForm(request.POST if request.method == "POST" else None, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                save_contribution(
                    initiative=initiative, round_=round_, unit=unit, **form.cleaned_data,
                    hand_in="hand-in" in request.POST, person=user, now=timezone.now(),
                    by=actor_of(request),
                )  # fmt: skip
            except Refusal as refusal:
                status = refusal.status
                form.add_error(None, str(refusal.sentence))
            else:
                handed = "hand-in" in request.POST
                messages.success(
                    request, _("Handed in to the lead unit.") if handed else _("Saved as a draft.")
                )
                if handed:
                    return redirect("my-work")
                return redirect("contribution", slug=slug, code=code, period=period)
    context = {
        "plan": initiative.plan,
        "initiative": initiative,
        "round": round_,
        "unit": unit,
        "contribution": row,
        "form": form,
        "idle": _why_not(initiative, round_),
    }
    return render(request, "progress/contribution.html", context, status=status)


@require_POST
@needs(Permission.UPDATE_FILE)
def take_back(request: HttpRequest, slug: str, code: int, period: str) -> HttpResponse:
    """The unit goes on writing."""
    user = person(request)
    initiative = initiative_for(user, slug, code)
    row = get_object_or_404(
        Contribution.objects.select_related("round__plan", "initiative__plan", "unit"),
        initiative=initiative, round__period=period, unit=_helper(user, initiative),
    )  # fmt: skip
    take_back_contribution(
        contribution=row, person=user, version=row.version, now=timezone.now(),
        by=actor_of(request),
    )  # fmt: skip
    messages.success(request, _("Taken back; hand it in again when it is right."))
    return redirect("contribution", slug=slug, code=code, period=period)
