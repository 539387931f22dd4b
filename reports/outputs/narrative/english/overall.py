"""Overall progress, and progress by area."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from core.periods import Period
from core.zh import points_difference
from reports.outputs.annexes import areas_table
from reports.outputs.blocks import Bar, BarPart, Block, Heading, Paragraph
from reports.outputs.narrative.english.frame import EnglishFrame
from reports.outputs.narrative.english.voice import (
    AREAS,
    FILINGS,
    IS,
    MEASURES,
    UNITS,
    WAS,
    against_plan,
    counted,
    in_points,
    named,
    sentences,
    series,
    together,
)
from reports.outputs.narrative.frame import NEEDY, TOLD, Part
from reports.outputs.narrative.overall import DRAWN
from reports.outputs.tongue import EN, period_en
from reports.outputs.words import first_sentence

if TYPE_CHECKING:
    from reports.contents.shape import Area, Cell, Move, Previous

_ROUNDED = "Note: progress is weighted; percentages are rounded half up to one decimal place"
_SHARED = "; shares are allotted by largest remainder and sum to 100.0%"


def overall(frame: EnglishFrame) -> Part:
    """Counts, progress against plan, filings, and the change on the last issue."""
    contents, title = frame.contents, "Overall progress"
    as_of = EN.day(contents["as_of"])
    if not contents["total"]:
        words = f"As of {as_of}, no measure was being tracked."
        return title, [Paragraph(words, key="overall.1")]
    shares = contents["tallies"]["shares"] if frame.long else None
    told = sentences([
        f"As of {as_of}, the {MEASURES(contents['total'])} in {AREAS(len(contents['areas']))} "
        f"stood as follows: {counted(contents['counts'], shares)}",
        _progress(frame),
        _filed(frame),
    ])  # fmt: skip
    blocks: list[Block] = [Paragraph(told, key="overall.1")]
    if contents["previous"] is not None:
        blocks.append(Paragraph(_compared(frame, contents["previous"]), key="overall.2"))
    if not contents["attention"]:
        words = "No measure was behind or at risk in this period."
        blocks.append(Paragraph(words, key="overall.3"))
    parts = tuple(
        BarPart(light, EN.light(light), contents["counts"].get(light, 0)) for light in DRAWN
    )
    note = Paragraph(f"{_ROUNDED}{_SHARED if shares else ''}.", "note")
    bar = Bar("Figure", f"{MEASURES(contents['total'])} by status", parts)
    return title, [*blocks, bar, areas_table(contents, EN), note]


def _progress(frame: EnglishFrame) -> str:
    percent, planned = frame.contents["percent"], frame.contents["planned"]
    gap = frame.contents["gap"]
    if percent is None or planned is None or gap is None:
        return ""
    against = against_plan(Decimal(gap))
    return f"Weighted overall progress was {percent}% against {planned}% planned to date: {against}"


def _filed(frame: EnglishFrame) -> str:
    """How many were to file, how many have, and which units have not."""
    round_, tallies = frame.contents["round"], frame.contents["tallies"]
    if round_ is None or not round_["due"]:
        return ""
    due, filed = round_["due"], round_["filed"]
    told = (
        f"For {period_en(Period.parse(round_['period']))}, {FILINGS(due)} {WAS.of(due)} due and "
        f"{filed} {WAS.of(filed)} filed"
    )
    missing = [line["name"] for line in frame.contents["units"] if line["filed"] < line["due"]]
    if not tallies["unfiled"] or not missing:
        return told
    who = together(missing) if frame.named else UNITS(tallies["unfiled_units"])
    return f"{told}; {tallies['unfiled']} {IS.of(tallies['unfiled'])} still missing, from {who}"


def _compared(frame: EnglishFrame, previous: Previous) -> str:
    """The change since the last report, by name what came to need attention, and what was done."""
    before = frame.before(previous["period"])
    told = [f"Compared with {before}, {'; '.join(_changes(previous))}"]
    turned = [_turned(move) for move in previous["moves"] if move["now"] in NEEDY]
    done = [
        EN.named(move["position"], move["title"])
        for move in previous["moves"]
        if move["now"] == "done"
    ]
    told.append("; ".join(turned))
    told.append(f"Newly completed: {series(done)}" if done else "")
    return sentences(told)


def _changes(previous: Previous) -> list[str]:
    changes = []
    if previous["percent"] is not None:
        points = points_difference(Decimal(previous["percent"]), Decimal(0))
        moved = f"{'rose' if points > 0 else 'fell'} by {in_points(points)}"
        changes.append(f"overall progress {moved if points else 'was unchanged'}")
    counts = [
        f"{EN.light(light).lower()} {'up' if n > 0 else 'down'} by {abs(n)}"
        for light in TOLD
        if (n := previous["counts"].get(light, 0))
    ]
    changes.append(
        series(counts) if counts else "the number of measures in each status is the same"
    )
    return changes


def _turned(move: Move) -> str:
    was, now = EN.light(move["was"]).lower(), EN.light(move["now"]).lower()
    return f"{EN.named(move['position'], move['title'])} went from {was} to {now}"


def areas(frame: EnglishFrame) -> Part | None:
    """A paragraph for each area."""
    if not frame.contents["total"]:
        return None
    blocks: list[Block] = []
    for number, area in enumerate(frame.contents["areas"], 1):
        blocks.append(Heading(2, EN.heading(number, area["title"])))
        blocks.append(Paragraph(_area(area), key=f"area.{number}.1"))
    return "Progress by area", blocks


def _area(area: Area) -> str:
    """Its counts and progress, what the units did, and which measures need attention."""
    if not area["cells"]:
        return "No measure is being tracked yet."
    told = f"{MEASURES(len(area['cells']))}: {counted(area['counts'])}"
    if area["percent"] is not None and area["gap"] is not None:
        told += f"; overall progress {area['percent']}%, {against_plan(Decimal(area['gap']))}"
    done = [
        f"{named(cell)}: {said}{_credited(cell)}"
        for cell in area["cells"]
        if (said := first_sentence(cell["done"]))
    ]
    needy = [
        f"{named(cell)}, {EN.light(light).lower()}"
        for light in NEEDY
        for cell in area["cells"]
        if cell["light"] == light
    ]
    return sentences([
        told,
        f"As filed by the lead units: {'; '.join(done)}" if done else "",
        f"Needing attention: {'; '.join(needy)}" if needy else "",
    ])  # fmt: skip


def _credited(cell: Cell) -> str:
    """(with 示例教育部门: …): what others did for it, in their own words."""
    parts = [
        f"with {line['unit_short']}: {said}"
        for line in cell["contributions"]
        if (said := first_sentence(line["words"]))
    ]
    return f" ({'; '.join(parts)})" if parts else ""
