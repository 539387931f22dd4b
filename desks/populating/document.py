"""A made-up policy document, read by the same reader as any other: its spans are what it found."""

import hashlib
import json
from dataclasses import dataclass
from random import Random
from typing import Any

from core.zh import numeral_zh
from desks.populating.scene import AREAS, MEASURES, Batch, Row
from desks.populating.tables import (
    ADDRESSES,
    AREA,
    CLAUSE,
    DOCUMENT,
    EDITION,
    FINDING,
    MEASURE,
    WORDING,
)
from desks.populating.words import (
    AIMS,
    AREA_HEADS,
    AREA_TAILS,
    BASELINE,
    OBJECTS,
    PLACES,
    PROBLEMS,
    RESULTS,
    THEMES,
    VERBS,
)
from recommendations.outline import paragraph_spans, read_outline
from recommendations.outline.model import Outline
from recommendations.readings.pieces import working_title

A_MEASURE_SERVES = 10  # initiatives
AN_AREA_HOLDS = 8  # measures


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as the plan's other rows need it. Keys, and the sentence of the baseline."""

    title: str
    short_title: str
    edition: int
    measures: list[tuple[int, str]]
    baseline: tuple[int, int, str, int]


def how_many_measures(initiatives: int) -> int:
    """As many as a document of this reach would have: ten initiatives a measure, two at least."""
    return max(2, min(MEASURES, -(-initiatives // A_MEASURE_SERVES)))


def compose(rng: Random, number: int, measures: int) -> tuple[str, str, int]:
    """Title, text, and the figure of its baseline."""
    place, theme = PLACES[number % 60], THEMES[number % 12]
    title, figure = f"示例{place}市{theme}实施方案", rng.randrange(20, 400)
    lines = [title, "", f"一、示例{place}市{theme}现状", "", BASELINE.format(n=figure), ""]
    lines += [f"二、示例{place}市{theme}的问题", ""]
    for index, (head, said) in enumerate(PROBLEMS, start=1):
        lines += [f"（{numeral_zh(index)}）{head}", "", said, ""]
    lines += [f"三、示例{place}市{theme}主要任务", ""]
    areas = min(AREAS, max(-(-measures // AN_AREA_HOLDS), min(3, measures // 2)))
    for area in range(areas):
        share = measures * (area + 1) // areas - measures * area // areas
        head, tail = AREA_HEADS[area % len(AREA_HEADS)], rng.choice(AREA_TAILS)
        lines += [f"（{numeral_zh(area + 1)}）{head}，{tail}", ""]
        lines += ["".join(_sentence(rng, place) for place in range(1, share + 1)), ""]
    return title, "\n".join(lines), figure


def _sentence(rng: Random, place: int) -> str:
    aim = rng.choice(AIMS).format(n=rng.randrange(5, 200))
    task = f"{rng.choice(VERBS)}{rng.choice(OBJECTS)}"
    return f"{numeral_zh(place)}是{task}，{aim}，{rng.choice(RESULTS)}。"


def add_document(
    batch: Batch, next_key: dict[str, Any], rng: Random, public_id: Any, *, number: int,
    plan: int, initiatives: int, added_at: str, issued_on: str,
) -> Paper:  # fmt: skip
    """The document, its edition, clauses, and the plan's areas, measures and findings."""
    title, text, figure = compose(rng, number, how_many_measures(initiatives))
    data = text.encode()
    outline = read_outline(data)
    document, edition = next_key[DOCUMENT.label](), next_key[EDITION.label]()
    identity = public_id()
    batch.rows[DOCUMENT.label].append(
        (document, public_id(), title, "示例印发机关", issued_on, "示例数据")
    )
    batch.rows[EDITION.label].append(
        (edition, identity, document, 1, f"populated-{number:03}.txt",
         hashlib.sha256(data).hexdigest(), text, outline.language,
         json.dumps(paragraph_spans(text)),
         json.dumps([one.as_json() for one in outline.repairs], ensure_ascii=False),
         json.dumps([one.as_json() for one in outline.warnings], ensure_ascii=False), added_at)
    )  # fmt: skip
    batch.tell("document.added", EDITION.label, identity, title, file=f"populated-{number:03}.txt")
    measures = _add_outline(
        batch, next_key, rng, outline, edition=edition, plan=plan, worded=(issued_on, added_at)
    )
    sentence = BASELINE.format(n=figure).partition("，基础")[0]
    start = text.index(sentence)
    return Paper(title, title[2:-4], edition, measures,
                 (start, start + len(sentence), sentence, figure))  # fmt: skip


class _Clauses:
    """Clauses as they are found, each with its place."""

    def __init__(self, rows: list[Row], next_key: Any, edition: int) -> None:
        self.rows, self.next_key, self.edition = rows, next_key, edition
        self.position = 0

    def add(self, kind: str, piece: Any, *, title: str = "", text: str = "") -> int:
        key: int = self.next_key()
        self.position += 1
        self.rows.append(
            (key, self.edition, kind, piece.path, piece.number or "", title, text, piece.start,
             piece.end, self.position)
        )  # fmt: skip
        return key


def _add_outline(
    batch: Batch, next_key: dict[str, Any], rng: Random, outline: Outline, *, edition: int,
    plan: int, worded: tuple[str, str],
) -> list[tuple[int, str]]:  # fmt: skip
    """Keys and texts of the measures, in their order. `worded`: from when, and known when."""
    clauses = _Clauses(batch.rows[CLAUSE.label], next_key[CLAUSE.label], edition)
    areas, measures = batch.rows[AREA.label], batch.rows[MEASURE.label]
    found: list[tuple[int, str]] = []
    for section in outline.sections:
        if all(area.path != section.path for area in section.areas):
            clauses.add("section", section, title=section.title or "")
        for area in section.areas:
            clause = clauses.add("area", area, title=area.title or "", text=area.intro or "")
            area_key = next_key[AREA.label]()
            areas.append((area_key, plan, clause, len(areas) + 1, area.number or "",
                          area.title or section.title or "", area.intro or ""))  # fmt: skip
            for measure in area.measures:
                clause = clauses.add("measure", measure, text=measure.text)
                key = next_key[MEASURE.label]()
                found.append((key, measure.text))
                batch.rows[WORDING.label].append((key, clause, *worded))
                measures.append((key, area_key, plan, clause, len(found), measure.number or "",
                                 measure.text, working_title(measure.text)))  # fmt: skip
    _add_findings(
        batch, next_key, rng, outline, clauses, plan=plan, measures=found, known=worded[1]
    )
    return found


def _add_findings(
    batch: Batch, next_key: dict[str, Any], rng: Random, outline: Outline, clauses: _Clauses, *,
    plan: int, measures: list[tuple[int, str]], known: str,
) -> None:  # fmt: skip
    """What the document found, and which problem each measure addresses."""
    findings, problems = batch.rows[FINDING.label], []
    for position, finding in enumerate(outline.findings, start=1):
        clause = clauses.add("finding", finding, title=finding.title or "", text=finding.kind)
        key = next_key[FINDING.label]()
        findings.append((key, plan, clause, finding.kind, position, finding.title or ""))
        if finding.kind == "problem":
            problems.append(key)
    for key, _text in measures:
        if problems and rng.random() < 0.9:
            chosen = rng.choice(problems)
            batch.rows[ADDRESSES.label].append((key, chosen, known, f"{key}-{chosen}"))
