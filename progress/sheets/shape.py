"""The columns of the unit's sheet. A sheet keeps the heads that it left with, whatever language the
person who brings it back reads: both are known by either."""

from dataclasses import dataclass
from enum import StrEnum

FORMAT = "unit-sheet"
FORMAT_VERSION = 1
SHEET_ABOUT = "_cexing"
ROW_KEY, ROW_VERSION = "row_key", "row_version"
# What a cell says that shall be emptied; an empty cell leaves things as they are.
CLEAR = {"清空", "clear"}
LONGEST = 4000


class Kind(StrEnum):
    """What a cell holds."""

    SHOWN = "shown"  # for reading only
    PERCENT = "percent"  # 0 to 100
    CHOICE = "choice"  # one word of a short list
    TEXT = "text"
    DATE = "date"
    # Several answers in one cell, one a line: what is asked, a colon, the answer.
    DAYS = "days"
    FIGURES = "figures"


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column; `width` in characters."""

    key: str
    zh: str
    en: str
    kind: Kind
    width: int

    @property
    def filled(self) -> bool:
        """Whether the unit fills it in."""
        return self.kind != Kind.SHOWN

    @property
    def lined(self) -> bool:
        """Whether it holds several answers."""
        return self.kind in {Kind.DAYS, Kind.FIGURES}

    def head(self, language: str) -> str:
        """The head in `zh` or `en`."""
        return self.zh if language == "zh" else self.en


_C, _K = SheetColumn, Kind
COLUMNS: tuple[SheetColumn, ...] = (
    _C("code", "任务编号", "No.", _K.SHOWN, 6),
    _C("title", "重点任务", "Initiative", _K.SHOWN, 18),
    _C("wording", "举措原文", "Official wording", _K.SHOWN, 30),
    _C("annual_goal", "年度目标", "Annual goal", _K.SHOWN, 18),
    _C("due", "完成时限", "Due", _K.SHOWN, 12),
    _C("last_percent", "上期完成比例（%）", "Last percent", _K.SHOWN, 9),
    _C("last_done", "上期进展", "Said last round", _K.SHOWN, 26),
    _C("percent", "完成比例（%）", "Percent done", _K.PERCENT, 9),
    _C("self_rating", "自评", "Own rating", _K.CHOICE, 10),
    _C("done", "本轮完成", "Done this round", _K.TEXT, 34),
    _C("cause", "滞后或风险原因", "Why it is behind or at risk", _K.TEXT, 22),
    _C("expected_on", "预计完成日期", "Expected on", _K.DATE, 13),
    _C("problems", "存在问题", "Problems", _K.TEXT, 22),
    _C("next_steps", "下一步工作", "Next steps", _K.TEXT, 26),
    _C("steps", "里程碑完成情况", "Milestones reached", _K.DAYS, 22),
    _C("figures", "指标本期数值", "Figures of this round", _K.FIGURES, 20),
)
BY_KEY = {one.key: one for one in COLUMNS}
BY_HEAD = {head: one.key for one in COLUMNS for head in (one.zh, one.en)}
