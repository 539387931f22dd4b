"""An initiative's full history, from the audit trail."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.choices import Permission
from accounts.permissions import needs, person
from core.refusals import require
from desks.history import KINDS, events_of, lines_of
from recommendations.permissions import initiative_for

PAGE = 50


@require_safe
@needs(Permission.PLAN_VIEW)
def history(request: HttpRequest, slug: str, code: int) -> HttpResponse:
    """Every change, newest first: who, when, what, before and after."""
    user = person(request)
    initiative = initiative_for(user, slug, code)
    kind = request.GET.get("kind", "")
    require(
        not kind or kind in KINDS, _("There is no such kind of change. Choose one of the list.")
    )
    number = request.GET.get("page", "1")
    pages = Paginator(events_of(initiative, user, kind=kind), PAGE)
    page = pages.get_page(number if len(number) < 9 else "1")
    return render(
        request,
        "desks/history.html",
        {
            "plan": initiative.plan,
            "initiative": initiative,
            "page": page,
            "lines": lines_of(list(page), initiative),
            "kinds": KINDS.items(),
            "kind": kind,
            "query": f"kind={kind}&" if kind else "",
        },
    )
