"""The list of units and the page of one."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import actions
from accounts.choices import Permission
from accounts.forms import (
    AliasForm,
    UnitAloneForm,
    UnitEndForm,
    UnitFactsForm,
    UnitForm,
    UnitNamesForm,
    UnitPlaceForm,
    UnitSearch,
)
from accounts.models import Unit, UnitAlias
from accounts.permissions import actor_of, needs
from accounts.queries import successors_of, units_matching
from accounts.tables import UnitTable
from accounts.views.common import attempt, get_or_post, paged, search, version_of, whole_number
from core.refusals import require


def _table(request: HttpRequest) -> UnitTable:
    wanted, today = search(request, UnitSearch), timezone.localdate()
    units = units_matching(wanted["words"], Unit.objects.in_official_order())
    if wanted["category"]:
        units = units.filter(category=wanted["category"])
    if wanted["state"] == "ended":
        units = units.ended_before(today)
    elif wanted["state"] == "current":
        units = units.valid_on(today)
    sort = request.GET.get("sort", "")
    whole = not any(wanted.values()) and sort in {"", "position"}
    table = UnitTable(
        units.prefetch_related("aliases"), today=today, movable=whole,
        order_by=None if sort else "position",
    )  # fmt: skip
    paged(request, table)
    return table


@get_or_post
@needs(Permission.UNIT_MANAGE)
def units(request: HttpRequest) -> HttpResponse:
    """Units in official order."""
    form, status = UnitForm(), 200
    if request.method == "POST":
        form = UnitForm(request.POST)
        tried = attempt(form, lambda data: actions.add_unit(**data, by=actor_of(request)))
        if tried.done:
            messages.success(request, _("The unit was added."))
            return redirect("unit", tried.value.public_id)
        status = tried.status
    context = {
        "table": _table(request),
        "search": UnitSearch(request.GET),
        "form": form,
        "total": Unit.objects.count(),
    }
    return render(request, "accounts/units.html", context, status=status)


def _forms(unit: Unit) -> dict[str, Any]:
    """The page's forms as they stand before anybody types."""
    today = timezone.localdate()
    return {
        "facts": UnitFactsForm(
            initial={
                "category": unit.category,
                "valid_from": unit.valid_from,
                "pinyin_override": unit.pinyin_override,
            }
        ),
        "names": UnitNamesForm(initial={"name": unit.name, "short_name": unit.short_name}),
        "place": UnitPlaceForm(initial={"place": unit.position}),
        "alias": AliasForm(),
        "end": UnitEndForm(unit=unit, on=today),
        "alone": UnitAloneForm(initial={"why": unit.signs_alone_why}),
    }


def _page(
    request: HttpRequest, public_id: str, *, status: int = 200, **bound: forms.Form
) -> HttpResponse:
    """The unit's page as it is stored now, with what was typed in the form that was refused."""
    unit = get_object_or_404(Unit, public_id=public_id)
    today = timezone.localdate()
    context = {
        "unit": unit,
        "forms": {**_forms(unit), **bound},
        "ended": unit.ended(today),
        "aliases": list(unit.aliases.order_by("valid_until", "pk")),
        "successors": [link.successor for link in unit.successions.select_related("successor")],
        "living": successors_of([unit], on=today)[unit.pk],
        "predecessors": [link.unit for link in unit.predecessions.select_related("unit")],
        "people": list(unit.people.filter(is_active=True).order_by("pinyin", "pk")[:200]),
        "total": Unit.objects.count(),
    }
    return render(request, "accounts/unit.html", context, status=status)


def _try(
    request: HttpRequest,
    public_id: str,
    name: str,
    form: forms.Form,
    deed: Callable[[Unit, dict[str, Any]], Any],
    said: str,
) -> HttpResponse:
    unit = get_object_or_404(Unit, public_id=public_id)
    tried = attempt(form, lambda data: deed(unit, data))
    if not tried.done:
        return _page(request, public_id, status=tried.status, **{name: form})
    messages.success(request, said)
    return redirect("unit", public_id)


@get_or_post
@needs(Permission.UNIT_MANAGE)
def unit(request: HttpRequest, public_id: str) -> HttpResponse:
    """One unit: what it is called, where it stands, when it ends."""
    if request.method != "POST":
        return _page(request, public_id)
    by = actor_of(request)
    return _try(
        request, public_id, "facts", UnitFactsForm(request.POST),
        lambda unit, data: actions.edit_unit(unit=unit, **data, by=by), _("The unit was changed."),
    )  # fmt: skip


