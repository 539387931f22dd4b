"""The figures of a report's text in either language, as a multiset: one must hold the other's."""

import re
from collections import Counter
from collections.abc import Iterable

from core.periods import MONTH_NAMES
from core.zh import numeral_zh

_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_NUMERALS = {numeral_zh(n): str(n) for n in range(1, 100)}
_NUMERAL = "[一二三四五六七八九十]+"
# Numbers that Chinese writes as characters: of headings, of points, of quarters.
_COUNTED = re.compile(
    rf"（({_NUMERAL})）|^({_NUMERAL})、|(?<![一-龥])({_NUMERAL})是|第({_NUMERAL})季度"
)
_ROMAN = re.compile(r"^([IVX]+)\. ")
_VALUES = {"I": 1, "V": 5, "X": 10}
_QUARTERS = {"first": "1", "second": "2", "third": "3", "fourth": "4"}
_MONTHS = re.compile("|".join(MONTH_NAMES))
_QUARTER = re.compile("(first|second|third|fourth) quarter")


def _roman(found: re.Match[str]) -> str:
    values = [_VALUES[letter] for letter in found[1]]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return f"{sum(-one if one < after else one for one, after in pairs)}. "


def _plain_zh(text: str) -> str:
    return _COUNTED.sub(lambda one: f" {_NUMERALS[next(filter(None, one.groups()))]} ", text)


def _plain_en(text: str) -> str:
    text = _ROMAN.sub(_roman, text)
    text = _MONTHS.sub(lambda one: str(MONTH_NAMES.index(one[0]) + 1), text)
    return _QUARTER.sub(lambda one: _QUARTERS[one[1]], text)


def figures_zh(texts: Iterable[str]) -> Counter[str]:
    """Every figure of a Chinese text and how often it stands there."""
    return Counter(one for text in texts for one in _FIGURE.findall(_plain_zh(text)))


def figures_en(texts: Iterable[str]) -> Counter[str]:
    """The same of an English text, its months as numbers."""
    return Counter(one for text in texts for one in _FIGURE.findall(_plain_en(text)))
