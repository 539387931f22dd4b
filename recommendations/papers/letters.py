"""Characters that PDF files print right and spell wrong, put back."""

from __future__ import annotations

import unicodedata

# Radicals that stand for a whole character. The Kangxi block has compatibility mappings, the
# supplement has hardly any, so the simplified ones that fonts share with characters are listed.
# Each letter is followed by the one it stands for.
_SUPPLEMENT = (
    "⺟母⺠民⻁虎⻄西⻅见⻆角⻉贝⻋车⻑長⻓长⻔门⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟"
    "⻧卤⻨麦⻩黄⻪黾⻬齐⻮齿⻰龙⻳龟⺝月⺼肉⻌辶⺾艹⺩王⺬示⻊足⻏阝⻖阝⺮竹"
)


def _table() -> dict[int, str]:
    table = dict(zip(map(ord, _SUPPLEMENT[::2]), _SUPPLEMENT[1::2], strict=True))
    for first, last in ((0x2E9F, 0x2EF3), (0x2F00, 0x2FD5), (0xF900, 0xFAD9), (0xFB00, 0xFB06)):
        for code in range(first, last + 1):
            plain = unicodedata.normalize("NFKC", chr(code))
            if plain != chr(code):
                table[code] = plain
    return table


PROPER = _table()


def proper(text: str) -> str:
    """The text with radicals, compatibility ideographs and ligatures as ordinary letters."""
    return text if text.isascii() else text.translate(PROPER)


def is_wide(letter: str) -> bool:
    """Whether the letter is set in a square of its own, as Chinese is."""
    return unicodedata.east_asian_width(letter) in "WF" or letter in "“”‘’…—·"
