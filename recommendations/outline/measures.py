"""Finds the measures under a heading: the lowest numbered things to be done."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from recommendations.outline.deadlines import read_deadline
from recommendations.outline.flow import Flow, join_paragraphs
from recommendations.outline.markers import WORDS, Marker, find_items
from recommendations.outline.model import Due, Measure
from recommendations.outline.tree import numbering_warning, split_title, unique_path
from recommendations.outline.units import Names, closing_clause, read_cells, read_due, read_units

if TYPE_CHECKING:
    from collections.abc import Sequence

    from recommendations.outline.model import Warning_
    from recommendations.outline.rows import Cells
    from recommendations.outline.tree import Node

# A closing stop parts a measure from the next one and is none of its words.
CLOSING_STOPS = "；;。，,、"
FEWEST_ITEMS = 2
# Paragraphs that carry on the numbered one before them: bullets, lower numbers, units, deadlines.
# From when a paper holds, and for how long, is nothing to be done.
IN_FORCE = re.compile(
    r"本(?:办法|规定|决定|措施|政策|意见|方案|条例|细则|通知)自[^。；]{2,30}起?(?:施行|实施|执行|生效)"
)
DUTY_LINE = re.compile(
    r"[（(\[【]?\s*(?:牵头|责任|主责|主办|配合|协办|承办|参与)(?:单位|部门)\s*[：:]|[（(\[【]?\s*(?:完成|办结)(?:时限|时间)\s*[：:]"
)
CARRIES_ON = re.compile(
    r"——|—|[-•●·▪◆■]|[①-⑳]|[（(]\d{1,2}[）)]|\d{1,2}[）)]|[（(]?(?:牵头|责任|主责|主办|配合|协办)(?:单位|部门)"
    r"|[（(].{0,200}(?:牵头|负责|配合)[^（(]{0,40}[）)]。?$|完成时限"
)


@dataclass(frozen=True, slots=True)
class Context:
    """What reading a measure needs to know of the whole document."""

    units: Names
    year: int | None
    paths: dict[str, int]
    area_paths: dict[str, int]
    warnings: list[Warning_]


@dataclass(frozen=True, slots=True)
class Leaf:
    """What the lowest heading holds: measures, and the text before the first of them."""

    measures: list[Measure]
    intro: str


def read_leaf(node: Node, context: Context, *, carries_on: bool) -> Leaf:
    """The measures of a heading with no heading under it: its items, or itself.

    ``carries_on`` says whether plain paragraphs after the numbered one belong to it.
    """
    if node.row is not None:
        row = read_row(node, node.row, context)
        return Leaf([row] if row else [], "")
    paragraphs = [node.wording, *node.body] if node.wording else list(node.body)
    items = _items(paragraphs)
    if items:
        return _read_items(node, paragraphs, items, context)
    own = _own_paragraphs(paragraphs, carries_on=carries_on or not _runs_in(node))
    measure = make_measure(node.path, node.number, join_paragraphs(own), context)
    return Leaf([measure] if measure else [], "")


def read_row(node: Node, row: Cells, context: Context) -> Measure | None:
    """The measure of a table's row: its task's words, what the other cells say beside it."""
    measure = make_measure(node.path, node.number, node.wording, context)
    if measure is None:
        return None
    units = read_cells(row.duties, context.units) or measure.units
    deadline = read_deadline(row.due, year=context.year)
    due = Due(deadline.text, deadline.on, ongoing=deadline.ongoing) if deadline else measure.due
    return replace(measure, units=units, due=due)


def read_items(node: Node, context: Context) -> Leaf:
    """The items of a heading that is no measure itself."""
    paragraphs = [node.wording, *node.body] if node.wording else list(node.body)
    items = _items(paragraphs)
    return _read_items(node, paragraphs, items, context) if items else Leaf([], "")


def make_measure(path: str, number: str | None, wording: Flow, context: Context) -> Measure | None:
    """The measure with these words, or None where nothing is to be done."""
    wording = wording.strip(CLOSING_STOPS)
    if not wording or IN_FORCE.match(wording.text):
        return None
    clause = closing_clause(wording.text)
    return Measure(
        path=unique_path(path, context.paths),
        number=number,
        text=wording.text,
        start=wording.start,
        end=wording.end,
        units=read_units(clause, context.units),
        due=read_due(wording.text, clause, context.year),
    )


def _runs_in(node: Node) -> bool:
    """Whether the number opens a paragraph of text and not a bare heading."""
    _, rest = split_title(node.wording)
    return bool(rest) or not node.body


def _own_paragraphs(paragraphs: Sequence[Flow], *, carries_on: bool) -> list[Flow]:
    """The numbered paragraph and those that carry it on."""
    # A line of units closes a measure, so all before it is the measure's.
    told = [i for i, paragraph in enumerate(paragraphs) if DUTY_LINE.match(paragraph.text)]
    own = list(paragraphs[: told[0] if told else 1])
    for paragraph in paragraphs[len(own) :]:
        # A colon announces a list, and a semicolon goes on with it.
        announced = own[-1].text.endswith(("：", ":", "；", ";"))
        if not (carries_on or announced or CARRIES_ON.match(paragraph.text)):
            break
        own.append(paragraph)
    return own


def _items(paragraphs: Sequence[Flow]) -> list[tuple[int, int, Marker]]:
    """The items 一是, 二是 … as (paragraph, offset in it, marker).

    A lone 一是, or one that no larger number follows, is a turn of phrase.
    """
    runs: list[list[tuple[int, int, Marker]]] = []
    for index, paragraph in enumerate(paragraphs):
        for offset, marker in find_items(paragraph.text):
            if marker.value == 1:
                runs.append([])
            if runs and _continues(runs[-1], marker):
                runs[-1].append((index, offset, marker))
    return [item for run in runs if len(run) >= FEWEST_ITEMS for item in run]


def _continues(run: Sequence[tuple[int, int, Marker]], marker: Marker) -> bool:
    if not run:
        return marker.value == 1
    last = run[-1][2]
    if (last.number in WORDS) != (marker.number in WORDS):
        return False
    if marker.number == "最后":
        return last.number != "最后"
    same_form = last.number[-1] == marker.number[-1] or last.number[0] == marker.number[0]
    same_form = same_form or marker.number in WORDS
    # Authors skip a number or print one twice; the items are kept as they are.
    return same_form and last.value <= marker.value <= last.value + 2


def _read_items(
    node: Node,
    paragraphs: Sequence[Flow],
    items: Sequence[tuple[int, int, Marker]],
    context: Context,
) -> Leaf:
    measures = []
    prefix = f"{node.path}/" if node.path else ""
    before = 0
    for here, after in zip(items, [*items[1:], None], strict=True):
        index, offset, marker = here
        if marker.value not in (1, before + 1):
            place = paragraphs[index].cut(offset, offset + marker.length)
            context.warnings.append(numbering_warning(marker.number, place))
        before = marker.value
        wording = _between(paragraphs, here, after)
        measure = make_measure(prefix + marker.label, marker.number, wording, context)
        measures += [measure] if measure else []
    return Leaf(measures, _before_items(node, paragraphs, items[0]))


def _between(
    paragraphs: Sequence[Flow],
    here: tuple[int, int, Marker],
    after: tuple[int, int, Marker] | None,
) -> Flow:
    """The text from behind an item's number to the next item."""
    index, offset, marker = here
    begin = offset + marker.length
    if after is None:
        rest = [paragraphs[index].cut(begin), *paragraphs[index + 1 :]]
        return join_paragraphs(_own_paragraphs(rest, carries_on=False))
    if after[0] == index:
        return paragraphs[index].cut(begin, after[1])
    head = paragraphs[after[0]].cut(0, after[1])
    return join_paragraphs([paragraphs[index].cut(begin), *paragraphs[index + 1 : after[0]], head])


def _before_items(node: Node, paragraphs: Sequence[Flow], first: tuple[int, int, Marker]) -> str:
    """The text after the heading's title and before its first item."""
    index, offset, _ = first
    head = [*paragraphs[:index], paragraphs[index].cut(0, offset)]
    if node.wording:
        title_end = node.wording.text.find("。") + 1 or len(node.wording.text)
        head[0] = head[0].cut(title_end).strip()
    return join_paragraphs([paragraph.strip() for paragraph in head]).text
