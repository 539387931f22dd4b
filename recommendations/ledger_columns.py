"""The columns of the ledger: one list for the page, for the sheet that goes out, for the sheet that
comes back.

A column's key is its name for ever: addresses, saved views and exported sheets hold it. Heads are
written out in both languages, because a sheet keeps the head that it left with, whatever language
the person who brings it back reads.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a cell holds, and so how it is written, read and compared."""

    TEXT = "text"  # one line or several, as typed
    WHOLE = "whole"  # a whole number
    YEAR = "year"  # a year, four digits
    NUMBER = "number"  # an exact decimal
    PERCENT = "percent"  # 0 to 100, without the sign
    POINTS = "points"  # percentage points, negative when behind
    DATE = "date"  # a local day
    CHOICE = "choice"  # one word of a short list
    FLAG = "flag"  # yes or no
    UNIT = "unit"  # one unit, by a name under which it is known
    UNITS = "units"  # several units in document order, 、 between them
    NAMES = "names"  # several persons' names, 、 between them
    PERSON = "person"  # one person's name


@dataclass(frozen=True, slots=True)
class LedgerColumn:
    """One column. `editable` is what a sheet that comes back may change."""

    key: str
    zh: str
    en: str
    kind: Kind
    editable: bool = False
    # Characters across in a sheet.
    width: int = 12

    def head(self, language: str) -> str:
        """The head in `zh` or `en`."""
        return self.zh if language == "zh" else self.en


_C, _K = LedgerColumn, Kind
COLUMNS: tuple[LedgerColumn, ...] = (
    _C("area", "领域", "Area", _K.TEXT, width=18),
    _C("code", "任务编号", "No.", _K.WHOLE, width=9),
    _C("title", "重点任务", "Initiative", _K.TEXT, editable=True, width=24),
    _C("measure", "举措", "Measure", _K.TEXT, width=20),
    _C("wording", "举措原文", "Official wording", _K.TEXT, width=44),
    _C("deliverable", "成果形式", "Deliverable", _K.TEXT, editable=True, width=22),
    _C("goal_year", "目标年度", "Goal year", _K.YEAR, editable=True, width=9),
    _C("annual_goal", "年度目标", "Annual goal", _K.TEXT, editable=True, width=28),
    _C("goal_q1", "第一季度目标", "Q1 goal", _K.TEXT, editable=True, width=22),
    _C("goal_q2", "第二季度目标", "Q2 goal", _K.TEXT, editable=True, width=22),
    _C("goal_q3", "第三季度目标", "Q3 goal", _K.TEXT, editable=True, width=22),
    _C("goal_q4", "第四季度目标", "Q4 goal", _K.TEXT, editable=True, width=22),
    _C("leaders", "牵头领导", "Leaders in charge", _K.NAMES, editable=True, width=12),
    _C("lead", "牵头单位", "Lead unit", _K.UNIT, editable=True, width=18),
    _C("joint", "联合单位", "Joint units", _K.UNITS, editable=True, width=18),
    _C("supporting", "配合单位", "Supporting units", _K.UNITS, editable=True, width=22),
    _C("contact", "联系人", "Contact", _K.PERSON, width=10),
    _C("contact_words", "联系人及电话", "Contact in words", _K.TEXT, editable=True, width=18),
    _C("starts_on", "开始时间", "Starts", _K.DATE, editable=True, width=14),
    _C("due_on", "完成时限", "Due", _K.DATE, editable=True, width=14),
    _C("first_due_on", "原定时限", "First due date", _K.DATE, width=14),
    _C("extensions", "延期次数", "Extensions", _K.WHOLE, width=9),
    _C("ongoing", "长期坚持", "Ongoing", _K.FLAG, editable=True, width=9),
    _C("told_by", "进展方式", "Told by", _K.CHOICE, editable=True, width=10),
    _C("cadence", "填报周期", "Filing cycle", _K.CHOICE, editable=True, width=10),
    _C("no_indicator", "不设指标", "Needs no indicator", _K.FLAG, editable=True, width=9),
    _C("weight", "权重", "Weight", _K.NUMBER, editable=True, width=8),
    _C("milestone", "下一里程碑", "Next milestone", _K.TEXT, width=22),
    _C("milestone_on", "里程碑时限", "Milestone due", _K.DATE, width=14),
    _C("progress", "本期进展情况", "Progress", _K.TEXT, width=40),
    _C("percent", "完成比例（%）", "Done (%)", _K.PERCENT, width=10),
    _C("planned", "序时进度（%）", "Planned (%)", _K.PERCENT, width=10),
    _C("gap", "与序时差（百分点）", "Gap (points)", _K.POINTS, width=11),
    _C("light", "亮灯", "Light", _K.CHOICE, width=9),
    _C("reasons", "亮灯理由", "Reasons", _K.TEXT, width=34),
    _C("problems", "存在问题", "Problems", _K.TEXT, width=30),
    _C("next_steps", "下一步措施", "Next steps", _K.TEXT, width=30),
    _C("matters", "需协调事项", "Matters to coordinate", _K.TEXT, width=26),
    _C("filing", "本期报送", "This round", _K.CHOICE, width=10),
    _C("state", "状态", "State", _K.CHOICE, width=10),
    _C("remarks", "备注", "Remarks", _K.TEXT, editable=True, width=26),
)
BY_KEY: Mapping[str, LedgerColumn] = {column.key: column for column in COLUMNS}
# What stands between units and between names in one cell.
BETWEEN = "、"
# Hidden at the end of every row: which initiative it is, and the version that was exported.
ROW_KEY, ROW_VERSION = "row_key", "row_version"
# The hidden sheet that says what a workbook is, and the version of that form.
SHEET_ABOUT, FORMAT_VERSION = "_cexing", 1
# How a flag is written, by language.
FLAG_WORDS: Mapping[str, tuple[str, str]] = {"zh": ("是", "否"), "en": ("yes", "no")}


def known_keys(keys: object) -> tuple[str, ...]:
    """Those of `keys` that name columns, each once, in the given order; () for anything else."""
    if not isinstance(keys, list | tuple):
        return ()
    return tuple(dict.fromkeys(key for key in keys if isinstance(key, str) and key in BY_KEY))