@require_POST
@needs(Permission.UNIT_MANAGE)
def rename(request: HttpRequest, public_id: str) -> HttpResponse:
    """New names from a day on."""
    by = actor_of(request)
    return _try(
        request, public_id, "names", UnitNamesForm(request.POST),
        lambda unit, data: actions.rename_unit(unit=unit, **data, now=timezone.now(), by=by),
        _("The unit was renamed."),
    )  # fmt: skip


@require_POST
@needs(Permission.UNIT_MANAGE)
def place(request: HttpRequest, public_id: str) -> HttpResponse:
    """Another place in the official list, typed."""
    by = actor_of(request)
    return _try(
        request, public_id, "place", UnitPlaceForm(request.POST),
        lambda unit, data: actions.move_unit(unit=unit, **data, now=timezone.now(), by=by),
        _("The unit was moved and the list renumbered."),
    )  # fmt: skip


@require_POST
@needs(Permission.UNIT_MANAGE)
def move(request: HttpRequest) -> HttpResponse:
    """One step up or down; `move` is the way, the unit and the state of it that was seen."""
    way, _colon, rest = request.POST.get("move", "").partition(":")
    public_id, _colon, version = rest.partition(":")
    seen = whole_number(version)
    require(way in {"up", "down"} and seen, _("The page is not whole. Load it again, then save."))
    unit = get_object_or_404(Unit, public_id=public_id)
    step = unit.position - 1 if way == "up" else unit.position + 1
    actions.move_unit(
        unit=unit, place=max(step, 1), version=seen or 0, now=timezone.now(),
        by=actor_of(request),
    )  # fmt: skip
    page = whole_number(request.POST.get("page", "")) or 1
    return redirect(f"{reverse('units')}?page={page}#u-{public_id}")


@require_POST
@needs(Permission.UNIT_MANAGE)
def alias(request: HttpRequest, public_id: str) -> HttpResponse:
    """Another name."""
    by = actor_of(request)
    return _try(
        request, public_id, "alias", AliasForm(request.POST),
        lambda unit, data: actions.add_alias(
            unit=unit, name=data["alias"], version=data["version"], by=by
        ),
        _("The name was added."),
    )  # fmt: skip


@require_POST
@needs(Permission.UNIT_MANAGE)
def unalias(request: HttpRequest, public_id: str, pk: int) -> HttpResponse:
    """Take another name away."""
    aliases = UnitAlias.objects.select_related("unit")
    found = get_object_or_404(aliases, pk=pk, unit__public_id=public_id)
    actions.remove_alias(alias=found, version=version_of(request), by=actor_of(request))
    messages.success(request, _("The name was taken away."))
    return redirect("unit", public_id)


@require_POST
@needs(Permission.UNIT_MANAGE)
def end(request: HttpRequest, public_id: str) -> HttpResponse:
    """The last day, and the successors in the order of the official list."""
    by, today = actor_of(request), timezone.localdate()
    found = get_object_or_404(Unit, public_id=public_id)
    return _try(
        request, public_id, "end", UnitEndForm(request.POST, unit=found, on=today),
        lambda unit, data: actions.end_unit(
            unit=unit, last_day=data["last_day"], successors=list(data["successors"]),
            version=data["version"], by=by,
        ),
        _("The unit's last day was set."),
    )  # fmt: skip


@require_POST
@needs(Permission.UNIT_MANAGE)
def reopen(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take the last day back."""
    found = get_object_or_404(Unit, public_id=public_id)
    actions.reopen_unit(unit=found, version=version_of(request), by=actor_of(request))
    messages.success(request, _("The unit goes on."))
    return redirect("unit", public_id)


@require_POST
@needs(Permission.UNIT_MANAGE)
def alone(request: HttpRequest, public_id: str) -> HttpResponse:
    """Whether who writes the unit's update may sign it."""
    by = actor_of(request)
    return _try(
        request, public_id, "alone", UnitAloneForm(request.POST),
        lambda unit, data: actions.let_sign_alone(unit=unit, **data, by=by),
        _("The unit was changed."),
    )  # fmt: skip
