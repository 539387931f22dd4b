"""A sheet's bytes, or pasted lines, as rows that know their number. Nothing is judged here."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.refusals import require

LARGEST_FILE = 2 * 1024 * 1024
# What a sheet may grow to when it is unpacked: a list of units needs a hundredth of it.
_LARGEST_SHEET = 40 * 1024 * 1024
MOST_ROWS = 2000
HEADS = {
    "place": ("序号", "排序", "次序", "no", "order", "place"),
    "name": ("机构全称", "单位全称", "全称", "机构名称", "单位名称", "名称", "单位",
             "fullname", "name"),
    "short_name": ("简称", "机构简称", "单位简称", "shortname"),
    "category": ("机构类别", "单位类别", "类别", "category"),
    "aliases": ("别名", "其他名称", "曾用名", "othernames", "aliases"),
    "pinyin": ("拼音", "拼音更正", "pinyin"),
    "key": ("编号", "系统编号", "key"),
}  # fmt: skip
_PASTED = ("name", "short_name", "category", "aliases")
_BETWEEN = re.compile(r"[、，；;,\n]+")


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One line of the list, as it stands there; `number` is the line's own."""

    number: int
    place: str = ""
    name: str = ""
    short_name: str = ""
    category: str = ""
    aliases: str = ""
    pinyin: str = ""
    key: str = ""

    def other_names(self) -> list[str]:
        """The aliases, each once, in their order."""
        parts = (part.strip() for part in _BETWEEN.split(self.aliases))
        return list(dict.fromkeys(part for part in parts if part))


def read_file(data: bytes, name: str) -> list[UnitRow]:
    """The rows of an .xlsx or .csv file. Raises BadInput with a sentence for anything else."""
    require(data, _("The file is empty. Choose another one."))
    require(len(data) <= LARGEST_FILE, _("The file is larger than 2 MB. Send the list alone."))
    if data[:4] == b"PK\x03\x04":
        return _rows(_sheet(data))
    require(
        data[:4] != b"\xd0\xcf\x11\xe0"
        and b"\x00" not in data.strip(b"\x00")[:1] + data[4:400:2]
        or data[:2] in {b"\xff\xfe", b"\xfe\xff"},
        _("Only .xlsx and .csv can be read. Save the list as one of them."),
    )
    return read_text(_decoded(data))


def read_text(text: str) -> list[UnitRow]:
    """The rows of pasted cells (parted by tabs) or of comma-separated lines."""
    text = text.lstrip("\ufeff")
    require("\x00" not in text, _("Only .xlsx and .csv can be read. Save the list as one of them."))
    first = next((line for line in text.splitlines() if line.strip()), "")
    between = "\t" if "\t" in first else ","
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=between))
    except csv.Error:
        lines = [line.split(between) for line in text.splitlines()]
    return _rows(lines)


def stored(rows: Sequence[UnitRow]) -> list[dict[str, Any]]:
    """The rows as plain values, for the preview to carry."""
    return [asdict(row) for row in rows]


def restored(values: Any) -> list[UnitRow]:
    """What `stored` made. Raises BadInput where it is anything else."""
    fault = _("The preview cannot be read any more. Send the list again.")
    require(isinstance(values, list) and len(values) <= MOST_ROWS, fault)
    rows = []
    for one in values:
        require(isinstance(one, dict) and set(one) == set(asdict(UnitRow(0))), fault)
        texts = {name: value for name, value in one.items() if name != "number"}
        require(
            type(one["number"]) is int and all(isinstance(text, str) for text in texts.values()),
            fault,
        )
        rows.append(UnitRow(number=one["number"], **texts))
    return rows


def _decoded(data: bytes) -> str:
    """Text as spreadsheets save it: UTF-8, UTF-16 with its mark, GB 18030."""
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", errors="replace")


def _sheet(data: bytes) -> list[list[Any]]:
    """The first sheet's cells. An archive that unpacks to far more than a list is not opened."""
    from python_calamine import CalamineError, CalamineWorkbook

    fault = _("The workbook cannot be read. Open it, save it anew as .xlsx and send it again.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError):
        size = -1
    require(0 <= size <= _LARGEST_SHEET, fault)
    found: list[list[Any]] | None = None
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        found = book.get_sheet_by_index(0).to_python(skip_empty_area=False, nrows=MOST_ROWS + 20)
    except (CalamineError, zipfile.BadZipFile, ValueError, IndexError, OSError):
        found = None
    require(found is not None, fault)
    return found or []


def _text(value: Any) -> str:
    """A cell as text: 3.0 is 3, and blanks around it mean nothing."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _heads(cells: Sequence[str]) -> dict[int, str]:
    """Which column is what, where this line is the list's head; nothing where it is not."""
    found: dict[int, str] = {}
    for place, cell in enumerate(cells):
        plain = re.sub(r"[\s（(].*$|[\s.]", "", cell.lower())
        words = next((name for name, known in HEADS.items() if plain in known), None)
        if words and words not in found.values():
            found[place] = words
    return found if "name" in found.values() and len(found) > 1 else {}


def _rows(lines: Iterable[Sequence[Any]]) -> list[UnitRow]:
    cells = [[_text(value) for value in line] for line in lines]
    columns: dict[int, str] = {}
    start = 0
    for number, line in enumerate(cells[:10]):
        columns = _heads(line)
        if columns:
            start = number + 1
            break
    if not columns:
        columns = dict(enumerate(_PASTED))
    found = list(_units(cells[start:], columns, start))
    require(found, _("The list holds no unit. It needs a head line with a column 全称."))
    require(len(found) <= MOST_ROWS, _("The list has more than 2000 lines. Send it in parts."))
    return found


def _units(lines: Sequence[list[str]], columns: dict[int, str], start: int) -> Iterator[UnitRow]:
    for number, line in enumerate(lines, start=start + 1):
        values = {name: line[place] for place, name in columns.items() if place < len(line)}
        if any(values.values()):
            yield UnitRow(number=number, **values)
