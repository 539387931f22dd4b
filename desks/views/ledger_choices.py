"""What a person keeps of the ledger: its columns, views under a name, the view it opens with."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.choices import Permission
from accounts.permissions import actor_of, may, needs, person
from core.refusals import Refusal
from desks.forms import ColumnsForm, ViewForm
from desks.ledger.columns import chosen
from desks.ledger.listing import Listing
from desks.ledger.rows import ledger_plan
from desks.views.ledger import listing_of, require_present
from recommendations.actions import (
    change_view,
    choose_columns,
    delete_view,
    open_ledger_with,
    save_view,
)
from recommendations.models import SavedView

_GET_POST = require_http_methods(["GET", "HEAD", "POST"])


def _back(listing: Listing) -> str:
    """The ledger's address, as it was before this page."""
    query = listing.query.copy()
    for name in ("page", "columns"):
        query.pop(name, None)
    return f"{reverse('ledger', args=[listing.plan.slug])}?{query.urlencode() or 'view=all'}"


@_GET_POST
@needs(Permission.PLAN_VIEW)
def ledger_columns(request: HttpRequest, slug: str) -> HttpResponse:
    """Which columns, in which order; remembered for this person and plan."""
    user, listing = person(request), listing_of(request, slug)
    form = ColumnsForm(request.POST if request.method == "POST" else None, shown=listing.keys)
    status = 200
    if request.method == "POST":
        usual = "usual" in request.POST
        keys = list(chosen(())) if usual else form.picked()
        try:
            choose_columns(plan=listing.plan, person=user, columns=keys, by=actor_of(request))
        except Refusal as refusal:
            form.problem = str(refusal.sentence)
            status = refusal.status
        else:
            return redirect(_back(listing))
    context = {"plan": listing.plan, "form": form, "back": _back(listing)}
    return render(request, "desks/ledger_columns.html", context, status=status)


@require_safe
@needs(Permission.PLAN_VIEW)
def ledger_view(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """A saved view's own address: it leads to the ledger as the view keeps it."""
    user = person(request)
    plan = ledger_plan(user, slug, on=timezone.localdate())
    view = _view(user, plan, public_id)
    return redirect(f"{reverse('ledger', args=[slug])}?{view.query}&view={view.public_id}")


def _view(user: Any, plan: Any, public_id: str) -> SavedView:
    """A view of this plan that the person may see; else 404."""
    views = SavedView.objects.filter(plan=plan).visible_to(user)
    found = views.filter(public_id=public_id).select_related("plan", "owner").first()
    if found is None:
        raise Http404
    return found


@_GET_POST
@needs(Permission.PLAN_VIEW)
def ledger_views(request: HttpRequest, slug: str) -> HttpResponse:
    """Save what is shown under a name; rename, move, share and delete the views that are there."""
    user = person(request)
    listing = listing_of(request, slug)
    require_present(listing)
    plan = listing.plan
    manages = may(user, Permission.PLAN_MANAGE)
    form = ViewForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        try:
            words = _act(request, plan, form)
        except Refusal as refusal:
            form.add_error(None, str(refusal.sentence))
            status = refusal.status
        else:
            if words:
                messages.success(request, words)
                return redirect("ledger-views", slug=slug)
            status = 422
    views = list(SavedView.objects.filter(plan=plan).visible_to(user).select_related("owner"))
    kept = set(SavedView.objects.filter(plan=plan).kept_by(user).values_list("pk", flat=True))
    context = {
        "plan": plan,
        "form": form,
        "listing": listing,
        "chips": listing.chips(),
        "views": [(view, view.pk in kept) for view in views],
        "manages": manages,
    }
    return render(request, "desks/ledger_views.html", context, status=status)


def _act(request: HttpRequest, plan: Any, form: ViewForm) -> str:
    """Do what the button says; the words for the person, '' where the form is not whole."""
    user, by = person(request), actor_of(request)
    act = request.POST.get("act", "save")
    wanted = request.POST.get("view", "")
    if act == "open":
        view = _view(user, plan, wanted) if wanted else None
        open_ledger_with(plan=plan, person=user, view=view, by=by)
        return _("Your ledger opens with this from now on.")
    if act == "delete":
        delete_view(view=_view(user, plan, wanted), person=user, by=by)
        return _("The view was deleted.")
    if not form.is_valid():
        return ""
    facts: dict[str, Any] = {"name": form.cleaned_data["name"],
                             "shared": form.cleaned_data["shared"]}  # fmt: skip
    if act == "change":
        change_view(
            view=_view(user, plan, wanted), person=user, by=by, **facts,
            position=form.cleaned_data["position"] or 0,
            version=form.cleaned_data["version"] or 0,
        )  # fmt: skip
        return _("The view was changed.")
    kept = Listing(plan, QueryDict(request.GET.urlencode()), timezone.localdate()).kept
    save_view(plan=plan, person=user, query=kept, by=by, **facts)
    return _("The view was saved.")
