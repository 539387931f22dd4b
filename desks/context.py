"""What stands around every page: where one is, where one may go, who one is."""

from typing import Any, NamedTuple

from django.db.models import Case, QuerySet, Value, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.choices import ROLES, Permission, Role
from accounts.models import User
from accounts.permissions import may
from core.prepared import Prepared
from desks.shelves import READERS
from recommendations.choices import PlanState
from recommendations.models import Plan


class Link(NamedTuple):
    """One place in the main navigation."""

    url: str
    label: str
    current: bool


def _first(*, manages: bool, reads: bool) -> QuerySet[Plan]:
    """The first active plan, else the first, as one row or none."""
    active = Case(When(state=PlanState.ACTIVE, then=Value(0)), default=Value(1))
    return Plan.objects.visible(manages=manages, reads=reads).order_by(active, "slug")[:1]


# Every page that names no plan asks it.
_FIRST = Prepared(_first)


def stands_for(request: HttpRequest, plan: Any) -> None:
    """Let the shell around the page use this plan instead of asking for it again."""
    request.shell_plan = plan  # type: ignore[attr-defined]


def _plan(request: HttpRequest, user: User) -> Plan | None:
    """The plan that the address names, else the first active one that the person may see.

    A page that is not there still shows the way back; a page that has the plan in hand says so.
    """
    known: Plan | None = getattr(request, "shell_plan", None)
    if known is not None:
        return known
    slug = request.resolver_match.kwargs.get("slug") if request.resolver_match else None
    manages = may(user, Permission.PLAN_MANAGE)
    seen = {"manages": manages, "reads": manages or may(user, Permission.PLAN_VIEW)}
    named = Plan.objects.visible(**seen).filter(slug=slug).first() if slug else None
    return named or next(iter(_FIRST.ask({}, **seen)), None)


# Address, label, whether it is a plan's, and the rights of which one opens it; in order of work.
_PLACES: tuple[tuple[str, Any, bool, tuple[Permission, ...]], ...] = (
    ("my-work", gettext_lazy("My work"), False, (Permission.UPDATE_FILE, Permission.UPDATE_SIGN)),
    ("overview", gettext_lazy("Overview"), True, ()),
    ("ledger", gettext_lazy("Ledger"), True, ()),
    ("rounds", gettext_lazy("Rounds"), True, (Permission.ROUND_VIEW,)),
    ("review-desk", gettext_lazy("Review"), True, (Permission.UPDATE_REVIEW,)),
    ("coverage", gettext_lazy("Coverage"), True, (Permission.PLAN_MANAGE,)),
    ("indicators", gettext_lazy("Indicators"), True, ()),
    ("reports", gettext_lazy("Reports"), True, ()),
    ("reader", gettext_lazy("Document"), True, ()),
    ("light-policy", gettext_lazy("Light rule"), True, (Permission.LIGHT_POLICY,)),
    ("documents", gettext_lazy("Library"), False, (Permission.PLAN_MANAGE,)),
    ("calendar", gettext_lazy("Calendar"), False, (Permission.CALENDAR_MANAGE,)),
    ("units", gettext_lazy("Units"), False, (Permission.UNIT_MANAGE,)),
    ("people", gettext_lazy("People"), False, (Permission.PERSON_MANAGE,)),
    ("roles", gettext_lazy("Roles"), False, (Permission.ROLE_GRANT,)),
    ("health", gettext_lazy("Health"), False, (Permission.HEALTH_VIEW,)),
    ("audit", gettext_lazy("Audit trail"), False, (Permission.AUDIT_VIEW,)),
)


def _links(user: User, plan: Plan | None, here: str) -> list[Link]:
    """The pages that this person may open."""
    found = []
    for name, label, of_plan, rights in _PLACES:
        if (of_plan and plan is None) or (rights and not any(may(user, one) for one in rights)):
            continue
        address = reverse(name, args=[plan.slug] if of_plan and plan else [])
        found.append(Link(address, str(label), name == here))
    return found


def _shows_example(plan: Plan) -> bool:
    """Whether some of the plan's initiatives are invented; read with the plan by some pages."""
    known: bool | None = getattr(plan, "shows_example", None)
    # `in`: SQLite seeks by it, where a bare flag reads every row of the plan.
    return plan.initiatives.filter(is_example__in=[True]).exists() if known is None else known


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
        "shell_search": any(may(user, permission) for permission in READERS),
        # Counted with the roles: it costs no query.
        "shell_inbox": {"unread": user.unread(), "here": here == "inbox"},
        "shell_roles": "、".join(dict.fromkeys(roles)),
        "shows_example": plan is not None and _shows_example(plan),
    }
