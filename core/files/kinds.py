"""The kinds of files that are kept: each with its endings and the type under which it is served."""

from typing import NamedTuple


class Kind(NamedTuple):
    """A kind of file. The first ending is its own."""

    name: str
    endings: tuple[str, ...]
    media_type: str


_OFFICE = "application/vnd.openxmlformats-officedocument."
KINDS = {
    kind.name: kind
    for kind in (
        Kind("pdf", ("pdf",), "application/pdf"),
        Kind("docx", ("docx",), f"{_OFFICE}wordprocessingml.document"),
        Kind("xlsx", ("xlsx",), f"{_OFFICE}spreadsheetml.sheet"),
        Kind("pptx", ("pptx",), f"{_OFFICE}presentationml.presentation"),
        Kind("ofd", ("ofd",), "application/ofd"),
        Kind("png", ("png",), "image/png"),
        Kind("jpeg", ("jpg", "jpeg"), "image/jpeg"),
        Kind("text", ("txt",), "text/plain"),
        Kind("csv", ("csv",), "text/csv"),
    )
}
ENDINGS = tuple(ending for kind in KINDS.values() for ending in kind.endings)
# What is not known is handed over as bytes that no program opens by itself.
UNKNOWN = "application/octet-stream"


def media_type(name: str) -> str:
    """The type under which a kind is served; bytes for one that is not on the list."""
    return KINDS[name].media_type if name in KINDS else UNKNOWN
