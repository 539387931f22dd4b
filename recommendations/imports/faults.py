"""What can be wrong with a cell, in words that say how to mend it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.sentences import Figure, Language, Sentence
from core.sheets import column_letter

SENTENCES: Mapping[str, Sentence] = {
    "no_day": Sentence(
        "“{text}”读不出日期。请写成2026年11月22日、2026.11.22、11月底前、三季度末、年底前，或长期坚持。",
        "“{text}” is no day. Write 2026-11-22, 11月底前, 三季度末, 年底前 or 长期坚持.",
    ),
    "no_number": Sentence(
        "“{text}”不是数字。请只填数字，如85、85%、0.85。",
        "“{text}” is no number. Write digits only: 85, 85 %, 0.85.",
    ),
    "no_whole_number": Sentence(
        "“{text}”不是编号。请填整数。", "“{text}” is no item number. Write a whole number."
    ),
    "no_year": Sentence(
        "“{text}”不是年份。请填四位数字，如2026。",
        "“{text}” is no year. Write four digits, as in 2026.",
    ),
    "no_flag": Sentence("“{text}”请改填“是”或“否”。", "Write yes or no instead of “{text}”."),
    "no_choice": Sentence(
        "没有“{text}”这一选项，可填：{choices}。", "“{text}” is no choice. Write one of: {choices}."
    ),
    "unknown_unit": Sentence(
        "单位名录中没有“{text}”。请改为名录中的名称，或先在单位管理中登记、加别名。",
        "No unit is called “{text}”. Use a name of the list, or add the unit or an alias first.",
    ),
    "several_units": Sentence(
        "“{text}”有多个单位，此列只填一个。请把其余单位移到配合单位。",
        "“{text}” are several units, but this column takes one. Move the others.",
    ),
    "no_title": Sentence("缺少任务名称。请补填。", "The title is missing. Add it."),
    "too_long": Sentence(
        "超过{most}个字（现有{length}个）。请精简。",
        "There are {length} characters, at most {most} fit. Shorten the text.",
    ),
    "no_measure": Sentence(
        "找不到所属举措。请在“举措”列填写本方案举措的序号（1–{last}）或名称。",
        "It belongs to no measure. Put the measure's number (1–{last}) or title in its column.",
    ),
    "no_such_code": Sentence(
        "本方案没有编号{number}的任务。请改正编号；新任务请留空。",
        "This plan has no initiative {number}. Mend the number, or leave it empty for a new one.",
    ),
    "no_such_key": Sentence(
        "这一行来自别的方案或已删除的任务。请清除隐藏列后再导入，或删去这一行。",
        "This row belongs to another plan or to a deleted initiative. Delete it.",
    ),
    "twice": Sentence(
        "与第{other}行是同一项任务。请合并为一行。",
        "Row {other} is the same initiative. Make it one.",
    ),
    "same_title": Sentence(
        "有多项任务同名“{text}”，无法判断是哪一项。请填写任务编号。",
        "Several initiatives are called “{text}”. Add the number of the one that is meant.",
    ),
    "due_before_start": Sentence(
        "完成时限早于开始时间。请改正其中之一。", "It is due before it starts. Mend one of the two."
    ),
    "unit_twice": Sentence(
        "同一单位既牵头又配合。每个单位只写一次。", "A unit stands twice in this row. Name it once."
    ),
    "lead_needed": Sentence(
        "这项任务已交办，牵头单位不能为空。",
        "It has been assigned, so its lead unit cannot be empty.",
    ),
    "due_needed": Sentence(
        "这项任务已交办，请填写完成时限或长期坚持。",
        "It has been assigned: give a due date, or 长期坚持.",
    ),
    "ended": Sentence(
        "这项任务已结束，不能再修改。请恢复原值或删去这一行。",
        "It has ended and is not changed any more. Put the old value back or delete the row.",
    ),
    "weight_positive": Sentence(
        "权重须大于零、小于十亿。", "A weight is greater than zero and below a billion."
    ),
    "changed_meanwhile": Sentence(
        "导出之后，他人已把“{field}”改为“{theirs}”。请核对：保留他人的就照填，坚持己见请先重新导出。",
        "Since the export somebody changed “{field}” to “{theirs}”. Put that in, or export anew.",
    ),
    "split_row": Sentence(
        "合并单元格里各行不一致，此列只能有一个值。",
        "The rows of this joined cell differ here, where one value is needed.",
    ),
}


@dataclass(frozen=True)
class Fault:
    """What is wrong, where: `row` and `column` count from 0 in the sheet; None is the whole row."""

    row: int
    column: int | None
    code: str
    figures: Mapping[str, Figure] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """As spreadsheets name it: D7, or 7 for the whole row."""
        letter = "" if self.column is None else column_letter(self.column)
        return f"{letter}{self.row + 1}"

    def words(self, language: Language) -> str:
        """What is wrong and how to mend it."""
        return SENTENCES[self.code].fill(self.figures, language)
