"""The lists that administrators keep, and the choice of language."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions import add_person, add_unit, end_role, grant_role
from accounts.choices import ROLES, Permission, Role
from accounts.forms import GrantForm, PersonForm, UnitForm
from accounts.models import RoleGrant, Unit, User
from accounts.permissions import actor_of, needs
from core.refusals import Refusal

_GET_POST = require_http_methods(["GET", "HEAD", "POST"])


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the reader's language in a cookie and go back to the page."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}):
        target = "/"
    response = redirect(target)
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES) and check_for_language(chosen):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, chosen, max_age=31_536_000, samesite="Lax",
            secure=settings.HTTPS, httponly=True,
        )  # fmt: skip
    return response


def _answer(
    request: HttpRequest, template: str, form: forms.Form, context: dict[str, Any], *, status: int
) -> HttpResponse:
    return render(request, template, {"form": form, **context}, status=status)


def _refused(form: forms.Form, refusal: Refusal) -> int:
    """Put the refusal's sentence above the form."""
    form.add_error(None, str(refusal.sentence))
    return refusal.status


@_GET_POST
@needs(Permission.UNIT_MANAGE)
def units(request: HttpRequest) -> HttpResponse:
    """Units in official order."""
    form = UnitForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                add_unit(**form.cleaned_data, by=actor_of(request))
            except Refusal as refusal:
                status = _refused(form, refusal)
            else:
                messages.success(request, _("The unit was added."))
                return redirect("units")
    context = {"units": Unit.objects.in_official_order()}
    return _answer(request, "accounts/units.html", form, context, status=status)


@_GET_POST
@needs(Permission.PERSON_MANAGE)
def people(request: HttpRequest) -> HttpResponse:
    """People with a sign-in."""
    form = PersonForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                add_person(**form.cleaned_data, by=actor_of(request))
            except Refusal as refusal:
                status = _refused(form, refusal)
            else:
                messages.success(request, _("The person was added."))
                return redirect("people")
    context = {"people": User.objects.select_related("unit").order_by("username")}
    return _answer(request, "accounts/people.html", form, context, status=status)


@_GET_POST
@needs(Permission.ROLE_GRANT)
def roles(request: HttpRequest) -> HttpResponse:
    """Who holds which role; give one."""
    form = GrantForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                grant_role(
                    user=data["user"], role=Role(data["role"]), unit=data["unit"],
                    now=timezone.now(), by=actor_of(request),
                )  # fmt: skip
            except Refusal as refusal:
                status = _refused(form, refusal)
            else:
                messages.success(request, _("The role was granted."))
                return redirect("roles")
    grants = RoleGrant.objects.filter(open_key__isnull=False).select_related("user", "unit")
    context = {"grants": grants.order_by("user__username", "pk"), "roles": ROLES.values()}
    return _answer(request, "accounts/roles.html", form, context, status=status)


@require_POST
@needs(Permission.ROLE_GRANT)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role."""
    grant = get_object_or_404(RoleGrant, pk=pk)
    end_role(grant=grant, now=timezone.now(), by=actor_of(request))
    messages.success(request, _("The role has ended."))
    return redirect("roles")
