"""A plan goes over to a changed edition of its document, and what is tracked stays tracked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from core.audit import Actor, record
from core.refusals import require
from core.versions import save_version
from recommendations.building import areas_and_measures, clauses_of, drafts_of, findings_of
from recommendations.choices import InitiativeState, ReadingState
from recommendations.models import (
    Area,
    Clause,
    Finding,
    Initiative,
    InitiativeMeasure,
    Measure,
    Plan,
    Reading,
    StateRow,
    WordingRow,
)
from recommendations.queries.documents import compared, units_for
from recommendations.readings.comparison import ADDED, CHANGED, REMOVED, Item, Pair, compare
from recommendations.readings.pieces import measures as measures_of
from recommendations.search import index_plan
from recommendations.watchers import tell
from recommendations.writing import keep_details
from recommendations.writing.outlines import keep_outline

# Beyond every place in use, so that no two rows meet while they change places.
ASIDE = 1_000_000


@dataclass(frozen=True)
class _Moment:
    """From when on the edition holds, and when we came to know it."""

    on: date
    now: datetime


def _set_aside(rows: Any) -> None:
    rows.update(position=F("position") + ASIDE)


def _areas(plan: Plan, new: Sequence[Area]) -> list[Area]:
    """The plan's areas as the new edition has them; one that answers an old one takes its row."""
    old = {area.pk: area for area in plan.areas.select_related("clause")}
    items = [Item(pk, area.clause.path, area.title) for pk, area in old.items()]
    pairs = compare(items, [Item(at, area.clause.path, area.title) for at, area in enumerate(new)])
    answers = {pair.new: pair.old for pair in pairs if pair.new is not None}
    _set_aside(plan.areas)
    found: list[Area] = []
    for at, area in enumerate(new):
        answer = answers.get(at)
        if answer is not None:
            area.pk = answer
        found.append(area)
    Area.objects.bulk_update(
        [area for area in found if area.pk], ["clause", "number", "title", "intro", "position"]
    )
    Area.objects.bulk_create([area for area in found if not area.pk])
    return found


def _measures(
    plan: Plan, new: Sequence[Measure], answers: Mapping[int, int], moment: _Moment
) -> list[Measure]:
    """The plan's measures as the new edition words them; the ones that were not there before.

    `answers` maps a place in `new` to the plan's measure that it answers, whose working title and
    version stay.
    """
    old = plan.measures.in_bulk()
    _set_aside(plan.measures)
    kept, added = [], []
    for at, measure in enumerate(new):
        measure.area = measure.area  # its key is known only now
        answer = answers.get(at)
        if answer is None:
            added.append(measure)
            continue
        measure.pk, measure.title = answer, old[answer].title
        measure.version = old[answer].version + 1
        kept.append(measure)
    Measure.objects.bulk_update(kept, ["clause", "number", "text", "area", "position", "version"])
    Measure.objects.bulk_create(added)
    WordingRow.objects.bulk_create(
        WordingRow(
            measure=one, clause=one.clause, effective_on=moment.on, recorded_at=moment.now
        )  # fmt: skip
        for one in (*kept, *added)
    )
    return added


def _leave(plan: Plan, removed: Iterable[int], first: int) -> list[Measure]:
    """Measures that the edition holds no more: kept behind the others, gone where nothing hangs.

    An area that holds none is gone with them.
    """
    listed = plan.measures.filter(pk__in=list(removed)).order_by("position")
    served = InitiativeMeasure.objects.in_force().filter(measure=OuterRef("pk"))
    bare = listed.filter(~Exists(served), initiatives__isnull=True, addresses__isnull=True)
    plan.measures.filter(pk__in=list(bare.values_list("pk", flat=True))).delete()
    left = list(listed)
    for position, measure in enumerate(left, start=first):
        measure.position = position
    Measure.objects.bulk_update(left, ["position"])
    plan.areas.filter(measures__isnull=True).delete()
    behind = plan.areas.filter(position__gte=ASIDE).order_by("position")
    last = plan.areas.filter(position__lt=ASIDE).count()
    for position, area in enumerate(behind, start=last + 1):
        area.position = position
        area.save(update_fields=["position"])
    return left


