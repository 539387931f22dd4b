"""What a ledger's columns are called in offices, and which field each stands for."""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from recommendations.ledger_columns import COLUMNS


def _quarter(number: int, word: str) -> tuple[str, ...]:
    """What the column of a quarter's goal is called."""
    when = (f"{word}季度", f"第{word}季度", f"{number}季度", f"第{number}季度", f"q{number}")
    what = ("", "目标", "工作目标", "任务", "目标任务", "进度目标", "计划", "节点目标", "goal")
    return tuple(f"{one}{more}" for one in when for more in what)


# Field → heads as offices write them, without blanks and brackets. Sources: practice.md 2.5.
HEADS: Mapping[str, Sequence[str]] = {
    "row_key": ("row_key",),
    "row_version": ("row_version",),
    "code": ("任务编号", "事项编号", "台账编号", "编号", "no", "number"),
    "area": ("领域", "方面", "板块", "类别", "任务类别", "重点领域", "工作类别", "area"),
    "measure": (
        "举措", "具体举措", "措施", "具体措施", "政策措施", "主要举措", "举措原文", "政策原文",
        "对应举措", "measure",
    ),
    "title": (
        "重点任务", "任务名称", "工作任务", "任务", "事项", "事项名称", "工作事项", "重点事项",
        "工作内容", "项目名称", "主要任务", "任务内容", "工作任务名称", "任务事项", "重点工作",
        "重点工作任务", "initiative", "title", "task",
    ),
    "deliverable": (
        "成果形式", "预期成果", "工作成果", "标志性成果", "完成标志", "成果", "形象进度目标",
        "deliverable",
    ),
    "annual_goal": (
        "年度目标", "年度任务及目标", "全年目标", "量化指标", "工作目标", "目标任务", "年度任务",
        "目标", "年度目标/量化指标", "年度工作目标", "全年目标任务", "annualgoal", "goal",
    ),
    "goal_year": ("目标年度", "目标年份", "年度", "年份", "goalyear", "year"),
    **{f"goal_q{number}": _quarter(number, word) for number, word in enumerate("一二三四", 1)},
    "leaders": (
        "牵头领导", "责任领导", "分管领导", "牵头市领导", "分管市领导", "包抓领导", "市领导",
        "牵头区领导", "leadersincharge", "leader",
    ),
    "lead": (
        "牵头单位", "责任单位", "主责单位", "主办单位", "牵头部门", "责任部门", "牵头负责部门",
        "承办单位", "牵头责任单位", "主要责任单位", "leadunit", "lead",
    ),
    "joint": ("联合单位", "联合牵头单位", "共同牵头单位", "jointunits"),
    "supporting": (
        "配合单位", "协办单位", "参与单位", "协同单位", "配合部门", "协办部门", "参加单位",
        "协同部门", "参与部门", "supportingunits",
    ),
    "contact_words": (
        "联系人", "联系人及电话", "责任人及电话", "责任人", "联络员", "联系方式", "联络员及电话",
        "责任人及联系电话", "联系人及联系电话", "联系人及联系方式", "联系人电话", "联系人手机",
        "联系电话", "电话", "经办人", "经办人及电话", "contact", "contactinwords",
    ),
    "period": ("起止时间", "实施期限", "工作期限", "起止日期", "实施时间"),
    "starts_on": ("开始时间", "启动时间", "开工时间", "起始时间", "开始日期", "starts", "start"),
    "due_on": (
        "完成时限", "完成时间", "时限要求", "办理时限", "截止时间", "时限", "时间节点", "时间要求",
        "完成期限", "办结时限", "due",
    ),
    "ongoing": ("长期坚持", "ongoing"),
    "told_by": ("进展方式", "进度填报方式", "toldby"),
    "cadence": (
        "填报周期", "报送周期", "报送频次", "填报频次", "调度频次", "调度周期", "更新频次",
        "files", "cadence",
    ),
    "weight": ("权重", "分值", "weight"),
    "no_indicator": ("不设指标", "是否不设指标", "needsnoindicator"),
    "remarks": ("备注", "说明", "备注说明", "其他说明", "remarks", "notes"),
}  # fmt: skip
FIELDS: tuple[str, ...] = tuple(HEADS)
# Columns that go out and do not come back: progress comes by filings, never by a table.
ONLY_OUT = frozenset(
    head
    for column in COLUMNS
    if column.key not in HEADS and not column.editable
    for head in (column.zh, column.en)
)
# The index column of a table says nothing.
_INDEX = {"序号", "no.", "项次", "序"}
_BRACKETED = re.compile(r"[(（\[【].*?[)）\]】]")
_BLANKS = re.compile(r"[\s_:：*]+")


def folded(head: str) -> str:
    """A head as it is compared: no blanks, brackets or width, small letters."""
    text = _BLANKS.sub("", unicodedata.normalize("NFKC", head))
    return (_BRACKETED.sub("", text) or text).lower()


_BY_HEAD = {folded(head): key for key, heads in HEADS.items() for head in heads}
_BY_HEAD |= {
    folded(head): column.key
    for column in COLUMNS
    if column.key in HEADS
    for head in (column.zh, column.en)
}
_OUT = {folded(head) for head in ONLY_OUT}


def field_of(head: str) -> str | None:
    """The field that a head names; None for one that is not known.

    Of a head of several levels (“季度目标/一季度”) the whole, then the lowest level counts.
    """
    whole = folded(head.replace("/", ""))
    for text in (folded(head), whole, folded(head.rpartition("/")[2])):
        if text in _BY_HEAD and text not in _INDEX:
            return _BY_HEAD[text]
    return None


def is_known(head: str) -> bool:
    """Whether a head is one that ledgers have, brought in or not."""
    lowest = folded(head.rpartition("/")[2])
    return field_of(head) is not None or lowest in _OUT or lowest in _INDEX


def suggest(heads: Sequence[str]) -> dict[int, str]:
    """Column → field, each field once; of two columns for one field the first has it."""
    found: dict[int, str] = {}
    for index, head in enumerate(heads):
        key = field_of(head) if head else None
        if key is not None and key not in found.values():
            found[index] = key
    return found
