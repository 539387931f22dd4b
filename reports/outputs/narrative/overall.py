"""总体进展 and 各领域进展: how much there is, how it stands, and how that has changed."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from core.periods import Period
from core.zh import points_change_zh
from reports.outputs.annexes import area_heading, areas_table, day_zh, light_word
from reports.outputs.blocks import Bar, BarPart, Block, Heading, Paragraph
from reports.outputs.narrative.frame import NEEDY, TOLD, Frame, Part
from reports.outputs.narrative.voice import against_plan, counted, named, together
from reports.outputs.words import first_sentence, stopped

if TYPE_CHECKING:
    from reports.contents.shape import Area, Cell, Previous

DRAWN = ("red", "yellow", "green", "done", "not_started", "ongoing", "paused")
_ROUNDED = "注：进度按权重计算，百分比保留一位小数，四舍五入"
_SHARED = "；占比按最大余额法取舍，合计为100.0%"


def overall(frame: Frame) -> Part:
    """Counts, progress against plan, filings, and the change on the last issue."""
    contents, title = frame.contents, "总体进展"
    as_of = day_zh(contents["as_of"])
    if not contents["total"]:
        words = f"截至{as_of}，尚无纳入跟踪的{frame.measure}。"
        return title, [Paragraph(words, key="overall.1")]
    shares = contents["tallies"]["shares"] if frame.long else None
    sentences = [
        f"截至{as_of}，{len(contents['areas'])}个{frame.area}"
        f"{contents['total']}项{frame.measure}中，{counted(contents['counts'], shares)}。",
        _progress(frame),
        _filed(frame),
    ]
    blocks: list[Block] = [Paragraph("".join(sentences), key="overall.1")]
    if contents["previous"] is not None:
        blocks.append(Paragraph(_compared(frame, contents["previous"]), key="overall.2"))
    if not contents["attention"]:
        words = f"本期没有滞后或者预警的{frame.measure}。"
        blocks.append(Paragraph(words, key="overall.3"))
    bar = f"{contents['total']}项{frame.measure}亮灯情况（单位：项）"
    parts = tuple(
        BarPart(light, light_word(light), contents["counts"].get(light, 0)) for light in DRAWN
    )
    note = f"{_ROUNDED}{_SHARED if shares else ''}。"
    return title, [
        *blocks, Bar("图", bar, parts), areas_table(contents), Paragraph(note, "note"),
    ]  # fmt: skip


def _progress(frame: Frame) -> str:
    percent, planned = frame.contents["percent"], frame.contents["planned"]
    gap = frame.contents["gap"]
    if percent is None or planned is None or gap is None:
        return ""
    return f"按权重计算，总体进度为{percent}%，序时进度为{planned}%，{against_plan(Decimal(gap))}。"


def _filed(frame: Frame) -> str:
    """How many were to file, how many have, and which units have not."""
    round_, tallies = frame.contents["round"], frame.contents["tallies"]
    if round_ is None or not round_["due"]:
        return ""
    told = (
        f"{Period.parse(round_['period']).label_zh}应报送进展{round_['due']}项，"
        f"已报送{round_['filed']}项"
    )
    missing = [line["name"] for line in frame.contents["units"] if line["filed"] < line["due"]]
    if not tallies["unfiled"] or not missing:
        return f"{told}。"
    who = together(missing) if frame.named else f"{tallies['unfiled_units']}家单位"
    return f"{told}；尚有{tallies['unfiled']}项未报送，涉及{who}。"


def _compared(frame: Frame, previous: Previous) -> str:
    """The change since the last report, by name what came to need attention, and what was done."""
    changes = []
    if previous["percent"] is not None:
        change = points_change_zh(Decimal(previous["percent"]), Decimal(0))
        changes.append(f"总体进度{change}")
    counts = [
        f"{light_word(light)}{'增加' if n > 0 else '减少'}{abs(n)}项"
        for light in TOLD
        if (n := previous["counts"].get(light, 0))
    ]
    changes.append("，".join(counts) if counts else "各类亮灯项数不变")
    told = f"与{frame.before(previous['period'])}相比，{'，'.join(changes)}。"
    turned = [
        f"第{move['position']}项{move['title']}由{light_word(move['was'])}"
        f"转为{light_word(move['now'])}"
        for move in previous["moves"]
        if move["now"] in NEEDY
    ]
    done = [
        f"第{move['position']}项{move['title']}"
        for move in previous["moves"]
        if move["now"] == "done"
    ]
    told += f"其中，{'，'.join(turned)}。" if turned else ""
    return told + (f"新完成的是{'、'.join(done)}。" if done else "")


def areas(frame: Frame) -> Part | None:
    """A paragraph for each area."""
    if not frame.contents["total"]:
        return None
    blocks: list[Block] = []
    for number, area in enumerate(frame.contents["areas"], 1):
        blocks.append(Heading(2, area_heading(number, area["title"])))
        blocks.append(Paragraph(_area(frame, area), key=f"area.{number}.1"))
    return f"各{frame.area}进展", blocks


def _area(frame: Frame, area: Area) -> str:
    """Its counts and progress, what the units did, and which measures need attention."""
    if not area["cells"]:
        return f"尚无纳入跟踪的{frame.measure}。"
    told = f"共{len(area['cells'])}项{frame.measure}，其中{counted(area['counts'])}"
    if area["percent"] is not None and area["gap"] is not None:
        told += f"；总体进度为{area['percent']}%，{against_plan(Decimal(area['gap']))}"
    sentences = [told]
    done = [
        f"{named(cell)}，{said}{_credited(cell)}"
        for cell in area["cells"]
        if (said := first_sentence(cell["done"]))
    ]
    if done:
        sentences.append(f"据牵头单位报送，{'；'.join(done)}")
    needy = [
        f"{named(cell)}{light_word(light)}"
        for light in NEEDY
        for cell in area["cells"]
        if cell["light"] == light
    ]
    if needy:
        sentences.append(f"需要关注的是，{'，'.join(needy)}")
    return "".join(map(stopped, sentences))


def _credited(cell: Cell) -> str:
    """（示例教育部门配合：…）: what others did for it, in their own words."""
    parts = [
        f"{line['unit_short']}配合：{said}"
        for line in cell["contributions"]
        if (said := first_sentence(line["words"]))
    ]
    return f"（{'；'.join(parts)}）" if parts else ""
