"""What we read about documents, their editions and readings."""

from accounts.models import Unit
from accounts.queries import known_units
from recommendations.choices import ClauseKind
from recommendations.models import Clause, DocumentEdition, Measure, Plan, Reading, WordingRow
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


def editions_of(plan: Plan) -> list[DocumentEdition]:
    """The editions that have worded this plan's measures, oldest first."""
    used = WordingRow.objects.filter(measure__plan=plan).values("clause__edition")
    found = DocumentEdition.objects.filter(pk__in=used) | DocumentEdition.objects.filter(
        pk=plan.edition_id
    )
    return list(found.defer("text").order_by("number").distinct())


def worded_by(plan: Plan, edition: DocumentEdition) -> dict[int, Measure]:
    """The plan's measures by the clause that words them in an edition."""
    rows = WordingRow.objects.filter(measure__plan=plan, clause__edition=edition)
    found = {row.clause_id: row.measure for row in rows.select_related("measure")}
    return found | {
        measure.clause_id: measure for measure in plan.measures.filter(clause__edition=edition)
    }


def left_behind(plan: Plan) -> list[Measure]:
    """The measures that the plan's edition holds no more, kept because work hangs on them."""
    gone = plan.measures.exclude(clause__edition=plan.edition_id)
    return list(
        gone.select_related("clause__edition").defer("clause__edition__text").order_by("position")
    )


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
