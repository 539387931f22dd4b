"""A session ends when its person is away, and after a working day at the latest.

With a password that was told by somebody else one gets no further than to choose an own one.
"""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.models import User

_SINCE = "signed-in-at"
_SEEN = "last-seen-at"
# What a person with a one-time password may open.
_BEFORE_CHANGE = {"account_change_password", "account_logout", "language"}
# Writing the session at every click would make every read a write.
_WRITE_EVERY = 60


class SessionLimitsMiddleware:
    """Idle and absolute time-outs, both in seconds, from settings."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            self._check(request, now=int(time.time()))
        response = self.get_response(request)
        if request.user.is_authenticated and _SINCE not in request.session:
            # Signed in just now: both times run from here, not from the next click.
            request.session[_SINCE] = request.session[_SEEN] = int(time.time())
        return response

    def _check(self, request: HttpRequest, *, now: int) -> None:
        session = request.session
        since = session.setdefault(_SINCE, now)
        seen = session.get(_SEEN, now)
        idle = now - seen > settings.SESSION_IDLE_SECONDS
        if idle or now - since > settings.SESSION_COOKIE_AGE:
            logout(request)
            return
        if _SEEN not in session or now - seen >= _WRITE_EVERY:
            session[_SEEN] = now


class OwnPasswordMiddleware:
    """Until a one-time password is changed no page and no deed is reached, by any method."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Every address leads to the page for a new password."""
        user = request.user
        name = request.resolver_match.url_name if request.resolver_match else None
        if isinstance(user, User) and user.must_change_password and name not in _BEFORE_CHANGE:
            return redirect("account_change_password")
        return None
