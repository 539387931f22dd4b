"""What can be wrong with a unit's sheet that came back, in words that say how to mend it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.sentences import Figure, Language, Sentence
from core.sheets import column_letter
from recommendations.imports.faults import SENTENCES as LEDGER

SENTENCES: Mapping[str, Sentence] = {
    **{code: LEDGER[code] for code in ("no_choice", "too_long")},
    "no_number": Sentence(
        "“{text}”不是数字。请只填数字，如85、42.5或85%。",
        "“{text}” is no number. Write digits only: 85, 42.5 or 85%.",
    ),
    "no_day": Sentence(
        "“{text}”读不出日期。请写成2026-11-22、2026.11.22、11月22日或11月底。",
        "“{text}” is no day. Write 2026-11-22, 11月22日 or 11月底.",
    ),
    "not_a_percent": Sentence(
        "完成比例是0到100之间的数（现为{text}）。请改正。",
        "The percent done is from 0 to 100, and this is {text}. Mend the figure.",
    ),
    "share_or_percent": Sentence(
        "“{text}”看不出是{ratio}%还是{text}%。请填“{ratio}”，或写明“{text}%”。",
        "“{text}” may mean {ratio} % or {text} %. Write {ratio}, or {text}% with its sign.",
    ),
    "no_percent_here": Sentence(
        "这一项不按百分比填报，请把完成比例留空。",
        "This one is not told by percent. Leave its percent empty.",
    ),
    "future_step": Sentence(
        "里程碑“{label}”的完成日期不能晚于今天。请改正日期，或留空。",
        "“{label}” cannot have been reached in the future. Mend the day or leave it empty.",
    ),
    "unknown_line": Sentence(
        "“{text}”不是本项要填的内容，可填：{labels}。请按“名称：内容”一行一条。",
        "“{text}” is not asked here. One a line, the name, a colon, the answer: {labels}.",
    ),
    "no_lines_here": Sentence(
        "本项没有要在此列填写的内容。请留空。", "Nothing is asked in this column here. Leave it."
    ),
    "line_twice": Sentence(
        "“{label}”填了两次，且不一致。请只留一条。",
        "“{label}” is answered twice, differently. Leave one.",
    ),
    "unknown_row": Sentence(
        "这一行（{text}）对不上系统里的事项。请重新导出填报表，把内容填到新表。",
        "This row ({text}) is none that is known here. Download the sheet anew and fill that in.",
    ),
    "other_unit": Sentence(
        "第{code}项“{title}”不由您填报（牵头单位：{unit}）。请删去这一行所填内容，或请该单位上传。",
        "No. {code} “{title}” is not yours to file (lead unit: {unit}). Empty this row, or let "
        "that unit upload it.",
    ),
    "round_over": Sentence(
        "第{code}项“{title}”的这一轮填报已结束。请删去这一行所填内容。",
        "The round of No. {code} “{title}” is over. Empty this row.",
    ),
    "not_asked": Sentence(
        "本轮不要求填报第{code}项“{title}”。请删去这一行所填内容。",
        "This round does not ask for No. {code} “{title}”. Empty this row.",
    ),
    "handed_over": Sentence(
        "第{code}项“{title}”已送审签或已报送，不能再改。请删去这一行所填内容，或请负责人先退回。",
        "No. {code} “{title}” has been handed over. Empty this row, or have it returned first.",
    ),
    "row_twice": Sentence(
        "第{code}项“{title}”在表中出现两次。请只留一行。",
        "No. {code} “{title}” stands in the file twice. Leave one row.",
    ),
}


@dataclass(frozen=True)
class Fault:
    """What is wrong, where: `row` and `column` count from 0; without column it is the whole row."""

    sheet: str
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
