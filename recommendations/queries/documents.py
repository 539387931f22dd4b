"""What we read about documents, their editions and readings."""

from datetime import datetime

from django.db.models import Q

from accounts.models import Unit
from accounts.queries import known_units
from recommendations.choices import ClauseKind
from recommendations.models import Clause, DocumentEdition, Measure, Plan, Reading, WordingRow
from recommendations.queries.outlines import Outline
from recommendations.readings.comparison import Item, Pair, compare
from recommendations.readings.pieces import measures
from recommendations.readings.wording import Document


def edition_of(
    sha256: str, *, title: str = "", of_plan: Plan | None = None
) -> DocumentEdition | None:
    """The edition that these bytes are: of the plan's document, of that title, or any."""
    found = DocumentEdition.objects.filter(sha256=sha256).select_related("document")
    if of_plan is not None:
        found = found.filter(document=of_plan.edition.document_id)
    elif title:
        found = found.filter(document__title=title)
    return found.order_by("pk").first()


def document_of(edition: DocumentEdition) -> Document:
    """The edition's text, for questions about places."""
    return Document(edition.text, edition.paragraphs, edition.repairs)


def units_for(reading: Reading) -> dict[str, Unit]:
    """Every name that the document may print, and the unit: known, or matched by hand."""
    found = known_units()
    by_id = {unit.public_id: unit for unit in found.values()}
    matched = {name: by_id[one] for name, one in reading.matches.items() if one in by_id}
    return {**found, **matched}


def editions_of(outline: Outline, *, known_at: datetime) -> list[DocumentEdition]:
    """The editions that had worded the plan's measures at a moment, oldest first."""
    rows = WordingRow.objects.filter(measure__plan=outline.plan, recorded_at__lte=known_at)
    standing = {outline.edition_id, *(one.clause.edition_id for one in outline.measures)}
    used = Q(pk__in=rows.values("clause__edition")) | Q(pk__in=standing)
    found = DocumentEdition.objects.filter(used)
    return list(found.only("number", "added_at").order_by("number"))


def worded_by(outline: Outline, edition: DocumentEdition) -> dict[int, Measure]:
    """The outline's measures by the clause that words them in an edition."""
    rows = WordingRow.objects.filter(measure__plan=outline.plan, clause__edition=edition)
    found = {
        clause: outline.by_key[measure]
        for clause, measure in rows.values_list("clause", "measure")
        if measure in outline.by_key
    }
    return found | {
        measure.clause_id: measure
        for measure in outline.measures
        if measure.clause.edition_id == edition.pk
    }


def left_behind(outline: Outline) -> list[Measure]:
    """The measures that the edition in force held no more, kept because work hung on them."""
    return [one for one in outline.measures if one.clause.edition_id != outline.edition_id]


def compared(plan: Plan, reading: Reading) -> list[Pair[int]]:
    """How the plan's measures (by key) and the reading's (by piece) answer each other."""
    old = [
        Item(measure.pk, measure.clause.path, measure.text)
        for measure in plan.measures.select_related("clause").order_by("position")
    ]
    new = [Item(one.key, one.path, one.text) for one in measures(reading.pieces)]
    chosen = {int(key): answer for key, answer in reading.pairs.items()}
    return compare(old, new, chosen=chosen)


def proposals(plan: Plan) -> dict[int, Clause]:
    """What the document asks of each measure: its clause, with units and deadline, by measure.

    Where a breakdown begins: `units` names them as printed with what they were matched to.
    """
    clauses = Clause.objects.filter(measures__plan=plan, kind=ClauseKind.MEASURE)
    pairs = clauses.values_list("measures", "pk")
    found = clauses.in_bulk()
    return {measure: found[pk] for measure, pk in pairs if measure is not None}
