"""A table that went out of here: it says itself what it is, so nobody maps its columns.

A workbook of ours has a hidden sheet that tells. A CSV file, or a sheet that was copied into
another workbook, is known by the heads of its last two columns.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from core.sheets import Sheet
from recommendations.imports.columns import FIELDS
from recommendations.imports.heads import SEARCHED
from recommendations.ledger_columns import (
    BY_KEY,
    COLUMNS,
    FORMAT_VERSION,
    ROW_KEY,
    ROW_VERSION,
    SHEET_ABOUT,
)

_ROW = (ROW_KEY, ROW_VERSION)
_BY_HEAD = {head: one.key for one in COLUMNS for head in (one.zh, one.en)} | {
    key: key for key in _ROW
}


@dataclass(frozen=True)
class Own:
    """What a table says of itself. Rows and columns count from 0; `plan` '' is any plan."""

    plan: str
    sheet: str
    head_row: int
    columns: dict[str, int]


def _brought(key: str) -> bool:
    """Whether a column may come back: what is edited, what names the row, where a new one goes."""
    return key in FIELDS and (key in {*_ROW, "measure"} or BY_KEY[key].editable)


def own_sheet(sheets: Sequence[Sheet]) -> Own | None:
    """What tables of ours say of themselves; None for any others."""
    return _by_about(sheets) or _by_heads(sheets)


def _by_heads(sheets: Sequence[Sheet]) -> Own | None:
    """The first table whose head names the columns of an exported row's key and version."""
    for sheet in sheets:
        for number, row in enumerate(sheet.rows[:SEARCHED] if not sheet.hidden else ()):
            if set(_ROW) <= set(row):
                heads = [_BY_HEAD.get(str(cell), "") for cell in row]
                columns = {key: heads.index(key) for key in heads if key and _brought(key)}
                return Own("", sheet.name, number, columns)
    return None


def _by_about(sheets: Sequence[Sheet]) -> Own | None:
    """What the hidden sheet of a workbook says; None where it has none or was taken apart."""
    about = next((sheet for sheet in sheets if sheet.name == SHEET_ABOUT), None)
    if about is None:
        return None
    facts = {row[0]: row[1] for row in about.rows if len(row) > 1}
    if facts.get("format") != FORMAT_VERSION:
        return None
    name, head = facts.get("sheet"), facts.get("head_row")
    known = {sheet.name: sheet for sheet in sheets}
    if name not in known or not isinstance(head, int) or not 0 < head <= len(known[str(name)].rows):
        return None
    columns = {
        str(row[1]): row[0] - 1
        for row in about.rows
        if len(row) > 1 and isinstance(row[0], int) and row[1] in {*BY_KEY, *_ROW}
        if _brought(str(row[1]))
    }
    return Own(str(facts.get("plan", "")), str(name), head - 1, columns)
