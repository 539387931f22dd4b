"""A report's four files held against its frozen JSON, number by number, in both directions.

The JSON is told in plain Python (`told_numbers`, `told_tables`, `told_sheets`), the files are read
by other programs than those that wrote them: Word and page by lxml, PDF by pdfium and its own
structure tree (`read_parts`), the workbook by calamine. What composes the document has no say.
"""

import io
import re
from typing import Any

from python_calamine import CalamineWorkbook

from reports.choices import FileFormat
from tests.reports.read_parts import READERS, Part, pdf_outside, tight
from tests.reports.told_numbers import Issue, Told, numbers, told_parts
from tests.reports.told_sheets import told_sheets
from tests.reports.told_tables import WORDS, day

JSON = dict[str, Any]
FORMATS = (FileFormat.DOCX, FileFormat.PDF, FileFormat.HTML)


def full(tables: list[list[list[str]]]) -> list[list[list[str]]]:
    """The cells that hold anything: a PDF's tree keeps no place for an empty one."""
    return [[[tight(word) for word in row if word] for row in table] for table in tables]


def check_parts(found: list[Part], told: list[Told]) -> None:
    """Part by part: numbers in their order, tables by row and column, bars light by light."""
    assert [part.title for part in found] == [part.title for part in told]
    for part, wanted in zip(found, told, strict=True):
        assert numbers(*part.words) == wanted.numbers, part.title
        assert full(part.tables) == full(wanted.tables), part.title
        check_bar(part.bars, wanted.bar)
    check_captions(found, told)


def check_bar(bars: list[list[str]], wanted: dict[str, int] | None) -> None:
    """Each light with its count and no other: in its label, or in the bar above it."""
    assert len(bars) == (wanted is not None)
    for bar in bars:
        counts = {word: str(wanted[word]) for word in WORDS.values() if word in (wanted or {})}
        labels = [piece for piece in bar if not piece.isdigit()]
        assert [re.sub(r"\d", "", label) for label in labels] == list(counts)
        bare = [word for word, label in zip(counts, labels, strict=True) if not numbers(label)]
        for word, label in zip(counts, labels, strict=True):
            assert word in bare or numbers(label) == [counts[word]]
        figures = [piece for piece in bar if piece.isdigit()]
        if bare:
            assert figures == [counts[word] for word in bare]
        left = iter(counts.values())
        assert all(figure in left for figure in figures), "in the order of the labels"


def check_captions(found: list[Part], told: list[Told]) -> None:
    """Tables of the body and bars are numbered through, and a bar's caption tells the total."""
    captions = [caption for part in found for caption in part.captions]
    body = [part for part in told if not part.title.startswith("附件")]
    for mark, many in (("表", sum(len(part.tables) for part in body)),
                       ("图", sum(part.bar is not None for part in body))):  # fmt: skip
        marked = [numbers(one)[0] for one in captions if one.startswith(mark)]
        assert marked == [str(n) for n in range(1, many + 1)]
    for one in captions:
        bar = sum(sum(part.bar.values()) for part in told if part.bar)
        assert numbers(one)[1:] == ([str(bar)] if one.startswith("图") else [])


def check_pdf_outside(data: bytes, told: list[Told]) -> None:
    """Beside what its tree holds a page has its own number, and heads of tables repeated."""
    heads = {tight("".join(table[0])) for part in told for table in part.tables}
    for place, text in enumerate(pdf_outside(data), 1):
        assert text.endswith(f"—{place}—")
        assert text.removesuffix(f"—{place}—") in heads | {""}


def check_workbook(data: bytes, contents: JSON, issue: Issue, *, title: str, line: str) -> None:
    """Every cell of every sheet: figures as numbers, days as days, and what stands above them."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    told = told_sheets(contents, title=title, issue_line=line)
    assert book.sheet_names == list(told)
    above = {"总体": numbers(title), "汇总表": [str(contents["total"])]}
    for name, wanted in told.items():
        (heading, *_), (speaks, *_), *rows = book.get_sheet_by_name(name).to_python()
        assert rows == wanted, name
        assert numbers(heading) == above.get(name, [])
        assert numbers(speaks) == numbers(day(contents["as_of"]), issue.issuer, line)


def check_files(
    contents: JSON, issue: Issue, files: dict[FileFormat, bytes], *, title: str, line: str
) -> None:
    """Those that there are against the JSON; `title` and `line` (第N期) are the head's words."""
    told = told_parts(contents, issue)
    for form in FORMATS:
        if form in files:
            check_parts(READERS[form.value](files[form]), told)
    if FileFormat.PDF in files:
        check_pdf_outside(files[FileFormat.PDF], told)
    if FileFormat.XLSX in files:
        check_workbook(files[FileFormat.XLSX], contents, issue, title=title, line=line)
