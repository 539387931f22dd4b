"""The tables of a Word file as sheets."""

import io
import zipfile

from lxml import etree

from core.sheets.model import Cell, Sheet

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _parser() -> etree.XMLParser:
    """No entity is resolved and nothing is fetched: the file comes from a stranger."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def read_word_tables(data: bytes) -> list[Sheet] | None:
    """Each outermost table of a .docx as a sheet; None where the file is damaged or has none."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            part = archive.read("word/document.xml")
        root = etree.fromstring(part, _parser())
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, ValueError, OSError):
        return None
    tables = [
        table
        for table in root.iter(f"{_W}tbl")
        if next(table.iterancestors(f"{_W}tbl"), None) is None
    ]
    return [_sheet(table, number) for number, table in enumerate(tables, start=1)] or None


def _sheet(table: etree._Element, number: int) -> Sheet:
    grid: list[list[Cell]] = []
    merged: list[tuple[int, int, int, int]] = []
    # Column → the joined cell that is still open there: its first row, and its columns.
    open_: dict[int, tuple[int, int]] = {}
    for row_number, row in enumerate(table.findall(f"{_W}tr")):
        cells: list[Cell] = []
        for cell in row.findall(f"{_W}tc"):
            column, span = len(cells), _span(cell)
            joins = _joins(cell)
            if joins != "continue":
                _close(open_, column, row_number - 1, merged)
                if joins == "restart":
                    open_[column] = (row_number, span)
                elif span > 1:
                    merged.append((row_number, column, row_number, column + span - 1))
            text = _text(cell) if joins != "continue" else None
            cells += [text, *[None] * (span - 1)]
        grid.append(cells)
    for column in list(open_):
        _close(open_, column, len(grid) - 1, merged)
    width = max((len(row) for row in grid), default=0)
    return Sheet(f"表{number}", [row + [None] * (width - len(row)) for row in grid], sorted(merged))


def _close(
    open_: dict[int, tuple[int, int]],
    column: int,
    last: int,
    merged: list[tuple[int, int, int, int]],
) -> None:
    if column in open_:
        first, span = open_.pop(column)
        if last > first or span > 1:
            merged.append((first, column, last, column + span - 1))


def _span(cell: etree._Element) -> int:
    found = cell.find(f"{_W}tcPr/{_W}gridSpan")
    value = "1" if found is None else found.get(f"{_W}val", "1")
    return min(int(value), 200) if value.isdigit() and int(value) > 0 else 1


def _joins(cell: etree._Element) -> str:
    """ "restart" or "continue" where the cell is joined with those below or above it, else ""."""
    found = cell.find(f"{_W}tcPr/{_W}vMerge")
    return "" if found is None else found.get(f"{_W}val", "continue")


def _text(cell: etree._Element) -> Cell:
    """The paragraphs of a cell, deleted text left out."""
    lines = []
    for paragraph in cell.iter(f"{_W}p"):
        pieces = []
        for piece in paragraph.iter(f"{_W}t", f"{_W}br", f"{_W}tab"):
            pieces.append(piece.text or "" if piece.tag == f"{_W}t" else "\n")
        lines.append("".join(pieces))
    text = "\n".join(lines).strip()
    return text or None
