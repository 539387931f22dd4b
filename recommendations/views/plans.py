"""What a plan is called, and which measures address what its document found."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.choices import Permission
from accounts.permissions import actor_of, needs, person
from core.refusals import Refusal
from recommendations.actions import retitle_plan, set_measures
from recommendations.forms.plans import AddressedForm, TitleForm
from recommendations.permissions import plan_for


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.PLAN_MANAGE)
def title(request: HttpRequest, slug: str) -> HttpResponse:
    """Call the plan otherwise."""
    plan = plan_for(person(request), slug)
    posted = request.method == "POST"
    form, status = TitleForm(request.POST) if posted else TitleForm.of(plan), 200
    if posted:
        status = 422
        if form.is_valid():
            try:
                retitle_plan(
                    plan=plan, **form.cleaned_data, now=timezone.now(), by=actor_of(request)
                )
            except Refusal as refusal:
                form.add_error(None, str(refusal.sentence))
                status = refusal.status
            else:
                messages.success(request, _("The plan was retitled."))
                return redirect("reader", slug)
    context = {"plan": plan, "form": form}
    return render(request, "recommendations/title.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.PLAN_MANAGE)
def addressed(request: HttpRequest, slug: str, position: int) -> HttpResponse:
    """Which measures address a finding."""
    plan = plan_for(person(request), slug)
    finding = plan.findings.select_related("plan", "clause").filter(position=position).first()
    if finding is None:
        raise Http404
    posted, status = request.method == "POST", 200
    form = AddressedForm(request.POST, finding=finding) if posted else AddressedForm.of(finding)
    if posted:
        status = 422
        if form.is_valid():
            try:
                set_measures(
                    finding=finding, measures=form.cleaned_data["measures"], seen=form.keys_seen,
                    now=timezone.now(), by=actor_of(request),
                )  # fmt: skip
            except Refusal as refusal:
                form = AddressedForm.of(finding)
                status = refusal.status
                messages.error(request, str(refusal.sentence))
            else:
                messages.success(request, _("Recorded."))
                return redirect("coverage", slug)
    context = {"plan": plan, "finding": finding, "form": form}
    return render(request, "recommendations/addressed.html", context, status=status)
