"""What a table is once it has been read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from core.sentences import Language, Sentence

# An empty cell is None; a text is never empty.
Cell = str | int | float | bool | date | datetime | None


@dataclass(frozen=True)
class Sheet:
    """One table. Rows are as long as the widest; row 1 of the file is `rows[0]`.

    `merged` are the joined cells as (first row, first column, last row, last column), from 0, both
    ends included. Their value stands in the first cell and in no other.
    """

    name: str
    rows: Sequence[Sequence[Cell]]
    merged: Sequence[tuple[int, int, int, int]] = ()
    hidden: bool = False


CAUSES: Mapping[str, Sentence] = {
    "too_large": Sentence(
        "文件超过{megabytes}MB，请分成几个文件。",
        "The file is larger than {megabytes} MB. Split it into several files.",
    ),
    "not_a_sheet": Sentence(
        "这个文件读不出表格。请用Excel、WPS另存为.xlsx（或.csv），再上传。",
        "No table can be read from this file. Save it as .xlsx (or .csv) and upload that.",
    ),
    "locked": Sentence(
        "文件已加密码。请取消密码后再上传。",
        "The file is protected by a password. Remove the password and upload it again.",
    ),
    "empty": Sentence(
        "文件里没有内容。请检查是否选错文件。", "The file is empty. Is it the right one?"
    ),
    "too_many": Sentence(
        "工作表“{name}”超过{rows}行或{columns}列。请删去空白区域或分表。",
        "Sheet “{name}” has more than {rows} rows or {columns} columns. "
        "Delete its empty parts or split it.",
    ),
    "too_heavy": Sentence(
        "读这个文件超出了时间或内存限制。请只留下要导入的工作表，另存为新的.xlsx，再上传。",
        "Reading this file took more time or memory than there is. Keep only the sheet that is "
        "meant, save it as a new .xlsx and upload that.",
    ),
}


class UnreadableSheet(ValueError):
    """A file that cannot be read as tables; `words` says how to mend that."""

    def __init__(self, cause: str, **figures: int | str) -> None:
        self.cause, self.figures = cause, figures
        super().__init__(self.words("en"))

    def words(self, language: Language) -> str:
        """The sentence for a page."""
        return CAUSES[self.cause].fill(self.figures, language)


def column_letter(index: int) -> str:
    """The letter of a column as spreadsheets show it: 0 is A, 26 is AA."""
    letters = ""
    rest = index + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(65 + letter) + letters
    return letters
