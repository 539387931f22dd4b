"""Text in cells: inert going out, whole coming back."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.cells import LONGEST_CELL, fitted, for_csv, from_csv, is_live, units

TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))
LIVE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    " =1",
    "　=1",
    "＝1",
    "\u200b=1",
    "|cmd",
    "%x",
]


@pytest.mark.parametrize("text", LIVE)
def test_what_could_run_is_marked(text: str) -> None:
    assert is_live(text)
    assert for_csv(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "平台", "a=b", "3-4", "（=）", "1+1=2"])
def test_what_cannot_run_stays_as_it_is(text: str) -> None:
    assert not is_live(text)
    assert for_csv(text) == text


@given(TEXT)
@example("'=1")
@example("'")
@example("''")
def test_csv_gives_the_text_back(text: str) -> None:
    cell = for_csv(text)
    assert from_csv(cell) == text
    assert cell.startswith("'") or not cell.lstrip().startswith(tuple("=+-@"))


@given(st.lists(TEXT, min_size=1, max_size=4))
def test_a_line_of_csv_gives_its_cells_back(cells: list[str]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out).writerow([for_csv(cell) for cell in cells] + ["end"])
    (line,) = csv.reader(io.StringIO(out.getvalue(), newline=""))
    assert [from_csv(cell) for cell in line[:-1]] == cells


@pytest.mark.parametrize("letter", ["字", "😀"])
def test_a_cell_that_is_too_long_says_so(letter: str) -> None:
    note = "（已截断）"
    fits = letter * (LONGEST_CELL // units(letter))
    assert fitted(fits, note=note) == fits
    cut = fitted(fits + letter, note=note)
    assert cut.endswith(note)
    assert LONGEST_CELL - 2 < units(cut) <= LONGEST_CELL
    assert set(cut.removesuffix(note)) == {letter}, "no half of a letter is left"
