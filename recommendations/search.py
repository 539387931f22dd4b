"""How documents, plans and everything in them are found."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from core.bulk import among
from core.search.entries import add_entries, index
from core.search.kinds import Entry, Kind, register
from recommendations.models import Area, Finding, Initiative, Measure, Plan, PolicyDocument
from recommendations.watchers import Fresh, Watcher, watch


def _document_entries(keys: Sequence[int]) -> Iterator[Entry]:
    for row in PolicyDocument.objects.filter(pk__in=keys):
        yield Entry(row.pk, title=row.title, texts=[row.issuer, row.doc_number])


def _plan_entries(keys: Sequence[int]) -> Iterator[Entry]:
    for row in Plan.objects.filter(pk__in=keys):
        texts = [row.short_title, row.adopted_by, row.adopted_number]
        yield Entry(row.pk, title=row.title, texts=texts, scope=row.pk)


def _area_entries(keys: Sequence[int]) -> Iterator[Entry]:
    for row in Area.objects.filter(pk__in=keys):
        yield Entry(row.pk, title=row.title, texts=[row.intro], scope=row.plan_id)


def _measure_entries(keys: Sequence[int]) -> Iterator[Entry]:
    for row in Measure.objects.filter(pk__in=keys):
        yield Entry(
            row.pk, title=row.title, texts=[row.text], sign=str(row.position), scope=row.plan_id
        )


def _finding_entries(keys: Sequence[int]) -> Iterator[Entry]:
    for row in Finding.objects.filter(pk__in=keys):
        yield Entry(row.pk, title=row.title, scope=row.plan_id)


def _initiative_entry(
    pk: int, title: str, deliverable: str, goal: str, wording: str, code: int, plan: int
) -> Entry:
    """An initiative is also found by the official wording of the measure that it serves first."""
    return Entry(pk, title=title, texts=[deliverable, goal, wording], sign=str(code), scope=plan)


# The fields of a breakdown that stand in an entry.
SEARCHED = frozenset({"title", "deliverable", "annual_goal", "measure"})


def _initiative_entries(keys: Sequence[int]) -> Iterator[Entry]:
    rows = Initiative.objects.filter(pk__in=among(keys)).values_list(
        "pk", "title", "deliverable", "annual_goal", "measure__text", "code", "plan_id"
    )
    for row in rows:
        yield _initiative_entry(*row)


KINDS = (
    Kind("document", "d", lambda: PolicyDocument.objects.all(), _document_entries),
    Kind("plan", "l", lambda: Plan.objects.all(), _plan_entries),
    Kind("area", "a", lambda: Area.objects.all(), _area_entries),
    Kind("measure", "m", lambda: Measure.objects.all(), _measure_entries),
    Kind("finding", "f", lambda: Finding.objects.all(), _finding_entries),
    Kind("initiative", "i", lambda: Initiative.objects.all(), _initiative_entries),
)


def index_plan(plan: Plan) -> None:
    """A plan was made or its pieces changed: everything that is found within it."""
    index("document", [plan.edition.document_id])
    index("plan", [plan.pk])
    index("area", plan.areas.values_list("pk", flat=True))
    index("measure", plan.measures.values_list("pk", flat=True))
    index("finding", plan.findings.values_list("pk", flat=True))
    index("initiative", plan.initiatives.values_list("pk", flat=True))


def _follow_initiatives(initiatives: Iterable[Initiative], _now: datetime) -> None:
    index("initiative", [initiative.pk for initiative in initiatives])


def _index_added(plan: Plan, rows: Sequence[Fresh], _now: datetime) -> None:
    served = {row.value.measure for row in rows}
    wordings = dict(Measure.objects.filter(pk__in=served).values_list("pk", "text"))
    add_entries(
        "initiative",
        (
            _initiative_entry(
                row.pk, row.value.title, row.value.deliverable, row.value.annual_goal,
                wordings[row.value.measure], row.code, plan.pk,
            )
            for row in rows
        ),
    )  # fmt: skip


def register_kinds() -> None:
    """Called when the site starts."""
    for kind in KINDS:
        register(kind)
    watch("search", Watcher(_follow_initiatives, _index_added, SEARCHED))
