"""Takes the example away whole: what is left is the document's plan as a clean draft."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import RoleGrant, Unit, User
from core.audit import Actor, record
from core.models import WorkItem
from core.refusals import Conflict, require
from core.search.entries import index_all
from indicators.models import Target, Value
from progress.models import LightPolicy, Round, Standing, Update
from recommendations.choices import InitiativeState, PlanState, ToldBy
from recommendations.models import (
    DueRow,
    Initiative,
    InitiativeLeader,
    InitiativeUnit,
    LeadRow,
    MeasureFinding,
    Milestone,
    Plan,
    StateRow,
    WeightRow,
)
from reports.models import Report, Schedule


def _clear_initiatives(initiatives: list[Initiative]) -> None:
    """Back to drafts without units, dates or milestones."""
    for model in (DueRow, LeadRow, WeightRow, InitiativeUnit, InitiativeLeader, Milestone):
        model.objects.filter(initiative__in=initiatives).delete()
    StateRow.objects.filter(initiative__in=initiatives).exclude(
        value=InitiativeState.DRAFT
    ).delete()
    Standing.objects.filter(initiative__in=initiatives).delete()
    Initiative.objects.filter(pk__in=[row.pk for row in initiatives]).update(
        state=InitiativeState.DRAFT, lead=None, starts_on=None, due_on=None, contact=None,
        told_by=ToldBy.PERCENT, deliverable="", annual_goal="", is_example=False,
    )  # fmt: skip


def _clear_plan(plan: Plan) -> None:
    """No rounds, reports or schedule; not published, not adopted."""
    keys = [plan.slug, *plan.schedules.values_list("public_id", flat=True)]
    for key in keys:
        WorkItem.objects.filter(key__startswith=f"{key}:").delete()
    Report.objects.filter(schedule__plan=plan).delete()
    Schedule.objects.filter(plan=plan).delete()
    Round.objects.filter(plan=plan).delete()
    LightPolicy.objects.filter(plan=plan).delete()
    MeasureFinding.objects.filter(measure__plan=plan).delete()
    Plan.objects.filter(pk=plan.pk).update(
        state=PlanState.DRAFT, adopted_by="", adopted_number="", adopted_on=None,
        published_at=None, override_reason="",
    )  # fmt: skip


def _refuse_real_work(plans: set[Plan]) -> None:
    """An example plan in which somebody has begun to work for real is theirs to sort out."""
    real = Initiative.objects.filter(plan__in=plans, is_example=False).exclude(
        state=InitiativeState.DRAFT
    )
    require(
        not real.exists(),
        _("Real initiatives were assigned in an example plan. Take them back to draft first."),
        kind=Conflict,
    )


@transaction.atomic
def remove_examples(*, now: datetime, by: Actor) -> dict[str, int]:
    """Remove every flagged thing and what hangs on it; how many units, people and initiatives.

    The audit trail keeps what happened: its events name people and units as plain words.
    """
    initiatives = list(Initiative.objects.filter(is_example=True).select_related("plan"))
    plans = {row.plan for row in initiatives}
    _refuse_real_work(plans)
    units, people = Unit.objects.filter(is_example=True), User.objects.filter(is_example=True)
    found = {
        "initiatives": len(initiatives), "units": units.count(), "people": people.count(),
    }  # fmt: skip
    Value.objects.filter(Q(is_example=True) | Q(update_filed__is_example=True)).delete()
    Target.objects.filter(is_example=True).delete()
    Update.objects.filter(is_example=True).delete()
    _clear_initiatives(initiatives)
    for plan in plans:
        _clear_plan(plan)
    RoleGrant.objects.filter(Q(user__is_example=True) | Q(unit__is_example=True)).delete()
    people.delete()
    units.delete()
    index_all()
    record(by=by, verb="examples.removed", after=found)
    return found
