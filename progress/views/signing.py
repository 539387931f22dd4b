"""How an update leaves its unit on paper, and how it comes back: taken back, or reopened."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.choices import Permission
from accounts.permissions import actor_of, may, needs, person
from core.files.judging import examine
from core.refusals import Refusal
from progress.actions import Signature, reopen_update, sign_on_paper, withdraw_update
from progress.actions.signing import SCANS
from progress.choices import EDITABLE, UpdateState
from progress.evidence import beside
from progress.forms.evidence import PaperForm
from progress.models import Evidence, Update
from progress.permissions import update_for
from progress.views.updates import version_of, why_not


def _signed(request: HttpRequest, update: Update, form: PaperForm, there: list[Evidence]) -> int:
    """Enter what was sent; 200 where that went well, else what is wrong is in the form."""
    if not form.is_valid():
        return 422
    sent: dict[str, Any] = form.cleaned_data
    try:
        scan = next((row for row in there if row.public_id == sent.get("there")), None)
        sign_on_paper(
            update=update,
            said=Signature(sent["signer"], sent["position"], sent["signed_on"]),
            scan=examine(sent["scan"]) if sent["scan"] else scan,
            not_secret=sent["not_secret"], person=person(request), version=sent["version"],
            now=timezone.now(), by=actor_of(request),
        )  # fmt: skip
    except Refusal as refusal:
        for name, words in refusal.fields.items():
            form.add_error({"papers": "scan"}.get(name, name), str(words))
        if not refusal.fields:
            form.add_error(None, str(refusal.sentence))
        return refusal.status
    return 200


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.PLAN_VIEW)
def on_paper(request: HttpRequest, slug: str, code: int, period: str) -> HttpResponse:
    """The reporter enters a signature on paper."""
    user = person(request)
    update = update_for(user, slug, code, period)
    if not may(user, Permission.UPDATE_FILE, unit=update.unit):
        raise Http404
    there = list(beside(update).filter(file__kind__in=SCANS).select_related("file"))
    sent = request.method == "POST"
    form = PaperForm(
        request.POST if sent else None, request.FILES if sent else None, there=there,
        initial={"version": update.version, "signed_on": timezone.localdate()},
    )  # fmt: skip
    status = 200
    if sent:
        status = _signed(request, update, form, there)
        if status == 200:
            messages.success(request, _("Entered as signed on paper, and submitted."))
            return redirect("my-work")
    context = {
        "plan": update.initiative.plan,
        "initiative": update.initiative,
        "update": update,
        "form": form,
        "takes": update.state in {*EDITABLE, UpdateState.FOR_SIGNING},
        "idle": why_not(update),
    }
    return render(request, "progress/paper.html", context, status=status)


@require_POST
@needs(Permission.PLAN_VIEW)
def withdraw(request: HttpRequest, slug: str, code: int, period: str) -> HttpResponse:
    """The unit takes back what nobody has judged yet."""
    user = person(request)
    found = update_for(user, slug, code, period)
    withdraw_update(
        update=found, person=user, reason=request.POST.get("reason", ""),
        version=version_of(request), now=timezone.now(), by=actor_of(request),
    )  # fmt: skip
    messages.success(request, _("Taken back: it is a draft again."))
    return redirect("update", slug=slug, code=code, period=period)


@require_POST
@needs(Permission.PLAN_VIEW)
def reopen(request: HttpRequest, slug: str, code: int, period: str) -> HttpResponse:
    """The office takes its approval back while the round is open."""
    user = person(request)
    found = update_for(user, slug, code, period)
    reopen_update(
        update=found, reviewer=user, reason=request.POST.get("reason", ""),
        version=version_of(request), now=timezone.now(), by=actor_of(request),
    )  # fmt: skip
    messages.success(request, _("Reopened: the unit mends and signs it again."))
    return redirect("story", slug=slug, code=code)
