"""The report's words: sentences composed from the contents and from nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from core.periods import Period, PeriodKind
from core.zh import date_zh, numeral_zh, points_change_zh, points_difference
from reports.outputs.annexes import (
    area_heading,
    areas_table,
    attachments,
    day_zh,
    due_zh,
    indicators_table,
    light_word,
)
from reports.outputs.blocks import Bar, BarPart, Block, Document, Heading, Paragraph
from reports.outputs.words import first_sentence, phrase, stopped, title_mark

if TYPE_CHECKING:
    # For their shapes only: the package that holds them also reads the database.
    from reports.contents.shape import Area, Cell, Contents, Counts, IndicatorLine, Previous

UNSIGNED = "送审稿"
EXAMPLE_NOTICE = "示例数据：单位、日期、进展均为演示所设，不代表真实情况。"
MASTHEADS = {
    PeriodKind.MONTH: "政策落实月报",
    PeriodKind.QUARTER: "政策落实季报",
    PeriodKind.HALF: "政策落实半年报",
    PeriodKind.YEAR: "政策落实年报",
}
_PERIOD_ENDINGS = {PeriodKind.MONTH: "份", PeriodKind.YEAR: "度"}
# As sentences tell them, what has been reached first; the bar shows them by need.
_TOLD = ("done", "green", "yellow", "red", "not_started", "ongoing", "paused")
_DRAWN = ("red", "yellow", "green", "done", "not_started", "ongoing", "paused")
_NEEDY = ("red", "yellow")
# Several points of someone's own words get a paragraph each beyond this many characters.
_ONE_PARAGRAPH = 400

_Part = tuple[str, list[Block]]


def document(contents: Contents, *, period: Period, issuer: str, drafted_on: date) -> Document:
    """The draft report on these contents, for `period`, not yet signed or numbered."""
    blocks: list[Block] = []
    if _is_example(contents):
        blocks.append(Paragraph(EXAMPLE_NOTICE, "notice"))
    number = 0
    for part in _PARTS:
        found = part(contents)
        if found is not None:
            number += 1
            blocks += [Heading(1, f"{numeral_zh(number)}、{found[0]}"), *found[1]]
    ending = _PERIOD_ENDINGS.get(period.kind, "")
    return Document(
        masthead=MASTHEADS[period.kind],
        issue_line=UNSIGNED,
        issuer=issuer,
        date_text=date_zh(drafted_on),
        title_lines=(
            f"关于{title_mark(contents['plan']['title'])}",
            f"{period.label_zh}{ending}落实情况的报告",
        ),
        blocks=tuple(blocks),
        attachments=attachments(contents),
        closing=(issuer, date_zh(drafted_on)),
    )


def _is_example(contents: Contents) -> bool:
    return (
        contents["plan"]["is_example"]
        or any(cell["is_example"] for cell in _cells(contents))
        or any(line["is_example"] for line in contents["indicators"])
    )


def _cells(contents: Contents) -> list[Cell]:
    return [cell for area in contents["areas"] for cell in area["cells"]]


def _needy(contents: Contents) -> list[Cell]:
    """What is behind or at risk, all red before all yellow, else in the contents' order of need."""
    by_position = {cell["position"]: cell for cell in _cells(contents)}
    listed = [by_position[position] for position in contents["attention"]]
    return sorted(listed, key=lambda cell: _NEEDY.index(cell["light"]))


def _named(cell: Cell) -> str:
    return f"第{cell['position']}项{cell['title']}"


def _counted(counts: Counts) -> str:
    """已完成1项，正常13项…: all that occur, so that they sum to the total."""
    told = [f"{light_word(light)}{counts[light]}项" for light in _TOLD if counts.get(light)]
    return "，".join(told)


def _against_plan(points: Decimal) -> str:
    if points == 0:
        return "与序时进度持平"
    return f"{'高于' if points > 0 else '低于'}序时进度{abs(points)}个百分点"


# --- 总体进展


