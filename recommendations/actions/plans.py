"""A document becomes a plan: areas, measures, findings, one draft initiative a measure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import Actor, record
from core.refusals import Conflict, require
from core.search.entries import index
from core.versions import save_version
from recommendations.choices import ClauseKind, InitiativeState, PlanState
from recommendations.models import (
    Area,
    Clause,
    DocumentEdition,
    Finding,
    Initiative,
    Measure,
    MeasureFinding,
    Plan,
    StateRow,
)
from recommendations.queries import coverage_gaps
from recommendations.search import index_plan
from recommendations.watchers import tell
from recommendations.writing import keep_details

_FIRST_PART = re.compile(r"[，；。,;.（(]")
SHORT_TITLE = 20


@dataclass(frozen=True)
class NewPlan:
    """What a person decides about a plan; the rest is read from the document.

    `titles` maps a measure's clause path to a short working title.
    """

    slug: str
    title: str
    short_title: str
    starts_on: date
    ends_on: date
    titles: Mapping[str, str] = field(default_factory=dict)
    is_example: bool = False


def working_title(text: str) -> str:
    """A measure's first part, at most 20 characters: a start for the person who names it."""
    return _FIRST_PART.split(text.strip(), maxsplit=1)[0][:SHORT_TITLE] or text[:SHORT_TITLE]


def _add_areas(plan: Plan, clauses: list[Clause], titles: Mapping[str, str]) -> list[Measure]:
    """Areas with their measures; a measure's area is the one whose path is its own's head."""
    areas: dict[str, Area] = {}
    measures: list[Measure] = []
    for clause in clauses:
        if clause.kind == ClauseKind.AREA:
            areas[clause.path] = Area(
                plan=plan, clause=clause, position=len(areas) + 1,
                number=clause.number, title=clause.title or plan.title, intro=clause.text,
            )  # fmt: skip
        elif clause.kind == ClauseKind.MEASURE:
            measures.append(
                Measure(
                    plan=plan,
                    clause=clause,
                    position=len(measures) + 1,
                    area=areas[clause.path.rpartition("/")[0]],
                    number=clause.number,
                    text=clause.text,
                    title=titles.get(clause.path) or working_title(clause.text),
                )  # fmt: skip
            )
    Area.objects.bulk_create(areas.values())
    return Measure.objects.bulk_create(measures)


def _add_findings(plan: Plan, clauses: list[Clause]) -> None:
    found = [clause for clause in clauses if clause.kind == ClauseKind.FINDING]
    Finding.objects.bulk_create(
        Finding(plan=plan, clause=clause, kind=clause.text, position=position, title=clause.title)
        for position, clause in enumerate(found, start=1)
    )


def _add_initiatives(plan: Plan, measures: list[Measure], *, now: datetime) -> None:
    """One draft initiative a measure, coded as the measure runs."""
    initiatives = Initiative.objects.bulk_create(
        Initiative(plan=plan, code=measure.position, measure=measure, title=measure.title)
        for measure in measures
    )
    StateRow.objects.bulk_create(
        StateRow(
            initiative=initiative,
            value=InitiativeState.DRAFT,
            effective_on=plan.starts_on,
            recorded_at=now,
        )  # fmt: skip
        for initiative in initiatives
    )
    keep_details(initiatives, on=plan.starts_on, now=now)


@transaction.atomic
def make_plan(*, edition: DocumentEdition, new: NewPlan, now: datetime, by: Actor) -> Plan:
    """A draft plan from an edition. The same slug of the same edition again changes nothing."""
    existing = Plan.objects.filter(slug=new.slug).first()
    if existing is not None:
        require(
            existing.edition_id == edition.pk,
            _("The address “%(slug)s” belongs to another plan. Choose another one.")
            % {"slug": new.slug},
            kind=Conflict,
        )
        return existing
    require(new.starts_on < new.ends_on, _("The plan must end after it starts. Mend the dates."))
    clauses = list(edition.clauses.order_by("position"))
    require(
        any(clause.kind == ClauseKind.MEASURE for clause in clauses),
        _("No numbered measure was found in this document, so there is nothing to plan."),
    )
    plan = Plan.objects.create(
        slug=new.slug, edition=edition, title=new.title, short_title=new.short_title,
        starts_on=new.starts_on, ends_on=new.ends_on, is_example=new.is_example,
    )  # fmt: skip
    measures = _add_areas(plan, clauses, new.titles)
    _add_findings(plan, clauses)
    _add_initiatives(plan, measures, now=now)
    Plan.objects.filter(pk=plan.pk).update(last_code=len(measures))
    plan.last_code = len(measures)
    index_plan(plan)
    record(
        by=by, verb="plan.made", subject=plan, plan=plan.slug,
        after={"title": plan.title, "measures": len(measures)},
    )  # fmt: skip
    return plan


@transaction.atomic
def record_adoption(
    *, plan: Plan, adopted_by: str, number: str, on: date, version: int, by: Actor
) -> Plan:
    """What gave the plan its authority; a recommendation paper has none of its own."""
    require(adopted_by.strip(), _("Write who adopted the plan."))
    save_version(plan, version=version, adopted_by=adopted_by, adopted_number=number, adopted_on=on)
    index("plan", [plan.pk])
    record(
        by=by, verb="plan.adopted", subject=plan, plan=plan.slug,
        after={"by": adopted_by, "number": number, "on": on},
    )  # fmt: skip
    return plan


@transaction.atomic
def publish_plan(
    *, plan: Plan, override_reason: str = "", version: int, now: datetime, by: Actor
) -> Plan:
    """From draft to active. Gaps stop it unless a person passes the gate with a reason."""
    require(plan.state == PlanState.DRAFT, _("The plan has already been published."), kind=Conflict)
    gaps = coverage_gaps(plan)
    require(
        not gaps or override_reason.strip(),
        _("The plan is not complete: %(gaps)s. Mend this, or publish with a reason.")
        % {"gaps": _("; ").join(gaps)},
    )
    save_version(
        plan, version=version, state=PlanState.ACTIVE, published_at=now,
        override_reason=override_reason,
    )  # fmt: skip
    tell(plan.initiatives.all(), now=now)
    record(
        by=by, verb="plan.published", subject=plan, plan=plan.slug,
        after={"gaps": gaps, "reason": override_reason},
    )  # fmt: skip
    return plan


@transaction.atomic
def address_finding(*, measure: Measure, finding: Finding, by: Actor) -> MeasureFinding:
    """Say that a measure addresses a finding of the same plan."""
    require(
        measure.plan_id == finding.plan_id, _("The finding belongs to another plan. Choose again.")
    )
    link, made = MeasureFinding.objects.get_or_create(measure=measure, finding=finding)
    if not made:
        return link
    record(
        by=by, verb="measure.addresses", subject=measure, plan=measure.plan.slug,
        after={"finding": finding.title},
    )  # fmt: skip
    return link
