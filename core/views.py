"""For machines: is it alive, is it ready."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.health import readiness


@login_not_required
@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Answers while the process lives."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when everything is well, 503 otherwise; names what is not, and no figures of the plan."""
    checks = readiness(timezone.now())
    # Parked work needs a person, not another server.
    ready = all(check.ok for check in checks if check.name != "parked")
    body = {check.name: {"ok": check.ok, "figure": check.figure} for check in checks}
    return JsonResponse(body, status=200 if ready else 503)
