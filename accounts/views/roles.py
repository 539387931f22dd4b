"""Who may do what: by grant, by person, and the whole table."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import actions
from accounts.choices import PERMISSION_WORDS, ROLES, Permission, Role
from accounts.forms import GrantForm, GrantToForm, PeopleSearch, RoleSearch
from accounts.models import RoleGrant, User
from accounts.permissions import actor_of, needs
from accounts.queries import people_matching
from accounts.tables import GrantTable, HoldersTable
from accounts.views.common import attempt, get_or_post, paged, search


def _grants(wanted: dict[str, Any]) -> QuerySet[RoleGrant]:
    grants = RoleGrant.objects.select_related("user", "unit")
    if wanted["state"] != "all":
        running = RoleGrant.objects.running().values("pk")
        ended = wanted["state"] == "ended"
        grants = grants.exclude(pk__in=running) if ended else grants.filter(pk__in=running)
    if wanted["role"]:
        grants = grants.filter(role=wanted["role"])
    if wanted["words"].strip():
        people = people_matching(wanted["words"], User.objects.all())
        grants = grants.filter(user__in=people)
    return grants


def in_words(permissions: frozenset[Permission]) -> list[Any]:
    """What these permissions allow, one phrase each, in the order of the list of permissions."""
    return [PERMISSION_WORDS.get(one, one.value) for one in Permission if one in permissions]


@get_or_post
@needs(Permission.ROLE_GRANT)
def roles(request: HttpRequest) -> HttpResponse:
    """Who holds which role; give one."""
    now = timezone.now()
    form, status = GrantToForm(on=timezone.localdate(now)), 200
    if request.method == "POST":
        form, by = GrantToForm(request.POST, on=timezone.localdate(now)), actor_of(request)
        tried = attempt(form, lambda data: actions.grant_role(**data, now=now, by=by))
        if tried.done:
            messages.success(request, _("The role was granted."))
            return redirect("roles-of", tried.value.user.public_id)
        status = tried.status
    wanted = search(request, RoleSearch)
    role = wanted["role"]
    table = GrantTable(
        _grants(wanted), order_by=None if request.GET.get("sort") else ("role", "unit")
    )
    context = {
        "table": paged(request, table),
        "search": RoleSearch(request.GET),
        "form": form,
        "role": ROLES[Role(role)] if role else None,
        "allows": in_words(ROLES[Role(role)].permissions) if role else [],
        "roles": ROLES.values(),
    }
    return render(request, "accounts/roles.html", context, status=status)


@require_safe
@needs(Permission.ROLE_GRANT)
def role_people(request: HttpRequest) -> HttpResponse:
    """Everybody, with the roles held now."""
    wanted = search(request, PeopleSearch)
    open_grants = RoleGrant.objects.running().select_related("unit")
    people = people_matching(wanted["words"], User.objects.all())
    table = HoldersTable(
        people.select_related("unit").prefetch_related(Prefetch("grants", queryset=open_grants)),
        order_by=None if request.GET.get("sort") else "name",
    )
    context = {"table": paged(request, table), "search": PeopleSearch(request.GET)}
    return render(request, "accounts/role_people.html", context)


@get_or_post
@needs(Permission.ROLE_GRANT)
def roles_of(request: HttpRequest, public_id: str) -> HttpResponse:
    """One person: what may be done and why, what was held before; give a role."""
    user = get_object_or_404(User.objects.select_related("unit"), public_id=public_id)
    now = timezone.now()
    form, status = GrantForm(on=timezone.localdate(now)), 200
    if request.method == "POST":
        form, by = GrantForm(request.POST, on=timezone.localdate(now)), actor_of(request)
        tried = attempt(form, lambda data: actions.grant_role(user=user, **data, now=now, by=by))
        if tried.done:
            messages.success(request, _("The role was granted."))
            return redirect("roles-of", public_id)
        status = tried.status
    grants = list(user.grants.select_related("unit").order_by("pk"))
    running = set(user.grants.running().values_list("pk", flat=True))
    held = [grant for grant in grants if grant.pk in running]
    context = {
        "person": user,
        "form": form,
        "held": [(grant, ROLES[Role(grant.role)], in_words(grant.permissions)) for grant in held],
        "ended": [grant for grant in reversed(grants) if grant.pk not in running],
    }
    return render(request, "accounts/roles_of.html", context, status=status)


@require_safe
@needs(Permission.ROLE_GRANT)
def role_matrix(request: HttpRequest) -> HttpResponse:
    """Roles and what each allows, as the house decides it: one table, nothing to change."""
    rows = [
        (
            PERMISSION_WORDS.get(one, one.value),
            [one in facts.permissions for facts in ROLES.values()],
        )
        for one in Permission
    ]
    return render(request, "accounts/role_matrix.html", {"rows": rows, "roles": ROLES.values()})


@require_POST
@needs(Permission.ROLE_GRANT)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role."""
    grant = get_object_or_404(RoleGrant.objects.select_related("user", "unit"), pk=pk)
    actions.end_role(grant=grant, now=timezone.now(), by=actor_of(request))
    messages.success(request, _("The role has ended."))
    return redirect("roles-of", grant.user.public_id)
