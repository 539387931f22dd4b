"""What was found inside a file, as it comes over the pipe from the process apart."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    """``kind`` is the content's own ("docx"); ``cause`` why it may not be kept, "" if it may.

    ``detail`` names what was found, and ``head`` is the text at the head of the first page.
    """

    kind: str = ""
    cause: str = ""
    detail: str = ""
    head: str = ""

    def pack(self) -> bytes:
        """As JSON."""
        return json.dumps(asdict(self), ensure_ascii=True).encode()

    @classmethod
    def unpack(cls, data: bytes) -> Finding:
        """From JSON. Raises ValueError for anything else."""
        found: Any = json.loads(data)
        if not isinstance(found, dict) or set(found) != set(cls.__slots__):
            raise ValueError("This is no finding.")
        return cls(**{name: str(value) for name, value in found.items()})


class Unfit(Exception):
    """The file may not be kept."""

    def __init__(self, cause: str, detail: str = "") -> None:
        super().__init__(cause, detail)
        self.cause, self.detail = cause, detail[:80]
