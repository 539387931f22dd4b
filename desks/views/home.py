"""Where a person lands after signing in: their own desk."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.choices import Permission
from accounts.permissions import may, person
from recommendations.choices import PlanState
from recommendations.models import Plan

_DESKS = (
    (Permission.UNIT_MANAGE, "units"),
    (Permission.ROLE_GRANT, "roles"),
    (Permission.AUDIT_VIEW, "audit"),
)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Staff go to their work, readers to the plan on one page, administrators to their lists."""
    user = person(request)
    if may(user, Permission.UPDATE_FILE) or may(user, Permission.UPDATE_SIGN):
        return redirect("my-work")
    plans = Plan.objects.visible_to(user)
    plan = plans.filter(state=PlanState.ACTIVE).order_by("slug").first() or plans.first()
    if plan is not None:
        return redirect("overview", slug=plan.slug)
    for permission, name in _DESKS:
        if may(user, permission):
            return redirect(name)
    return render(request, "desks/empty.html")
