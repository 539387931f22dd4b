"""Whatever people type stands whole and does nothing, in every text of every output."""

import io
import json
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from docx import Document as open_docx
from docx.oxml.ns import qn
from python_calamine import CalamineWorkbook

from reports.outputs import fonts
from reports.outputs.blocks import Attachment, Bar, Document, Heading, Paragraph, Table
from reports.outputs.docx import render_docx
from reports.outputs.html import render_html
from reports.outputs.kept import document_of
from reports.outputs.pdf import render_pdf, render_summary
from reports.outputs.summary import summary_of
from reports.outputs.xlsx import render_xlsx
from tests.reports import pdf_text
from tests.reports.sample_contents import made, make_contents

DAY = date(2026, 11, 9)
# What is typed, and what a reader sees of it.
TYPED = {
    "control": ("甲\x00乙\x07丙\x1f丁\x7f戊\x9b己", "甲乙丙丁戊己"),
    "formula": ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
    "typst": ('#read("/etc/passwd") $x$ @ref \\ #let', '#read("/etc/passwd") $x$ @ref \\ #let'),
    "word": ("]]></w:t><w:br/>&amp;<?x?>《〈\"'", "]]></w:t><w:br/>&amp;<?x?>《〈\"'"),
    "script": ("<script>alert(1)</script>{{ x }}", "<script>alert(1)</script>{{ x }}"),
    # What XlsxWriter takes for rich text that it made itself.
    "rich": ("<r><t>甲</t></w:r></r>", "<r><t>甲</t></w:r></r>"),
    "direction": ("\u202e甲\u200f乙\u2066丙\u2069丁", "甲乙丙丁"),
    "emoji": ("完成😀🧿进展", "完成😀🧿进展"),
    "rare": ("朱镕基、喆、堃、昇、玥、䶮、𬭎", "朱镕基、喆、堃、昇、玥、䶮、𬭎"),
    "half": ("乱\ud800码\ufffe", "乱码"),
}  # fmt: skip
# What a program reads and no person does.
CODES = {
    "kind", "tone", "align", "light", "lights", "format", "key", "audience", "issue_line",
}  # fmt: skip
OTHER_CODES = {
    "slug", "period", "policy", "known_at", "as_of", "code", "was", "now", "percent", "planned",
    "gap", "step", "baseline", "actual", "target", "achieved", "short_name", "leads_short",
}  # fmt: skip


def filled(value: Any, text: str, codes: set[str], key: str = "") -> Any:
    """The same shape with `text` for every text that a person may have typed."""
    if isinstance(value, dict):
        return {name: filled(each, text, codes, name) for name, each in value.items()}
    if isinstance(value, list):
        return [filled(each, text, codes, key) for each in value]
    if not isinstance(value, str) or key in codes or key.endswith("_on"):
        return value
    return text


def everywhere(text: str) -> Document:
    """A report with the text in each of its fields."""
    report = replace(
        made(make_contents()), signer="甲", recipients="乙", copies="丙", printed_on="丁",
    )  # fmt: skip
    data = json.loads(json.dumps(report.data()))
    return document_of(filled(data, text, CODES))


def seen(text: str) -> str:
    """Without what is not seen: blanks, and what steers only."""
    return "".join(
        letter for letter in text if not letter.isspace() and unicodedata.category(letter) != "Cf"
    )


def in_docx(document: Document) -> str:
    body = open_docx(io.BytesIO(render_docx(document, on=DAY))).element.body
    return "".join(each.text or "" for each in body.iter(qn("w:t")))


def in_pdf(document: Document) -> str:
    return pdf_text.whole(render_pdf(document, on=DAY).data)


