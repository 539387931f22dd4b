"""Small Word files written part by part."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from html import escape

NAMES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"

OPEN, STRICT = "http://schemas.openxmlformats.org", "http://purl.oclc.org/ooxml"

Level = tuple[str, str]
# The list that official papers are numbered by.
OFFICIAL: Sequence[Level] = (
    ("chineseCounting", "%1、"),
    ("chineseCounting", "（%2）"),
    ("decimal", "%3."),
    ("decimalEnclosedCircle", "%4"),
)


def paragraph(text: str, *, level: int | None = None, num: int = 1, style: str = "") -> str:
    """A paragraph, numbered by a list where a level is given."""
    inner = f'<w:pStyle w:val="{style}"/>' if style else ""
    if level is not None:
        inner += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>'
    return f"<w:p><w:pPr>{inner}</w:pPr>{run(text)}</w:p>"


def run(text: str, properties: str = "") -> str:
    return (
        f"<w:r><w:rPr>{properties}</w:rPr>"
        f'<w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r>'
    )


def table(rows: Sequence[Sequence[str]]) -> str:
    """A plain table of one paragraph a cell."""
    body = "".join(
        "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl>{body}</w:tbl>"


def levels(shapes: Sequence[Level], more: Mapping[int, str] | None = None) -> str:
    """The levels of a list; ``more`` adds elements to single ones."""
    return "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'{(more or {}).get(i, "")}<w:lvlText w:val="{text}"/></w:lvl>'
        for i, (form, text) in enumerate(shapes)
    )


def numbering(*abstracts: str, nums: str = "") -> str:
    """Lists 0, 1 … and, unless ``nums`` says otherwise, a number for each from 1."""
    held = "".join(
        f'<w:abstractNum w:abstractNumId="{i}">{body}</w:abstractNum>'
        for i, body in enumerate(abstracts)
    )
    nums = nums or "".join(number(i + 1, i) for i in range(len(abstracts)))
    return f"<w:numbering {NAMES}>{held}{nums}</w:numbering>"


def number(num: int, abstract: int, override: str = "") -> str:
    return f'<w:num w:numId="{num}"><w:abstractNumId w:val="{abstract}"/>{override}</w:num>'


def make_word(
    body: str,
    *,
    lists: str = "",
    styles: str = "",
    extra: Mapping[str, bytes] | None = None,
    strict: bool = False,
) -> bytes:
    """A .docx file with this body; ``strict`` writes the names of the strict standard."""
    lists = lists or numbering(levels(OFFICIAL))
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        'content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" '
        f'Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {NAMES}><w:body>{body}</w:body></w:document>",
        "word/numbering.xml": lists,
        "word/styles.xml": f"<w:styles {NAMES}>{styles}</w:styles>",
    }
    if strict:
        parts = {name: text.replace(OPEN, STRICT) for name, text in parts.items()}
    return pack({name: text.encode() for name, text in parts.items()} | dict(extra or {}))


def pack(parts: Mapping[str, bytes]) -> bytes:
    """An archive of the parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return target.getvalue()
