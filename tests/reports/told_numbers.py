"""Which numbers a report must show, and where, told from its frozen JSON in plain Python.

The second telling of the figures: nothing here asks the document or what composes it. For each part
of a report the numbers of its words in reading order, its tables cell by cell, and its bar. Words
of units and names stand in the JSON, and the numbers in them count as any others.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from core.zh import numeral_zh
from tests.reports.read_parts import Grid, tight
from tests.reports.told_tables import (
    NEEDY,
    WORDS,
    areas_table,
    changes_table,
    compared_table,
    day,
    indicators_table,
    measures_table,
    needy_cells,
    needy_table,
    pace_table,
    results_table,
    units_table,
    yearly_table,
)

JSON = dict[str, Any]
NUMBER = re.compile(r"\d+(?:\.\d+)?")
# As sentences count lights.
_TOLD = ("done", "green", "yellow", "red", "not_started", "ongoing", "paused")
_KINDS = ("extended", "advanced", "adjusted", "completed", "struck_off", "reopened", "cancelled",
          "merged", "suspended", "resumed")  # fmt: skip
_HAN = "\u3400-\u9fff\uf900-\ufaff"
_ENDS = re.compile(rf"[。！？；]|(?<=[{_HAN}])[;?!](?=[{_HAN}])")


@dataclass
class Told:
    """A part by its heading, the numbers of its words in order, its tables and its bar."""

    title: str
    numbers: list[str]
    tables: list[Grid] = field(default_factory=list)
    bar: dict[str, int] | None = None


@dataclass(frozen=True)
class Issue:
    """What is told beside the figures: whose report, of which period, and what its head says."""

    period: str
    issuer: str
    on: str
    head: str = ""
    tail: str = ""
    named: bool = True

    @property
    def kind(self) -> str:
        """month, quarter, half or year, by the shape of the period's key."""
        rest = self.period.partition("-")[2]
        return {"Q": "quarter", "H": "half", "": "year"}.get(rest[:1], "month")

    @property
    def long(self) -> bool:
        """Of more than a month."""
        return self.kind != "month"


def label(key: str) -> str:
    """The numbers in a period's name: 2026年10月, but 2026年第三季度."""
    year, _dash, rest = key.partition("-")
    return f"{year}年{int(rest)}月" if rest.isdigit() else f"{year}年"


def numbers(*bits: object) -> list[str]:
    """The numbers of these in their order; without a sign, as sentences tell them in words."""
    told = (tight(str(bit)) for bit in bits if bit is not None)
    return [found for text in told for found in NUMBER.findall(text)]


def size(value: str | None) -> str | None:
    """A difference as a sentence tells it: level where it is none."""
    return None if value is None or not Decimal(value) else value.lstrip("-")


def first(text: str) -> str:
    """The first sentence of somebody's words."""
    lines = [line.strip(" \t\u3000\xa0。；，、;,") for line in text.splitlines()]
    return _ENDS.split("。".join(filter(None, lines)))[0]


def same(text: str) -> str:
    """Somebody's words, to be held against others."""
    return tight(text).strip("。；，、;,")


def listed(lights: JSON, shares: JSON | None = None) -> Iterator[object]:
    for light in _TOLD:
        if lights.get(light):
            yield lights[light]
            yield shares[light] if shares else None


def together(names: Iterable[str]) -> list[object]:
    found = list(dict.fromkeys(names))
    return [*found[:3], *([len(found)] if len(found) > 1 else [])]


def cells_of(contents: JSON) -> dict[int, JSON]:
    return {cell["position"]: cell for area in contents["areas"] for cell in area["cells"]}


def task(contents: JSON, line: JSON) -> str:
    cell = cells_of(contents).get(line["position"])
    if cell is None:
        return f"{line['code']}，{line['title']}"
    own = line["code"] if len(cell["codes"]) > 1 else ""
    return f"{line['position']}，{own}，{line['title']}"


