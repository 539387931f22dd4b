"""Tables and the bar as WordprocessingML, written row by row: time grows with the rows."""

from itertools import accumulate
from xml.sax.saxutils import escape

from reports.outputs.blocks import Bar, Table, colour
from reports.outputs.docx_styles import TEXT_WIDTH, fonts_of

# Shapes that every Chinese font has; word and shape stand beside colour, always.
SHAPES = {"red": "■", "yellow": "▲", "green": "●", "done": "√", "grey": "○"}
INK = {"red": "B01E17", "yellow": "7A5000", "green": "1A6638", "done": "37424F", "grey": "586372"}
# Fill, outline and the figure's ink; each pair is told apart in grey too.
_FILLS = {
    "red": ("C0271F", "C0271F", "FFFFFF"),
    "yellow": ("E9C46A", "8A6A1C", "111111"),
    "green": ("DCEBE1", "6FA384", "111111"),
    "done": ("DFE3E8", "7B8794", "111111"),
    "grey": ("FFFFFF", "8A94A3", "111111"),
}
_ZERO_MARGINS = "".join(
    f'<w:{side} w:w="0" w:type="dxa"/>' for side in ("top", "left", "bottom", "right")
)
# From so many characters on, a row may go on overleaf.
LONG_CELL = 200
# A digit and its share of the borders, in twips.
_FIGURE_ROOM = 130
_BORDERS = (
    "<w:tblBorders>"
    '<w:top w:val="single" w:sz="12" w:space="0" w:color="111111"/>'
    '<w:bottom w:val="single" w:sz="12" w:space="0" w:color="111111"/>'
    '<w:insideH w:val="single" w:sz="4" w:space="0" w:color="8A8A8A"/>'
    '</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>'
    '<w:top w:w="0" w:type="dxa"/><w:left w:w="50" w:type="dxa"/>'
    '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="50" w:type="dxa"/></w:tblCellMar>'
)

# A run's own hint, without which quotation marks and dashes take the Latin font.
EASTERN = '<w:rFonts w:hint="eastAsia"/>'
# The width up to which LibreOffice lets a table stand apart from the text: 4.7 mm are wanted.
_FLOATS = TEXT_WIDTH - 280
_AT_THE_FOOT = (
    '<w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="margin" '
    'w:horzAnchor="margin" w:tblpXSpec="left" w:tblpYSpec="bottom"/>'
    '<w:tblOverlap w:val="never"/>'
)
# 0.35 mm above and below, 0.25 mm between.
_IMPRINT_LINES = (
    "<w:tblBorders>"
    '<w:top w:val="single" w:sz="8" w:space="0" w:color="000000"/>'
    '<w:bottom w:val="single" w:sz="8" w:space="0" w:color="000000"/>'
    '<w:insideH w:val="single" w:sz="6" w:space="0" w:color="000000"/>'
    f'</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>{_ZERO_MARGINS}</w:tblCellMar>'
)


def run_xml(text: str, properties: str = "") -> str:
    """A run; the hint lets quotation marks and dashes take the Chinese font."""
    broken = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.splitlines() or [""]
    )
    return f"<w:r><w:rPr>{EASTERN}{properties}</w:rPr>{broken}</w:r>"


def named_xml(text: str, font: str) -> str:
    """A run in another kind of type than its paragraph's."""
    return f"<w:r><w:rPr>{fonts_of(font)}</w:rPr><w:t>{escape(text)}</w:t></w:r>"


def paragraph_xml(style: str, runs: str, properties: str = "") -> str:
    """A paragraph of a style; `properties` must follow the style in the schema's order."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{runs}</w:p>'


def light_xml(light: str, word: str, size: str = "") -> str:
    """The light's shape and word in its ink; bold where it needs attention."""
    shape = colour(light)
    bold = "<w:b/>" if shape in {"red", "yellow"} else ""
    return run_xml(f"{SHAPES[shape]}{word}", f'{bold}<w:color w:val="{INK[shape]}"/>{size}')


