"""A ledger that came in, held against its plan."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.queries import known_units
from core.models import WorkItem, WorkState
from core.packed import Packed
from core.refusals import Conflict, require
from core.sheets import Sheet, read_apart, unpack_sheets
from recommendations.breakdown import FIELDS, Breakdown
from recommendations.choices import OPEN_STATES, Cadence, ImportWork, InitiativeState, ToldBy
from recommendations.imports.cells import folded_name
from recommendations.imports.check import Checked, WantedRows, check_table
from recommendations.imports.heads import Head, head_at
from recommendations.imports.known import Known, KnownInitiative, KnownMeasure, Went
from recommendations.imports.rows import TEXTS, read_rows
from recommendations.models import Initiative, LedgerImport, Measure, Plan
from recommendations.queries.breakdowns import (
    COLUMNS,
    MANY,
    batched,
    breakdowns_at,
    breakdowns_by_key,
)
from recommendations.wording import label

ENDED = (
    InitiativeState.COMPLETED,
    InitiativeState.CLOSED,
    InitiativeState.CANCELLED,
    InitiativeState.MERGED,
)
# So many rows are checked or written while a person waits for the page: about a second.
AT_ONCE = 2_000
# Words in both languages: a sheet keeps those that it left with.
TOLD_BY = {
    "按百分比": ToldBy.PERCENT, "百分比": ToldBy.PERCENT, "percent": ToldBy.PERCENT,
    "按里程碑": ToldBy.MILESTONES, "里程碑": ToldBy.MILESTONES, "milestones": ToldBy.MILESTONES,
    "文字": ToldBy.WORDS, "按文字": ToldBy.WORDS, "words": ToldBy.WORDS,
}  # fmt: skip
CADENCE = {
    "每月": Cadence.MONTH, "月报": Cadence.MONTH, "按月": Cadence.MONTH, "monthly": Cadence.MONTH,
    # Nothing of its own, said in words.
    "随方案": "", "同方案": "", "as the plan": "",
    "每季度": Cadence.QUARTER, "季报": Cadence.QUARTER, "按季": Cadence.QUARTER,
    "quarterly": Cadence.QUARTER,
}  # fmt: skip


def _both(choices: Any) -> dict[str, str]:
    """The words of a list in both languages, and their keys."""
    found: dict[str, str] = {}
    for language in ("zh-hans", "en"):
        with override(language):
            found |= {str(label).lower(): str(value) for value, label in choices.choices}
    return found


def sheets_of(batch: LedgerImport) -> list[Sheet]:
    """The tables of the import's file, as they were read when it came in."""
    # What came in before tables were kept is read again.
    return unpack_sheets(bytes(batch.file.tables) or read_apart(bytes(batch.file.data)))


def sheet_of(batch: LedgerImport) -> Sheet:
    """The table that is brought in."""
    return next(sheet for sheet in sheets_of(batch) if sheet.name == batch.sheet)


def _measures(plan: Plan) -> list[KnownMeasure]:
    rows = Measure.objects.filter(plan=plan).order_by("position")
    return [
        KnownMeasure(*values)
        for values in rows.values_list("pk", "position", "number", "title", "text", "area__title")
    ]


def _initiatives(plan: Plan) -> list[KnownInitiative]:
    names = ("pk", "code", "version", "state")
    rows = Initiative.objects.filter(plan=plan).order_by("code").values_list(*names)
    assigned = {*OPEN_STATES, InitiativeState.SUSPENDED}
    return [
        KnownInitiative(pk, code, version, assigned=state in assigned, ended=state in ENDED)
        for pk, code, version, state in rows.iterator(MANY)
    ]


def _was(went: Collection[Went]) -> dict[Went, Breakdown]:
    """What rows were when they were exported, where they have changed since. One query."""
    wanted = dict(went)
    return {(pk, wanted[pk]): value for pk, value in breakdowns_at(wanted).items()}


def _told(plan: Plan, *names: str) -> Callable[[], Iterator[Any]]:
    """Asks for these columns of the plan's initiatives in their order, when somebody wants them."""
    rows = Initiative.objects.filter(plan=plan).order_by("code").values_list("pk", *names)
    return partial(rows.iterator, MANY)


