"""An initiative's life on pages: the unit answers, the office acts, the chief strikes off."""

from typing import Any

from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.choices import Permission
from accounts.permissions import actor_of, may, needs, person
from core.refusals import Conflict, require
from progress.actions import act_unasked
from progress.choices import OfficeStep
from progress.deeds import possible
from progress.forms import asks as asks_forms
from progress.views.asks import UNIT, form_page, one_form, require_unit
from recommendations.actions import accept_initiatives, close_initiative, decline_initiative
from recommendations.models import Initiative
from recommendations.permissions import initiative_for, named_initiative


@require_POST
@needs(*UNIT)
def accept(request: HttpRequest) -> HttpResponse:
    """The unit takes on what is ticked, one or many; all or none."""
    user = person(request)
    picked = dict(word.split(":", 1) for word in request.POST.getlist("pick") if ":" in word)
    rows = list(
        Initiative.objects.visible_to(user)
        .filter(public_id__in=picked)
        .select_related("plan", "lead")
        .order_by("plan", "code")
    )
    if len(rows) != len(picked):
        raise Http404
    for row in rows:
        require_unit(user, row)
    require(
        all(str(row.version) == picked[row.public_id] for row in rows),
        _("Some of these have changed in the meantime. Load the page again."),
        kind=Conflict,
    )
    accept_initiatives(
        initiatives=rows, person=user, now=timezone.now(), by=actor_of(request)
    )  # fmt: skip
    messages.success(request, _("%(n)d accepted.") % {"n": len(rows)})
    return redirect("my-work")


@form_page
@needs(Permission.UPDATE_SIGN)
def decline(request: HttpRequest, slug: str, code: int) -> HttpResponse:
    """The head of the unit gives it back, with the reason."""
    user = person(request)
    initiative = initiative_for(user, slug, code)
    if initiative.lead is None or not may(user, Permission.UPDATE_SIGN, unit=initiative.lead):
        raise Http404

    def act(**said: Any) -> Model:
        return decline_initiative(initiative=initiative, person=user, **said)

    return one_form(
        request, initiative, asks_forms.DeclineForm, title=_("Decline an assignment"), act=act,
        initial={"version": initiative.version},
    )  # fmt: skip


@form_page
@needs(Permission.REQUEST_DECIDE)
def step(request: HttpRequest, slug: str, code: int) -> HttpResponse:
    """The office does by itself what it could be asked for."""
    user = person(request)
    initiative = initiative_for(user, slug, code)

    def act(*, into: str, **said: Any) -> Model:
        other = named_initiative(user, initiative, into)
        return act_unasked(initiative=initiative, into=other, person=user, **said)

    kinds = [(key, label) for key, label in OfficeStep.choices if possible(initiative, key)]
    return one_form(
        request, initiative, asks_forms.StepForm, title=_("Change its state or term"), act=act,
        kinds=kinds, initial={"version": initiative.version},
    )  # fmt: skip


@form_page
@needs(Permission.INITIATIVE_CLOSE)
def strike_off(request: HttpRequest, slug: str, code: int) -> HttpResponse:
    """The chief strikes a verified initiative off the ledger."""
    user = person(request)
    initiative = initiative_for(user, slug, code)

    def act(*, words: str, **said: Any) -> Model:
        return close_initiative(initiative=initiative, reason=words, person=user, **said)

    initial = {"version": initiative.version, "on": timezone.localdate().isoformat()}
    return one_form(
        request, initiative, asks_forms.StrikeOffForm, title=_("Strike off the ledger"), act=act,
        initial=initial,
    )  # fmt: skip