def because(line: JSON) -> Iterator[str]:
    lit = [r for r in line["reasons"] if r["light"] in NEEDY or r["code"] == "overridden"]
    yield from dict.fromkeys(reason["zh"] for reason in lit)


def told_overall(contents: JSON, issue: Issue) -> Told:
    if not contents["total"]:
        return Told("总体进展", numbers(day(contents["as_of"])))
    bits: list[object] = [day(contents["as_of"]), len(contents["areas"]), contents["total"]]
    shares = contents["tallies"]["shares"] if issue.long else None
    bits += listed(contents["counts"], shares)
    if None not in (contents["percent"], contents["planned"], contents["gap"]):
        bits += [contents["percent"], contents["planned"], size(contents["gap"])]
    bits += [*_filings(contents, issue), *_changes(contents, issue)]
    bar = {WORDS[light]: n for light, n in contents["counts"].items() if n}
    bits += ["100.0"] if issue.long else []
    return Told("总体进展", numbers(*bits), [areas_table(contents)], bar)


def _filings(contents: JSON, issue: Issue) -> Iterator[object]:
    line = contents["round"]
    if line is None or not line["due"]:
        return
    yield from (label(line["period"]), line["due"], line["filed"])
    missing = [unit["name"] for unit in contents["units"] if unit["filed"] < unit["due"]]
    if contents["tallies"]["unfiled"] and missing:
        yield line["due"] - line["filed"]
        yield from together(missing) if issue.named else [len(missing)]


def _changes(contents: JSON, issue: Issue) -> Iterator[object]:
    before = contents["previous"]
    if before is None:
        return
    if not _is_before(before["period"], issue.period) or issue.kind == "half":
        yield label(before["period"])
    yield size(before["percent"])
    yield from (abs(before["counts"][light]) or None for light in _TOLD)
    for wanted in (NEEDY, ("done",)):
        for move in before["moves"]:
            if move["now"] in wanted:
                yield from (move["position"], move["title"])


def _is_before(earlier: str, period: str) -> bool:
    """Whether one key names the period right before the other's."""

    def place(key: str) -> int:
        year, _dash, rest = key.partition("-")
        count = {"Q": 4, "H": 2, "": 1}.get(rest[:1], 12)
        return int(year) * count + int(rest.lstrip("QH") or 1)

    return len(earlier) == len(period) and place(earlier) + 1 == place(period)


def told_areas(contents: JSON, issue: Issue) -> Told | None:
    if not contents["total"]:
        return None
    bits = [bit for area in contents["areas"] for bit in _area(area)]
    tables = [pace_table(contents)] if issue.long else []
    return Told(f"各{contents['plan']['area_word']}进展", numbers(*bits), tables)


def _area(area: JSON) -> Iterator[object]:
    yield area["title"]
    if not area["cells"]:
        return
    yield from (len(area["cells"]), *listed(area["counts"]))
    if area["percent"] is not None and area["gap"] is not None:
        yield from (area["percent"], size(area["gap"]))
    for cell in area["cells"]:
        yield from _work(cell)
    lit = [cell for light in NEEDY for cell in area["cells"] if cell["light"] == light]
    yield from (bit for cell in lit for bit in (cell["position"], cell["title"]))


def _work(cell: JSON) -> Iterator[object]:
    if not (done := first(cell["done"])):
        return
    yield from (cell["position"], cell["title"], done)
    for one in cell["contributions"]:
        if said := first(one["words"]):
            yield from (one["unit_short"], said)


def told_behind(contents: JSON, issue: Issue) -> Told | None:
    needy = needy_cells(contents)
    bits: list[object] = []
    for cell in needy:
        bits += [cell["title"], cell["position"]]
        bits += dict.fromkeys(cell["leads"]) if issue.named else []
        if cell["due_on"]:
            moved = cell["original_due_on"] not in (None, cell["due_on"])
            bits += [day(cell["due_on"]), day(cell["original_due_on"]) if moved else None]
        bits += [size(cell["gap"]), *because(cell), cell["cause"]]
        bits.append(day(cell["expected_on"]) if cell["expected_on"] else None)
    word = "滞后" if needy and needy[0]["light"] == "red" else "预警"
    return Told(f"{word}事项及原因", numbers(*bits)) if needy else None


