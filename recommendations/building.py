"""The rows that a confirmed reading becomes, built and not yet stored."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from accounts.models import Unit
from recommendations.choices import ClauseKind, UnitPart
from recommendations.models import (
    Area,
    Clause,
    DocumentEdition,
    Finding,
    Initiative,
    InitiativeUnit,
    Measure,
    Plan,
)
from recommendations.outline.deadlines import read_deadline
from recommendations.readings.pieces import (
    AREA,
    FINDING,
    LEAD,
    MEASURE,
    SECTION,
    Piece,
    Pieces,
    active,
    free_path,
    groups,
    working_title,
)

LONGEST_TITLE = 60
# The parts that the reader gives units beside the lead.
JOINT, SUPPORTING = "joint", "supporting"


def headed(pieces: Pieces) -> list[Piece]:
    """The pieces that count, each measure under an area.

    Measures right under a section make it an area of their own; measures under no heading at all
    get a nameless one.
    """
    found = active(pieces)
    for group in groups(found):
        if group.piece is not None:
            continue
        first, last = group.measures[0], group.measures[-1]
        if group.section is not None:
            found = [replace(one, kind=AREA) if one is group.section else one for one in found]
            continue
        path = free_path("", [one.path for one in found])
        nameless = Piece(0, AREA, path, first.start, max(last.end, first.end))
        found.insert(found.index(first), nameless)
    return found


def clauses_of(edition: DocumentEdition, pieces: Pieces, units: Mapping[str, Unit]) -> list[Clause]:
    """Every piece that counts as a clause, in order."""
    return [
        Clause(
            edition=edition,
            kind=piece.kind,
            path=piece.path,
            number=piece.number,
            title="" if piece.kind == MEASURE else piece.title,
            text=_clause_text(piece),
            start=piece.start,
            end=piece.end,
            position=position,
            units=_named(piece, units),
            due_words=piece.due_words[:120],
            due_on=piece.due_on,
        )
        for position, piece in enumerate(headed(pieces), start=1)
    ]


def _clause_text(piece: Piece) -> str:
    return {SECTION: "", FINDING: piece.sort}.get(piece.kind, piece.text)


def _named(piece: Piece, units: Mapping[str, Unit]) -> list[dict[str, str]]:
    return [
        {
            "name": one.name,
            "role": one.role,
            "unit": units[one.name].public_id if one.name in units else "",
        }
        for one in piece.units
    ]


def areas_and_measures(
    plan: Plan, clauses: Iterable[Clause], titles: Mapping[str, str]
) -> tuple[list[Area], list[Measure]]:
    """A plan's areas and measures; a measure stands in the last area before it."""
    areas: list[Area] = []
    measures: list[Measure] = []
    held = list(clauses)
    used = _areas_in_use(held)
    for clause in held:
        if clause.kind == ClauseKind.AREA and clause.pk in used:
            areas.append(
                Area(
                    plan=plan,
                    clause=clause,
                    position=len(areas) + 1,
                    number=clause.number,
                    title=clause.title or plan.title,
                    intro=clause.text,
                )  # fmt: skip
            )
        elif clause.kind == ClauseKind.MEASURE:
            measures.append(
                Measure(
                    plan=plan,
                    clause=clause,
                    position=len(measures) + 1,
                    area=areas[-1],
                    number=clause.number,
                    text=clause.text,
                    title=(titles.get(clause.path) or working_title(clause.text))[:LONGEST_TITLE],
                )  # fmt: skip
            )
    return areas, measures


def _areas_in_use(clauses: Iterable[Clause]) -> set[int]:
    """The areas that hold a measure: a heading without any is no column of the plan."""
    used: set[int] = set()
    last: Clause | None = None
    for clause in clauses:
        if clause.kind == ClauseKind.AREA:
            last = clause
        elif clause.kind == ClauseKind.MEASURE and last is not None:
            used.add(last.pk)
    return used


def findings_of(plan: Plan, clauses: Iterable[Clause]) -> list[Finding]:
    """What the document found, in order."""
    found = [clause for clause in clauses if clause.kind == ClauseKind.FINDING]
    return [
        Finding(plan=plan, clause=clause, kind=clause.text, position=position, title=clause.title)
        for position, clause in enumerate(found, start=1)
    ]


def drafts_of(
    plan: Plan, measures: Sequence[Measure], *, first_code: int, units: Mapping[str, Unit] | None
) -> list[Initiative]:
    """One draft initiative a measure.

    `units` by public id: its lead unit and deadline are taken over from the document. None: they
    are not.
    """
    return [
        Initiative(
            plan=plan,
            code=code,
            measure=measure,
            title=measure.title,
            lead=None if units is None else lead_of(measure.clause, units),
            due_on=None if units is None else measure.clause.due_on,
            due_words="" if units is None else measure.clause.due_words[:LONGEST_TITLE],
            ongoing=units is not None and _ongoing(measure.clause),
        )  # fmt: skip
        for code, measure in enumerate(measures, start=first_code)
    ]


def _ongoing(clause: Clause) -> bool:
    """Whether the printed deadline says that there is none: 长期坚持."""
    told = read_deadline(clause.due_words, year=None) if clause.due_words else None
    return told is not None and told.ongoing


def _units(clause: Clause, role: str, units: Mapping[str, Unit]) -> list[Unit]:
    named = [one for one in clause.units if one["role"] == role]
    return [units[one["unit"]] for one in named if one["unit"] in units]


def lead_of(clause: Clause, units: Mapping[str, Unit]) -> Unit | None:
    """The first unit that the clause names as lead, if it is known."""
    return next(iter(_units(clause, LEAD, units)), None)


def others_of(initiative: Initiative, units: Mapping[str, Unit]) -> list[InitiativeUnit]:
    """Joint units (those that lead beside the first), then supporting ones, as printed."""
    clause = initiative.measure.clause
    parts: dict[int, Any] = {}
    for unit in [*_units(clause, LEAD, units)[1:], *_units(clause, JOINT, units)]:
        parts.setdefault(unit.pk, (unit, UnitPart.JOINT))
    for unit in _units(clause, SUPPORTING, units):
        parts.setdefault(unit.pk, (unit, UnitPart.SUPPORTING))
    if initiative.lead is not None:
        parts.pop(initiative.lead.pk, None)
    return [
        InitiativeUnit(initiative=initiative, unit=unit, part=part, position=position)
        for position, (unit, part) in enumerate(parts.values(), start=1)
    ]
