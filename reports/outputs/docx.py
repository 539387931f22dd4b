"""The report as a Word file after GB/T 9704-2012: the same contents give the same bytes."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date
from xml.sax.saxutils import escape

from reports.outputs.blocks import (
    Attachment,
    Bar,
    Block,
    Document,
    Heading,
    Paragraph,
    Table,
)
from reports.outputs.docx_styles import (
    NAMESPACES,
    ONE_WIDTH,
    TEXT_WIDTH,
    WIDE_WIDTH,
    XML_HEAD,
    font_table_xml,
    footer_xml,
    section_xml,
    settings_xml,
    styles_xml,
)
from reports.outputs.docx_tables import (
    EASTERN,
    bar_xml,
    imprint_xml,
    named_xml,
    paragraph_xml,
    run_xml,
    table_xml,
)

AUTHOR = "策行"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CORE = "application/vnd.openxmlformats-package.core-properties+xml"
_TONES = {"plain": "Body", "notice": "Notice", "note": "Note"}
# One character of 16 pt, a quarter of a point closer.
_CHARACTER, _DIGIT = 315, 155


def render_docx(report: Document, *, on: date) -> bytes:
    """The Word file of a document, dated `on` inside and out."""
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _package_relations(),
        "docProps/core.xml": _core(report, on),
        "word/document.xml": _document(report),
        "word/_rels/document.xml.rels": _document_relations(),
        "word/styles.xml": styles_xml(compact=report.compact, english=report.english),
        "word/settings.xml": settings_xml(),
        "word/fontTable.xml": font_table_xml(),
        "word/footer1.xml": footer_xml("FooterOdd"),
        "word/footer2.xml": footer_xml("FooterEven"),
    }
    if report.english:
        # The hint has quotation marks and dashes drawn by the Chinese font. No text of a report
        # holds an element: it is escaped.
        parts = {name: text.replace(EASTERN, "") for name, text in parts.items()}
    # The file format knows no year before 1980.
    stamp = (max(on.year, 1980), on.month, on.day, 0, 0, 0)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, stamp)
            info.compress_type = zipfile.ZIP_DEFLATED
            # Else it is the system's own number, and the bytes differ between systems.
            info.create_system = 0
            package.writestr(info, text.encode())
    return file.getvalue()


def _document(report: Document) -> str:
    salutation = [_text("Salutation", report.salutation)] if report.salutation else []
    body = [
        *_masthead(report),
        *salutation,
        *_blocks(report),
        *_listing(report.annexed_word, report.listed),
        *_signature(report.closing),
    ]
    lying = False
    if report.compact:
        return _whole(body, section_xml(compact=True))
    for label, attachment in report.labelled:
        if attachment.wide != lying:
            body.append(_section_end(wide=lying))
            lying = attachment.wide
        body += _attachment(label, attachment)
    if report.copied or report.printed[1]:
        if lying:
            body.append(_section_end(wide=True))
            lying = False
        # The table is anchored to the line after it.
        body += [imprint_xml(report.copied, report.printed), paragraph_xml("Gap", "")]
    return _whole(body, section_xml(wide=lying))


def _whole(body: list[str], section: str) -> str:
    text = "".join(body)
    return f"{XML_HEAD}<w:document {NAMESPACES}><w:body>{text}{section}</w:body></w:document>"


def _section_end(*, wide: bool) -> str:
    """The end of the pages that stood or lay until here."""
    return f'<w:p><w:pPr><w:pStyle w:val="SectionEnd"/>{section_xml(wide=wide)}</w:pPr></w:p>'


def _attachment(label: str, attachment: Attachment) -> list[str]:
    width = WIDE_WIDTH if attachment.wide else TEXT_WIDTH
    return [
        _text("AttachmentLabel", label),
        _empty(),
        _text("AttachmentTitle", attachment.title),
        paragraph_xml("Gap", ""),
        *(_block(block, width) for block in attachment.blocks),
    ]


def _blocks(report: Document) -> Iterator[str]:
    """The body; where a signature follows, its last paragraph stays with that."""
    width = ONE_WIDTH if report.compact else TEXT_WIDTH
    for place, block in enumerate(report.blocks, 1):
        last = place == len(report.blocks) and report.closing
        if last and isinstance(block, Paragraph):
            *others, end = block.lines
            yield from (_text(_TONES[block.tone], line) for line in others)
            yield paragraph_xml(_TONES[block.tone], run_xml(end), "<w:keepNext/>")
        else:
            yield _block(block, width)


def _text(style: str, text: str) -> str:
    return paragraph_xml(style, run_xml(text))


def _empty() -> str:
    return paragraph_xml("Normal", "")


def _masthead(report: Document) -> list[str]:
    """The red head, whose custom is older than any standard, down to the title."""
    right = f"{report.issue_line}　{report.date_text}" if report.compact else report.date_text
    sides = run_xml(report.issuer) + "<w:r><w:tab/></w:r>" + run_xml(right)
    if report.compact:
        titles = [_text("Title", line) for line in report.title_lines]
        return [paragraph_xml("Issuer", sides), paragraph_xml("Rule", ""), *titles]
    return [
        _text("Masthead", report.masthead),
        _text("Issue", report.issue_line),
        *_signed(report),
        paragraph_xml("Issuer", sides),
        paragraph_xml("Rule", ""),
        _empty(),
        *(_text("Title", line) for line in report.title_lines),
        _empty(),
    ]


def _signed(report: Document) -> list[str]:
    """签发人：, and the name in the type that the standard gives it."""
    if not report.signer:
        return []
    runs = run_xml(report.signed_word) + named_xml(report.signer, "kai")
    return [paragraph_xml("Signer", runs)]


def _block(block: Block, width: int = TEXT_WIDTH) -> str:
    if isinstance(block, Heading):
        return _text(f"Heading{block.level}", block.text)
    if isinstance(block, Table):
        # Word joins two tables that nothing stands between.
        return table_xml(block, width) + paragraph_xml("Gap", "")
    if isinstance(block, Bar):
        return bar_xml(block, width)
    return "".join(_text(_TONES[block.tone], line) for line in block.lines)


def _listing(word: str, names: list[str]) -> list[str]:
    """附件：1.… one line below the text, the others under the first one's number."""
    if not names:
        return []
    first, *others = names
    return [
        paragraph_xml("BlankKept", ""),
        _text("Listing", f"{word}{first}"),
        *(_text("ListingNext", name) for name in others),
    ]


