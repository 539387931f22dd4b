"""Several rows of the ledger changed at once: choose, say what, look at it row by row, do it."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.choices import Permission
from accounts.permissions import actor_of, needs, person
from core.refusals import Refusal
from desks.bulk.changes import chosen_rows, make_changes, picked_from, tried
from desks.bulk.forms import BulkForm
from desks.context import stands_for
from desks.ledger.listing import Listing
from desks.ledger.rows import ledger_plan


def _picked(request: HttpRequest, plan: Any, query: QueryDict) -> dict[str, int]:
    """The chosen rows: those that were ticked or are carried on, or all that the filter finds."""
    if request.POST.get("of") == "all":
        found = Listing(plan, query, timezone.localdate()).rows.order_by("code", "pk")
        pairs = found.values_list("public_id", "version")
        return picked_from([f"{key}:{version}" for key, version in pairs])
    carried = request.POST.get("rows", "").split()
    return picked_from(carried or request.POST.getlist("pick"))


@require_POST
@needs(Permission.PLAN_MANAGE)
def ledger_bulk(request: HttpRequest, slug: str) -> HttpResponse:
    """One address, three steps: `step` is empty, then "look", then "do"."""
    now = timezone.now()
    today = timezone.localdate(now)
    plan = ledger_plan(person(request), slug, on=today)
    stands_for(request, plan)
    query = QueryDict(request.POST.get("query", ""))
    picked = _picked(request, plan, query)
    step = request.POST.get("step", "")
    back = f"{reverse('ledger', args=[slug])}?{query.urlencode() or 'view=all'}"
    context: dict[str, Any] = {
        "plan": plan, "back": back, "query": query.urlencode(), "count": len(picked),
        "rows": " ".join(f"{key}:{version}" for key, version in picked.items()),
    }  # fmt: skip
    rows = chosen_rows(plan, picked)
    form = BulkForm(request.POST if step else None, rows=rows, on=today)
    if not step or "again" in request.POST or not form.is_valid():
        context |= {"form": form, "chosen": rows}
        status = 422 if step and "again" not in request.POST else 200
        return render(request, "desks/ledger_bulk.html", context, status=status)
    return _look_or_do(request, plan, picked, form, context, now=now)


def _look_or_do(
    request: HttpRequest,
    plan: Any,
    picked: dict[str, int],
    form: BulkForm,
    context: dict[str, Any],
    *,
    now: datetime,
) -> HttpResponse:
    """Make the changes, or show what they would be and why they cannot."""
    how: dict[str, Any] = {"on": timezone.localdate(now), "now": now, "by": actor_of(request)}
    wanted, status = form.wanted(), 200
    if request.POST.get("step") == "do":
        try:
            changed = make_changes(plan, picked, wanted, **how)
        except Refusal as refusal:
            context["problem"] = str(refusal.sentence)
            status = refusal.status
        else:
            words = ngettext(
                "%(n)d initiative was changed.", "%(n)d initiatives were changed.", changed
            )
            messages.success(request, words % {"n": changed})
            return redirect(context["back"])
    lines = tried(plan, picked, wanted, **how)
    context |= {
        "lines": lines,
        "ready": sum(1 for line in lines if line.changes),
        "problems": sum(1 for line in lines if line.problem),
        "sent": form.carried(),
    }
    return render(request, "desks/ledger_bulk_look.html", context, status=status)
