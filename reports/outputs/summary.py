"""一页摘要: what a leader needs to know of a report, on one page whatever the report holds.

Figures come from the contents of all its plans, words that people may have polished from the
document; what has no room is counted (等N项) and stands in the report.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reports.outputs.blocks import Bar, Block, Document, Heading, Paragraph, Table
from reports.outputs.summary_words import CHINESE, ENGLISH, NAME, Words, short, told_of
from reports.outputs.tongue import NOTHING, Tongue
from reports.outputs.words import lines, stopped

if TYPE_CHECKING:
    # For their shapes only: the package that holds them also reads the database.
    from reports.contents.shape import Area, Cell, Contents

# Lines of 12 pt that the page holds below its head, and characters in one of them.
ROOM, _LINE = 37, 39
# How long one point may be, in characters: two lines.
_POINT, _TOLD = 60, 150
_TITLE = 54
_NEEDY = ("red", "yellow")


@dataclass(frozen=True)
class _Part:
    """A heading and its points, of which at least one is shown."""

    title: str
    points: Sequence[str]
    empty: str
    words: Words

    def shown(self, most: int) -> list[str]:
        """The points that have room, and how many there are where not all have."""
        say = self.words.say
        if not self.points:
            return [say(self.empty)]
        kept = [
            say("{n}.{point}", n=n, point=point) for n, point in enumerate(self.points[:most], 1)
        ]
        if len(self.points) > most:
            kept[-1] += say("等{n}项，详见报告。", n=len(self.points))
        return kept

    def drawn(self, number: int, most: int) -> list[Block]:
        """Its heading and what is shown."""
        say = self.words.say
        return [
            Heading(1, say.part(number, say(self.title))),
            *map(Paragraph, self.shown(most)),
        ]

    def height(self, most: int) -> int:
        """Its lines."""
        return 1 + sum(_height(text, self.words) for text in self.shown(most))


def summary_of(contents: Contents, document: Document, *, room: int = ROOM) -> Document:
    """The summary as a document of its own; `room` is how many lines it may take."""
    words = ENGLISH if document.english else CHINESE
    say, plans = words.say, [contents, *contents.get("further", [])]
    told = _told(contents, document, words)
    # Of several plans each has its bar, and the table below tells of all.
    bars = [one for one in document.blocks if isinstance(one, Bar)][:1] if len(plans) == 1 else []
    changed, compared = _changes(plans, words), any(one["previous"] for one in plans)
    nothing = "与上期相比没有变化。" if compared else "没有上期可比。"
    parts = [
        _Part("主要风险", _risks(plans, words), "没有滞后或者预警的事项。", words),
        _Part("本期变化", changed, nothing, words),
        _Part("请领导协调事项", _asked(plans, document, words),
              "本期没有需要领导协调的事项。", words),
    ]  # fmt: skip
    lines_of = _plan_lines(plans) if len(plans) > 1 else _area_lines(contents)
    listed, shown = _fitted(len(lines_of), told, parts, room - (4 if bars else 0))
    blocks: list[Block] = [Heading(1, say.part(1, say("总体情况"))), Paragraph(told), *bars]
    blocks += [_table(contents, lines_of, listed, say)] if lines_of else []
    for number, (part, count) in enumerate(zip(parts, shown, strict=True), 2):
        blocks += part.drawn(number, count)
    return replace(
        document, masthead="", title_lines=_titles(document, words),
        issue_line=short(document.issue_line, 20 * words.longer),
        issuer=short(document.issuer, 20), date_text=short(document.date_text, 14 * words.longer),
        blocks=tuple(blocks), attachments=(), closing=(), signer="", recipients="", copies="",
        printed_on="", compact=True,
    )  # fmt: skip


def _fitted(rows: int, told: str, parts: Sequence[_Part], room: int) -> tuple[int, list[int]]:
    """How many rows and how many points of each part there is room for."""
    has_table, words = bool(rows), parts[0].words
    areas, shown = min(rows, 8), [min(len(part.points), 8) for part in parts]

    def height() -> int:
        table = areas + 4 if has_table else 0
        heights = (part.height(count) for part, count in zip(parts, shown, strict=True))
        return 1 + _height(told, words) + table + sum(heights)

    while height() > room:
        longest = max(range(len(parts)), key=lambda place: (shown[place], -place))
        if shown[longest] > 1 and shown[longest] >= areas - 3:
            shown[longest] -= 1
        elif areas > 1:
            areas -= 1
        else:
            break
    return areas, shown


def _titles(document: Document, words: Words) -> tuple[str, ...]:
    """The report's own lines where they fit, and that it is the summary."""
    *first, last = document.title_lines or ("",)
    tail, most = words.say("（摘要）"), _TITLE * words.longer
    if len(first) < 2 and all(len(line) <= most // 2 for line in (*first, last)):
        return (*first, f"{last}{tail}")
    return (f"{short(document.title, most)}{tail}",)


def _height(text: str, words: Words) -> int:
    """Lines that a text takes: a letter or figure is as wide as half a character, or a bit more."""
    wide = sum(words.letter if letter.isascii() else 1.0 for letter in text) + 2
    return int(-(-wide // _LINE))


def _told(contents: Contents, document: Document, words: Words) -> str:
    """The overall passage as it stands in the report, as many whole sentences as there is room."""
    passages = [block for block in document.blocks if isinstance(block, Paragraph)]
    plain = [block for block in passages if block.tone == "plain"]
    named = [block for block in plain if block.key.startswith(("overall.", "plans."))]
    text = "".join(lines((named or plain or [Paragraph("")])[0].text))
    most, say = _TOLD * words.longer, words.say
    kept = words.kept(text, most) or say("截至{day}。", day=say.day(contents["as_of"]))
    return short(kept, most + 10)


# A row of the table: its name, how many measures, and the contents' figures on them.
_Line = tuple[str, int, "Area | Contents"]


def _area_lines(contents: Contents) -> list[_Line]:
    return [(area["head"], len(area["cells"]), area) for area in contents["areas"]]


def _plan_lines(plans: Sequence[Contents]) -> list[_Line]:
    return [(one["plan"]["short_title"], one["total"], one) for one in plans]


def _table(contents: Contents, listed: Sequence[_Line], shown: int, say: Tongue) -> Table:
    """Each area, or each plan of several, in one line; how many where not all have room."""
    plan, several = contents["plan"], "further" in contents
    rows = [
        (
            short(name, NAME + 6), str(total), str(of["counts"].get("red", 0)),
            str(of["counts"].get("yellow", 0)), of["percent"] or NOTHING, of["planned"] or NOTHING,
        )
        for name, total, of in listed[:shown]
    ]  # fmt: skip
    more = say("，等{n}个", n=len(listed)) if len(listed) > shown else ""
    area, measures = short(plan["area_word"], 8), short(plan["measure_word"], 6)
    first = say("方案") if several else say("{area}", area=area)
    title = say("各方案进展情况") if several else say("各{area}进展情况", area=area)
    head = (
        first, say("事项") if several else say("{measures}", measures=measures),
        *map(say.light, _NEEDY), say("完成%"), say("序时%"),
    )  # fmt: skip
    return Table(
        "", f"{title}{more}", head, tuple(rows),
        ("left", "right", "right", "right", "right", "right"), (220, 50, 50, 50, 60, 60),
    )  # fmt: skip


def _each(
    plans: Sequence[Contents], of: Callable[[Contents], list[str]], words: Words
) -> list[str]:
    """The points of every plan, each under its plan's name where there are several."""
    names = [one["plan"]["short_title"] if len(plans) > 1 else "" for one in plans]
    return [
        point
        for one, name in zip(plans, names, strict=True)
        for point in told_of(of(one), name, words)
    ]


def _needy(contents: Contents, light: str) -> list[Cell]:
    """What is behind, or at risk, in the contents' order of need."""
    found = {cell["position"]: cell for area in contents["areas"] for cell in area["cells"]}
    listed = [found[position] for position in contents["attention"]]
    return [cell for cell in listed if cell["light"] == light]


def _risks(plans: Sequence[Contents], words: Words) -> list[str]:
    """All that is behind, of any plan, before all that is at risk."""
    found = []
    for light in _NEEDY:

        def told(contents: Contents, light: str = light) -> list[str]:
            return list(map(words.risk, _needy(contents, light)))

        found += _each(plans, told, words)
    return found


def _changes(plans: Sequence[Contents], words: Words) -> list[str]:
    """Of each plan the overall step, then what has turned red or yellow, then what is done."""

    def told(contents: Contents) -> list[str]:
        previous = contents["previous"]
        if previous is None:
            return []
        steps = [] if previous["percent"] is None else [words.step(previous["percent"])]
        ranked: Callable[[str], int] = (*_NEEDY, "done").index
        moves = [move for move in previous["moves"] if move["now"] in (*_NEEDY, "done")]
        return steps + [
            words.move(move) for move in sorted(moves, key=lambda move: ranked(move["now"]))
        ]

    return _each(plans, told, words)


def _asked(plans: Sequence[Contents], document: Document, words: Words) -> list[str]:
    """The passages on matters for leaders, as they stand in the report for its readers."""
    # In a report on several plans a passage's key begins with its plan's name.
    begins = tuple(f"{one['plan']['slug']}.matters." for one in plans if len(plans) > 1)
    return [
        _ended(short(block.text, _POINT * words.longer), words)
        for block in document.blocks
        if isinstance(block, Paragraph) and block.key.startswith(("matters.", *begins))
    ]


def _ended(text: str, words: Words) -> str:
    return text if words.say.english else stopped(text)
