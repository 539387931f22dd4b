"""A document's file comes in: its text is kept as it is, its outline as clauses."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.audit import Actor, record
from core.refusals import BadInput, require
from core.search.entries import index
from recommendations.choices import ClauseKind
from recommendations.models import Clause, DocumentEdition, PolicyDocument
from recommendations.outline import (
    Outline,
    UnreadableDocument,
    paragraph_spans,
    read_outline,
)


def _clauses(edition: DocumentEdition, outline: Outline) -> Iterator[Clause]:
    """Every piece that the outline names, in document order within its kind."""

    def clause(kind: ClauseKind, piece: object, **more: str) -> Clause:
        return Clause(
            edition=edition,
            kind=kind,
            path=piece.path,  # type: ignore[attr-defined]
            number=piece.number or "",  # type: ignore[attr-defined]
            start=piece.start,  # type: ignore[attr-defined]
            end=piece.end,  # type: ignore[attr-defined]
            **more,
        )

    for section in outline.sections:
        # Measures right under a section make it an area of their own: one piece, one clause.
        if all(area.path != section.path for area in section.areas):
            yield clause(ClauseKind.SECTION, section, title=section.title or "")
        for area in section.areas:
            yield clause(ClauseKind.AREA, area, title=area.title or "", text=area.intro or "")
            for measure in area.measures:
                yield clause(ClauseKind.MEASURE, measure, text=measure.text)
    for finding in outline.findings:
        yield clause(ClauseKind.FINDING, finding, title=finding.title or "", text=finding.kind)


def _add_clauses(edition: DocumentEdition, outline: Outline) -> None:
    clauses = list(_clauses(edition, outline))
    for position, clause in enumerate(clauses, start=1):
        clause.position = position
    Clause.objects.bulk_create(clauses)


@transaction.atomic
def add_edition(
    *, data: bytes, file_name: str, title: str = "", source: str = "", now: datetime, by: Actor
) -> DocumentEdition:
    """Read a document's file. The same bytes again give the edition that is there.

    Refuses what cannot be read, with the reader's own sentence.
    """
    try:
        outline = read_outline(data)
    except UnreadableDocument as error:
        chinese = (get_language() or "zh").startswith("zh")
        raise BadInput(error.words("zh" if chinese else "en")) from error
    title = title.strip() or outline.title or ""
    require(title, _("The document shows no title. Give one with it."))
    existing = DocumentEdition.objects.filter(sha256=outline.sha256, document__title=title).first()
    if existing is not None:
        return existing
    document, _made = PolicyDocument.objects.get_or_create(title=title, defaults={"source": source})
    edition = DocumentEdition.objects.create(
        document=document,
        number=document.editions.count() + 1,
        file_name=file_name,
        sha256=outline.sha256,
        text=outline.text,
        language=outline.language,
        paragraphs=paragraph_spans(outline.text),
        repairs=[repair.as_json() for repair in outline.repairs],
        warnings=[warning.as_json() for warning in outline.warnings],
        added_at=now,
    )
    _add_clauses(edition, outline)
    index("document", [document.pk])
    record(
        by=by,
        verb="document.added",
        subject=edition,
        after={"title": title, "file": file_name, "sha256": outline.sha256},
    )
    return edition