def told_indicators(contents: JSON, issue: Issue) -> Told | None:
    lines = contents["indicators"]
    if not lines:
        return None
    lights = [line["light"] for line in lines]
    bits: list[object] = [len(lines)]
    bits += [lights.count(light) or None for light in (*_TOLD, "grey")]
    for line in (line for light in NEEDY for line in lines if line["light"] == light):
        lit = dict.fromkeys(r["zh"] for r in line["reasons"] if r["light"] in NEEDY)
        bits += [line["name"], *lit]
    reached = [line for line in lines if line["actual"] is not None]
    if issue.long and len(lines) <= 12:
        for line in reached:
            bits += [line["name"], line["actual"], line["unit"], line["of_target"]]
            bits.append(size(line["on_year"]))
    table = results_table(lines) if issue.long else indicators_table(lines)
    return Told("指标完成情况", numbers(*bits), [table])


def told_decisions(contents: JSON, _issue: Issue) -> Told | None:
    lines = contents["changes"]
    if not lines:
        return None
    kinds = [line["kind"] for line in lines]
    bits: list[object] = [kinds.count(kind) or None for kind in _KINDS]
    for kind in _KINDS:
        for line in lines:
            if line["kind"] == kind:
                bits += [task(contents, line), *_decision(line)]
    return Told("延期、调整、办结情况", numbers(*bits))


def _decision(line: JSON) -> Iterator[object]:
    kind = line["kind"]
    if kind in ("extended", "advanced"):
        yield from (day(line["was_due"]), day(line["now_due"]))
        if kind == "extended" and line["extensions"] > 1:
            yield from (line["extensions"], day(line["original_due"]))
    elif kind == "adjusted":
        yield from (line["was"], line["now"])
    else:
        yield day(line["on"])
        yield line["now"] if kind == "merged" else None
        yield day(line["until"]) if kind == "suspended" and line["until"] else None
    if kind not in ("completed", "struck_off"):
        yield line["reason"]


def told_matters(contents: JSON, _issue: Issue) -> Told | None:
    lines = contents["matters"]
    if not lines:
        return None
    waiting = [line for line in lines if line["answered_on"] is None]
    bits: list[object] = [
        len(waiting) or None, sum(line["overdue"] for line in waiting) or None,
        len(lines) - len(waiting) or None,
    ]  # fmt: skip
    for line in lines:
        bits += [task(contents, line), line["lead"], line["matter"], line["proposal"]]
        if line["answered_on"]:
            bits += [line["asked_of"], day(line["answered_on"]), line["answer"]]
        else:
            bits += [line["asked_of"], day(line["due_on"]) if line["due_on"] else None]
    return Told("需协调事项", numbers(*bits))


def told_directions(contents: JSON, _issue: Issue) -> Told | None:
    lines = contents["directions"]
    if not lines:
        return None
    waiting = [line for line in lines if any(not one["replied_on"] for one in line["replies"])]
    bits: list[object] = [len(lines), len(lines) - len(waiting) or None, len(waiting) or None]
    bits.append(sum(line["overdue"] for line in waiting) or None)
    for line in lines:
        bits += [day(line["given_on"]), line["leader"], line["words"]]
        bits.append(day(line["due_on"]) if line["due_on"] else None)
        groups: dict[tuple[str, str], list[JSON]] = {}
        for reply in line["replies"]:
            groups.setdefault((reply["lead"], reply["reply"]), []).append(reply)
        for (lead, said), group in groups.items():
            bits += [lead, *(task(contents, reply) for reply in group), said]
    return Told("批示落实情况", numbers(*bits))


def told_problems(contents: JSON, _issue: Issue) -> Told | None:
    bits: list[object] = []
    for cell in cells_of(contents).values():
        said, told = same(cell["problems"]), cell["position"] in contents["attention"]
        if said and not (told and said == same(cell["cause"])):
            bits += [cell["position"], cell["title"], said]
    return Told("存在问题", numbers(*bits)) if bits else None


