"""What a report is: its period, its readers, and how its head and title go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from core.periods import Period, PeriodKind
from core.zh import date_zh
from reports.outputs.blocks import Block
from reports.outputs.tongue import ZH, Tongue
from reports.outputs.words import title_mark

if TYPE_CHECKING:
    # For their shapes only: the package that holds them also reads the database.
    from reports.contents.shape import Cell, Contents

UNITS = "units"
SPECIAL = "special"
_NAMES = {
    PeriodKind.MONTH: "月报",
    PeriodKind.QUARTER: "季报",
    PeriodKind.HALF: "半年报",
    PeriodKind.YEAR: "年报",
    SPECIAL: "专报",
}
MASTHEADS: dict[str, str] = {kind: f"政策落实{name}" for kind, name in _NAMES.items()}
CIRCULAR = "政策落实通报"
_ENDINGS: dict[str, str] = {PeriodKind.MONTH: "份", PeriodKind.YEAR: "度"}
_BEFORE = {PeriodKind.MONTH: "上月", PeriodKind.QUARTER: "上季度", PeriodKind.YEAR: "上年"}

# As sentences tell them, what has been reached first; the bar shows them by need.
TOLD = ("done", "green", "yellow", "red", "not_started", "ongoing", "paused")
NEEDY = ("red", "yellow")
# What each kind of decision is called, in the order in which a report tells them.
KIND_WORDS = {
    "extended": "延期",
    "advanced": "提前",
    "adjusted": "调整目标",
    "completed": "办结",
    "struck_off": "销号",
    "reopened": "重新办理",
    "cancelled": "撤销",
    "merged": "合并",
    "suspended": "暂缓",
    "resumed": "恢复",
}

# A part of a report: what its heading says after the number, and what stands below it.
Part = tuple[str, list[Block]]


def _issue_until(key: str) -> str:
    """上期（截至2026年10月15日）: of a special report the key is its last day."""
    try:
        return f"上期（截至{date_zh(date.fromisoformat(key))}）"
    except ValueError:
        return "上期"


@dataclass(frozen=True)
class Spell:
    """The time that a special report 专题 tells of: any first and last day, and its subject."""

    starts_on: date
    ends_on: date
    subject: str = ""
    kind: str = SPECIAL

    @property
    def label_zh(self) -> str:
        """2026年9月1日至10月15日; the year of the last day only where it is another."""
        last = date_zh(self.ends_on)
        if self.ends_on.year == self.starts_on.year:
            last = last.removeprefix(f"{self.ends_on.year}年")
        return f"{date_zh(self.starts_on)}至{last}"


@dataclass(frozen=True)
class Frame:
    """The contents and all that decides how they are told.

    `named`: whether sentences name units that are behind; in a circular only where that was
    approved for it. `ranking` adds the units in order of their lights, which no report has unless
    somebody wants it.
    """

    contents: Contents
    period: Period | Spell
    named: bool = True
    ranking: bool = False
    say: ClassVar[Tongue] = ZH

    @property
    def circular(self) -> bool:
        """Whether it goes to units, not up."""
        return self.contents["audience"] == UNITS

    @property
    def kind(self) -> str:
        """month, quarter, half, year or special."""
        return str(self.period.kind)

    @property
    def long(self) -> bool:
        """Whether it is of more than a month, and so tells shares and every indicator."""
        return self.kind in {PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.YEAR}

    @property
    def measure(self) -> str:
        """举措, or as the plan calls it."""
        return self.contents["plan"]["measure_word"]

    @property
    def area(self) -> str:
        """领域, or as the plan calls it."""
        return self.contents["plan"]["area_word"]

    @cached_property
    def cells(self) -> dict[int, Cell]:
        """Every measure by its running number."""
        return {cell["position"]: cell for area in self.contents["areas"] for cell in area["cells"]}

    @property
    def masthead(self) -> str:
        """政策落实月报, or 政策落实通报 for a circular."""
        return CIRCULAR if self.circular else MASTHEADS[self.kind]

    @property
    def when(self) -> str:
        """2026年10月份, 2026年度, or the period by its name."""
        return f"{self.period.label_zh}{_ENDINGS.get(self.kind, '')}"

    @property
    def title_lines(self) -> tuple[str, ...]:
        """关于《…》 / 2026年10月份落实情况的报告, broken by meaning."""
        first = f"关于{title_mark(self.contents['plan']['title'])}"
        form = "通报" if self.circular else "报告"
        if isinstance(self.period, Spell):
            return (first, f"{self.period.subject}落实情况的专题{form}")
        return (first, f"{self.when}落实情况的{form}")

    def task(self, line: Mapping[str, object]) -> str:
        """An initiative by its measure; where a measure has several, by its own number too."""
        position, title = line["position"], line["title"]
        cell = self.cells.get(int(str(position)))
        if cell is None:
            return f"第{line['code']}号任务{title}"
        own = f"第{line['code']}号任务" if len(cell["codes"]) > 1 else ""
        return f"第{position}项{own}{title}"

    def before(self, key: str) -> str:
        """How sentences call the period of the report before: 上月, or its name."""
        try:
            earlier = Period.parse(key)
        except ValueError:
            return _issue_until(key)
        if isinstance(self.period, Period) and earlier == self.period.previous():
            return _BEFORE.get(self.period.kind, earlier.label_zh)
        return f"上期（{earlier.label_zh}）"
