"""What every output gives back."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Made:
    """A file, and sentences about what in it is not as it was written."""

    data: bytes
    notes: tuple[str, ...] = ()
