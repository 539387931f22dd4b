"""一页摘要: what a leader needs to know of a report, on one page whatever the report holds.

Figures come from the contents, words that people may have polished from the document; what has no
room is counted (等N项) and stands in the report.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from core.zh import points_change_zh
from reports.outputs.annexes import NOTHING, day_zh, light_word
from reports.outputs.blocks import Bar, Block, Document, Heading, Paragraph, Table
from reports.outputs.words import lines, stopped

if TYPE_CHECKING:
    # For their shapes only: the package that holds them also reads the database.
    from reports.contents.shape import Cell, Contents

# Lines of 12 pt that the page holds below its head, and characters in one of them.
ROOM, _LINE = 37, 39
# How long one point may be, in characters: two lines.
_POINT, _TOLD, _NAME = 60, 150, 16
_TITLE = 54
_NEEDY = ("red", "yellow")


@dataclass(frozen=True)
class _Part:
    """A heading and its points, of which at least one is shown."""

    title: str
    points: Sequence[str]
    empty: str

    def shown(self, most: int) -> list[str]:
        """The points that have room, and how many there are where not all have."""
        if not self.points:
            return [self.empty]
        kept = [f"{n}.{point}" for n, point in enumerate(self.points[:most], 1)]
        if len(self.points) > most:
            kept[-1] += f"等{len(self.points)}项，详见报告。"
        return kept

    def drawn(self, number: str, most: int) -> list[Block]:
        """Its heading and what is shown."""
        return [Heading(1, f"{number}、{self.title}"), *map(Paragraph, self.shown(most))]

    def height(self, most: int) -> int:
        """Its lines."""
        return 1 + sum(map(_height, self.shown(most)))


def summary_of(contents: Contents, document: Document, *, room: int = ROOM) -> Document:
    """The summary as a document of its own; `room` is how many lines it may take."""
    told = _told(contents, document)
    bars = [block for block in document.blocks if isinstance(block, Bar)][:1]
    parts = [
        _Part("主要风险", [_risk(cell) for cell in _needy(contents)], "没有滞后或者预警的事项。"),
        _Part("本期变化", _changes(contents), _unchanged(contents)),
        _Part("请领导协调事项", _asked(document), "本期没有需要领导协调的事项。"),
    ]
    areas, shown = _fitted(contents, told, parts, room - (4 if bars else 0))
    blocks: list[Block] = [Heading(1, "一、总体情况"), Paragraph(told), *bars]
    blocks += [_areas(contents, areas)] if contents["areas"] else []
    for number, part, count in zip("二三四", parts, shown, strict=True):
        blocks += part.drawn(number, count)
    return replace(
        document, masthead="", title_lines=_titles(document),
        issue_line=_short(document.issue_line, 20), issuer=_short(document.issuer, 20),
        date_text=_short(document.date_text, 14), blocks=tuple(blocks), attachments=(),
        closing=(), signer="", recipients="", copies="", printed_on="", compact=True,
    )  # fmt: skip


def _fitted(
    contents: Contents, told: str, parts: Sequence[_Part], room: int
) -> tuple[int, list[int]]:
    """How many areas and how many points of each part there is room for."""
    areas, shown = min(len(contents["areas"]), 8), [min(len(part.points), 8) for part in parts]

    def height() -> int:
        table = areas + 4 if contents["areas"] else 0
        heights = (part.height(count) for part, count in zip(parts, shown, strict=True))
        return 1 + _height(told) + table + sum(heights)

    while height() > room:
        longest = max(range(len(parts)), key=lambda place: (shown[place], -place))
        if shown[longest] > 1 and shown[longest] >= areas - 3:
            shown[longest] -= 1
        elif areas > 1:
            areas -= 1
        else:
            break
    return areas, shown


def _titles(document: Document) -> tuple[str, ...]:
    """The report's own lines where they fit, and that it is the summary."""
    *first, last = document.title_lines or ("",)
    if len(first) < 2 and all(len(line) <= _TITLE // 2 for line in (*first, last)):
        return (*first, f"{last}（摘要）")
    return (f"{_short(document.title, _TITLE)}（摘要）",)


def _height(text: str) -> int:
    """Lines that a text takes: a letter or figure is as wide as half a character, or a bit more."""
    wide = sum(0.62 if letter.isascii() else 1.0 for letter in text) + 2
    return int(-(-wide // _LINE))


def _short(text: str, most: int) -> str:
    """The text on one line, ended by … where it is longer than `most` characters."""
    line = "".join(lines(text))
    return line if len(line) <= most else f"{line[: most - 1]}…"


def _told(contents: Contents, document: Document) -> str:
    """The overall passage as it stands in the report, as many whole sentences as there is room."""
    passages = [block for block in document.blocks if isinstance(block, Paragraph)]
    plain = [block for block in passages if block.tone == "plain"]
    named = [block for block in plain if block.key.startswith("overall.")]
    text = "".join(lines((named or plain or [Paragraph("")])[0].text))
    kept = ""
    for sentence in filter(None, text.split("。")):
        if kept and len(kept) + len(sentence) >= _TOLD:
            break
        kept += f"{sentence}。"
    as_of = f"截至{day_zh(contents['as_of'])}。"
    return _short(kept or as_of, _TOLD + 10)


def _areas(contents: Contents, shown: int) -> Table:
    """Each area in one line; how many there are where not all have room."""
    plan, areas = contents["plan"], contents["areas"]
    rows = [
        (
            _short(area["head"], _NAME + 6), str(len(area["cells"])),
            str(area["counts"].get("red", 0)), str(area["counts"].get("yellow", 0)),
            area["percent"] or NOTHING, area["planned"] or NOTHING,
        )
        for area in areas[:shown]
    ]  # fmt: skip
    more = f"，等{len(areas)}个" if len(areas) > shown else ""
    head = (plan["measure_word"], light_word("red"), light_word("yellow"), "完成%", "序时%")
    return Table(
        "", f"各{_short(plan['area_word'], 8)}进展{more}",
        (_short(plan["area_word"], 8), *(_short(word, 6) for word in head)), tuple(rows),
        ("left", "right", "right", "right", "right", "right"), (220, 50, 50, 50, 60, 60),
    )  # fmt: skip


def _needy(contents: Contents) -> list[Cell]:
    """What is behind or at risk, all red before all yellow, else in the contents' order of need."""
    found = {cell["position"]: cell for area in contents["areas"] for cell in area["cells"]}
    listed = [found[position] for position in contents["attention"]]
    return [cell for light in _NEEDY for cell in listed if cell["light"] == light]


def _risk(cell: Cell) -> str:
    """第4项…（某部门）：滞后，慢于序时进度31.0个百分点，预计2026年12月31日完成。"""
    leads = [short or name for name, short in zip(cell["leads"], cell["leads_short"], strict=True)]
    who = f"（{_short(leads[0], _NAME)}{'等' if len(leads) > 1 else ''}）" if leads else ""
    said = [light_word(cell["light"])]
    if cell["gap"] is not None and Decimal(cell["gap"]) < 0:
        said.append(f"慢于序时进度{abs(Decimal(cell['gap']))}个百分点")
    if cell["expected_on"]:
        said.append(f"预计{day_zh(cell['expected_on'])}完成")
    return f"第{cell['position']}项{_short(cell['title'], _NAME)}{who}：{'，'.join(said)}。"


def _changes(contents: Contents) -> list[str]:
    """The overall step, then what has turned red or yellow, then what is done."""
    previous = contents["previous"]
    if previous is None:
        return []
    told = []
    if previous["percent"] is not None:
        change = points_change_zh(Decimal(previous["percent"]), Decimal(0))
        told.append(f"总体进度{change}。")
    ranked: Callable[[str], int] = (*_NEEDY, "done").index
    moves = [move for move in previous["moves"] if move["now"] in (*_NEEDY, "done")]
    for move in sorted(moves, key=lambda move: ranked(move["now"])):
        told.append(
            f"第{move['position']}项{_short(move['title'], _NAME + 8)}"
            f"由{light_word(move['was'])}转为{light_word(move['now'])}。"
        )
    return told


def _unchanged(contents: Contents) -> str:
    if contents["previous"] is None:
        return "没有上期可比。"
    return "与上期相比没有变化。"


def _asked(document: Document) -> list[str]:
    """The passages on matters for leaders, as they stand in the report for its readers."""
    return [
        stopped(_short(block.text, _POINT))
        for block in document.blocks
        if isinstance(block, Paragraph) and block.key.startswith("matters.")
    ]
