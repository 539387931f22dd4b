"""Django's sign-in signals, the only ones that the house listens to: each goes on the trail."""

from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
from django.http import HttpRequest

from accounts.models import User
from core.audit import Actor, record
from core.middleware import client_address


def _actor(request: HttpRequest | None, user: User | None, name: str = "") -> Actor:
    meta = request.META if request is not None else {}
    return Actor(
        id=user.pk if user else None,
        name=user.name if user else name,
        unit=user.unit.name if user and user.unit else "",
        role="",
        address=client_address(meta, proxies=settings.TRUSTED_PROXIES),
        request_id=str(getattr(request, "request_id", "")),
    )


def signed_in(sender: Any, request: HttpRequest, user: User, **_: Any) -> None:
    """Somebody signed in."""
    with transaction.atomic():
        record(by=_actor(request, user), verb="signin.done", subject=user)


def signed_out(sender: Any, request: HttpRequest, user: User | None, **_: Any) -> None:
    """Somebody signed out, or their session ran out."""
    if user is not None:
        with transaction.atomic():
            record(by=_actor(request, user), verb="signin.left", subject=user)


def refused(
    sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any
) -> None:
    """A sign-in failed. The account name that was tried is kept, never the password."""
    tried = str(credentials.get("username", ""))[:60]
    with transaction.atomic():
        record(by=_actor(request, None, tried), verb="signin.refused", subject_name=tried)


def connect() -> None:
    """Called when the site starts."""
    user_logged_in.connect(signed_in, dispatch_uid="trail-signed-in")
    user_logged_out.connect(signed_out, dispatch_uid="trail-signed-out")
    user_login_failed.connect(refused, dispatch_uid="trail-refused")
