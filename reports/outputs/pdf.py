"""The report as a PDF, set by typst from the document's JSON: tagged, archived, the same each time.

No word of a document is ever read as markup: all of it goes in as data. The setting sees an empty
folder and no packages, so that there is nothing that a text could reach.
"""

from __future__ import annotations

import json
import re
import tempfile
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typst
from django.utils.translation import gettext as _

from reports.outputs import fonts
from reports.outputs.blocks import Attachment, Bar, Block, Document, Heading, Table, colour
from reports.outputs.made import Made
from reports.outputs.summary import ROOM, summary_of

if TYPE_CHECKING:
    from typst import PDFStandard

    # For its shape only: the package that holds it also reads the database.
    from reports.contents.shape import Contents

AUTHOR = "策行"
_LONG_RUN = 24
# Chinese, Japanese and Korean break anywhere; other scripts between words.
_UNBROKEN = re.compile(
    r"[^\s\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\uffef\U00020000-\U0003ffff]"
    f"{{{_LONG_RUN},}}"
)
_PAGE = re.compile(rb"/Type\s*/Page\b")
# Typst remembers all that it sets until so many settings later, for the next one of the same. After
# a report of this many characters that is hundreds of MiB, in a process that sets few reports.
_REMEMBERS, _LONG_TEXT = 10, 60_000
# For archives and for who does not see it; the laxer ones only where a text cannot keep to these.
_STANDARDS: tuple[list[PDFStandard], ...] = (["a-2a", "ua-1"], ["a-2a"], [])


def render_pdf(document: Document, *, on: date) -> Made:
    """The PDF of a document, dated `on`.

    A character that no font has stands as 〔U+1F9FF〕 and is named in the notes. Refuses a machine
    without a Chinese font.
    """
    families = fonts.families()
    text = json.dumps(_breakable(_page(document, families, on)), ensure_ascii=False)
    lost = fonts.missing(text)
    shown = {ord(letter): _stand_in(letter) for letter in lost}
    data, refused = _set(text.translate(shown), on)
    notes = []
    named = "、".join(f"{letter}（U+{ord(letter):04X}）" for letter in lost if not letter.isspace())
    if named:
        notes.append(
            _("No font on this machine has these characters: %(named)s") % {"named": named}
        )
    if refused:
        notes.append(_("The PDF is not fit for archives: %(why)s") % {"why": refused})
    return Made(data, tuple(notes))


def _breakable(value: Any, key: str = "") -> Any:
    """The same with places to break in every long run of letters, which else leaves the page."""
    if isinstance(value, dict):
        return {name: _breakable(each, name) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_breakable(each, key) for each in value]
    if not isinstance(value, str) or len(value) < _LONG_RUN or key == "title":
        return value
    return _UNBROKEN.sub(lambda run: "\u200b".join(re.findall(".{1,4}", run[0])), value)


def _stand_in(letter: str) -> str:
    """What is drawn for a character that no font has: a blank for any kind of blank."""
    return " " if letter.isspace() else f"〔U+{ord(letter):04X}〕"


def render_summary(contents: Contents, document: Document, *, on: date) -> Made:
    """一页摘要 as a PDF of one page, with fewer points where a font runs wide."""
    for room in range(ROOM, ROOM // 2, -3):
        made = render_pdf(summary_of(contents, document, room=room), on=on)
        if len(_PAGE.findall(made.data)) == 1:
            break
    return made


@cache
def _template() -> bytes:
    return Path(__file__).with_name("report.typ").read_bytes()


def _set(text: str, on: date) -> tuple[bytes, str]:
    """The bytes, and why the strictest standards could not be kept."""
    refused = ""
    stamp = datetime(on.year, on.month, on.day, tzinfo=UTC)
    with tempfile.TemporaryDirectory(prefix="cexing-typst-") as empty:
        compiler = typst.Compiler(
            root=empty, font_paths=fonts.known(), ignore_system_fonts=True,
            sys_inputs={"document": text}, package_path=empty, package_cache_path=empty,
        )  # fmt: skip
        for standards in _STANDARDS:
            try:
                data = compiler.compile(
                    _template(), format="pdf", pdf_standards=standards, timestamp=stamp
                )
            except typst.TypstError as error:
                if not standards:
                    raise
                refused = refused or error.message
            else:
                assert isinstance(data, bytes)
                if len(text) > _LONG_TEXT:
                    _forget(compiler)
                return data, refused
    raise AssertionError


def _forget(compiler: typst.Compiler) -> None:
    """Let typst drop what it remembers of a long report: nothing else makes it."""
    for _time in range(_REMEMBERS + 1):
        compiler.compile(b"", format="pdf")


def _page(document: Document, families: dict[str, list[str]], on: date) -> dict[str, Any]:
    """All that the template draws."""
    bold = {
        "hei_weight": "bold" if families["hei"][0].startswith(("Noto", "Source")) else "regular"
    }
    latin = {"latin": families["latin"][0]} if families["latin"] else {}
    named = {role: names for role, names in families.items() if role != "latin"}
    return {
        "fonts": named | bold | latin,
        "author": AUTHOR,
        "day": [on.year, on.month, on.day],
        "compact": document.compact,
        "english": document.english,
        "signed_word": document.signed_word,
        "annexed_word": document.annexed_word,
        "title": document.title,
        "masthead": document.masthead,
        "issue_line": document.issue_line,
        "issuer": document.issuer,
        "date_text": document.date_text,
        "signer": document.signer,
        "title_lines": document.title_lines,
        "salutation": document.salutation,
        "blocks": [_block(block) for block in document.blocks],
        "listed": _listed(document),
        "closing": document.closing,
        "attachments": [_attachment(*each) for each in document.labelled],
        "copied": document.copied,
        "printed": document.printed,
    }


def _listed(document: Document) -> list[tuple[str, str]]:
    return [
        (number, attachment.title)
        for (_label, number), attachment in zip(
            document.attachment_names, document.attachments, strict=True
        )
    ]


def _attachment(label: str, attachment: Attachment) -> dict[str, Any]:
    return {
        "label": label,
        "title": attachment.title,
        "wide": attachment.wide,
        "blocks": [_block(block) for block in attachment.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"kind": block.kind, "level": block.level, "text": block.text}
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Bar):
        return _bar(block)
    return {"kind": block.kind, "tone": block.tone, "lines": block.lines}


def _table(table: Table) -> dict[str, Any]:
    return {
        "kind": table.kind,
        "caption": table.caption,
        "head": table.head,
        "rows": table.rows,
        "align": table.align,
        "widths": table.widths,
        "light_column": table.light_column,
        "lights": [colour(light) for light in table.lights],
        "total_row": table.total_row,
        "dense": table.dense,
    }


def _bar(bar: Bar) -> dict[str, Any]:
    return {
        "kind": bar.kind,
        "caption": bar.caption,
        "description": bar.description,
        "segments": [
            {
                "colour": part.colour,
                "x": float(part.x),
                "width": float(part.width),
                "middle": float(part.middle),
                "figure": part.figure,
                "label": part.label,
                "label_x": float(part.label_x),
            }
            for part in bar.segments
        ],
    }
