"""Supervision orders: the list, one of them as it is printed, and what is done with it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import actor_of, may, needs, person, units_of
from accounts.views.common import whole_number
from core.calendar import work_calendar
from core.refusals import Refusal
from progress.actions import answer_order, drop_order, sign_order
from progress.actions.reminders import ORDER_DAYS
from progress.choices import OrderState
from progress.forms.reminders import DropForm, OrderForm, OutcomeForm
from progress.models import SupervisionOrder
from recommendations.models import Plan
from recommendations.permissions import plan_for

UNIT = (Permission.UPDATE_FILE, Permission.UPDATE_SIGN)
SENT = (OrderState.SIGNED, OrderState.ANSWERED)


def _visible(user: User, plan: Plan) -> QuerySet[SupervisionOrder]:
    """The office sees all; a unit what was sent to it."""
    rows = SupervisionOrder.objects.filter(initiative__plan=plan).select_related(
        "initiative__plan", "initiative__lead", "round", "unit", "signed_by", "answered_by"
    )
    if may(user, Permission.REMIND):
        return rows
    own = [unit for permission in UNIT for unit in units_of(user, permission)]
    return rows.filter(Q(unit__in=own) | Q(initiative__lead__in=own), state__in=SENT)


def _order(user: User, slug: str, public_id: str) -> SupervisionOrder:
    found = _visible(user, plan_for(user, slug)).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


@require_safe
@needs(Permission.REMIND, *UNIT)
def orders(request: HttpRequest, slug: str) -> HttpResponse:
    """Drafts first, then what waits for an answer, then the rest; newest first."""
    user = person(request)
    plan = plan_for(user, slug)
    rank = {state: place for place, state in enumerate(OrderState.values)}
    rows = list(_visible(user, plan).order_by("-drafted_at", "-pk"))
    context = {
        "plan": plan,
        "orders": sorted(rows, key=lambda row: rank[row.state]),
        "today": timezone.localdate(),
    }
    return render(request, "progress/orders.html", context)


def _forms(user: User, order: SupervisionOrder) -> dict[str, forms.Form]:
    """What this person may do with it now."""
    if order.state == OrderState.DRAFT and may(user, Permission.SUPERVISE):
        # A draft may lie for a while: the unit still gets its days.
        soonest = work_calendar().add(timezone.localdate(), ORDER_DAYS)
        facts = {
            "basis": order.basis,
            "requirement": order.requirement,
            "responsible": order.person,
            "deadline": max(order.deadline, soonest),
        }
        return {
            "sign": OrderForm(initial=facts),
            "drop": DropForm(),
        }
    lead = order.initiative.lead
    if order.state == OrderState.SIGNED and any(may(user, one, unit=lead) for one in UNIT):
        return {"answer": OutcomeForm()}
    return {}


def _page(
    request: HttpRequest, order: SupervisionOrder, *, status: int = 200, **bound: forms.Form
) -> HttpResponse:
    """The order as it is printed, and beside it what may be done; a refused form comes back."""
    context = {
        "plan": order.initiative.plan,
        "order": order,
        "forms": {**_forms(person(request), order), **bound},
        "late": order.state == OrderState.SIGNED and order.deadline < timezone.localdate(),
    }
    return render(request, "progress/order.html", context, status=status)


@require_safe
@needs(Permission.REMIND, *UNIT)
def order(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """One order."""
    return _page(request, _order(person(request), slug, public_id))


def _do(
    request: HttpRequest,
    order: SupervisionOrder,
    form: forms.Form,
    name: str,
    act: Callable[..., Any],
) -> HttpResponse:
    """Do it with the valid form, or show the page again with what is wrong."""
    status = 422
    version = whole_number(request.POST.get("version", "")) or 0
    if form.is_valid():
        try:
            act(order=order, person=person(request), version=version, by=actor_of(request),
                **form.cleaned_data)  # fmt: skip
        except Refusal as refusal:
            status = refusal.status
            for field, said in refusal.fields.items() or [(None, refusal.sentence)]:
                form.add_error(field, str(said))
        else:
            messages.success(request, _("Recorded."))
            return redirect("order", slug=order.initiative.plan.slug, public_id=order.public_id)
    return _page(request, order, status=status, **{name: form})


@require_POST
@needs(Permission.SUPERVISE)
def sign(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """The chief signs; it goes to the unit."""
    found = _order(person(request), slug, public_id)

    def act(**said: Any) -> None:
        sign_order(now=timezone.now(), **said)

    return _do(request, found, OrderForm(request.POST), "sign", act)


@require_POST
@needs(Permission.SUPERVISE)
def drop(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """The chief does not issue it."""
    found = _order(person(request), slug, public_id)
    return _do(request, found, DropForm(request.POST), "drop", drop_order)


@require_POST
@needs(*UNIT)
def answer(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """The unit reports what came of it."""
    found = _order(person(request), slug, public_id)

    def act(**said: Any) -> None:
        answer_order(now=timezone.now(), **said)

    return _do(request, found, OutcomeForm(request.POST), "answer", act)
