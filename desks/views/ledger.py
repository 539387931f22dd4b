"""The ledger: every initiative of a plan, sorted and filtered; the address holds the state."""

from functools import lru_cache
from typing import Any

from django.db.models import BigAutoField, QuerySet
from django.forms import MultipleChoiceField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template import engines
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.choices import Permission
from accounts.permissions import may, needs, person
from core.prepared import Prepared, given
from core.refusals import require
from desks.context import stands_for
from desks.filters import FEW, LAZY, LedgerFilter
from desks.ledger.cells import rows_html
from desks.ledger.listing import PER_PAGE, Listing
from desks.ledger.past import PastListing
from desks.ledger.rows import ledger_plan
from desks.ledger.serving import Serving, serving
from desks.moments import moment_of
from recommendations.models import SavedView
from recommendations.queries import called_on


def listing_of(request: HttpRequest, slug: str) -> Listing:
    """The listing that the address asks for, if the person may see the plan; else 404."""
    user, now = person(request), timezone.now()
    plan = ledger_plan(user, slug, on=timezone.localdate(now))
    stands_for(request, plan)
    moment = moment_of(request, plan, user, now=now)
    if moment.past:
        plan = called_on(plan, known_at=moment.known_at)
        return PastListing(plan, request.GET, moment.as_of, moment)
    return Listing(plan, request.GET, moment.today, moment)


def require_present(listing: Listing) -> None:
    """Refuse what can only be done with the ledger of today."""
    require(
        not isinstance(listing, PastListing),
        _("The ledger of a past day can be read and printed. Go back to today for this."),
    )


def rows_of_page(listing: Listing, *, picks: bool) -> SafeString:
    """The rows of the page, as safe HTML."""
    return rows_html(
        listing.page_rows(),
        listing.keys,
        grouped=listing.grouped,
        picks=picks,
        # One resolution for all rows: reversing per row costs more than the row.
        stories=reverse("story", args=[listing.plan.slug, 0])[:-2],
        after=listing.moment.query if listing.moment else "",
    )


def choices_html(listing: Listing) -> dict[str, SafeString]:
    """The filters of a few options, by name, as safe HTML."""
    language = get_language()
    return {name: _choice(name, frozenset(listing.query.getlist(name)), language) for name in FEW}


# What is chosen has passed the form, so it is among the options: few sets, said in two languages.
@lru_cache(maxsize=1024)
def _choice(name: str, chosen: frozenset[str], _language: str | None) -> SafeString:
    """One filter's options, drawn as rows are."""
    field: Any = LedgerFilter.base_fields[name]
    many = isinstance(field, MultipleChoiceField)
    context = {"name": name, "label": field.label, "options": list(field.choices),
               "chosen": chosen, "many": many}  # fmt: skip
    return mark_safe(engines["jinja2"].get_template("ledger_filter.html").render(context))


def _views() -> QuerySet[SavedView]:
    """The saved views of a plan that a person sees."""
    user, plan = given("user", BigAutoField()), given("plan", BigAutoField())
    return SavedView.objects.filter(plan=plan).visible_to(user).order_by("position", "pk")


_VIEWS = Prepared(_views)


def _serving(listing: Listing) -> list[Serving]:
    """What other plans do for this one, on the day that the page speaks of."""
    moment = listing.moment
    if moment is None or not (moment.past or listing.plan.served_too):
        return []
    return serving(listing.plan, as_of=moment.as_of, known_at=moment.known_at)


def is_partial(request: HttpRequest) -> bool:
    """Whether the page's script asks for the table alone. Going back asks for the whole page."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx and not htmx.boosted and not htmx.history_restore_request)


@require_safe
@needs(Permission.PLAN_VIEW)
def ledger(request: HttpRequest, slug: str) -> HttpResponse:
    """One row an initiative."""
    user = person(request)
    listing = listing_of(request, slug)
    if not request.GET and listing.plan.opens_with:
        return redirect("ledger-view", slug=slug, public_id=listing.plan.opens_with)
    manages = not isinstance(listing, PastListing) and may(user, Permission.PLAN_MANAGE)
    context: dict[str, Any] = {
        "here": reverse("ledger", args=[slug]),
        "plan": listing.plan,
        "today": listing.today,
        "moment": listing.moment,
        "listing": listing,
        "chips": listing.chips(),
        "rows_html": rows_of_page(listing, picks=manages),
        "per_page": PER_PAGE,
        "manages": manages,
    }
    if is_partial(request):
        response = render(request, "desks/ledger_table.html", context)
    else:
        context["views"] = _VIEWS.ask({"plan": listing.plan.pk, "user": user.pk})
        context["view"] = request.GET.get("view", "")
        context["options_at"] = reverse("ledger-options", args=[slug, "-"])[:-2]
        context["typed"] = listing.typed()
        context["choices"] = choices_html(listing)
        context["serving"] = _serving(listing)
        response = render(request, "desks/ledger.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
@needs(Permission.PLAN_VIEW)
def ledger_options(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """The options of one filter: as a piece of the page's form, or as a form of its own."""
    if name not in LAZY:
        raise Http404
    listing = listing_of(request, slug)
    label = listing.filter.fields[name].label
    context = {
        "plan": listing.plan,
        "name": name,
        "label": label,
        "options": listing.labelled(name),
        "chosen": request.GET.getlist(name),
        "kept": [
            (key, value)
            for key, values in request.GET.lists()
            if key not in {name, "page"}
            for value in values
        ],
    }
    page = "desks/ledger_options.html" if is_partial(request) else "desks/ledger_choose.html"
    response = render(request, page, context)
    patch_vary_headers(response, ["HX-Request"])
    return response
