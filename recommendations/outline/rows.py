"""Tables of tasks (任务分解表) whose rows stand in the text as lines of cells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from recommendations.outline.flow import Flow
from recommendations.outline.spelling import folded

if TYPE_CHECKING:
    from collections.abc import Sequence

# Cells are parted by tabs, as Word and PDF tables are read, or by bars; typed tables by blanks.
TABS = re.compile(r"\t|\s*[|│]\s*")
GAPS = re.compile(r"\t|\s*[|│]\s*| {2,}|\u3000+")
LONGEST_HEAD_CELL = 16
FEWEST_CELLS = 2
RULE = re.compile(r"[\s|│:：+\-—─=]+")
NUMBER = re.compile(
    r"[（(]?[\d０-９]{1,4}[）)]?[.．、]?|[（(]?[一二三四五六七八九十]{1,3}[）)]?[、.．]?"
)

# What a column holds, told by its head; the first that fits counts.
COLUMNS = (
    ("number", re.compile(r"序号|编号|号")),
    (
        "due",
        re.compile(r"(?:完成|办结|实施)?(?:时限|时间|期限|日期)(?:节点|要求)?|进度安排|时间进度"),
    ),
    ("support", re.compile(r"(?:配合|协办|参与|协同|协助)(?:单位|部门)")),
    ("lead", re.compile(r"(?:牵头|主责|主办)(?:单位|部门|处室)")),
    ("duty", re.compile(r"(?:责任|承办|实施|落实)?(?:单位|部门|主体)")),
    ("group", re.compile(r"类别|分类|领域|方面|板块|类型")),
    (
        "task",
        re.compile(
            r"(?:重点|主要|工作|具体|目标)*(?:任务|措施|举措|事项|工作)(?:内容|名称|分解|清单)?"
            r"|(?:工作|任务)?内容|项目名称|建议"
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Cells:
    """A row of a task table: the task's own words, and what its other cells say."""

    number: str
    task: Flow
    group: Flow
    duties: tuple[tuple[str, str], ...]
    due: str


class TableReader:
    """Follows the paragraphs of a document and tells which of them are rows of a task table."""

    def __init__(self) -> None:
        self._columns: dict[str, int] = {}
        self._width = 0
        self._cut = TABS

    def read(self, paragraph: Flow) -> Cells | None:
        """The row that the paragraph is, or None. The head of a table is remembered."""
        if self._is_head(paragraph.text):
            return None
        if not self._columns:
            return None
        cells = _cells(paragraph, self._cut)
        if len(cells) < FEWEST_CELLS or len(cells) > self._width + 2:
            return None
        task = self._cell(cells, "task")
        number = self._cell(cells, "number").text
        if not task or ("number" in self._columns and not NUMBER.fullmatch(number)):
            return None
        duties = [
            (name, self._cell(cells, name).text)
            for name in ("lead", "duty", "support")
            if self._cell(cells, name)
        ]
        due = self._cell(cells, "due").text
        return Cells(number, task, self._cell(cells, "group"), tuple(duties), due)

    def is_part(self, paragraph: Flow) -> bool:
        """Whether the paragraph is a table's head or rule, which is no text."""
        if RULE.fullmatch(paragraph.text) and "\t" not in paragraph.text:
            return bool(self._columns)
        return bool(self._columns) and self._head_columns(paragraph.text)[0] == self._columns

    def _cell(self, cells: Sequence[Flow], name: str) -> Flow:
        at = self._columns.get(name, len(cells))
        return cells[at].strip() if at < len(cells) else Flow("", ())

    def _is_head(self, text: str) -> bool:
        columns, width, cut = self._head_columns(text)
        if "task" not in columns or not {"lead", "duty", "due"} & columns.keys():
            return False
        self._columns, self._width, self._cut = columns, width, cut
        return True

    @staticmethod
    def _head_columns(text: str) -> tuple[dict[str, int], int, re.Pattern[str]]:
        cut = TABS if TABS.search(text) else GAPS
        heads = [folded("".join(head.split())) for head in cut.split(text)]
        if len(heads) < FEWEST_CELLS or max(map(len, heads)) > LONGEST_HEAD_CELL:
            return {}, 0, cut
        columns: dict[str, int] = {}
        for at, head in enumerate(heads):
            for name, form in COLUMNS:
                if form.fullmatch(re.sub(r"[（(].*[）)]$", "", head)):
                    columns.setdefault(name, at)
                    break
        return columns, len(heads), cut


def _cells(paragraph: Flow, cut: re.Pattern[str]) -> list[Flow]:
    cells: list[Flow] = []
    start = 0
    for match in cut.finditer(paragraph.text):
        cells.append(paragraph.cut(start, match.start()))
        start = match.end()
    return [*cells, paragraph.cut(start)]