def _overall(contents: Contents) -> _Part:
    as_of, plan = day_zh(contents["as_of"]), contents["plan"]
    if not contents["total"]:
        return "总体进展", [Paragraph(f"截至{as_of}，尚无纳入跟踪的{plan['measure_word']}。")]
    sentences = [
        f"截至{as_of}，{len(contents['areas'])}个{plan['area_word']}"
        f"{contents['total']}项{plan['measure_word']}中，{_counted(contents['counts'])}。",
        _overall_progress(contents),
        _filed(contents),
    ]
    if contents["previous"] is not None:
        sentences.append(_compared(contents["previous"]))
    if not contents["attention"]:
        sentences.append(f"本期没有滞后或者预警的{plan['measure_word']}。")
    title = f"{contents['total']}项{plan['measure_word']}亮灯情况（单位：项）"
    counts = contents["counts"]
    parts = tuple(BarPart(light, light_word(light), counts.get(light, 0)) for light in _DRAWN)
    return "总体进展", [
        Paragraph("".join(sentences)),
        Bar("图1", title, parts),
        areas_table(contents, "表1"),
    ]


def _overall_progress(contents: Contents) -> str:
    percent, planned, gap = contents["percent"], contents["planned"], contents["gap"]
    if percent is None or planned is None or gap is None:
        return ""
    return (
        f"按权重计算，总体进度为{percent}%，序时进度为{planned}%，{_against_plan(Decimal(gap))}。"
    )


def _filed(contents: Contents) -> str:
    round_ = contents["round"]
    if round_ is None or not round_["due"]:
        return ""
    label = Period.parse(round_["period"]).label_zh
    return f"{label}应报送{round_['due']}项任务，已报送{round_['filed']}项。"


def _compared(previous: Previous) -> str:
    """The change since the last report, and by name what has come to need attention."""
    changes = []
    if previous["percent"] is not None:
        change = points_change_zh(Decimal(previous["percent"]), Decimal(0))
        changes.append(f"总体进度{change}")
    counts = [
        f"{light_word(light)}{'增加' if n > 0 else '减少'}{abs(n)}项"
        for light in _TOLD
        if (n := previous["counts"].get(light, 0))
    ]
    changes.append("，".join(counts) if counts else "各类亮灯项数不变")
    told = f"与上期（{Period.parse(previous['period']).label_zh}）相比，{'，'.join(changes)}。"
    turned = [
        f"第{move['position']}项{move['title']}由{light_word(move['was'])}"
        f"转为{light_word(move['now'])}"
        for move in previous["moves"]
        if move["now"] in _NEEDY
    ]
    return told + (f"其中，{'，'.join(turned)}。" if turned else "")


# --- 各领域进展


def _areas(contents: Contents) -> _Part | None:
    if not contents["total"]:
        return None
    blocks: list[Block] = []
    for number, area in enumerate(contents["areas"], 1):
        blocks.append(Heading(2, area_heading(number, area["title"])))
        blocks.append(Paragraph(_area(area, contents["plan"]["measure_word"])))
    return f"各{contents['plan']['area_word']}进展", blocks


def _area(area: Area, measure_word: str) -> str:
    """Its counts and progress, what the units did, and which measures need attention."""
    if not area["cells"]:
        return f"尚无纳入跟踪的{measure_word}。"
    told = f"共{len(area['cells'])}项{measure_word}，其中{_counted(area['counts'])}"
    percent, planned = area["percent"], area["planned"]
    if percent is not None and planned is not None:
        points = points_difference(Decimal(percent), Decimal(planned))
        told += f"；总体进度为{percent}%，{_against_plan(points)}"
    sentences = [told]
    done = [
        f"{_named(cell)}，{said}"
        for cell in area["cells"]
        if (said := first_sentence(cell["done"]))
    ]
    if done:
        sentences.append(f"据牵头单位报送，{'；'.join(done)}")
    needy = [
        f"{_named(cell)}{light_word(cell['light'])}"
        for light in _NEEDY
        for cell in area["cells"]
        if cell["light"] == light
    ]
    if needy:
        sentences.append(f"需要关注的是，{'，'.join(needy)}")
    return "".join(map(stopped, sentences))


# --- 滞后事项及原因


