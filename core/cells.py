"""Text on its way into a sheet and back: nothing that a person typed becomes a formula, nothing is
lost, and what a cell cannot hold is said.

A workbook knows text from formulas by itself; a CSV file does not, so there a leading apostrophe
marks text that a program might run, and is taken off again on the way back. What XML
cannot hold XlsxWriter escapes as Excel does (_x0001_), and python-calamine reads it back.
"""

import re

# What spreadsheet programs take for the beginning of a formula, blanks before it or not.
_LIVE = re.compile(r"^[\s\x00-\x1f\u200b\ufeff]*[=+\-@＝＋－＠|%]|^[\t\r\n']")
# Excel counts in UTF-16 units.
LONGEST_CELL = 32_767


def is_live(text: str) -> bool:
    """Whether a spreadsheet program might run this text as a formula."""
    # Most text begins with a letter or a figure, and no formula does.
    return not text[:1].isalnum() and _LIVE.match(text) is not None


def for_csv(text: str) -> str:
    """The text as a CSV cell holds it; `from_csv` gives it back."""
    return f"'{text}" if is_live(text) else text


def from_csv(cell: str) -> str:
    """The text that `for_csv` was given. Another program's apostrophe before plain words stays."""
    return cell[1:] if cell.startswith("'") and is_live(cell[1:]) else cell


def units(text: str) -> int:
    """How long a spreadsheet program finds the text."""
    return len(text) + sum(1 for letter in text if letter > "\uffff")


def fitted(text: str, *, note: str) -> str:
    """The text, or as much of it as a cell holds with `note` at its end."""
    if len(text) <= LONGEST_CELL // 2 or units(text) <= LONGEST_CELL:
        return text
    room = LONGEST_CELL - units(note)
    kept = text.encode("utf-16-le")[: 2 * room].decode("utf-16-le", errors="ignore")
    return kept + note
