"""A workbook that went out of here: it says itself what it is, so nobody maps its columns."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.sheets import Sheet
from recommendations.imports.columns import FIELDS
from recommendations.ledger_columns import (
    BY_KEY,
    FORMAT_VERSION,
    ROW_KEY,
    ROW_VERSION,
    SHEET_ABOUT,
)


@dataclass(frozen=True)
class Own:
    """What the workbook's hidden sheet says. Rows and columns count from 0."""

    plan: str
    sheet: str
    head_row: int
    columns: dict[str, int]


def _brought(key: str) -> bool:
    """Whether a column may come back: what is edited, and what names the row."""
    return key in FIELDS and (key in {ROW_KEY, ROW_VERSION} or BY_KEY[key].editable)


def own_sheet(sheets: Sequence[Sheet]) -> Own | None:
    """What a workbook of ours says of itself; None for any other, or one that was taken apart."""
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
        if len(row) > 1 and isinstance(row[0], int) and row[1] in {*BY_KEY, ROW_KEY, ROW_VERSION}
        if _brought(str(row[1]))
    }
    return Own(str(facts.get("plan", "")), str(name), head - 1, columns)
