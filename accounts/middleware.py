"""A session ends when its person is away, and after a working day at the latest."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

_SINCE = "signed-in-at"
_SEEN = "last-seen-at"
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
