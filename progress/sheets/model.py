"""What one row of the sheet speaks of, as it stands now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from core.sheets import Cell


@dataclass(frozen=True)
class Line:
    """One of several answers of a cell: `name` for programs, `label` as the cell asks it."""

    name: str
    label: str


@dataclass(frozen=True)
class Item:
    """An initiative in a round: what the sheet shows of it, and what was answered so far.

    `values` holds every answer as text under its field or its line's name: days as ISO, figures in
    plain digits, a rating by its key, "" where there is none. `version` is the update's, 0 before
    there is one. `locked` is the code of the sentence why nothing may be written, "" where it may.
    """

    key: str
    version: int
    code: int
    title: str
    told_by: str
    values: Mapping[str, str]
    shown: Mapping[str, Cell] = field(default_factory=dict)
    lines: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)
    locked: str = ""
    # The last approved percent, and the year that a date without one means.
    last_percent: Decimal | None = None
    year: int | None = None


@dataclass(frozen=True)
class FieldChange:
    """One answer that would change. `label` names a line, "" elsewhere; `column` its column."""

    name: str
    column: str
    label: str
    before: str
    after: str
