"""Fetching and being allowed are one act: a stranger gets 404."""

from django.http import Http404

from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import may
from recommendations.models import Initiative, Plan


def plan_for(user: User, slug: str) -> Plan:
    """The plan at this address, if the person may see it; else 404."""
    plan = (
        Plan.objects.visible_to(user).select_related("edition__document").filter(slug=slug).first()
    )
    if plan is None or not may(user, Permission.PLAN_VIEW):
        raise Http404
    return plan


def initiative_for(user: User, slug: str, code: int) -> Initiative:
    """The initiative of this number in a plan that the person may see; else 404."""
    initiative = (
        Initiative.objects.filter(plan=plan_for(user, slug), code=code)
        .select_related("plan__edition__document", "measure__area", "measure__clause", "lead",
                        "contact")
        .first()
    )  # fmt: skip
    if initiative is None:
        raise Http404
    return initiative
