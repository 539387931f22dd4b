"""The outline as data. Spans are ``start`` (included) to ``end`` (excluded), in characters."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit named in a measure's closing clause: ``lead``, ``joint`` or ``supporting``.

    ``known`` tells whether the name is among the known ones, ``group`` whether it stands for
    several units (各区政府). An unknown name is offered to a person; it becomes no unit by itself.
    """

    name: str
    role: str
    known: bool = False
    group: bool = False

    def as_json(self) -> Json:
        return {"name": self.name, "role": self.role, "known": self.known, "group": self.group}


@dataclass(frozen=True, slots=True)
class Due:
    """A printed deadline; ``on`` is None where no day is told, as for what is ``ongoing``."""

    text: str
    on: date | None
    ongoing: bool = False

    def as_json(self) -> Json:
        day: Json = {"text": self.text, "on": self.on.isoformat() if self.on else None}
        return day | {"ongoing": True} if self.ongoing else day


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing to be done. ``text`` is its own words; the span leaves the number out.

    The characters of the span, less white space and less the repairs, are those of ``text``.
    ``number`` is None only where a document prints none.
    """

    path: str
    number: str | None
    text: str
    start: int
    end: int
    units: tuple[Unit, ...] = ()
    due: Due | None = None

    def as_json(self) -> Json:
        return {
            "path": self.path,
            "number": self.number,
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "units": [unit.as_json() for unit in self.units],
            "due": self.due.as_json() if self.due else None,
        }


@dataclass(frozen=True, slots=True)
class Area:
    """A group of measures under one heading; number and title are None where none is printed."""

    path: str
    number: str | None
    title: str | None
    intro: str
    start: int
    end: int
    measures: tuple[Measure, ...]

    def as_json(self) -> Json:
        return {
            "path": self.path,
            "number": self.number,
            "title": self.title,
            "intro": self.intro,
            "start": self.start,
            "end": self.end,
            "measures": [measure.as_json() for measure in self.measures],
        }


@dataclass(frozen=True, slots=True)
class Section:
    """A top-level part; ``kind`` is ``recommendations``, ``findings`` or ``other``."""

    path: str
    number: str | None
    title: str | None
    kind: str
    start: int
    end: int
    intro: str
    areas: tuple[Area, ...]

    def as_json(self) -> Json:
        return {
            "path": self.path,
            "number": self.number,
            "title": self.title,
            "kind": self.kind,
            "start": self.start,
            "end": self.end,
            "intro": self.intro,
            "areas": [area.as_json() for area in self.areas],
        }


@dataclass(frozen=True, slots=True)
class Finding:
    """What the document found; ``kind`` is ``status``, ``strength`` or ``problem``."""

    path: str
    number: str | None
    title: str
    kind: str
    start: int
    end: int

    def as_json(self) -> Json:
        return {
            "path": self.path,
            "number": self.number,
            "title": self.title,
            "kind": self.kind,
            "start": self.start,
            "end": self.end,
        }


@dataclass(frozen=True, slots=True)
class Repair:
    """Characters of the file that are no part of the document's wording and were left out."""

    kind: str
    start: int
    end: int
    removed: str

    def as_json(self) -> Json:
        return {"kind": self.kind, "start": self.start, "end": self.end, "removed": self.removed}


@dataclass(frozen=True, slots=True)
class Warning_:
    """Something a reader should look at; the outline keeps the document as printed."""

    code: str
    message: str
    start: int
    end: int

    def as_json(self) -> Json:
        return {"code": self.code, "message": self.message, "start": self.start, "end": self.end}


@dataclass(frozen=True, slots=True)
class Parts:
    """What a reader for one language gives back."""

    title: str
    sections: tuple[Section, ...]
    findings: tuple[Finding, ...] = ()
    warnings: tuple[Warning_, ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """A whole document; ``text`` is the decoded text that all spans point into."""

    title: str
    language: str
    sha256: str
    sections: tuple[Section, ...]
    findings: tuple[Finding, ...]
    repairs: tuple[Repair, ...]
    warnings: tuple[Warning_, ...]
    text: str = field(repr=False)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Every measure in document order."""
        areas = (area for section in self.sections for area in section.areas)
        return tuple(measure for area in areas for measure in area.measures)

    def as_json(self) -> Json:
        """The outline as plain dicts and lists, without the text."""
        return {
            "title": self.title,
            "language": self.language,
            "sha256": self.sha256,
            "sections": [section.as_json() for section in self.sections],
            "findings": [finding.as_json() for finding in self.findings],
            "repairs": [repair.as_json() for repair in self.repairs],
            "warnings": [warning.as_json() for warning in self.warnings],
        }
