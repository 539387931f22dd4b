"""Which fonts set a report in PDF, and which characters none of them has.

A PDF carries its fonts within it, so that they must be on the machine that makes it. An office's
own win: those in `settings.FONT_DIR`, and the names in `settings.REPORT_FONTS`. Typst leaves out
what no font has and says nothing, hence the reading of the fonts' own tables of characters here.
"""

import struct
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import typst
from django.conf import settings
from django.utils.translation import gettext as _

from core.refusals import Conflict, require

_SERIF = ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "思源宋体", "宋体", "SimSun")
_SANS = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "思源黑体", "Microsoft YaHei")
# By the kinds of type that the standard names; the first that is there is taken.
CHOICES: Mapping[str, tuple[str, ...]] = {
    "fangsong": ("仿宋_GB2312", "FangSong_GB2312", "方正仿宋_GBK", "仿宋", "FangSong", *_SERIF),
    "kai": ("楷体_GB2312", "KaiTi_GB2312", "方正楷体_GBK", "楷体", "KaiTi", *_SERIF),
    "hei": ("方正黑体_GBK", "黑体", "SimHei", *_SANS),
    "biaosong": ("方正小标宋简体", "方正小标宋_GBK", "FZXiaoBiaoSong-B05S", *_SERIF),
    "song": ("宋体", "SimSun", *_SERIF),
    "latin": ("Times New Roman", "Liberation Serif"),
}


@cache
def _known(folder: str) -> typst.Fonts:
    return typst.Fonts(include_embedded_fonts=False, font_paths=[folder] if folder else [])


def known() -> typst.Fonts:
    """The fonts of this machine and those in the office's folder; read once a process."""
    return _known(str(settings.FONT_DIR))


def _chosen() -> dict[str, list[str]]:
    """For each kind of type those of its fonts that are there, the wanted first."""
    on_machine = {family.lower(): family for family in known().families()}
    found = {}
    for role, choices in CHOICES.items():
        own = settings.REPORT_FONTS.get(role)
        names = (own, *choices) if own else choices
        found[role] = [on_machine[name.lower()] for name in names if name.lower() in on_machine]
    return found


def _chinese(found: Mapping[str, list[str]]) -> list[str]:
    return [name for role, names in found.items() if role != "latin" for name in names]


def there() -> bool:
    """Whether this machine has any Chinese font."""
    return bool(_chinese(_chosen()))


def families() -> dict[str, list[str]]:
    """For each kind of type the fonts that are there, the wanted first; `latin` may be missing.

    Refuses a machine without any Chinese font.
    """
    found = _chosen()
    chinese = _chinese(found)
    require(
        chinese,
        _(
            "There is no Chinese font on this machine, so that no PDF can be made: install one "
            "(Debian: fonts-noto-cjk), or put the office's own into CEXING_FONT_DIR. The other "
            "formats need none."
        ),
        kind=Conflict,
    )
    return {
        role: names or ([] if role == "latin" else chinese[:1]) for role, names in found.items()
    }


def missing(text: str) -> list[str]:
    """The characters of `text` that no font of this machine has, each once, in order of code."""
    wanted = {letter for letter in set(text) if letter > "~" and _is_drawn(letter)}
    for font in _by_use():
        if not wanted:
            break
        wanted = {letter for letter in wanted if ord(letter) not in _covered(*font)}
    return sorted(wanted)


def _is_drawn(letter: str) -> bool:
    """Whether a font must have it: what only steers its neighbours is drawn without."""
    steers = "\ufe00" <= letter <= "\ufe0f" or "\U000e0000" <= letter <= "\U000e0fff"
    return not steers and unicodedata.category(letter) not in {"Cc", "Cf", "Zl", "Zp"}


def _by_use() -> Iterator[tuple[str, int]]:
    """The files of all fonts, those that reports are set in first."""
    used = [name for names in families().values() for name in names]
    rank = {name: place for place, name in enumerate(reversed(used))}
    fonts = sorted(known().fonts(), key=lambda font: -rank.get(font.family, -1))
    for font in fonts:
        if font.path:
            yield font.path, font.index


@cache
def _covered(path: str, index: int) -> frozenset[int]:
    """The codes in the font's `cmap`: the OpenType specification, formats 4 and 12."""
    data = Path(path).read_bytes()
    start = struct.unpack_from(">I", data, 12 + 4 * index)[0] if data[:4] == b"ttcf" else 0
    count = struct.unpack_from(">H", data, start + 4)[0]
    tables = {}
    for place in range(count):
        tag, _sum, offset, _length = struct.unpack_from(">4sIII", data, start + 12 + 16 * place)
        tables[tag] = offset
    if b"cmap" not in tables:
        return frozenset()
    cmap = tables[b"cmap"]
    found: set[int] = set()
    for place in range(struct.unpack_from(">H", data, cmap + 2)[0]):
        offset = struct.unpack_from(">HHI", data, cmap + 4 + 8 * place)[2]
        kind = struct.unpack_from(">H", data, cmap + offset)[0]
        if kind == 4:
            found.update(_format_4(data, cmap + offset))
        elif kind == 12:
            found.update(_format_12(data, cmap + offset))
    return frozenset(found)


def _format_4(data: bytes, at: int) -> Iterator[int]:
    """Segments of the basic plane; a code may be in a segment and still have no glyph."""
    count = struct.unpack_from(">H", data, at + 6)[0] // 2

    def numbers(place: int, kind: str = "H") -> tuple[int, ...]:
        return struct.unpack_from(f">{count}{kind}", data, place)

    ends, starts = numbers(at + 14), numbers(at + 16 + 2 * count)
    deltas, ranges = numbers(at + 16 + 4 * count, "h"), numbers(at + 16 + 6 * count)
    for place in range(count):
        for code in range(starts[place], min(ends[place], 0xFFFE) + 1):
            glyph = code
            if ranges[place]:
                own = at + 16 + 6 * count + 2 * place
                where = own + ranges[place] + 2 * (code - starts[place])
                glyph = struct.unpack_from(">H", data, where)[0]
                if not glyph:
                    continue
            if (glyph + deltas[place]) & 0xFFFF:
                yield code


def _format_12(data: bytes, at: int) -> Iterator[int]:
    """Groups of codes in all planes."""
    for place in range(struct.unpack_from(">I", data, at + 12)[0]):
        first, last, glyph = struct.unpack_from(">III", data, at + 16 + 12 * place)
        yield from range(first if glyph else first + 1, last + 1)
