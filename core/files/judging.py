"""Decides by its content what an uploaded file is, or refuses it with a sentence.

Office files, OFD files and PDFs are looked into in a process apart; of pictures and texts only the
structure is read, by plain code whose time grows with the length. No database is asked: this comes
before the transaction, which must not wait for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from django.conf import settings

from core.files.kinds import ENDINGS, KINDS
from core.files.names import clean_name, ending_of
from core.files.refusing import SENTENCES
from core.inside.finding import Finding, Unfit
from core.inside.marks import mark_in, mark_in_name
from core.inside.pictures import check_jpeg, check_png
from core.inside.signatures import ARCHIVES, OLD_OFFICE, PROGRAMS, ZIP
from core.inside.texts import head_of
from core.refusals import BadInput
from core.sandbox import MEGABYTE, Limits, Stopped, run_apart

_PIECE = MEGABYTE
# Larger than a reader's: what is unpacked is counted and dropped, piece by piece.
_LIMITS = Limits(memory=768 * MEGABYTE, output=MEGABYTE, seconds=30, cpu_seconds=20)
_TEXTS = {"txt": "text", "csv": "csv"}
_LOCKED = "EncryptedPackage".encode("utf-16-le")


class Upload(Protocol):
    """A file on its way in: Django's uploaded files are such."""

    name: str | None
    size: int | None

    def read(self, num_bytes: int, /) -> bytes: ...


class UnfitFile(BadInput):
    """A file may not be kept; `cause` is a key of `refusing.SENTENCES`."""

    def __init__(self, cause: str, name: str, detail: str = "") -> None:
        told = {"name": name, "detail": detail, "most": settings.FILE_MEGABYTES}
        sentence = SENTENCES[cause] % told
        super().__init__(sentence, fields={"papers": sentence})
        self.cause = cause


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that may be kept. `name` is text for people; `kind` is one of `KINDS`."""

    name: str
    kind: str
    sha256: str
    data: bytes = field(repr=False)


def examine(upload: Upload) -> Examined:
    """What the upload is. Raises UnfitFile, and nothing else, for what may not be kept.

    Reads no more than a file may have.
    """
    name = clean_name(upload.name or "")
    data = _taken(upload, name)
    if not data:
        raise UnfitFile("empty", name)
    if mark := mark_in_name(name):
        raise UnfitFile("secret", name, mark)
    try:
        finding = _look(data, name)
    except Unfit as found:
        raise UnfitFile(found.cause, name, found.detail) from None
    if mark := mark_in(finding.head):
        raise UnfitFile("secret", name, mark)
    if ending_of(name) not in KINDS[finding.kind].endings:
        raise UnfitFile("ending", name, KINDS[finding.kind].endings[0].upper())
    return Examined(name, finding.kind, hashlib.sha256(data).hexdigest(), data)


def _taken(upload: Upload, name: str) -> bytes:
    most = settings.FILE_MEGABYTES * MEGABYTE
    if (upload.size or 0) > most:
        raise UnfitFile("large", name)
    pieces: list[bytes] = []
    taken = 0
    while piece := upload.read(_PIECE):
        taken += len(piece)
        if taken > most:
            raise UnfitFile("large", name)
        pieces.append(piece)
    return b"".join(pieces)


def _look(data: bytes, name: str) -> Finding:
    """The content's own kind and its first words. Raises Unfit."""
    for starts, look in _LOOKS:
        if data.startswith(starts):
            return look(data)
    return _text(data, ending_of(name))


def _apart(function: str, data: bytes) -> Finding:
    try:
        finding = Finding.unpack(run_apart(function, data, limits=_LIMITS))
    except Stopped as error:
        raise Unfit("damaged" if error.reason == "failed" else "heavy") from error
    except ValueError as error:
        raise Unfit("damaged") from error
    if finding.cause or finding.kind not in KINDS:
        raise Unfit(finding.cause or "kind", finding.detail)
    return finding


def _office(data: bytes) -> Finding:
    return _apart("core.inside.office:look_archive", data)


def _pdf(data: bytes) -> Finding:
    return _apart("core.inside.pdf:look_pdf", data)


def _png(data: bytes) -> Finding:
    check_png(data)
    return Finding(kind="png")


def _jpeg(data: bytes) -> Finding:
    check_jpeg(data)
    return Finding(kind="jpeg")


def _old(data: bytes) -> Finding:
    raise Unfit("encrypted" if _LOCKED in data else "old_office")


def _archive(_data: bytes) -> Finding:
    raise Unfit("archive")


def _program(_data: bytes) -> Finding:
    raise Unfit("program")


_LOOKS: tuple[tuple[tuple[bytes, ...], Callable[[bytes], Finding]], ...] = (
    (ZIP, _office),
    ((b"%PDF-",), _pdf),
    ((b"\x89PNG\r\n\x1a\n",), _png),
    ((b"\xff\xd8\xff",), _jpeg),
    ((OLD_OFFICE,), _old),
    (ARCHIVES, _archive),
    (PROGRAMS, _program),
)


def _text(data: bytes, ending: str) -> Finding:
    """A text has no signature of its own: its ending says that it is one, and it must read so."""
    # With another file's ending it is that file with something before it, or a page in disguise.
    if ending in ENDINGS and ending not in _TEXTS:
        head_of(data)
        raise Unfit("damaged")
    head = head_of(data)
    if ending not in _TEXTS:
        raise Unfit("kind")
    return Finding(kind=_TEXTS[ending], head=head)
