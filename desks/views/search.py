"""Search over everything that a person may see; the address holds the state."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import may, needs, person
from core.refusals import Refusal
from core.search.find import LONGEST_QUERY, ask
from desks.hits import Asked
from desks.shelves import READERS, Group, search, suggest
from recommendations.models import Plan
from recommendations.permissions import plan_for

PAGE, FIRST, SUGGESTED = 20, 5, 8


def _plans(user: User) -> list[Plan]:
    """The plans that a search may be kept to; none for who reads no plans."""
    if not may(user, Permission.PLAN_VIEW):
        return []
    return list(Plan.objects.visible_to(user).order_by("slug"))


def _listed(request: HttpRequest, groups: list[Group], kind: str) -> dict[str, Any]:
    """The first lines of every kind, or one kind page by page."""
    chosen = next((group for group in groups if group.shelf.name == kind), None)
    query = request.GET.copy()
    query.pop("page", None)
    number = request.GET.get("page", "1")
    pages = Paginator(chosen.found.keys if chosen else [], PAGE)
    page = pages.get_page(number if len(number) < 9 else "1")
    return {
        "groups": groups,
        "kind": kind,
        "chosen": chosen,
        "page": page,
        "lines": chosen.lines(list(page)) if chosen else [],
        "page_query": f"{query.urlencode()}&",
        "firsts": []
        if kind
        else [(group, group.lines(group.found.keys[:FIRST])) for group in groups],
    }


@require_safe
@needs(*READERS)
def find(request: HttpRequest) -> HttpResponse:
    """What was found, by kind."""
    user = person(request)
    query, kind = request.GET.get("q", "").strip(), request.GET.get("kind", "")
    slug = request.GET.get("plan", "")
    plan = plan_for(user, slug) if slug else None
    context: dict[str, Any] = {
        "query": query[:LONGEST_QUERY],
        "plans": _plans(user),
        "chosen_plan": plan,
    }
    try:
        words = ask(query)
    except Refusal as refusal:
        context["refusal"] = refusal.sentence
        return render(request, "desks/search.html", context, status=refusal.status)
    groups = search(Asked(user, words), plan) if words else []
    context |= {"words": words, **_listed(request, groups, kind)}
    return render(request, "desks/search.html", context)


def _enough(words: list[str]) -> bool:
    """Whether so much is typed that a list can be short: two letters, or a number."""
    typed = "".join(words)
    return len(typed) > 1 or typed.isdigit()


@require_safe
@needs(*READERS)
def suggestions(request: HttpRequest) -> HttpResponse:
    """What the box in the page's head offers while one types: a piece of a page."""
    user, query = person(request), request.GET.get("q", "").strip()
    try:
        words = ask(query)
    except Refusal:
        words = []  # whoever sends it off is told why
    everything = f"{reverse('search')}?{urlencode({'q': query})}"
    groups = suggest(Asked(user, words), SUGGESTED) if _enough(words) else []
    context = {
        "query": query,
        "everything": everything,
        "groups": groups,
        "count": sum(len(lines) for _shelf, lines in groups),
    }
    # Without the request: nothing of what stands around a page is asked for.
    return HttpResponse(render_to_string("desks/suggestions.html", context))
