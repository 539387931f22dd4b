"""How the Word file looks: the page, the fonts and the paragraph styles of GB/T 9704-2012.

Written as WordprocessingML rather than by way of a template: a template brings theme fonts, a
document grid and heading colours, each of which would have to be taken back.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from xml.sax.saxutils import quoteattr

from django.conf import settings

# The names that go into the file; an office's own stand in `settings.REPORT_FONTS`. The standard
# names only the kinds of type; the second name is what Word takes where the first is missing.
FONTS: dict[str, tuple[str, str]] = {
    "fangsong": ("仿宋_GB2312", "仿宋"),
    "hei": ("黑体", "SimHei"),
    "kai": ("楷体_GB2312", "楷体"),
    "biaosong": ("方正小标宋简体", "宋体"),
    "song": ("宋体", "SimSun"),
    "latin": ("Times New Roman", "Times"),
}

# In twips (1/20 pt): A4, margins of 37, 35, 28 and 26 mm, which leave 156 by 225 mm for the text.
PAGE_WIDTH, PAGE_HEIGHT = 11906, 16838
MARGIN_TOP, MARGIN_BOTTOM, MARGIN_LEFT, MARGIN_RIGHT = 2098, 1984, 1587, 1474
# What is left above the 25 mm puts the dash of the page number 7 mm below the text.
FOOTER_DISTANCE = 1417
TEXT_WIDTH = PAGE_WIDTH - MARGIN_LEFT - MARGIN_RIGHT
# Of a page that lies: the same paper turned, so that its lines are as long as the text was high.
# Of a summary, with 20 mm around it.
MARGIN_ONE = 1134
ONE_WIDTH = PAGE_WIDTH - 2 * MARGIN_ONE
WIDE_WIDTH = PAGE_HEIGHT - MARGIN_TOP - MARGIN_BOTTOM
# 22 lines of 28 characters: 225 mm / 22, and a quarter of a point off each character.
LINE = 579
CHARACTER_SPACING = -5
RED = "C01A14"

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
XML_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(frozen=True)
class Style:
    """A paragraph style; lengths in twips, size in half points, indent in characters of 1/100."""

    id: str
    name: str
    font: str = "fangsong"
    size: int = 32
    align: str = "both"
    line: int = LINE
    before: int = 0
    after: int = 0
    first_chars: int = 0
    left: int = 0
    right: int = 0
    hanging: int = 0
    colour: str = ""
    outline: int | None = None
    keep_next: bool = False
    page_break: bool = False
    border: str = ""
    tab: int = 0
    latin: str = "latin"
    spacing: int = CHARACTER_SPACING
    bold: bool = False


def _line_below(colour: str, size: int) -> str:
    return f'<w:bottom w:val="single" w:sz="{size}" w:space="4" w:color="{colour}"/>'


# What may be drawn by either font is drawn by the Chinese one.
_HINT = ' w:hint="eastAsia"'
_FRAME = "".join(
    f'<w:{side} w:val="single" w:sz="8" w:space="4" w:color="{RED}"/>'
    for side in ("top", "left", "bottom", "right")
)

STYLES = (
    Style("Normal", "Normal"),
    Style("Body", "正文文字", first_chars=200),
    Style("Notice", "示例提示", "hei", 28, "center", after=120, left=120, right=120, border=_FRAME),
    Style("Masthead", "报头", "biaosong", 104, "center", 1300, colour=RED, spacing=60),
    Style("Issue", "期号", align="center"),
    Style("Signer", "签发人", align="right", right=320),
    Style("Issuer", "报头落款", left=320, right=320, tab=TEXT_WIDTH - 320),
    Style("Rule", "红色分隔线", size=2, line=60, border=_line_below(RED, 18)),
    Style("SectionEnd", "分节", size=2, line=20, spacing=0),
    Style("Title", "Title", "biaosong", 44, "center", 700),
    Style("Salutation", "主送机关", align="left"),
    Style("Heading1", "heading 1", "hei", first_chars=200, outline=0, keep_next=True),
    Style("Heading2", "heading 2", "kai", first_chars=200, outline=1, keep_next=True),
    Style("Heading3", "heading 3", first_chars=200, outline=2, keep_next=True),
    # What leads to the signature stays with it, so that no page holds a signature alone.
    Style("Listing", "附件说明", left=1810, hanging=1180, align="left", keep_next=True),
    Style("ListingNext", "附件说明续行", left=1810, hanging=235, align="left", keep_next=True),
    Style("BlankKept", "随后空行", keep_next=True),
    Style("Signature", "署名", align="left"),
    Style("Imprint", "版记", size=28, line=480, align="left", left=280, right=280, spacing=0),
    Style("AttachmentLabel", "附件序号", "hei", align="left", outline=0, keep_next=True,
          page_break=True),
    Style("AttachmentTitle", "附件标题", "biaosong", 44, "center", 700, keep_next=True),
    Style("Caption", "caption", "hei", 24, "center", 400, before=120, after=60, keep_next=True,
          spacing=0),
    Style("Note", "表注", size=21, line=360, align="left", before=60, spacing=0),
    Style("Gap", "表后空行", size=21, line=240),
    Style("TableText", "表文", size=21, line=300, align="left", before=20, after=20, spacing=0),
    Style("TableHead", "表头", "hei", 21, "center", 300, before=20, after=20, keep_next=True,
          spacing=0),
    Style("Legend", "图例", size=18, line=360, align="center", after=40, keep_next=True, spacing=0),
    Style("FooterOdd", "页脚单页", "song", 28, "right", 400, right=280, latin="song", spacing=0),
    Style("FooterEven", "页脚双页", "song", 28, "left", 400, left=280, latin="song", spacing=0),
)  # fmt: skip


# What a summary's styles have instead, so that it stays on one page: size, line, space before.
_COMPACT = {"Title": (32, 440, 60)} | dict.fromkeys(
    ("Normal", "Body", "Heading1", "Heading2", "Heading3"), (24, 340, 0)
)


def _compact(style: Style) -> Style:
    if style.id == "Issuer":
        return replace(style, size=24, line=340, left=0, right=0, tab=ONE_WIDTH)
    if style.id not in _COMPACT:
        return style
    size, line, before = _COMPACT[style.id]
    return replace(style, size=size, line=line, before=before, after=0, spacing=0)


# What a reference translation's styles have instead: Latin type has no kinds for headings but its
# weights, is set smaller, and its paragraphs are parted by room and not by an indent.
_HEADING: dict[str, Any] = {
    "bold": True, "first_chars": 0, "align": "left", "size": 28, "line": 440, "before": 160,
    "after": 80,
}  # fmt: skip
_ENGLISH: dict[str, dict[str, Any]] = {
    "Body": {"size": 28, "line": 440, "first_chars": 0, "after": 120, "align": "left"},
    "Notice": {"size": 24, "line": 360},
    "Masthead": {"size": 56, "line": 760, "bold": True},
    "Issue": {"size": 28, "line": 480},
    "Signer": {"size": 28, "line": 480},
    "Issuer": {"size": 28, "line": 480},
    "Title": {"size": 36, "line": 520, "bold": True},
    "Salutation": {"size": 28, "line": 440, "after": 120},
    "Heading1": {**_HEADING, "size": 32, "before": 240},
    "Heading2": _HEADING,
    "Heading3": {**_HEADING, "size": 26},
    "Listing": {"size": 28, "line": 440, "left": 1400, "hanging": 1400},
    "ListingNext": {"size": 28, "line": 440, "left": 1400, "hanging": 280},
    "Signature": {"size": 28, "line": 480},
    "Imprint": {"size": 24},
    "AttachmentLabel": {"size": 28, "line": 480, "bold": True},
    "AttachmentTitle": {"size": 36, "line": 520, "bold": True},
    "Caption": {"bold": True},
    "TableHead": {"bold": True},
    "Legend": {"line": 300},
}


def _english(style: Style) -> Style:
    return replace(style, **{"spacing": 0, **_ENGLISH.get(style.id, {})})


def fonts_of(eastern: str, latin: str = "latin") -> str:
    """The fonts of a run, by their keys in FONTS."""
    own = settings.REPORT_FONTS
    west, east = own.get(latin, FONTS[latin][0]), own.get(eastern, FONTS[eastern][0])
    return (
        f"<w:rFonts{_HINT} w:ascii={quoteattr(west)} w:hAnsi={quoteattr(west)} "
        f"w:eastAsia={quoteattr(east)} w:cs={quoteattr(west)}/>"
    )


def _indent(style: Style) -> str:
    """Word goes by characters, others by twips; a style that is not indented says so in both."""
    attributes = f'w:left="{style.left}" w:right="{style.right}"'
    if style.hanging:
        return f'<w:ind {attributes} w:hanging="{style.hanging}"/>'
    first = style.first_chars * style.size // 10
    return f'<w:ind {attributes} w:firstLineChars="{style.first_chars}" w:firstLine="{first}"/>'


def _paragraph_properties(style: Style) -> str:
    tab = f'<w:tabs><w:tab w:val="right" w:pos="{style.tab}"/></w:tabs>' if style.tab else ""
    outline = "" if style.outline is None else f'<w:outlineLvl w:val="{style.outline}"/>'
    return (
        "<w:pPr>"
        + ("<w:keepNext/>" if style.keep_next else "")
        + ("<w:pageBreakBefore/>" if style.page_break else "")
        + '<w:widowControl w:val="0"/>'
        + (f"<w:pBdr>{style.border}</w:pBdr>" if style.border else "")
        + tab
        + '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:snapToGrid w:val="0"/>'
        + f'<w:spacing w:before="{style.before}" w:after="{style.after}" '
        + f'w:line="{style.line}" w:lineRule="exact"/>'
        + _indent(style)
        + f'<w:jc w:val="{style.align}"/>'
        + outline
        + "</w:pPr>"
    )


def _run_properties(style: Style) -> str:
    return (
        "<w:rPr>"
        + fonts_of(style.font, style.latin)
        + ("<w:b/>" if style.bold else "")
        + (f'<w:color w:val="{style.colour}"/>' if style.colour else "")
        + (f'<w:spacing w:val="{style.spacing}"/>' if style.spacing else "")
        + f'<w:sz w:val="{style.size}"/><w:szCs w:val="{style.size}"/>'
        + "</w:rPr>"
    )


def _style(style: Style) -> str:
    default = ' w:default="1"' if style.id == "Normal" else ""
    based = "" if default else '<w:basedOn w:val="Normal"/>'
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{style.id}">'
        f'<w:name w:val="{style.name}"/>{based}<w:qFormat/>'
        f"{_paragraph_properties(style)}{_run_properties(style)}</w:style>"
    )


def styles_xml(*, compact: bool = False, english: bool = False) -> str:
    """word/styles.xml."""
    styles: Iterable[Style] = map(_english, STYLES) if english else STYLES
    styles = map(_compact, styles) if compact else styles
    default = fonts_of("fangsong")
    told = (
        f"{XML_HEAD}<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>{default}"
        '<w:kern w:val="0"/><w:sz w:val="32"/><w:szCs w:val="32"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
        + "".join(map(_style, styles))
        + '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        '<w:top w:w="0" w:type="dxa"/><w:left w:w="0" w:type="dxa"/>'
        '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr></w:style></w:styles>"
    )
    return told.replace(_HINT, "") if english else told


def settings_xml() -> str:
    """word/settings.xml: pages differ by side, and nothing of older versions of Word."""
    return (
        f'{XML_HEAD}<w:settings {NAMESPACES}><w:zoom w:percent="100"/>'
        '<w:defaultTabStop w:val="640"/><w:evenAndOddHeaders/>'
        '<w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
        '<w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )


def font_table_xml() -> str:
    """word/fontTable.xml: by which name a missing font is replaced."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/></w:font>'
        for name, other in FONTS.values()
    )
    return f"{XML_HEAD}<w:fonts {NAMESPACES}>{fonts}</w:fonts>"


