"""A document's file comes in: its text is kept as it is, its outline as a reading."""

import hashlib
from datetime import datetime
from pathlib import PurePath

from django.db import transaction
from django.db.models import Max
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.queries import known_units
from core.audit import Actor, record
from core.refusals import BadInput, Conflict, require
from core.search.entries import index
from recommendations.choices import ReadingState
from recommendations.models import (
    DocumentEdition,
    EditionFile,
    Plan,
    PolicyDocument,
    Reading,
)
from recommendations.outline import Outline, UnreadableDocument, paragraph_spans, read_outline
from recommendations.queries.documents import edition_of
from recommendations.readings.pieces import pieces_of

LONGEST_FILE = 20 * 1024 * 1024
LONGEST_TITLE = 200


def _read(data: bytes) -> Outline:
    """The outline, or the reader's own sentence about why there is none."""
    require(
        len(data) <= LONGEST_FILE,
        _("The file is larger than 20 MB. Save the document without its pictures and try again."),
    )
    try:
        return read_outline(data, units=tuple(known_units()))
    except UnreadableDocument as error:
        chinese = (get_language() or "zh").startswith("zh")
        raise BadInput(error.words("zh" if chinese else "en")) from error


def _document(title: str, source: str, of_plan: Plan | None) -> PolicyDocument:
    """The plan's document; else the one of this title, made where there is none."""
    if of_plan is not None:
        return of_plan.edition.document
    found = PolicyDocument.objects.filter(title=title).order_by("pk").first()
    return found or PolicyDocument.objects.create(title=title, source=source)


@transaction.atomic
def add_edition(
    *, data: bytes, file_name: str, title: str = "", source: str = "",
    of_plan: Plan | None = None, now: datetime, by: Actor,
) -> DocumentEdition:  # fmt: skip
    """Read a document's file. The same bytes again give the edition that is there.

    `of_plan` says that it is a changed edition of that plan's document. Refuses what cannot be
    read, with the reader's own sentence.
    """
    title = title.strip()[:LONGEST_TITLE]
    sha256 = hashlib.sha256(data).hexdigest()
    existing = edition_of(sha256, title=title, of_plan=of_plan)
    if existing is not None:
        return existing
    outline = _read(data)
    title = title or outline.title.strip()[:LONGEST_TITLE]
    require(title or of_plan, _("The document shows no title. Give one with it."))
    document = _document(title, source, of_plan)
    edition = DocumentEdition.objects.create(
        document=document,
        number=(document.editions.aggregate(last=Max("number"))["last"] or 0) + 1,
        file_name=PurePath(file_name).name[-200:] or "document",
        sha256=sha256,
        text=outline.text,
        language=outline.language,
        paragraphs=paragraph_spans(outline.text),
        repairs=[repair.as_json() for repair in outline.repairs],
        warnings=[warning.as_json() for warning in outline.warnings],
        added_at=now,
    )
    EditionFile.objects.create(edition=edition, data=data)
    pieces = Reading.stored(pieces_of(outline))
    Reading.objects.create(edition=edition, of_plan=of_plan, pieces_json=pieces)
    index("document", [document.pk])
    record(
        by=by, verb="document.added", subject=edition, plan=of_plan.slug if of_plan else "",
        after={"title": document.title, "file": edition.file_name, "sha256": sha256},
    )  # fmt: skip
    return edition


@transaction.atomic
def discard_reading(*, reading: Reading, version: int, by: Actor) -> None:
    """An upload that was a mistake goes, file and all; its document too where it had no other."""
    require(
        reading.state == ReadingState.OPEN and reading.version == version,
        _("Somebody else changed this in the meantime. Look at the newer text, then save again."),
        kind=Conflict,
    )
    edition = reading.edition
    gone = edition.document_id
    document, told = edition.document, {"file": edition.file_name, "sha256": edition.sha256}
    name = str(edition)
    edition.delete()
    if not document.editions.exists():
        document.delete()
    index("document", [gone])
    record(by=by, verb="document.discarded", subject_name=name, before=told)