def known_of(plan: Plan, *, year: int) -> Known:
    """The plan as a table is checked against it. Three queries, one where rows go by their keys or
    titles, and some for each few thousand rows that name initiatives of it."""
    named = known_units()
    return Known(
        year=year,
        measures=_measures(plan),
        initiatives=_initiatives(plan),
        values=breakdowns_by_key,
        was=_was,
        keys=_told(plan, "public_id"),
        titles=_told(plan, "title", "measure_id"),
        units={folded_name(name): unit.pk for name, unit in named.items()},
        unit_names={unit.pk: unit.name for unit in named.values()},
        told_by={**TOLD_BY, **_both(ToldBy)},
        cadence={**CADENCE, **_both(Cadence)},
        longest={
            name: Initiative._meta.get_field(COLUMNS[name]).max_length or 0  # type: ignore[union-attr]
            for name in TEXTS
        },
    )


def head_of(batch: LedgerImport, sheet: Sheet) -> Head:
    """The head that was found or named."""
    return head_at(sheet, first=batch.head_first, last=batch.head_last)


def check_of(batch: LedgerImport) -> Checked:
    """Every row of the import against its plan as it is now."""
    return look(batch).checked


@dataclass(frozen=True)
class Looked:
    """A check, and the mark of what it was made against."""

    checked: Checked
    mark: str


def look(batch: LedgerImport, step: Callable[[int], None] = lambda _done: None) -> Looked:
    """Every row against the plan as it is now. `step` hears how many rows have been checked."""
    # Before anything is read: what changes in between is then seen by whoever compares.
    mark = mark_of(batch.plan)
    sheet = sheet_of(batch)
    known = known_of(batch.plan, year=batch.year)
    table = read_rows(sheet, head_of(batch, sheet), batch.columns, known)
    labels = {name: label(name) for name in FIELDS}
    return Looked(check_table(table, known, labels, step), mark)


def kept_or_looked(batch: LedgerImport, step: Callable[[int], None] = lambda _done: None) -> Looked:
    """The check that the import keeps, while it is as good as one of now; else one of now."""
    mark, kept = batch.result.get("mark"), batch.file
    if not mark or batch.result.get("faults") or mark != mark_of(batch.plan):
        return look(batch, step)
    new, changed = (WantedRows(Packed.of(bytes(one))) for one in (kept.new_rows, kept.changed_rows))
    return Looked(Checked(new=new, changed=changed), mark)


def mark_of(plan: Plan) -> str:
    """One value for everything that a check is made against, in three queries: while it is the
    same, a check of before is as good as one of now."""
    told = sha256()
    for part in (_measures(plan), sorted((name, one.pk) for name, one in known_units().items())):
        told.update(repr(part).encode("utf-8", "replace"))
    rows = Initiative.objects.filter(plan=plan).order_by("pk")
    for some in batched(rows.values_list("pk", "version", "state").iterator(MANY), MANY):
        told.update(repr(some).encode())
    return told.hexdigest()


def rows_of(batch: LedgerImport) -> int:
    """How many rows its sheet has below the head."""
    return max(0, int(batch.result.get("rows", 0)) - batch.head_last - 1)


def is_large(batch: LedgerImport) -> bool:
    """Whether a worker goes through it, instead of the one who waits at a page."""
    return rows_of(batch) > AT_ONCE


def work_of(batch: LedgerImport) -> WorkItem | None:
    """What a worker has been asked to do with it and has not ended yet, if anything."""
    asked = WorkItem.objects.filter(kind__in=ImportWork.values)
    asked = asked.filter(key=f"{batch.public_id}:{batch.version}")
    return asked.exclude(state=WorkState.DONE).order_by("-pk").first()


def require_idle(batch: LedgerImport) -> None:
    """Refuse while a worker has it in hand; what was given up may be asked for again."""
    work = work_of(batch)
    require(
        work is None or work.state == WorkState.PARKED,
        _("This ledger is being worked on. Wait until that has ended."),
        kind=Conflict,
    )
