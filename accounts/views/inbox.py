"""The inbox: what a person was told, the unread first."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, Count, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import actions
from accounts.models import Notice, User
from accounts.notices import known
from accounts.permissions import actor_of, person
from core.refusals import require

PAGE = 30


def _wanted(request: HttpRequest) -> str:
    """The kind that the address asks for, or all; refuses what nobody posts."""
    kind = request.GET.get("kind", "")
    require(not kind or kind in known(), _("There are no notices of this kind."))
    return kind


def _kinds(user: User) -> list[tuple[str, Any, int]]:
    """The kinds that this person has notices of, with their numbers. One query."""
    counts = dict(
        Notice.objects.filter(to=user).order_by().values_list("kind").annotate(n=Count("pk"))
    )
    return [(kind, label, counts[kind]) for kind, label in known().items() if kind in counts]


def _ordered(notices: QuerySet[Notice], *, receipts: bool) -> QuerySet[Notice]:
    """The unread first, each part newest first; where nothing is ever read, newest first."""
    if not receipts:
        return notices.order_by("-made_at", "-pk")
    read = Case(When(read_at__isnull=True, then=Value(0)), default=Value(1))
    return notices.order_by(read, "-made_at", "-pk")


@require_safe
@never_cache
def inbox(request: HttpRequest) -> HttpResponse:
    """Everybody's own. Three queries, however much there is."""
    user, kind = person(request), _wanted(request)
    receipts = user.keeps_receipts()
    notices = Notice.objects.filter(to=user)
    kinds = _kinds(user)
    rows = _ordered(notices.filter(kind=kind) if kind else notices, receipts=receipts)
    number = request.GET.get("page", "1")
    page = Paginator(rows, PAGE).get_page(number if len(number) < 9 else "1")
    context = {
        "page": page,
        "rows": [(row, known().get(row.kind, row.kind)) for row in page],
        "kinds": kinds,
        "kind": kind,
        "total": sum(count for _kind, _label, count in kinds),
        "receipts": receipts,
        "unread": user.unread(),
        "query": f"{urlencode({'kind': kind})}&" if kind else "",
    }
    return render(request, "accounts/inbox.html", context)


@require_safe
@never_cache
def notice(request: HttpRequest, public_id: str) -> HttpResponse:
    """Open one: the receipt, then the page that it is about.

    What a browser fetches ahead, or asks for without its body, is not opened by anybody.
    """
    user = person(request)
    row = get_object_or_404(Notice, to=user, public_id=public_id)
    ahead = request.method == "HEAD" or "prefetch" in request.headers.get("Sec-Purpose", "")
    if user.keeps_receipts() and not ahead:
        actions.open_notice(notice=row, person=user, now=timezone.now(), by=actor_of(request))
    return redirect(row.link or "inbox")


@require_POST
def inbox_read(request: HttpRequest) -> HttpResponse:
    """Mark the ticked ones as read, or all."""
    user = person(request)
    everything = request.POST.get("all") == "yes"
    ticked = request.POST.getlist("notice")[:PAGE]
    require(everything or ticked, _("Tick the notices that you have read."))
    count = actions.read_notices(
        person=user, public_ids=None if everything else ticked, now=timezone.now(),
        by=actor_of(request),
    )  # fmt: skip
    told = ngettext("%(n)s notice was marked as read.", "%(n)s notices were marked as read.", count)
    messages.success(request, told % {"n": count})
    return redirect("inbox")
