"""A plan's reminders: who would get what, when, what was sent by hand, and the settings."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.choices import Permission
from accounts.models import Unit, User
from accounts.permissions import actor_of, may, needs, person
from core.refusals import BadInput, Refusal, require
from progress.actions import record_hand_reminder, set_reminder_policy
from progress.choices import Channel, OrderState, RemindedOf
from progress.forms.reminders import ByHandForm, MomentsForm
from progress.models import ReminderPolicy, Round, SupervisionOrder
from progress.reminder_board import UnitRow, board_of, kinds_of
from progress.reminders import in_force, moments_of_plan
from progress.reminding import Moments
from recommendations.models import Plan
from recommendations.permissions import plan_for


def _day(request: HttpRequest, today: date) -> date:
    """The day that the address asks for; today without one. Refuses what is no day."""
    raw = request.GET.get("on", "")
    try:
        found = date.fromisoformat(raw) if raw else today
    except ValueError:
        raise BadInput(_("Write a day, for example 2026-12-18.")) from None
    require(
        today <= found <= today.replace(year=today.year + 1, day=1),
        _("Choose today or a day of the next twelve months."),
    )
    return found


def _round(plan: Plan, today: date) -> Round | None:
    """The round that is filed in now: of the open ones the first, else none."""
    rounds = plan.rounds.filter(closed_at__isnull=True, opens_on__lte=today)
    return rounds.select_related("plan").order_by("ends_on", "pk").first()


def _line(row: UnitRow) -> list[dict[str, Any]]:
    """What a unit would get, in words."""
    labels = dict(RemindedOf.choices)
    return [
        {"kind": labels[kind.value], "moment": moment, "items": items, "people": people}
        for kind, moment, items, people in kinds_of(row)
    ]


@require_safe
@needs(Permission.REMIND)
def reminders(request: HttpRequest, slug: str) -> HttpResponse:
    """Who would get what on a day, what was sent in this round, whom to call."""
    user = person(request)
    plan = plan_for(user, slug)
    today = timezone.localdate()
    on = _day(request, today)
    board = board_of(plan, round_=_round(plan, today), on=on, today=today, sender=user)
    orders = SupervisionOrder.objects.filter(initiative__plan=plan, state=OrderState.DRAFT)
    context = {
        "plan": plan,
        "board": board,
        "rows": [(row, _line(row)) for row in board.units],
        "moments": in_force(board.wanted.versions, on=on),
        "channels": Channel.choices,
        "today": today,
        "drafts": orders.count(),
    }
    return render(request, "progress/reminders.html", context)


@require_POST
@needs(Permission.REMIND)
def by_hand(request: HttpRequest, slug: str) -> HttpResponse:
    """A unit was called or written to: keep with what words."""
    user = person(request)
    plan = plan_for(user, slug)
    form = ByHandForm(request.POST)
    require(form.is_valid(), _("Choose the unit, by what it was sent, and the words."))
    round_ = _round(plan, timezone.localdate())
    require(round_ is not None, _("No round is open."))
    assert round_ is not None
    data = dict(form.cleaned_data)
    unit = get_object_or_404(
        Unit.objects.filter(leads__plan=plan).distinct(), public_id=data.pop("unit")
    )
    record_hand_reminder(
        round_=round_, unit=unit, person=user, now=timezone.now(), by=actor_of(request), **data
    )
    messages.success(
        request, _("Recorded: %(unit)s was reminded by hand.") % {"unit": unit.short_name}
    )
    return redirect("reminders", slug=slug)


def _initial(moments: Moments, number: int, today: date) -> dict[str, Any]:
    return {
        "around": ", ".join(f"{one:d}" for one in moments.around),
        "waiting": moments.waiting,
        "ahead": moments.ahead,
        "order": moments.order,
        "effective_on": today,
        "seen": number,
    }


def _save(request: HttpRequest, plan: Plan, form: MomentsForm, user: User) -> int:
    """Put the version on record; 0 when it is, else the status of the refusal."""
    if not form.is_valid():
        return 422
    data = form.cleaned_data
    try:
        set_reminder_policy(
            plan=plan, moments=form.moments(), effective_on=data["effective_on"],
            reason=data["reason"], seen=data["seen"], person=user, now=timezone.now(),
            by=actor_of(request),
        )  # fmt: skip
    except Refusal as refusal:
        for name, said in refusal.fields.items() or [(None, refusal.sentence)]:
            form.add_error(name, str(said))
        return refusal.status
    return 0


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.REMIND)
def moments(request: HttpRequest, slug: str) -> HttpResponse:
    """When the plan reminds, its versions, and a new one with a reason."""
    user = person(request)
    plan, today = plan_for(user, slug), timezone.localdate()
    versions = moments_of_plan(plan)
    number = max(one.number for one in versions)
    form, status = MomentsForm(initial=_initial(in_force(versions, on=today), number, today)), 200
    if request.method == "POST":
        form = MomentsForm(request.POST)
        status = _save(request, plan, form, user)
        if not status:
            messages.success(request, _("The moments were changed."))
            return redirect("reminders", slug=slug)
    rows = ReminderPolicy.objects.filter(plan=plan).select_related("recorded_by")
    context = {
        "plan": plan,
        "form": form,
        "rows": rows.order_by("-number"),
        "moments": in_force(versions, on=today),
        "signs": may(user, Permission.SUPERVISE),
    }
    return render(request, "progress/moments.html", context, status=status)
