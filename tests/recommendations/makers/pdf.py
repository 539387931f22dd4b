"""Small PDF files written by hand: Chinese text without an embedded font, line by line."""

from __future__ import annotations

from collections.abc import Sequence

WIDTH, HEIGHT = 595, 842
SIZE, LEFT, TOP, PITCH = 16, 79, 737, 29
COLUMNS, ROWS = 28, 22


def wrapped(text: str, indent: int = 2) -> list[tuple[float, str]]:
    """A paragraph's lines of 28 wide columns as (columns of indent, text)."""
    lines: list[tuple[float, str]] = []
    line, taken = "", float(indent)
    for letter in text:
        step = 0.5 if letter.isascii() else 1.0
        if taken + step > COLUMNS and letter not in "，。、；：）”》":
            lines.append((indent if not lines else 0, line))
            line, taken = "", 0.0
        line += letter
        taken += step
    return [*lines, (indent if not lines else 0, line)]


def make_pdf(
    paragraphs: Sequence[str], *, head: str = "", numbers: bool = True, indent: int = 2
) -> bytes:
    """A PDF of the paragraphs, with a running head and page numbers where wanted."""
    lines = [line for paragraph in paragraphs for line in wrapped(paragraph, indent)]
    pages = [lines[i : i + ROWS] for i in range(0, len(lines), ROWS)] or [[]]
    contents = []
    for number, page in enumerate(pages, start=1):
        shown = [_show(text, LEFT + SIZE * at, TOP - PITCH * row, SIZE)
                 for row, (at, text) in enumerate(page)]  # fmt: skip
        if head:
            shown.append(_show(head, 220, 800, 10))
        if numbers:
            shown.append(_show(f"— {number} —", 270, 60, 14))
        contents.append("\n".join(shown).encode("ascii"))
    return write_pdf(contents)


def _show(text: str, x: float, y: float, size: float) -> str:
    return f"BT /F1 {size} Tf {x:.1f} {y:.1f} Td <{text.encode('utf-16-be').hex()}> Tj ET"


def write_pdf(contents: Sequence[bytes], *, trailer: str = "") -> bytes:
    """A PDF of pages with the given content streams."""
    font = 3 + 2 * len(contents)
    kids = " ".join(f"{3 + 2 * i} 0 R" for i in range(len(contents)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(contents)}>>".encode(),
    ]
    for i, content in enumerate(contents):
        page = (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]/Contents {4 + 2 * i} 0 R"
            f"/Resources<</Font<</F1 {font} 0 R>>>>>>"
        )
        objects += [
            page.encode(),
            b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        ]
    objects += [
        f"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H"
        f"/DescendantFonts[{font + 1} 0 R]>>".encode(),
        f"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/DW 1000/W[1 95 500]"
        f"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>"
        f"/FontDescriptor {font + 2} 0 R>>".encode(),
        b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]"
        b"/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>",
    ]
    return _file(objects, trailer)


def _file(objects: Sequence[bytes], trailer: str) -> bytes:
    data = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    end = f"trailer<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{table}\n%%EOF\n"
    return bytes(data) + end.encode("ascii")