class _Texts(HTMLParser):
    """The texts of a page and the names of its elements."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.names.add(tag)
        assert not [name for name, _value in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def in_html(document: Document) -> str:
    page = _Texts()
    page.feed(render_html(document).data.decode())
    assert "script" not in page.names and "w:br" not in page.names
    return "".join(page.texts)


def in_xlsx(contents: dict[str, Any], report: Document) -> list[str]:
    data = render_xlsx(contents, report, on=DAY).data  # type: ignore[arg-type]
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    pages = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    return [str(cell) for page in pages for row in page for cell in row]


@pytest.mark.parametrize("name", TYPED)
@pytest.mark.parametrize("output", [in_docx, in_pdf, in_html])
def test_in_every_field_of_a_document(output: Callable[[Document], str], name: str) -> None:
    typed, wanted = TYPED[name]
    report = everywhere(typed)
    there = seen("".join(report.texts())).count(seen(wanted))
    if output is in_pdf:
        lost = {ord(each): f"〔U+{ord(each):04X}〕" for each in fonts.missing(wanted)}
        wanted = wanted.translate(lost)
    # A page's number may stand in the middle of one in a PDF, and a bar's word be apart.
    found = seen(output(report)).count(seen(wanted))
    assert there > 100 and found > 0.9 * there


@pytest.mark.parametrize("name", TYPED)
def test_in_every_field_of_the_contents(name: str) -> None:
    typed, wanted = TYPED[name]
    contents = filled(make_contents(), typed, OTHER_CODES | {"light"})
    report = made(contents)
    found = [cell for cell in in_xlsx(contents, report) if seen(wanted) in seen(cell)]
    # 22 measures with 8 fields each, the needy ones' again, areas, units and indicators.
    assert len(found) > 22 * 6
    for output in (in_docx, in_pdf, in_html):
        assert seen(output(report))
    with pdf_text.opened(render_summary(contents, report, on=DAY).data) as pdf:
        assert len(pdf) == 1


LONG = "办" * 40_000


@pytest.mark.parametrize("output", [in_docx, in_html])
def test_forty_thousand_characters_stand_whole(output: Callable[[Document], str]) -> None:
    table = Table("", "表", ("甲", "乙"), ((LONG, "一"), ("二", LONG)), ("left", "left"), (1, 1))
    report = replace(
        made(make_contents()), blocks=(Heading(1, f"一、{LONG}"), Paragraph(LONG), table),
        attachments=(Attachment(LONG, (Paragraph(LONG, "note"),)),), closing=(LONG, "日"),
        copies=LONG,
    )  # fmt: skip
    # The title of the attachment stands in the list as well.
    assert seen(output(report)).count("办") == 9 * 40_000


@pytest.mark.parametrize(
    "fields",
    [
        {"blocks": (Paragraph(LONG),)},
        {"closing": (LONG[:9_000], "日")},
        {"copies": LONG[:9_000]},
        {"blocks": (Table("", "", ("甲", "乙"), ((LONG, "末"),), ("left", "left"), (1, 1)),)},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_in_a_pdf_what_is_long_goes_on_overleaf(fields: dict[str, Any]) -> None:
    """No row, signature or imprint runs off the foot of its page."""
    report = replace(
        made(make_contents()), attachments=(), **({"blocks": (), "closing": ()} | fields)
    )
    data = render_pdf(report, on=DAY).data
    typed = 40_000 if "blocks" in fields else 9_000
    assert pdf_text.whole(data).count("办") == typed
    with pdf_text.opened(data) as pdf:
        assert len(pdf) > 5
        page = pdf[3]
        *lines, number = pdf_text.lines(page)
    assert lines[-1].middle < 263 and number.text == "—4—"


@pytest.mark.parametrize("name", TYPED)
def test_a_summary_holds_it_too(name: str) -> None:
    typed, wanted = TYPED[name]
    contents = make_contents()
    for area in contents["areas"]:
        for cell in area["cells"]:
            cell["title"] = typed[:20]
    report = made(contents)
    asked = tuple(Paragraph(typed, key=f"matters.{n}") for n in range(3))
    summary = summary_of(contents, replace(report, blocks=(*report.blocks, *asked)))  # type: ignore[arg-type]
    for output in (in_docx, in_html):
        assert seen(wanted)[:14] in seen(output(summary))
    assert not any(isinstance(block, Bar) and not block.parts for block in summary.blocks)


def test_a_word_without_end_does_not_leave_the_page() -> None:
    word = "W" * 400
    table = Table("", "表", ("甲", "乙"), ((word, "一"),), ("left", "left"), (1, 1))
    report = replace(
        made(make_contents()), blocks=(Heading(1, word), Paragraph(word), table), attachments=(),
    )  # fmt: skip
    with pdf_text.opened(render_pdf(report, on=DAY).data) as pdf:
        lines = [line for page in pdf for line in pdf_text.lines(page)]
    assert sum(line.text.count("W") for line in lines) == 3 * 400
    assert max(line.right for line in lines) < 187
