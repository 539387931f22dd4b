"""The one place that decides who may do what.

Pages ask `needs(...)` at their door and fetch through querysets that already leave out what the
person may not see; actions ask `require_may(...)`. A stranger gets 404, a reader who writes 403.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from accounts.choices import ROLES, Permission, Role
from accounts.models import Unit, User
from core.audit import Actor
from core.middleware import client_address
from core.refusals import NotAllowed, require

Params = ParamSpec("Params")


def may(user: User | AnonymousUser, permission: Permission, *, unit: Unit | None = None) -> bool:
    """Whether this person holds `permission` — in `unit`, where a unit's role gives it.

    A unit's role asked without a unit answers “somewhere”, which is what a menu needs.
    """
    if not isinstance(user, User) or not user.is_active:
        return False
    return any(
        permission in grant.permissions
        and (grant.unit_id is None or unit is None or grant.unit_id == unit.pk)
        for grant in user.open_grants()
    )


def require_may(
    user: User | AnonymousUser, permission: Permission, *, unit: Unit | None = None
) -> None:
    """Refuse with a sentence unless `may` holds."""
    require(
        may(user, permission, unit=unit),
        _("Your roles do not allow this. Ask the security administrator if they should."),
        kind=NotAllowed,
    )


def units_of(user: User, permission: Permission) -> list[Unit]:
    """The units in which a unit's role gives the person `permission`, in official order."""
    units = {
        grant.unit.pk: grant.unit
        for grant in user.open_grants()
        if grant.unit is not None and permission in grant.permissions
    }
    return sorted(units.values(), key=lambda unit: (unit.position, unit.pk))


View = Callable[Concatenate[HttpRequest, Params], HttpResponseBase]


def needs(*permissions: Permission) -> Callable[[View[Params]], View[Params]]:
    """A page's door: who holds none of `permissions` gets 404, as if there were no such page."""

    def door(view: View[Params]) -> View[Params]:
        @wraps(view)
        def checked(
            request: HttpRequest, /, *args: Params.args, **kwargs: Params.kwargs
        ) -> HttpResponseBase:
            user = person(request)
            if not any(may(user, permission) for permission in permissions):
                raise Http404
            return view(request, *args, **kwargs)

        return checked

    return door


def person(request: HttpRequest) -> User:
    """The signed-in person; pages behind the sign-in have one."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def actor_of(request: HttpRequest) -> Actor:
    """Who acts, as plain words that outlive the person's record."""
    user = person(request)
    roles = [str(ROLES[Role(grant.role)].label) for grant in user.open_grants()]
    return Actor(
        id=user.pk,
        name=user.name,
        unit=user.unit.name if user.unit else "",
        role="、".join(roles)[:120],
        address=client_address(request.META, proxies=settings.TRUSTED_PROXIES),
        request_id=str(getattr(request, "request_id", "")),
    )
