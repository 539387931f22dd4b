"""What a plan still lacks, and the gate before it is published."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.choices import Permission
from accounts.permissions import actor_of, may, needs, person
from core.refusals import NotAllowed, Refusal, require
from recommendations.actions import publish_plan
from recommendations.choices import InitiativeState
from recommendations.forms.coverage import PublishForm
from recommendations.permissions import plan_for
from recommendations.queries.coverage import coverage as coverage_of


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.PLAN_MANAGE)
def coverage(request: HttpRequest, slug: str) -> HttpResponse:
    """Gaps by kind, each with where to mend it; drafts to assign; the gate."""
    plan = plan_for(person(request), slug)
    form = PublishForm(request.POST or None, initial={"version": plan.version})
    may_publish = may(request.user, Permission.PLAN_PUBLISH)
    status = 200
    if request.method == "POST":
        require(may_publish, _("Only the coordinating chief publishes a plan."), kind=NotAllowed)
        status = 422
        if form.is_valid():
            told = form.cleaned_data
            try:
                publish_plan(
                    plan=plan, override_reason=told["reason"], version=told["version"],
                    now=timezone.now(), by=actor_of(request),
                )  # fmt: skip
                messages.success(request, _("The plan has been published."))
                return redirect("overview", slug)
            except Refusal as refusal:
                form.add_error(None, str(refusal.sentence))
                status = refusal.status
    gaps = coverage_of(plan)
    drafts = plan.initiatives.filter(state__in=(InitiativeState.DRAFT, InitiativeState.DECLINED))
    context = {
        "plan": plan, "gaps": gaps, "form": form, "may_publish": may_publish,
        "stops": any(gap.stops for gap in gaps),
        "drafts": list(drafts.select_related("lead").order_by("code")),
    }  # fmt: skip
    return render(request, "recommendations/coverage.html", context, status=status)
