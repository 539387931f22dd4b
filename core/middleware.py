"""What every request passes through."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from django.conf import settings
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, QueryDict
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from core.fields import public_id
from core.refusals import Conflict, Refusal

Handler = Callable[[HttpRequest], HttpResponse]


def client_address(meta: Mapping[str, Any], *, proxies: int) -> str:
    """Where a request comes from: behind `proxies` trusted proxies, what the outermost one saw."""
    passed = [part.strip() for part in str(meta.get("HTTP_X_FORWARDED_FOR", "")).split(",")]
    if proxies and len(passed) >= proxies and passed[-proxies]:
        return passed[-proxies][:64]
    return str(meta.get("REMOTE_ADDR", ""))[:64]


class RequestContextMiddleware:
    """Give each request an id that its log lines, its audit events and its answer carry."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = public_id()  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=request.request_id)  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
        return response


class LanguageMiddleware:
    """Chinese, unless this reader chose otherwise: a browser's own language says nothing here."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Cookie",))
        return response


class UploadLimitMiddleware:
    """Refuse a body that is too large before anything reads it into memory or onto the disk.

    What is on its way is taken from the line and thrown away, up to a point: a browser that is cut
    off in the middle of sending never shows the answer.
    """

    PIECE = 1 << 20

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        most = settings.LARGEST_UPLOAD
        if not length.isdigit() or int(length) <= most:
            return self.get_response(request)
        left = min(int(length), 16 * most)
        while left > 0 and (taken := len(request.read(self.PIECE))):
            left -= taken
        sentence = _(
            "What was sent is larger than %(most)d MB. Save the document without its pictures, or "
            "send it in parts."
        )
        told = {"sentence": sentence % {"most": most >> 20}}
        return render(request, "refusal.html", told, status=413)


# NUL and lone surrogates: SQLite keeps them, PostgreSQL and every file format refuse them.
_UNCLEAN = re.compile("[\x00\ud800-\udfff]")


def _unclean(value: str) -> bool:
    return _UNCLEAN.search(value) is not None


def _has_unclean(data: QueryDict) -> bool:
    return any(
        _unclean(name) or any(_unclean(value) for value in values) for name, values in data.lists()
    )


class CleanInputMiddleware:
    """Refuse characters that no database and no document can hold, before anything reads them."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _unclean(request.path) or _has_unclean(request.GET) or _has_unclean(request.POST):
            return HttpResponseBadRequest(
                _("The text holds an invisible control character (NUL). Delete it and send again."),
                content_type="text/plain; charset=utf-8",
            )
        return self.get_response(request)


def is_duplicate(error: Exception) -> bool:
    """Whether a unique column refused a row; any other broken constraint is a fault of ours."""
    if not isinstance(error, IntegrityError):
        return False
    # SQLSTATE 23505 is a unique violation; SQLite says it in words.
    return getattr(error.__cause__, "sqlstate", "") == "23505" or str(error).startswith("UNIQUE")


class RefusalMiddleware:
    """A refusal that no form caught becomes a page with its sentence."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Only refusals are ours; anything else is a fault and stays one.

        Of two who create the same thing at one instant both may pass the check before; the table's
        unique column then has the last word, and its word is a conflict.
        """
        if is_duplicate(error):
            error = Conflict(_("Somebody else just did the same. Load the page again."))
        if not isinstance(error, Refusal):
            return None
        return render(request, "refusal.html", {"sentence": error.sentence}, status=error.status)