def told_next(contents: JSON, issue: Issue) -> Told | None:
    needy = needy_cells(contents)
    if contents["audience"] == "units":
        whose = together(name for cell in needy for name in cell["leads"]) if issue.named else []
        asked = [contents["tallies"][name] or None for name in ("unfiled", "directions_open")]
        bits = [*(cell["position"] for cell in needy), *whose, *asked]
        return Told("下一步工作", numbers(*bits)) if needy or contents["total"] else None
    groups: dict[str, list[JSON]] = {}
    for cell in needy:
        if said := same(cell["next_steps"]):
            groups.setdefault(said, []).append(cell)
    bits = []
    for said, group in groups.items():
        bits += [bit for cell in group for bit in (cell["position"], cell["title"])] + [said]
    title = "下一年度工作安排" if issue.kind == "year" else "下一步工作"
    return Told(title, numbers(*bits)) if groups else None


# --- the whole -----------------------------------------------------------------------------------

_UPWARD = (told_overall, told_matters, told_areas, told_behind, told_indicators, told_decisions,
           told_directions, told_problems, told_next)  # fmt: skip
_CIRCULAR = (told_overall, told_areas, told_behind, told_indicators, told_decisions, told_matters,
             told_directions, told_problems, told_next)  # fmt: skip


def told_annexes(contents: JSON, issue: Issue) -> list[tuple[str, Grid, list[object]]]:
    """Title, table, and what the note below it tells."""
    measure, before = contents["plan"]["measure_word"], contents["previous"]
    found: list[tuple[str, Grid | None, list[object]]] = []
    if contents["total"]:
        title = f"全部{contents['total']}项{measure}进展汇总表"
        found.append((title, measures_table(contents), _measures_note(contents)))
    if contents["total"] and issue.kind == "year":
        found.append((f"{measure}逐项完成情况表", yearly_table(contents, first), []))
    found.append(("滞后、预警事项清单", needy_table(contents), []))
    found.append(("单位统计表", units_table(contents), []))
    found.append(("延期、调整、办结事项清单", changes_table(contents, issue.named), []))
    compared = before["compared"] if before else None
    found.append(("与上期比较表", compared_table(compared) if compared else None, []))
    return [(title, table, note) for title, table, note in found if table is not None]


def _measures_note(contents: JSON) -> list[object]:
    cells = list(cells_of(contents).values())
    note: list[object] = []
    for cell in cells:
        if cell["due_on"] and cell["original_due_on"] not in (None, cell["due_on"]):
            note += [cell["position"], day(cell["original_due_on"])]
    for cell in cells:
        if cell["others"]:
            note.append(cell["position"])
            for other in cell["others"]:
                note += [other["plan_title"], other["code"], other["title"]]
    return note


def told_parts(contents: JSON, issue: Issue) -> list[Told]:
    """The whole report on one plan, from its head to its last attachment."""
    circular = contents["audience"] == "units"
    title = f"{contents['plan']['title']}，{label(issue.period)}"
    told = [Told("", numbers(issue.head, issue.issuer, day(issue.on), title))]
    parts = [compose(contents, issue) for compose in (_CIRCULAR if circular else _UPWARD)]
    for place, part in enumerate(filter(None, parts), 1):
        part.title = f"{numeral_zh(place)}、{part.title}"
        told.append(part)
    annexes = told_annexes(contents, issue)
    many = len(annexes) > 1
    for place, (name, _table, _note) in enumerate(annexes, 1):
        told[-1].numbers += numbers(place if many else None, name)
    told[-1].numbers += numbers(issue.issuer, day(issue.on))
    for place, (name, table, note) in enumerate(annexes, 1):
        mark = f"附件{place}" if many else "附件"
        told.append(Told(mark, numbers(name, *note), [table]))
    told[-1].numbers += numbers(issue.tail)
    return told
