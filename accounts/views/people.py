"""The list of people and the page of one."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import actions
from accounts.choices import ROLES, Permission, Role
from accounts.forms import PeopleSearch, PersonFactsForm, PersonForm, PersonMoveForm
from accounts.models import RoleGrant, User
from accounts.permissions import actor_of, needs
from accounts.queries import addresses_of, people_matching, sign_ins_of, without_address
from accounts.rules import one_time_password
from accounts.tables import PeopleTable
from accounts.views.common import attempt, get_or_post, paged, search, version_of

# Accounts that nobody used for so long are looked at: GB/T 22239-2019 wants stale ones removed.
STALE = timedelta(days=90)


def _wanted(people: QuerySet[User], wanted: dict[str, Any]) -> QuerySet[User]:
    people = people_matching(wanted["words"], people)
    if wanted["state"] == "never":
        return people.filter(last_login__isnull=True, is_active=True)
    if wanted["state"] == "stale":
        return people.filter(last_login__lt=timezone.now() - STALE, is_active=True)
    if wanted["state"] == "no_mail":
        return people.filter(pk__in=without_address().values("pk"))
    return people.filter(is_active=False) if wanted["state"] == "closed" else people


def _table(request: HttpRequest) -> PeopleTable:
    grants = RoleGrant.objects.running().select_related("unit")
    people = _wanted(User.objects.all(), search(request, PeopleSearch))
    now = timezone.now()
    table = PeopleTable(
        people.select_related("unit").prefetch_related(Prefetch("grants", queryset=grants)),
        stale=now - STALE,
        recent=now - timedelta(seconds=settings.SESSION_COOKIE_AGE),
        order_by=None if request.GET.get("sort") else "username",
    )
    paged(request, table)
    return table


def _told_once(request: HttpRequest, user: User, word: str) -> HttpResponse:
    """The one page on which the password stands; it is in no address, no message, no event."""
    return render(request, "accounts/password_told.html", {"person": user, "word": word})


@get_or_post
@needs(Permission.PERSON_MANAGE)
@never_cache
def people(request: HttpRequest) -> HttpResponse:
    """People with a sign-in; a new one's password is shown once."""
    today = timezone.localdate()
    form, status = PersonForm(on=today), 200
    if request.method == "POST":
        form, word = PersonForm(request.POST, on=today), one_time_password()
        by = actor_of(request)
        tried = attempt(
            form,
            lambda data: actions.add_person(
                **data, password=word, must_change_password=True, on=today, by=by
            ),
        )
        if tried.done:
            return _told_once(request, tried.value, word)
        status = tried.status
    context = {
        "table": _table(request),
        "search": PeopleSearch(request.GET),
        "form": form,
        "total": User.objects.count(),
    }
    return render(request, "accounts/people.html", context, status=status)


def _page(
    request: HttpRequest, public_id: str, *, status: int = 200, **bound: forms.Form
) -> HttpResponse:
    """The person's page as it is stored now, with what was typed in the form that was refused."""
    user = get_object_or_404(User.objects.select_related("unit"), public_id=public_id)
    now = timezone.now()
    facts = {name: getattr(user, name) for name in ("name", "phone", "email", "pinyin_override")}
    recent = now - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    grants = [grant for grant in user.open_grants() if grant.unit_id == user.unit_id]
    context = {
        "person": user,
        "forms": {
            "facts": PersonFactsForm(initial=facts),
            "move": PersonMoveForm(on=timezone.localdate(now), initial={"unit": user.unit_id}),
            **bound,
        },
        "roles": user.open_grants(),
        "would_end": [ROLES[Role(one.role)].label for one in grants if user.unit_id],
        "stale": user.last_login is not None and user.last_login < now - STALE,
        "addresses": addresses_of([user], since=recent).get(user.pk, []),
        "sign_ins": sign_ins_of(user),
        "self": user == request.user,
    }
    return render(request, "accounts/person.html", context, status=status)


@get_or_post
@needs(Permission.PERSON_MANAGE)
@never_cache
def person(request: HttpRequest, public_id: str) -> HttpResponse:
    """One person: what is known, where the sign-in was used, what may be done about it."""
    if request.method != "POST":
        return _page(request, public_id)
    user = get_object_or_404(User, public_id=public_id)
    form = PersonFactsForm(request.POST)
    by = actor_of(request)
    tried = attempt(form, lambda data: actions.edit_person(user=user, **data, by=by))
    if not tried.done:
        return _page(request, public_id, status=tried.status, facts=form)
    messages.success(request, _("The person was changed."))
    return redirect("person", public_id)


@require_POST
@needs(Permission.PERSON_MANAGE)
def person_move(request: HttpRequest, public_id: str) -> HttpResponse:
    """To another unit; the page has said which roles end."""
    user = get_object_or_404(User.objects.select_related("unit"), public_id=public_id)
    now = timezone.now()
    form = PersonMoveForm(request.POST, on=timezone.localdate(now))
    by = actor_of(request)
    tried = attempt(form, lambda data: actions.move_person(user=user, **data, now=now, by=by))
    if not tried.done:
        return _page(request, public_id, status=tried.status, move=form)
    ended = "、".join(tried.value)
    messages.success(
        request,
        _("The person was moved. Roles that ended: %(roles)s.") % {"roles": ended}
        if ended
        else _("The person was moved."),
    )
    return redirect("person", public_id)


@require_POST
@needs(Permission.PERSON_MANAGE)
def person_close(request: HttpRequest, public_id: str) -> HttpResponse:
    """Lock the person out, at once."""
    user = get_object_or_404(User, public_id=public_id)
    actions.close_account(user=user, version=version_of(request), by=actor_of(request))
    messages.success(request, _("The account was closed and its sessions ended."))
    return redirect("person", public_id)


@require_POST
@needs(Permission.PERSON_MANAGE)
def person_reopen(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let the person in again."""
    user = get_object_or_404(User, public_id=public_id)
    actions.reopen_account(user=user, version=version_of(request), by=actor_of(request))
    messages.success(request, _("The account was opened again."))
    return redirect("person", public_id)


@require_POST
@needs(Permission.PERSON_MANAGE)
@never_cache
def person_password(request: HttpRequest, public_id: str) -> HttpResponse:
    """A one-time password, shown on this answer and nowhere else."""
    user = get_object_or_404(User, public_id=public_id)
    word = actions.reset_password(user=user, version=version_of(request), by=actor_of(request))
    return _told_once(request, user, word)
