"""A ledger that came in, held against its plan."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.utils.translation import override

from accounts.queries import known_units
from core.sheets import Sheet, read_apart, unpack_sheets
from recommendations.breakdown import FIELDS, Breakdown
from recommendations.choices import OPEN_STATES, Cadence, InitiativeState, ToldBy
from recommendations.imports.cells import folded_name
from recommendations.imports.check import Checked, check_table
from recommendations.imports.heads import Head, head_at
from recommendations.imports.known import Known, KnownInitiative, KnownMeasure
from recommendations.imports.rows import TEXTS, ReadTable, read_rows
from recommendations.models import Initiative, LedgerImport, Measure, Plan
from recommendations.queries.breakdowns import COLUMNS, breakdowns_at, breakdowns_of
from recommendations.wording import label

ENDED = (
    InitiativeState.COMPLETED,
    InitiativeState.CLOSED,
    InitiativeState.CANCELLED,
    InitiativeState.MERGED,
)
# Words in both languages: a sheet keeps those that it left with.
TOLD_BY = {
    "按百分比": ToldBy.PERCENT, "百分比": ToldBy.PERCENT, "percent": ToldBy.PERCENT,
    "按里程碑": ToldBy.MILESTONES, "里程碑": ToldBy.MILESTONES, "milestones": ToldBy.MILESTONES,
    "文字": ToldBy.WORDS, "按文字": ToldBy.WORDS, "words": ToldBy.WORDS,
}  # fmt: skip
CADENCE = {
    "每月": Cadence.MONTH, "月报": Cadence.MONTH, "按月": Cadence.MONTH, "monthly": Cadence.MONTH,
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
        for values in rows.values_list("pk", "position", "title", "text", "area__title")
    ]


def _initiatives(plan: Plan) -> list[KnownInitiative]:
    rows = list(Initiative.objects.filter(plan=plan).order_by("code"))
    values = breakdowns_of(rows)
    return [
        KnownInitiative(
            row.pk, row.code, str(row.public_id), row.version, values[row.pk],
            assigned=row.state in (*OPEN_STATES, InitiativeState.SUSPENDED),
            ended=row.state in ENDED,
        )
        for row in rows
    ]  # fmt: skip


def _was(table: ReadTable, there: Iterable[KnownInitiative]) -> dict[tuple[str, int], Breakdown]:
    """What rows were when they were exported, where they have changed since. One query."""
    versions = {one.key: (one.pk, one.version) for one in there}
    stale = {
        (row.values["row_key"], row.values["row_version"])
        for row in table.rows
        if row.values.get("row_key") in versions and row.values.get("row_version")
        and row.values["row_version"] != versions[row.values["row_key"]][1]
    }  # fmt: skip
    keys = {versions[key][0]: (key, seen) for key, seen in stale}
    was = breakdowns_at({pk: seen for pk, (_key, seen) in keys.items()})
    return {keys[pk]: value for pk, value in was.items()}


def known_of(plan: Plan, *, year: int) -> Known:
    """The plan as a table is checked against it. Seven queries."""
    return Known(
        year=year,
        measures=_measures(plan),
        initiatives=_initiatives(plan),
        units={folded_name(name): unit.pk for name, unit in known_units().items()},
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
    sheet = sheet_of(batch)
    known = known_of(batch.plan, year=batch.year)
    table = read_rows(sheet, head_of(batch, sheet), batch.columns, known)
    known = replace(known, was=_was(table, known.initiatives))
    return check_table(table, known, {name: label(name) for name in FIELDS})