def _signature(closing: tuple[str, ...]) -> list[str]:
    """Who and when, unsealed: the date begins two characters right of the organ's beginning.

    The longer of the two ends two characters before the edge.
    """
    if len(closing) != 2:
        return []
    organ, day = map(_width, closing)
    shift = 2 * _CHARACTER
    room = TEXT_WIDTH - shift
    organ_begins = room - day - shift if day > organ else room - organ
    begins = (max(organ_begins, 0), max(organ_begins, 0) + shift)
    # The margin takes what a wider font needs, before a date is broken in two.
    signed = [
        paragraph_xml(
            "Signature",
            run_xml(text),
            f'{kept}<w:ind w:left="{begin}" w:right="{-shift}"/>',
        )
        for text, begin, kept in zip(closing, begins, ("<w:keepNext/>", ""), strict=True)
    ]
    return [paragraph_xml("BlankKept", ""), *signed]


def _width(text: str) -> int:
    """How wide a line of body text is, in twips: a digit is half as wide as a character."""
    return sum(_DIGIT if letter.isascii() else _CHARACTER for letter in text)


def _core(report: Document, on: date) -> str:
    stamp = f"{on.isoformat()}T00:00:00Z"
    times = "".join(
        f'<dcterms:{name} xsi:type="dcterms:W3CDTF">{stamp}</dcterms:{name}>'
        for name in ("created", "modified")
    )
    return (
        f'{XML_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(report.title)}</dc:title><dc:creator>{AUTHOR}</dc:creator>"
        f"<cp:lastModifiedBy>{AUTHOR}</cp:lastModifiedBy><dc:language>{report.language}</dc:language>{times}"
        "</cp:coreProperties>"
    )


def _content_types() -> str:
    word_parts = {
        "document": "document.main",
        "styles": "styles",
        "settings": "settings",
        "fontTable": "fontTable",
        "footer1": "footer",
        "footer2": "footer",
    }
    overrides = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_WORD}.{kind}+xml"/>'
        for part, kind in word_parts.items()
    )
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'{XML_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{relations}"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/docProps/core.xml" ContentType="{_CORE}"/>{overrides}</Types>'
    )


def _relations(targets: list[tuple[str, str]]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{n}" Type="{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'{XML_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


def _package_relations() -> str:
    return _relations(
        [
            (f"{_OFFICE}/relationships/officeDocument", "word/document.xml"),
            (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ]
    )


def _document_relations() -> str:
    """The footers are the fourth and the fifth: the section names them so."""
    kinds = ("styles", "settings", "fontTable", "footer", "footer")
    files = ("styles", "settings", "fontTable", "footer1", "footer2")
    return _relations(
        [
            (f"{_OFFICE}/relationships/{kind}", f"{file}.xml")
            for kind, file in zip(kinds, files, strict=True)
        ]
    )
