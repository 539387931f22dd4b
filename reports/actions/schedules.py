"""When reports fall due: schedules set, changed and ended."""

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import Actor, record
from core.periods import Period
from core.refusals import Conflict, require
from recommendations.models import Plan
from reports.choices import Audience, ReportKind
from reports.models import Schedule
from reports.writing import open_key


@transaction.atomic
def add_schedule(
    *, plan: Plan, kind: str, first_period: Period, issuer: str, due_after: int = 6,
    audience: str = Audience.UPWARD, by: Actor,
) -> Schedule:  # fmt: skip
    """From `first_period` on, a report of this kind is due after each period."""
    require(issuer.strip(), _("Write who issues the report."))
    require(kind in ReportKind.values, _("Choose one of the kinds of report."))
    require(first_period.kind == kind, _("The first period is not of this kind of report."))
    key = open_key(plan, kind, audience)
    require(
        not Schedule.objects.filter(open_key=key).exists(),
        _("There is already a schedule of this kind for this audience."),
        kind=Conflict,
    )
    schedule = Schedule.objects.create(
        plan=plan, kind=kind, audience=audience, first_period=first_period.key, issuer=issuer,
        due_after=due_after, open_key=key,
    )  # fmt: skip
    record(
        by=by, verb="schedule.added", subject=schedule, plan=plan.slug,
        after={"kind": kind, "first_period": first_period.key},
    )  # fmt: skip
    return schedule
