"""The ledger: every initiative of a plan, sorted and filtered; the address holds the state."""

from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_tables2 import RequestConfig

from accounts.choices import Permission
from accounts.permissions import needs, person
from core.refusals import require
from desks.filters import LedgerFilter
from desks.queries import current_round, ledger_rows
from desks.tables import LedgerTable
from recommendations.permissions import plan_for

PAGE = 50


class Chip(NamedTuple):
    """A set filter: its words, and the address without it."""

    label: str
    value: str
    without: str


def _without(query: QueryDict, name: str, value: str) -> str:
    """The query without one value of one filter; the page number goes too."""
    left = query.copy()
    left.setlist(name, [one for one in left.getlist(name) if one != value])
    left.pop("page", None)
    return f"?{left.urlencode()}"


def _chips(form: Any, query: QueryDict) -> list[Chip]:
    chips = []
    for name, field in form.fields.items():
        words = {str(key): str(label) for key, label in getattr(field, "choices", [])}
        for value in query.getlist(name):
            if value:
                label = words.get(value, value)
                chips.append(Chip(str(field.label), label, _without(query, name, value)))
    return chips


@require_safe
@needs(Permission.PLAN_VIEW)
def ledger(request: HttpRequest, slug: str) -> HttpResponse:
    """One row an initiative."""
    plan = plan_for(person(request), slug)
    today = timezone.localdate()
    round_ = current_round(plan, on=today)
    rows = ledger_rows(plan, round_=round_)
    found = LedgerFilter(request.GET, queryset=rows, plan=plan)
    for errors in found.form.errors.values():
        require(not errors, errors[0])
    sort = request.GET.get("sort", "")
    table = LedgerTable(
        found.qs, plan=plan, grouped=sort in {"", "code"}, order_by=None if sort else "code"
    )
    RequestConfig(request, paginate={"per_page": PAGE, "silent": True}).configure(table)
    context = {
        "plan": plan,
        "round": round_,
        "today": today,
        "filter": found,
        "chips": _chips(found.form, request.GET),
        "table": table,
        "total": rows.count(),
    }
    htmx = getattr(request, "htmx", None)
    name = "desks/ledger_table.html" if htmx and not htmx.boosted else "desks/ledger.html"
    return render(request, name, context)
