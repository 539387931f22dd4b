"""What is got out of a file, as it travels from the process apart."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Literal

Cause = Literal[
    "encrypted", "damaged", "not_word", "sheet", "slides", "odf", "ofd", "archive", "bomb",
    "scanned", "too_long",
]  # fmt: skip

# A policy document has some ten thousand characters, a five-year plan some hundred thousand.
LONGEST_TEXT = 4_000_000


class NoPaper(Exception):
    """The file gives no text; ``cause`` says why."""

    def __init__(self, cause: Cause) -> None:
        super().__init__(cause)
        self.cause: Cause = cause


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that the file itself calls a heading; ``level`` counts from 1."""

    start: int
    end: int
    level: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What the file holds beside its text: ``kind``, how often, and the beginning of the first."""

    kind: str
    count: int
    sample: str


@dataclass(frozen=True, slots=True)
class Paper:
    """The text of a file, and what was left out of it. ``cause`` is set where there is no text."""

    text: str = ""
    headings: tuple[Heading, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    cause: Cause | None = field(default=None)

    def pack(self) -> bytes:
        """As JSON in ASCII, which holds half a surrogate pair too."""
        return json.dumps(asdict(self)).encode("ascii")

    @classmethod
    def unpack(cls, data: bytes) -> Paper:
        """Raises ValueError, TypeError or KeyError for what ``pack`` did not write."""
        plain = json.loads(data)
        return cls(
            text=str(plain["text"]),
            headings=tuple(Heading(**heading) for heading in plain["headings"]),
            left_out=tuple(LeftOut(**left) for left in plain["left_out"]),
            cause=plain["cause"],
        )