def _findings(plan: Plan, new: Sequence[Finding]) -> None:
    """Findings follow their edition; one that is no more stays while a measure addresses it."""
    old = plan.findings.select_related("clause")
    items = [Item(one.pk, one.clause.path, one.title) for one in old]
    pairs = compare(items, [Item(at, one.clause.path, one.title) for at, one in enumerate(new)])
    answers = {pair.new: pair.old for pair in pairs if pair.new is not None}
    _set_aside(plan.findings)
    for at, finding in enumerate(new):
        finding.pk = answers.get(at)
    kept = [one for one in new if one.pk]
    Finding.objects.bulk_update(kept, ["clause", "kind", "title", "position"])
    Finding.objects.bulk_create([one for one in new if not one.pk])
    behind = plan.findings.filter(position__gte=ASIDE).order_by("position")
    behind.filter(addressed_by__isnull=True).delete()
    for position, finding in enumerate(behind, start=len(new) + 1):
        finding.position = position
        finding.save(update_fields=["position"])


def _drafts(plan: Plan, added: list[Measure], moment: _Moment) -> list[Initiative]:
    """What is new in the edition comes with its draft initiatives."""
    initiatives = Initiative.objects.bulk_create(
        drafts_of(plan, added, first_code=plan.last_code + 1, units=None)
    )
    StateRow.objects.bulk_create(
        StateRow(
            initiative=one,
            value=InitiativeState.DRAFT,
            effective_on=moment.on,
            recorded_at=moment.now,
        )  # fmt: skip
        for one in initiatives
    )
    keep_details(initiatives, on=moment.on, now=moment.now)
    Plan.objects.filter(pk=plan.pk).update(last_code=plan.last_code + len(initiatives))
    plan.last_code += len(initiatives)
    return initiatives


def _clauses(reading: Reading) -> list[Clause]:
    """The edition's clauses, written once."""
    edition = reading.edition
    if not edition.clauses.exists():
        Clause.objects.bulk_create(clauses_of(edition, reading.pieces, units_for(reading)))
    return list(edition.clauses.order_by("position"))


def _go_over(
    plan: Plan, reading: Reading, pairs: Sequence[Pair[int]], moment: _Moment
) -> list[Measure]:
    """The plan's rows as the edition has them; the measures that it left behind."""
    pieces = measures_of(reading.pieces)
    clauses = _clauses(reading)
    titles = {piece.path: piece.title for piece in pieces}
    areas, measures = areas_and_measures(plan, clauses, titles)
    _areas(plan, areas)
    places = {piece.key: at for at, piece in enumerate(pieces)}
    answers = {
        places[pair.new]: pair.old
        for pair in pairs
        if pair.new is not None and pair.old is not None
    }
    added = _measures(plan, measures, answers, moment)
    removed = [pair.old for pair in pairs if pair.kind == REMOVED and pair.old is not None]
    left = _leave(plan, removed, len(measures) + 1)
    _findings(plan, findings_of(plan, clauses))
    _drafts(plan, added, moment)
    return left


@transaction.atomic
def apply_edition(
    *, plan: Plan, reading: Reading, on: date, version: int, plan_version: int, now: datetime,
    by: Actor,
) -> Plan:  # fmt: skip
    """The plan goes over to the edition of `reading`, from the day `on`.

    Initiatives stay with their measure, changed wordings keep the old one in its row, added
    measures come with draft initiatives, removed ones stay where work hangs on them. Applied
    already: nothing changes.
    """
    require(
        reading.of_plan_id == plan.pk,
        _("This edition was uploaded for another plan. Upload it on this plan's document page."),
    )
    if reading.state == ReadingState.CONFIRMED:
        return plan
    require(
        measures_of(reading.pieces),
        _("No numbered measure was found in this document, so there is nothing to plan."),
    )
    pairs, before = compared(plan, reading), plan.edition_id
    save_version(reading, version=version, state=ReadingState.CONFIRMED)
    save_version(plan, version=plan_version, edition=reading.edition)
    removed = [pair.old for pair in pairs if pair.kind == REMOVED and pair.old is not None]
    keep_outline(plan, edition=before, removed=removed, now=now)
    left = _go_over(plan, reading, pairs, _Moment(on, now))
    kinds = [pair.kind for pair in pairs]
    tell(plan.initiatives.all(), now=now)
    index_plan(plan)
    record(
        by=by, verb="plan.edition_applied", subject=plan, plan=plan.slug,
        after={
            "edition": reading.edition.number,
            "added": kinds.count(ADDED),
            "changed": kinds.count(CHANGED),
            "removed": kinds.count(REMOVED),
            "kept": [measure.title for measure in left],
        },
    )  # fmt: skip
    return plan
