"""All indicators of a plan: baseline with its sentence, values, target, pace."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.choices import Permission
from accounts.permissions import needs, person
from indicators.queries import readings
from recommendations.permissions import plan_for


@require_safe
@needs(Permission.PLAN_VIEW)
def indicators(request: HttpRequest, slug: str) -> HttpResponse:
    """One block an indicator."""
    plan = plan_for(person(request), slug)
    now = timezone.now()
    rows = plan.indicators.select_related("initiative", "baseline_edition").order_by("code")
    found = readings(rows, as_of=timezone.localdate(now), known_at=now)
    return render(request, "indicators/list.html", {"plan": plan, "readings": found})
