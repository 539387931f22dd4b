"""What stands around every page: where one is, where one may go, who one is."""

from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import ROLES, Permission, Role
from accounts.models import User
from accounts.permissions import may
from recommendations.choices import PlanState
from recommendations.models import Plan


class Link(NamedTuple):
    """One place in the main navigation."""

    url: str
    label: str
    current: bool


def _plan(request: HttpRequest, user: User) -> Plan | None:
    """The plan that the address names, else the first active one that the person may see.

    A page that is not there still shows the way back; a page that has the plan in hand says so.
    """
    known: Plan | None = getattr(request, "shell_plan", None)
    if known is not None:
        return known
    slug = request.resolver_match.kwargs.get("slug") if request.resolver_match else None
    plans = Plan.objects.visible_to(user).select_related("edition")
    named = plans.filter(slug=slug).first() if slug else None
    return named or plans.filter(state=PlanState.ACTIVE).order_by("slug").first() or plans.first()


def _links(user: User, plan: Plan | None, here: str) -> list[Link]:
    """The pages that this person may open, in the order of their work."""
    found: list[tuple[str, str, list[Any]]] = []
    if may(user, Permission.UPDATE_FILE) or may(user, Permission.UPDATE_SIGN):
        found.append(("my-work", _("My work"), []))
    if plan is not None:
        found.append(("overview", _("Overview"), [plan.slug]))
        found.append(("ledger", _("Ledger"), [plan.slug]))
        if may(user, Permission.ROUND_VIEW):
            found.append(("rounds", _("Rounds"), [plan.slug]))
        if may(user, Permission.UPDATE_REVIEW):
            found.append(("review-desk", _("Review"), [plan.slug]))
        found.append(("indicators", _("Indicators"), [plan.slug]))
        found.append(("reports", _("Reports"), [plan.slug]))
        found.append(("reader", _("Document"), [plan.slug]))
    for permission, name, label in (
        (Permission.UNIT_MANAGE, "units", _("Units")),
        (Permission.PERSON_MANAGE, "people", _("People")),
        (Permission.ROLE_GRANT, "roles", _("Roles")),
        (Permission.HEALTH_VIEW, "health", _("Health")),
        (Permission.AUDIT_VIEW, "audit", _("Audit trail")),
    ):
        if may(user, permission):
            found.append((name, label, []))
    return [Link(reverse(name, args=args), label, name == here) for name, label, args in found]


def _shows_example(plan: Plan) -> bool:
    """Whether some of the plan's initiatives are invented; read with the plan by some pages."""
    known: bool | None = getattr(plan, "shows_example", None)
    return plan.initiatives.filter(is_example=True).exists() if known is None else known


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of every page. At most three queries for a signed-in person, none before."""
    shared: dict[str, Any] = {"page_made_at": timezone.localtime()}
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return shared
    here = (request.resolver_match.url_name or "") if request.resolver_match else ""
    plan = _plan(request, user)
    roles = [str(ROLES[Role(grant.role)].label) for grant in user.open_grants()]
    return {
        **shared,
        "shell_plan": plan,
        "shell_links": _links(user, plan, here),
        "shell_roles": "、".join(dict.fromkeys(roles)),
        "shows_example": plan is not None and _shows_example(plan),
    }
