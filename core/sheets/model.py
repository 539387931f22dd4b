"""What a table is once it has been read."""

from collections.abc import Sequence
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


class UnreadableSheet(ValueError):
    """A file that cannot be read as tables; `words` says how to mend that."""

    def __init__(self, sentence: Sentence, **figures: int | str) -> None:
        super().__init__(sentence.en)
        self._sentence, self._figures = sentence, figures

    def words(self, language: Language) -> str:
        """The sentence for a page."""
        return self._sentence.fill(self._figures, language)


def column_letter(index: int) -> str:
    """The letter of a column as spreadsheets show it: 0 is A, 26 is AA."""
    letters = ""
    rest = index + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(65 + letter) + letters
    return letters
