"""Takes examples away whole. Of the first document its plan is left, as a clean draft; plans that
are examples themselves go with their documents."""

from datetime import datetime

from django.apps import apps
from django.db import transaction
from django.db.models import Max, Min, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from accounts.models import (
    Digest,
    FormerName,
    Notice,
    RoleGrant,
    Unit,
    UnitAlias,
    UnitSuccession,
    User,
)
from core.audit import Actor, record
from core.bulk import delete_rows
from core.files.keeping import let_go_unused
from core.models import WorkItem
from core.refusals import Conflict, require
from core.search.entries import index_all
from desks.populating.tables import OF_A_PLAN
from indicators.models import Target, Value
from progress.models import (
    CoordinationMatter,
    Direction,
    LightPolicy,
    ReminderMoment,
    ReminderPolicy,
    Request,
    Round,
    Standing,
    UnitSheet,
    Update,
)
from recommendations.choices import InitiativeState, PlanState, ToldBy
from recommendations.models import (
    DetailRow,
    DocumentEdition,
    DueRow,
    Initiative,
    InitiativeLeader,
    InitiativeMeasure,
    InitiativeUnit,
    LeadRow,
    LedgerImport,
    Measure,
    MeasureFinding,
    Milestone,
    Plan,
    PolicyDocument,
    StateRow,
    WeightRow,
)
from reports.models import Report, Schedule


def _clear_initiatives(initiatives: list[Initiative]) -> None:
    """Back to drafts without units, dates or milestones."""
    first = DetailRow.objects.filter(initiative=OuterRef("initiative")).order_by("version")
    later = DetailRow.objects.filter(initiative__in=initiatives)
    later.exclude(version=Subquery(first.values("version")[:1])).delete()
    for model in (DueRow, LeadRow, WeightRow, InitiativeUnit, InitiativeLeader, Milestone):
        model.objects.filter(initiative__in=initiatives).delete()
    StateRow.objects.filter(initiative__in=initiatives).exclude(
        value=InitiativeState.DRAFT
    ).delete()
    for asked in (Request, CoordinationMatter, Direction):
        asked.objects.filter(initiative__in=initiatives).delete()
    Standing.objects.filter(initiative__in=initiatives).delete()
    Initiative.objects.filter(pk__in=[row.pk for row in initiatives]).update(
        state=InitiativeState.DRAFT, lead=None, starts_on=None, due_on=None, contact=None,
        told_by=ToldBy.PERCENT, deliverable="", annual_goal="", is_example=False, cadence="",
        state_until=None, merged_into=None, quality="",
        ongoing=False, no_indicator=False, contact_words="", due_words="", remarks="", weight=1,
        goal_year=None, goal_q1="", goal_q2="", goal_q3="", goal_q4="",
    )  # fmt: skip


def _added(plans: set[Plan], initiatives: list[Initiative]) -> list[int]:
    """Those that the example broke down beside the first one that each measure has."""
    rows = Measure.objects.filter(plan__in=plans).annotate(first=Min("initiatives__code"))
    firsts = set(rows.values_list("plan", "first"))
    return [row.pk for row in initiatives if (row.plan_id, row.code) not in firsts]


def _drop(plans: set[Plan], added: list[int]) -> None:
    """Take them away; a number that only the example had is free again."""
    Initiative.objects.filter(pk__in=added).delete()
    for plan in plans:
        last = plan.initiatives.aggregate(last=Max("code"))["last"]
        Plan.objects.filter(pk=plan.pk).update(last_code=last or 0)


def _clear_plan(plan: Plan) -> None:
    """No rounds, reports or schedule; not published, not adopted."""
    _clear_work(plan)
    Report.objects.filter(schedule__plan=plan).delete()
    Schedule.objects.filter(plan=plan).delete()
    ReminderMoment.objects.filter(initiative__plan=plan).delete()
    ReminderPolicy.objects.filter(plan=plan).delete()
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


def _remove_whole_plans() -> int:
    """Plans that are examples themselves, as `populate` makes them; how many initiatives they had.

    Table by table, what hangs on others first, one statement each: cascades would read it all.
    """
    plans = Plan.objects.filter(is_example=True)
    _refuse_real_work(set(plans))
    initiatives = Initiative.objects.filter(plan__in=plans).count()
    editions = list(plans.values_list("edition", flat=True))
    for plan in plans:
        _clear_work(plan)
    # From other plans' measures nothing may point here.
    InitiativeMeasure.objects.filter(measure__plan__in=plans).delete()
    pks = list(plans.values_list("pk", flat=True))
    for table in reversed(OF_A_PLAN):
        rows = apps.get_model(table.label).objects.filter(**{f"{table.plan}__in": pks})
        delete_rows(rows.order_by())
    kept = Plan.objects.filter(edition__in=editions).values("edition")
    gone = DocumentEdition.objects.filter(pk__in=editions).exclude(pk__in=kept)
    documents = list(gone.values_list("document", flat=True))
    gone.delete()
    PolicyDocument.objects.filter(pk__in=documents, editions__isnull=True).delete()
    return initiatives


def _clear_work(plan: Plan) -> None:
    """What the clock was to do for the plan."""
    for key in [plan.slug, *plan.schedules.values_list("public_id", flat=True)]:
        WorkItem.objects.filter(key__startswith=f"{key}:").delete()


@transaction.atomic
def remove_examples(*, now: datetime, by: Actor) -> dict[str, int]:
    """Remove every flagged thing and what hangs on it; how many units, people and initiatives.

    The audit trail keeps what happened: its events name people and units as plain words.
    """
    whole = _remove_whole_plans()
    initiatives = list(Initiative.objects.filter(is_example=True).select_related("plan"))
    plans = {row.plan for row in initiatives}
    _refuse_real_work(plans)
    units, people = Unit.objects.filter(is_example=True), User.objects.filter(is_example=True)
    added = _added(plans, initiatives)
    found = {
        "initiatives": whole + len(initiatives), "units": units.count(), "people": people.count(),
    }  # fmt: skip
    Value.objects.filter(Q(is_example=True) | Q(update_filed__is_example=True)).delete()
    Target.objects.filter(is_example=True).delete()
    Update.objects.filter(is_example=True).delete()
    _clear_initiatives(initiatives)
    for plan in plans:
        _clear_plan(plan)
    _drop(plans, added)
    LedgerImport.objects.filter(uploaded_by__in=people).delete()
    UnitSheet.objects.filter(uploaded_by__in=people).delete()
    RoleGrant.objects.filter(Q(user__is_example=True) | Q(unit__is_example=True)).delete()
    Notice.objects.filter(to__in=people).delete()
    Digest.objects.filter(user__in=people).delete()
    people.delete()
    UnitAlias.objects.filter(unit__in=units).delete()
    FormerName.objects.filter(unit__in=units).delete()
    UnitSuccession.objects.filter(Q(unit__in=units) | Q(successor__in=units)).delete()
    units.delete()
    let_go_unused()
    index_all()
    record(by=by, verb="examples.removed", after=found)
    return found