def spread(weights: tuple[int, ...], whole: int = TEXT_WIDTH) -> list[int]:
    """Whole widths in proportion to the weights that sum to `whole` exactly."""
    ends = [whole * reached // sum(weights) for reached in accumulate(weights)]
    return [end - begin for begin, end in zip([0, *ends], ends, strict=False)]


def _table_xml(
    widths: list[int], rows: str, properties: str, place: str = "", said: int = 0
) -> str:
    """A table of these columns; `said` is the width that it claims, where that is another."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr>{place}<w:tblW w:w="{said or sum(widths)}" w:type="dxa"/>'
        f'<w:tblInd w:w="0" w:type="dxa"/>{properties}</w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )


def _cell_xml(width: int, paragraph: str, properties: str = "") -> str:
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{properties}'
        f'<w:vAlign w:val="center"/></w:tcPr>{paragraph}</w:tc>'
    )


def _row_xml(cells: str, *, head: bool = False, whole: bool = True) -> str:
    marks = ("<w:cantSplit/>" if whole else "") + ("<w:tblHeader/>" if head else "")
    return f"<w:tr><w:trPr>{marks}</w:trPr>{cells}</w:tr>"


def table_xml(table: Table, width: int = TEXT_WIDTH) -> str:
    """The table under its caption, as wide as the text, its head repeated on every page."""
    widths = spread(table.widths, width)
    head = "".join(
        _cell_xml(width, paragraph_xml("TableHead", run_xml(text, _size(table))))
        for width, text in zip(widths, table.head, strict=True)
    )
    rows = [_row_xml(head, head=True)]
    rows += [_body_row(table, number, widths) for number in range(len(table.rows))]
    caption = paragraph_xml("Caption", run_xml(table.caption)) if table.caption else ""
    return caption + _table_xml(widths, "".join(rows), _BORDERS)


def _size(table: Table) -> str:
    return '<w:sz w:val="18"/><w:szCs w:val="18"/>' if table.dense else ""


def _body_row(table: Table, number: int, widths: list[int]) -> str:
    total = table.total_row and number == len(table.rows) - 1
    size = _size(table)
    plain = f"<w:b/>{size}" if total else size
    cells = []
    for column, (text, width) in enumerate(zip(table.rows[number], widths, strict=True)):
        lit = column == table.light_column
        run = light_xml(table.lights[number], text, size) if lit else run_xml(text, plain)
        align = f'<w:jc w:val="{table.align[column]}"/>'
        cells.append(_cell_xml(width, paragraph_xml("TableText", run, align)))
    # A row stays whole, unless it would be longer than the page.
    return _row_xml("".join(cells), whole=max(map(len, table.rows[number])) <= LONG_CELL)


def bar_xml(bar: Bar, width: int = TEXT_WIDTH) -> str:
    """The caption, the bar as a row of filled cells in strict proportion, its key in words."""
    caption = paragraph_xml("Caption", run_xml(bar.caption))
    if not bar.drawn:
        return caption
    widths = spread(tuple(part.n for part in bar.drawn), width)
    cells = []
    for part, wide in zip(bar.drawn, widths, strict=True):
        fill, edge, ink = _FILLS[colour(part.light)]
        borders = "".join(
            f'<w:{side} w:val="single" w:sz="6" w:space="0" w:color="{edge}"/>'
            for side in ("top", "left", "bottom", "right")
        )
        room = len(str(part.n)) * _FIGURE_ROOM <= wide
        run = run_xml(str(part.n), f'<w:b/><w:color w:val="{ink}"/>') if room else ""
        cells.append(
            _cell_xml(
                wide,
                paragraph_xml("TableHead", run),
                f"<w:tcBorders>{borders}</w:tcBorders>"
                f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>',
            )
        )
    margins = f"<w:tblCellMar>{_ZERO_MARGINS}</w:tblCellMar>"
    properties = f'<w:tblLayout w:type="fixed"/>{margins}'
    key = run_xml("　").join(light_xml(part.light, part.label) for part in bar.drawn)
    # The key stands above: a paragraph can be kept with what follows, a table cannot everywhere.
    table = _table_xml(widths, _row_xml("".join(cells)), properties)
    return caption + paragraph_xml("Legend", key) + table + paragraph_xml("Gap", "")


def imprint_xml(copied: str, printed: tuple[str, str]) -> str:
    """版记: who got a copy, who printed it and when, at the foot of the page that it stands on.

    LibreOffice takes a table out of the text only where it is some 5 mm narrower, hence the width
    claimed, by which it draws it; Word and WPS go by the columns.
    """
    half = TEXT_WIDTH // 2
    rows = []
    if copied:
        span = '<w:gridSpan w:val="2"/>'
        rows.append(
            _row_xml(_cell_xml(TEXT_WIDTH, paragraph_xml("Imprint", run_xml(copied)), span))
        )
    if printed[1]:
        issuer, day = (run_xml(text) for text in printed)
        right = paragraph_xml("Imprint", day, '<w:jc w:val="right"/>')
        cells = _cell_xml(half, paragraph_xml("Imprint", issuer))
        rows.append(_row_xml(cells + _cell_xml(TEXT_WIDTH - half, right)))
    columns = [half, TEXT_WIDTH - half]
    return _table_xml(columns, "".join(rows), _IMPRINT_LINES, _AT_THE_FOOT, said=_FLOATS)
