"""A document becomes a plan: areas, measures, findings, one draft initiative a measure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Unit
from core.audit import Actor, record
from core.refusals import Conflict, require
from core.search.entries import index
from core.versions import save_version
from recommendations.building import (
    areas_and_measures,
    clauses_of,
    drafts_of,
    findings_of,
    others_of,
)
from recommendations.choices import ClauseKind, InitiativeState, PlanState, ReadingState
from recommendations.models import (
    Area,
    Clause,
    DocumentEdition,
    Finding,
    FormerTitle,
    Initiative,
    InitiativeUnit,
    Measure,
    Plan,
    Reading,
    StateRow,
    WordingRow,
)
from recommendations.queries import coverage_gaps
from recommendations.queries.documents import units_for
from recommendations.readings.pieces import measures as measures_of
from recommendations.search import index_plan
from recommendations.telling import tell_assigned, waiting
from recommendations.watchers import tell
from recommendations.writing import accept_by, keep_details


@dataclass(frozen=True)
class NewPlan:
    """What a person decides about a plan; the rest is read from the document.

    `titles` maps a measure's clause path to a short working title. The adoption may be recorded
    later. `take_over` puts the units and deadlines that the document prints on the drafts.
    """

    slug: str
    title: str
    short_title: str
    starts_on: date
    ends_on: date
    titles: Mapping[str, str] = field(default_factory=dict)
    is_example: bool = False
    area_word: str = "领域"
    measure_word: str = "举措"
    initiative_word: str = "任务"
    adopted_by: str = ""
    adopted_number: str = ""
    adopted_on: date | None = None
    take_over: bool = False


def _confirm(edition: DocumentEdition, *, version: int | None) -> Reading | None:
    """The edition's reading, closed: what a person corrected becomes its clauses, once."""
    reading = Reading.objects.filter(edition=edition).first()
    if reading is None or reading.state == ReadingState.CONFIRMED:
        return reading
    save_version(
        reading,
        version=reading.version if version is None else version,
        state=ReadingState.CONFIRMED,
    )
    Clause.objects.bulk_create(clauses_of(edition, reading.pieces, units_for(reading)))
    return reading


def _titles(reading: Reading | None) -> dict[str, str]:
    """The working titles that a person gave."""
    return {} if reading is None else {one.path: one.title for one in measures_of(reading.pieces)}


def _add_measures(
    plan: Plan, clauses: list[Clause], titles: Mapping[str, str], *, now: datetime
) -> list[Measure]:
    """Areas, measures and findings, each measure with the row of its first wording."""
    areas, measures = areas_and_measures(plan, clauses, titles)
    Area.objects.bulk_create(areas)
    Measure.objects.bulk_create(measures)
    WordingRow.objects.bulk_create(
        WordingRow(
            measure=one, clause=one.clause, effective_on=plan.starts_on, recorded_at=now
        )  # fmt: skip
        for one in measures
    )
    Finding.objects.bulk_create(findings_of(plan, clauses))
    return measures


def _add_initiatives(
    plan: Plan, measures: list[Measure], *, take_over: bool, now: datetime
) -> None:
    """One draft initiative a measure, coded as the measure runs."""
    units = {unit.public_id: unit for unit in Unit.objects.all()} if take_over else None
    initiatives = Initiative.objects.bulk_create(
        drafts_of(plan, measures, first_code=plan.last_code + 1, units=units)
    )
    common: dict[str, Any] = {"effective_on": plan.starts_on, "recorded_at": now}
    StateRow.objects.bulk_create(
        StateRow(initiative=one, value=InitiativeState.DRAFT, **common) for one in initiatives
    )
    if units is not None:
        InitiativeUnit.objects.bulk_create(
            row for one in initiatives for row in others_of(one, units)
        )
    keep_details(initiatives, on=plan.starts_on, now=now)
    plan.last_code += len(initiatives)
    Plan.objects.filter(pk=plan.pk).update(last_code=plan.last_code)


def _check(new: NewPlan) -> None:
    require(new.starts_on < new.ends_on, _("The plan must end after it starts. Mend the dates."))
    require(
        bool(new.adopted_by.strip()) == (new.adopted_on is not None),
        _("Write both who adopted the plan and when, or record the adoption later."),
    )


@transaction.atomic
def make_plan(
    *, edition: DocumentEdition, new: NewPlan, version: int | None = None, now: datetime, by: Actor
) -> Plan:
    """A draft plan from an edition; its reading is confirmed with it.

    The same slug of the same edition again changes nothing. `version` is the reading's, where a
    person confirms what they saw.
    """
    existing = Plan.objects.filter(slug=new.slug).first()
    if existing is not None:
        require(
            existing.edition_id == edition.pk,
            _("The address “%(slug)s” belongs to another plan. Choose another one.")
            % {"slug": new.slug},
            kind=Conflict,
            fields={"slug": _("Another plan has this address.")},
        )
        return existing
    _check(new)
    reading = _confirm(edition, version=version)
    clauses = list(edition.clauses.order_by("position"))
    require(
        any(clause.kind == ClauseKind.MEASURE for clause in clauses),
        _("No numbered measure was found in this document, so there is nothing to plan."),
    )
    plan = Plan.objects.create(
        slug=new.slug, edition=edition, title=new.title, short_title=new.short_title,
        starts_on=new.starts_on, ends_on=new.ends_on, is_example=new.is_example,
        area_word=new.area_word, measure_word=new.measure_word,
        initiative_word=new.initiative_word, adopted_by=new.adopted_by.strip(),
        adopted_number=new.adopted_number, adopted_on=new.adopted_on,
    )  # fmt: skip
    measures = _add_measures(plan, clauses, {**_titles(reading), **new.titles}, now=now)
    _add_initiatives(plan, measures, take_over=new.take_over, now=now)
    index_plan(plan)
    after = {"title": plan.title, "measures": len(measures), "by": new.adopted_by}
    record(by=by, verb="plan.made", subject=plan, plan=plan.slug, after=after)
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
    # Units can read what they were given from now on: their term to accept it begins.
    plan.initiatives.filter(state=InitiativeState.ASSIGNED).update(
        state_until=accept_by(plan, now=now)
    )
    tell(plan.initiatives.all(), now=now)
    rows = plan.initiatives.filter(state=InitiativeState.ASSIGNED).select_related("plan")
    tell_assigned(waiting(rows.order_by("code")), now=now, by=by)
    record(
        by=by, verb="plan.published", subject=plan, plan=plan.slug,
        after={"gaps": gaps, "reason": override_reason},
    )  # fmt: skip
    return plan


@transaction.atomic
def retitle_plan(
    *, plan: Plan, title: str, short_title: str, version: int, now: datetime, by: Actor
) -> Plan:
    """Call a plan otherwise. Frozen reports and pages of past days keep the title of their day."""
    title, short_title = title.strip(), short_title.strip()
    require(title and short_title, _("Write the plan's title and its short title."))
    require(
        (title, short_title) != (plan.title, plan.short_title),
        _("The plan is called so already. Write the new title."),
    )
    before = {"title": plan.title, "short_title": plan.short_title}
    save_version(plan, version=version, title=title, short_title=short_title)
    FormerTitle.objects.create(plan=plan, **before, recorded_at=now)
    index("plan", [plan.pk])
    record(
        by=by, verb="plan.retitled", subject=plan, plan=plan.slug, before=before,
        after={"title": title, "short_title": short_title},
    )  # fmt: skip
    return plan
