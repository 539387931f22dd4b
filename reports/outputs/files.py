"""Every file of a report, by its format, from the document and the contents alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from reports.choices import FileFormat
from reports.outputs import fonts
from reports.outputs.blocks import Document
from reports.outputs.docx import render_docx
from reports.outputs.html import render_html
from reports.outputs.made import Made
from reports.outputs.pdf import render_pdf, render_summary
from reports.outputs.xlsx import render_xlsx

if TYPE_CHECKING:
    # For its shape only: the package that holds it also reads the database.
    from reports.contents.shape import Contents

# How the file's name ends, and what the browser is told.
ENDINGS = {
    FileFormat.DOCX: "docx",
    FileFormat.PDF: "pdf",
    FileFormat.XLSX: "xlsx",
    FileFormat.HTML: "html",
    FileFormat.SUMMARY: "pdf",
}
_OFFICE = "application/vnd.openxmlformats-officedocument"
TYPES = {
    FileFormat.DOCX: f"{_OFFICE}.wordprocessingml.document",
    FileFormat.PDF: "application/pdf",
    FileFormat.XLSX: f"{_OFFICE}.spreadsheetml.sheet",
    FileFormat.HTML: "text/html; charset=utf-8",
    FileFormat.SUMMARY: "application/pdf",
}


def _report_docx(_contents: Contents, document: Document, on: date) -> Made:
    return Made(render_docx(document, on=on))


def _report_pdf(_contents: Contents, document: Document, on: date) -> Made:
    return render_pdf(document, on=on)


def _report_xlsx(contents: Contents, document: Document, on: date) -> Made:
    return render_xlsx(contents, document, on=on)


def _report_html(_contents: Contents, document: Document, _on: date) -> Made:
    return render_html(document)


def _report_summary(contents: Contents, document: Document, on: date) -> Made:
    return render_summary(contents, document, on=on)


MAKERS: dict[FileFormat, Callable[[Contents, Document, date], Made]] = {
    FileFormat.DOCX: _report_docx,
    FileFormat.PDF: _report_pdf,
    FileFormat.XLSX: _report_xlsx,
    FileFormat.HTML: _report_html,
    FileFormat.SUMMARY: _report_summary,
}


def makeable() -> list[FileFormat]:
    """The formats that this machine can make: without a Chinese font there is no PDF."""
    printed = {FileFormat.PDF, FileFormat.SUMMARY}
    return [one for one in FileFormat if fonts.there() or one not in printed]


def make_file(form: FileFormat, contents: Contents, document: Document, *, on: date) -> Made:
    """One file of a report, dated `on`.

    Refuses PDF and summary on a machine without a Chinese font; the others are made anywhere.
    """
    return MAKERS[form](contents, document, on)
