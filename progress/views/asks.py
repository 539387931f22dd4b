"""Requests, matters, directions, reminders and lights set by hand: a page with one form each."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import actor_of, may, needs, person
from core.refusals import Refusal
from progress.actions import (
    answer_matter,
    ask,
    decide,
    end_override,
    override_light,
    raise_matter,
    read_reminder,
    record_direction,
    remind,
    reply_direction,
    withdraw,
)
from progress.askable import askable, rungs_left
from progress.choices import Rung
from progress.deeds import possible
from progress.forms import asks as asks_forms
from progress.models import CoordinationMatter, Direction, LightOverride, Reminder, Request
from progress.queries import open_rounds, promise_of
from recommendations.models import Initiative
from recommendations.permissions import initiative_for, named_initiative

form_page = require_http_methods(["GET", "HEAD", "POST"])
UNIT = (Permission.UPDATE_FILE, Permission.UPDATE_SIGN)


def require_unit(user: User, initiative: Initiative) -> None:
    """404 unless the person writes or signs for the lead unit."""
    if initiative.lead is None or not any(may(user, one, unit=initiative.lead) for one in UNIT):
        raise Http404


def _one(rows: QuerySet[Any], initiative: Initiative, public_id: str) -> Any:
    """One row of this initiative; else 404."""
    found = rows.filter(initiative=initiative, public_id=public_id).first()
    if found is None:
        raise Http404
    found.initiative = initiative
    return found


def one_form(
    request: HttpRequest,
    initiative: Initiative,
    form_class: type[forms.Form],
    *,
    title: str,
    act: Callable[..., Model],
    about: Any = None,
    **given: Any,
) -> HttpResponse:
    """One form about one initiative; what is refused comes back with everything that was typed."""
    form = form_class(request.POST if request.method == "POST" else None, **given)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                act(**form.cleaned_data, now=timezone.now(), by=actor_of(request))
            except Refusal as refusal:
                status = refusal.status
                # What the form does not ask for is said above it.
                named = {k: v for k, v in refusal.fields.items() if k in form.fields}
                for name, words in named.items():
                    form.add_error(name, str(words))
                if not named:
                    form.add_error(None, str(refusal.sentence))
            else:
                messages.success(request, _("Recorded."))
                return redirect("story", slug=initiative.plan.slug, code=initiative.code)
    context = {
        "plan": initiative.plan,
        "initiative": initiative,
        "form": form,
        "title": title,
        "about": about,
        "promise": promise_of(initiative),
    }
    return render(request, "progress/ask.html", context, status=status)


@form_page
@needs(*UNIT)
def new_request(request: HttpRequest, slug: str, code: int) -> HttpResponse:
    """The unit asks to change what it was given."""
    user = person(request)
    initiative = initiative_for(user, slug, code)
    require_unit(user, initiative)

    def act(*, into: str, **said: Any) -> Model:
        other = named_initiative(user, initiative, into)
        return ask(initiative=initiative, into=other, person=user, **said)

    return one_form(
        request, initiative, asks_forms.RequestForm, title=_("Make a request"), act=act,
        kinds=askable(initiative, on=timezone.localdate()),
    )  # fmt: skip


@form_page
@needs(Permission.REQUEST_DECIDE)
def decide_request(request: HttpRequest, slug: str, code: int, public_id: str) -> HttpResponse:
    """The coordinating office decides."""
    user = person(request)
    initiative = initiative_for(user, slug, code)
    asked: Request = _one(Request.objects.all(), initiative, public_id)

    def act(*, agreed: str, decision: str, **said: Any) -> Model:
        return decide(
            request=asked, agreed=agreed == "yes", words=decision, person=user,
            version=asked.version, **said,
        )  # fmt: skip

    return one_form(
        request, initiative, asks_forms.DecisionForm, title=_("Decide a request"), act=act,
        about=asked, kind=asked.kind,
        ways=["yes", "no"] if possible(initiative, asked.kind) else ["no"],
    )  # fmt: skip


@require_POST
@needs(*UNIT)
def take_back(request: HttpRequest, slug: str, code: int, public_id: str) -> HttpResponse:
    """The unit takes back what it asked for."""
    user = person(request)
    initiative = initiative_for(user, slug, code)
    require_unit(user, initiative)
    asked: Request = _one(Request.objects.all(), initiative, public_id)
    withdraw(
        request=asked, person=user, version=asked.version, now=timezone.now(),
        by=actor_of(request),
    )  # fmt: skip
    messages.success(request, _("Withdrawn."))
    return redirect("story", slug=slug, code=code)


@form_page
@needs(*UNIT)
def new_matter(request: HttpRequest, slug: str, code: int) -> HttpResponse:
    """The unit raises a matter to be coordinated."""
    user = person(request)
    initiative = initiative_for(user, slug, code)
    require_unit(user, initiative)

    def act(**said: Any) -> Model:
        return raise_matter(initiative=initiative, person=user, **said)

    title = _("Raise a coordination matter")
    return one_form(request, initiative, asks_forms.MatterForm, title=title, act=act)


@form_page
@needs(Permission.MATTER_ANSWER)
def answer(request: HttpRequest, slug: str, code: int, public_id: str) -> HttpResponse:
    """The coordinating office answers a matter."""
    user = person(request)
    initiative = initiative_for(user, slug, code)
    matter: CoordinationMatter = _one(CoordinationMatter.objects.all(), initiative, public_id)

    def act(**said: Any) -> Model:
        return answer_matter(matter=matter, person=user, version=matter.version, **said)

    return one_form(
        request, initiative, asks_forms.AnswerForm, title=_("Answer a matter"), act=act,
        about=matter,
    )  # fmt: skip


@form_page
@needs(Permission.DIRECTION_RECORD)
def new_direction(request: HttpRequest, slug: str, code: int) -> HttpResponse:
    """A secretary or the office enters a leader's direction."""
    user = person(request)
    initiative = initiative_for(user, slug, code)

    def act(**said: Any) -> Model:
        return record_direction(initiative=initiative, person=user, **said)

    title = _("Record a direction")
    return one_form(request, initiative, asks_forms.DirectionForm, title=title, act=act)