def section_xml(*, wide: bool = False, compact: bool = False) -> str:
    """A section: its page, standing or lying, and a footer for each side of the leaf.

    A summary has 20 mm around it and no number on its only page.
    """
    if compact:
        sides = "".join(f' w:{side}="{MARGIN_ONE}"' for side in ("top", "right", "bottom", "left"))
        return (
            f'<w:sectPr><w:pgSz w:w="{PAGE_WIDTH}" w:h="{PAGE_HEIGHT}"/>'
            f'<w:pgMar{sides} w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>'
        )
    if wide:
        size = f'<w:pgSz w:w="{PAGE_HEIGHT}" w:h="{PAGE_WIDTH}" w:orient="landscape"/>'
        # The binding is above where the page is turned to be read.
        margins = (MARGIN_LEFT, MARGIN_TOP, MARGIN_RIGHT, MARGIN_BOTTOM)
    else:
        size = f'<w:pgSz w:w="{PAGE_WIDTH}" w:h="{PAGE_HEIGHT}"/>'
        margins = (MARGIN_TOP, MARGIN_RIGHT, MARGIN_BOTTOM, MARGIN_LEFT)
    top, right, bottom, left = margins
    footer = bottom // 2 if wide else FOOTER_DISTANCE
    return (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId4"/>'
        f'<w:footerReference w:type="even" r:id="rId5"/><w:type w:val="nextPage"/>{size}'
        f'<w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}" '
        f'w:header="851" w:footer="{footer}" w:gutter="0"/></w:sectPr>'
    )


def footer_xml(style: str) -> str:
    """A footer with the page number between two dashes."""

    def run(content: str) -> str:
        return f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>{content}</w:r>'

    return (
        f'{XML_HEAD}<w:ftr {NAMESPACES}><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
        + run('<w:t xml:space="preserve">— </w:t>')
        + run('<w:fldChar w:fldCharType="begin"/>')
        + run('<w:instrText xml:space="preserve"> PAGE </w:instrText>')
        + run('<w:fldChar w:fldCharType="separate"/>')
        + run("<w:t>1</w:t>")
        + run('<w:fldChar w:fldCharType="end"/>')
        + run('<w:t xml:space="preserve"> —</w:t>')
        + "</w:p></w:ftr>"
    )
