"""Who gets a signed report: the schedule's recipients as people, each once."""

from collections import defaultdict

from accounts.choices import ROLES, Permission, Role
from accounts.models import RoleGrant, User
from reports.choices import RecipientKind
from reports.models import Report


def people_for(report: Report) -> list[User]:
    """The active people whom the schedule names and who may read the plan's reports. Two queries.

    A role's holders, everybody of a unit (by their own unit or a role in it), and persons by name.
    """
    roles: set[str] = set()
    units: set[int | None] = set()
    people: set[int | None] = set()
    for row in report.schedule.recipients.all():
        if row.kind == RecipientKind.ROLE:
            roles.add(row.role)
        elif row.kind == RecipientKind.UNIT:
            units.add(row.unit_id)
        else:
            people.add(row.person_id)
    named, rights = {}, defaultdict[int, set[Permission]](set)
    grants = RoleGrant.objects.filter(open_key__isnull=False, user__is_active=True)
    for grant in grants.select_related("user").order_by("user__username", "pk"):
        user = grant.user
        rights[user.pk] |= ROLES[Role(grant.role)].permissions
        wanted = grant.role in roles or bool({grant.unit_id, user.unit_id} & (units - {None}))
        if wanted or user.pk in people:
            named[user.pk] = user
    needed = {Permission.REPORT_VIEW, Permission.PLAN_VIEW}
    return [user for pk, user in named.items() if needed <= rights[pk]]
