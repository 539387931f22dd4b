"""The reader on documents of many shapes, as text, as Word with automatic numbers, as PDF."""

from __future__ import annotations

from pathlib import Path

import pytest

from recommendations.outline import Outline, Unit, read_outline
from recommendations.outline.model import Due
from tests.recommendations.makers.forms import as_numbered_word, as_pdf, as_word
from tests.recommendations.marked import FILES, bare, unmarked

KNOWN = ("市科委、中关村管委会", "市发展改革委", "区财政局")
ENCODINGS = ("utf-8-sig", "utf-16-be", "gb18030")
ids = [path.stem for path in FILES]


def printed(due: Due | None) -> str:
    if due is None:
        return ""
    return "ongoing" if due.ongoing else str(due.on or "")


def named(units: tuple[Unit, ...]) -> str:
    return ",".join(f"{unit.name}:{unit.role}" for unit in units)


def seen(outline: Outline) -> list[tuple[str | None, str]]:
    return [
        (area.title, bare(measure.text))
        for section in outline.sections
        for area in section.areas
        for measure in area.measures
    ]


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_measures_stand_where_a_careful_reader_sees_them(path: Path) -> None:
    document = unmarked(path)
    outline = read_outline(document.text.encode(), units=KNOWN)
    assert [(m.start, m.end) for m in outline.measures] == [
        (m.start, m.end) for m in document.measures
    ]
    assert [title for title, _ in seen(outline)] == [m.area for m in document.measures]


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_units_and_deadlines_are_those_printed(path: Path) -> None:
    document = unmarked(path)
    outline = read_outline(document.text.encode(), units=KNOWN)
    for found, wanted in zip(outline.measures, document.measures, strict=True):
        assert (found.text[:12], named(found.units)) == (found.text[:12], wanted.units)
        assert (found.text[:12], printed(found.due)) == (found.text[:12], wanted.due)


@pytest.mark.parametrize("path", FILES, ids=ids)
def test_the_encoding_changes_nothing(path: Path) -> None:
    document = unmarked(path)
    plain = read_outline(document.text.encode())
    for encoding in ENCODINGS:
        data = document.text.replace("•", "·").encode(encoding)
        again = read_outline(data)
        assert seen(again) == [(title, text.replace("•", "·")) for title, text in seen(plain)]


FORMS = (as_word, as_numbered_word, as_pdf)
# As PDF a table's cells are not told apart by a line's blanks: what cannot be made is no case.
CASES = [
    (path, form)
    for path in FILES
    for form in FORMS
    if form is not as_pdf or as_pdf(unmarked(path).text) is not None
]


@pytest.mark.parametrize(("path", "form"), CASES, ids=lambda one: getattr(one, "stem", None))
def test_word_and_pdf_hold_the_same_measures(path: Path, form: object) -> None:
    document = unmarked(path)
    data = form(document.text)  # type: ignore[operator]
    found = [(title, text.rstrip(".")) for title, text in seen(read_outline(data))]
    assert found == [(m.area, m.text.rstrip(".")) for m in document.measures]
