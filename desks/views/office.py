"""The desks of those who keep the machine and read the trail."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.choices import Permission
from accounts.mail import mail_state
from accounts.permissions import actor_of, may, needs
from core.actions import retry_parked
from core.health import readiness
from core.models import AuditEvent, WorkItem, WorkState

PAGE = 50


@require_safe
@needs(Permission.HEALTH_VIEW)
def health(request: HttpRequest) -> HttpResponse:
    """What works, what waits, what was parked and why."""
    open_items = WorkItem.objects.exclude(state=WorkState.DONE).order_by("due_at", "pk")
    return render(
        request,
        "desks/health.html",
        {
            "checks": readiness(timezone.now()),
            "items": list(open_items[:100]),
            "mail": mail_state(),
            "may_retry": may(request.user, Permission.WORK_RETRY),
        },
    )


@require_POST
@needs(Permission.WORK_RETRY)
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Run a parked item again."""
    retry_parked(item=get_object_or_404(WorkItem, pk=pk), by=actor_of(request))
    return redirect("health")


@require_safe
@needs(Permission.AUDIT_VIEW)
def audit(request: HttpRequest) -> HttpResponse:
    """The trail, newest first."""
    number = request.GET.get("page", "1")
    pages = Paginator(AuditEvent.objects.order_by("-seq"), PAGE)
    page = pages.get_page(number if len(number) < 9 else "1")
    return render(request, "desks/audit.html", {"page": page})