@form_page
@needs(*UNIT)
def reply(request: HttpRequest, slug: str, code: int, public_id: str) -> HttpResponse:
    """The unit replies to a direction."""
    user = person(request)
    initiative = initiative_for(user, slug, code)
    require_unit(user, initiative)
    direction: Direction = _one(Direction.objects.visible_to(user), initiative, public_id)

    def act(**said: Any) -> Model:
        return reply_direction(direction=direction, person=user, version=direction.version, **said)

    return one_form(
        request, initiative, asks_forms.ReplyForm, title=_("Reply to a direction"), act=act,
        about=direction,
    )  # fmt: skip


@form_page
@needs(Permission.REMIND)
def new_reminder(request: HttpRequest, slug: str, code: int) -> HttpResponse:
    """The office reminds the lead unit of this round's filing."""
    user = person(request)
    initiative = initiative_for(user, slug, code)
    rounds = open_rounds(initiative.plan, on=timezone.localdate())
    if not rounds:
        raise Http404

    def act(**said: Any) -> Model:
        return remind(initiative=initiative, round_=rounds[-1], person=user, **said)

    rungs = set(rungs_left(initiative, rounds[-1]))
    if not may(user, Permission.SUPERVISE):
        rungs -= {Rung.SUPERVISE}
    return one_form(
        request, initiative, asks_forms.ReminderForm, title=_("Remind the unit"), act=act,
        rungs=rungs,
    )  # fmt: skip


@require_POST
@needs(*UNIT)
def read(request: HttpRequest, slug: str, code: int, public_id: str) -> HttpResponse:
    """The unit has read a reminder."""
    user = person(request)
    initiative = initiative_for(user, slug, code)
    require_unit(user, initiative)
    reminder: Reminder = _one(Reminder.objects.all(), initiative, public_id)
    read_reminder(reminder=reminder, person=user, now=timezone.now(), by=actor_of(request))
    return redirect("story", slug=slug, code=code)


@form_page
@needs(Permission.LIGHT_OVERRIDE)
def new_override(request: HttpRequest, slug: str, code: int) -> HttpResponse:
    """The chief sets a light by hand."""
    user = person(request)
    initiative = initiative_for(user, slug, code)

    def act(**said: Any) -> Model:
        return override_light(initiative=initiative, person=user, **said)

    title = _("Set the light by hand")
    return one_form(request, initiative, asks_forms.OverrideForm, title=title, act=act)


@require_POST
@needs(Permission.LIGHT_OVERRIDE)
def stop_override(request: HttpRequest, slug: str, code: int, public_id: str) -> HttpResponse:
    """The rule speaks again."""
    user = person(request)
    initiative = initiative_for(user, slug, code)
    override: LightOverride = _one(LightOverride.objects.all(), initiative, public_id)
    end_override(override=override, person=user, now=timezone.now(), by=actor_of(request))
    messages.success(request, _("The computed light counts again."))
    return redirect("story", slug=slug, code=code)
