"""What units that have ended still lead, and who carries on."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.choices import Permission
from accounts.models import Unit
from accounts.permissions import needs, person
from accounts.queries import successors_of
from desks.queries import led_by_ended_units

PAGE = 50


@require_safe
@needs(Permission.PLAN_MANAGE)
def hand_over(request: HttpRequest) -> HttpResponse:
    """One row an initiative, by unit in official order; the successors stand beside it."""
    today = timezone.localdate()
    number = request.GET.get("page", "1")
    pages = Paginator(led_by_ended_units(person(request), on=today), PAGE)
    page = pages.get_page(number if len(number) < 9 else "1")
    rows = list(page)
    after = successors_of([row.lead for row in rows if row.lead], on=today)
    context = {
        "page": page,
        "rows": [(row, after.get(row.lead_id or 0, [])) for row in rows],
        "ended": Unit.objects.ended_before(today).count(),
    }
    return render(request, "desks/hand_over.html", context)
