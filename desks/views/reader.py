"""The document as it reads, each tracked sentence in its light."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.choices import Permission
from accounts.permissions import needs, person
from desks.reading import pages_of
from recommendations.permissions import plan_for
from reports.contents import cells, gather


@require_safe
@needs(Permission.PLAN_VIEW)
def reader(request: HttpRequest, slug: str) -> HttpResponse:
    """Sentences with their light in the margin, the chosen measure beside them."""
    plan = plan_for(person(request), slug)
    now = timezone.now()
    contents = gather(plan, as_of=timezone.localdate(now), known_at=now)
    by_position = cells(contents)
    chosen = request.GET.get("measure", "")
    position = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 6 else 0
    return render(
        request,
        "desks/reader.html",
        {
            "plan": plan,
            "contents": contents,
            "sections": pages_of(plan, by_position),
            "chosen": by_position.get(position),
            "repairs": len(plan.edition.repairs),
        },
    )