def _behind(contents: Contents) -> _Part | None:
    needy = _needy(contents)
    if not needy:
        return None
    blocks: list[Block] = []
    for number, cell in enumerate(needy, 1):
        mark = f"（第{cell['position']}项，{light_word(cell['light'])}）"
        blocks.append(Heading(2, area_heading(number, cell["title"]) + mark))
        blocks.append(Paragraph("".join(map(stopped, _why(cell)))))
    title = "滞后" if needy[0]["light"] == "red" else "预警"
    return f"{title}事项及原因", blocks


def _why(cell: Cell) -> Iterable[str]:
    """Who leads, how far behind, by which rule, the cause as filed, and when it is expected."""
    leads = "、".join(dict.fromkeys(cell["leads"]))
    due = f"，完成时限为{due_zh(cell)}" if cell["due_on"] else ""
    yield f"牵头单位为{leads}{due}" if leads else f"尚未明确牵头单位{due}"
    if cell["gap"] is not None and Decimal(cell["gap"]):
        yield f"目前进度{_against_plan(Decimal(cell['gap']))}"
    reasons = [
        phrase(reason["zh"])
        for reason in cell["reasons"]
        if reason["light"] in _NEEDY or reason["code"] == "overridden"
    ]
    if reasons:
        yield f"亮灯依据：{'；'.join(dict.fromkeys(reasons))}"
    if cause := phrase(cell["cause"]):
        yield f"牵头单位说明的原因：{cause}"
    if cell["expected_on"]:
        yield f"预计完成时间为{day_zh(cell['expected_on'])}"


# --- 主要指标


def _indicators(contents: Contents) -> _Part | None:
    lines = contents["indicators"]
    if not lines:
        return None
    counts: dict[str, int] = {}
    for line in lines:
        counts[line["light"]] = counts.get(line["light"], 0) + 1
    told = "，".join(
        f"{light_word(light)}{counts[light]}项" for light in (*_TOLD, "grey") if counts.get(light)
    )
    sentences = [f"共监测{len(lines)}项指标，其中{told}", *map(_off_path, _off(lines))]
    number = "表2" if contents["total"] else "表1"
    text = Paragraph("".join(map(stopped, sentences)))
    return "主要指标", [text, indicators_table(lines, number)]


def _off(lines: Sequence[IndicatorLine]) -> list[IndicatorLine]:
    return [line for light in _NEEDY for line in lines if line["light"] == light]


def _off_path(line: IndicatorLine) -> str:
    reasons = [phrase(r["zh"]) for r in line["reasons"] if r["light"] in _NEEDY]
    because = f"，{'；'.join(reasons)}" if reasons else ""
    return f"{line['name']}{light_word(line['light'])}{because}"


# --- 存在问题, 下一步工作


def _problems(contents: Contents) -> _Part | None:
    points = [
        f"{_named(cell)}，{said}" for cell in _cells(contents) if (said := phrase(cell["problems"]))
    ]
    return ("存在问题", _points(points)) if points else None


def _next(contents: Contents) -> _Part | None:
    points = [
        f"{_named(cell)}，{said}"
        for cell in _needy(contents)
        if (said := phrase(cell["next_steps"]))
    ]
    return ("下一步工作", _points(points)) if points else None


def _points(points: Sequence[str]) -> list[Block]:
    """一是…；二是…。 in one paragraph, or a paragraph each where that would be long."""
    if len(points) == 1:
        return [Paragraph(stopped(points[0]))]
    numbered = [f"{numeral_zh(n)}是{point}" for n, point in enumerate(points, 1)]
    if sum(map(len, numbered)) > _ONE_PARAGRAPH:
        return [Paragraph(stopped(point)) for point in numbered]
    # A point of several sentences cannot end with a semicolon.
    if any(mark in point for point in points for mark in "。？！"):
        return [Paragraph("".join(map(stopped, numbered)))]
    return [Paragraph(stopped("；".join(numbered)))]


_PARTS: tuple[Callable[[Contents], _Part | None], ...] = (
    _overall,
    _areas,
    _behind,
    _indicators,
    _problems,
    _next,
)
