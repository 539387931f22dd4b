"""Which figures of an edited text are not in the data. Plain Python.

A figure is read with what it counts in: 12%, 3.5万, 两成, 三项, 11月30日 and 5G are figures of
their own kinds, so that 12 items do not vouch for 12%. Ordinals and marks of lists (第3项, 一是,
（二）, 1.) are no figures. Signs are left out: 低于12.4个百分点 speaks of −12.4.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from core.zh import half_up

# Each full-width sign for one plain one, so that places in the text stay what they are.
_PLAIN = str.maketrans("０１２３４５６７８９．％，／－：〇", "0123456789.%,/-:零")
_SCALES = {"": 0, "万": 4, "亿": 8, "万亿": 12}
_PRINTED = (0, 1, 2)
# Places and forms in the contents, not figures of it.
_PLACES = frozenset(
    {"position", "number", "code", "codes", "task", "format", "path", "attention", "slug", "since"}
    | {"sha256", "policy", "light", "known_at", "weight"}
)

_NUMERAL = "零一二两三四五六七八九十百千"
_COUNTED = (
    "个百分点|项|家|件|个|条|名|位|户|台|套|处|所|座|亩|公里|米|吨|元|次|倍|成|起|份|篇|场|天|批|人"
)
# Before these a lone 一 counts; elsewhere it is an article or part of a word: 一个, 一批, 一起.
_ONE_OF = frozenset({"项", "家", "件", "户", "倍", "成"})
_FIGURE = re.compile(
    rf"""
    (?P<date>\d{{4}}\s?年\s?\d{{1,2}}\s?月(?:\s?\d{{1,2}}\s?日)?
            |\d{{1,2}}\s?月\s?\d{{1,2}}\s?日
            |\d{{4}}-\d{{2}}-\d{{2}} | \d{{4}}-\d{{2}}(?!\d)
            |\d{{4}}\s?年(?!\d) | \d{{1,2}}\s?月(?!\d) | \d{{1,2}}\s?日(?!\d))
    |(?P<word>[A-Za-z]+[-.]?\d[\dA-Za-z.-]*[\dA-Za-z]|[A-Za-z]+\d|\d+[A-Za-z][\dA-Za-z]*)
    |(?P<number>(?:\d{{1,3}}(?:,\d{{3}})+(?!\d)|\d+)(?:\.\d+)?)
     \s?(?P<scale>万亿|亿|万)?(?P<share>%|个?百分点)?
    |百分之(?P<percent>[{_NUMERAL}点]+)
    |(?P<part>[{_NUMERAL}]+分之[{_NUMERAL}]+)
    |(?P<count>[{_NUMERAL}]+)[余多]?(?P<myriad>万亿|亿|万)?[余多]?(?P<of>{_COUNTED})
    """,
    re.VERBOSE,
)
# What stands before or around a figure and makes it an ordinal or the mark of a list.
_ORDINAL = re.compile(r"第[\d、，和及至—～-]*\s?$")
_LISTED = re.compile(r"(?:\A|[。；;\n])\s*$")
_LIST_END = re.compile(r"[.、．)）]\s*(?!\d)")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in a text: its place, the words, and what it says in one form."""

    start: int
    end: int
    words: str
    says: str


def strangers(text: str, known: frozenset[str]) -> list[Figure]:
    """The figures of `text` that are not among `known`, in their order."""
    return [one for one in figures_in(text) if one.says not in known]


def figures_in(text: str) -> Iterator[Figure]:
    """Every figure of a text, ordinals and marks of lists left out."""
    plain = text.translate(_PLAIN)
    for found in _FIGURE.finditer(plain):
        says = _says(found)
        if says and not _mark(plain, found):
            yield Figure(found.start(), found.end(), text[found.start() : found.end()], says)


def known_figures(contents: Mapping[str, Any], composed: Iterable[str]) -> frozenset[str]:
    """Every figure that the data hold, in each form in which a text may print it half-up.

    `contents` are the report's frozen contents, `composed` the sentences made from them.
    """
    known: set[str] = set()
    for value in _values(contents):
        known |= _forms(value)
    for line in contents.get("indicators", ()):
        known |= _measured(line)
    for text in composed:
        known |= _told(text)
    return frozenset(known)


def _mark(plain: str, found: re.Match[str]) -> bool:
    """Whether it numbers something: 第3项, （2）, or 1. at the head of a sentence."""
    before, after = (
        plain[max(found.start() - 12, 0) : found.start()],
        plain[found.end() : found.end() + 4],
    )
    if _ORDINAL.search(before):
        return True
    whole = found["number"] is not None and found["number"] == found[0]
    if not whole or len(found[0]) > 2:
        return False
    bracketed = before.endswith(("（", "(")) and after.startswith(("）", ")"))
    return bracketed or bool(_LISTED.search(before) and _LIST_END.match(after))


def _says(found: re.Match[str]) -> str:
    """What the figure says, in one form; "" where it is none."""
    if found["date"]:
        return _date(found["date"])
    if found["word"]:
        return f"w:{found['word'].upper()}"
    if found["number"]:
        value = Decimal(found["number"].replace(",", "")).scaleb(_SCALES[found["scale"] or ""])
        return _number(value, share=bool(found["share"]))
    if found["percent"]:
        whole, _point, rest = found["percent"].partition("点")
        value = Decimal(f"{_counted(whole)}.{''.join(str(_counted(one)) for one in rest)}0")
        return _number(value, share=True)
    if found["part"]:
        return f"f:{found['part']}"
    return _count(found)


def _count(found: re.Match[str]) -> str:
    words, of = found["count"], found["of"]
    if not any(place in words for place in "十百千"):
        # 统一一个: of numerals without places in a row, the last one counts.
        words = words[-1]
    if not found["myriad"] and (words in "百千" or (words == "一" and of not in _ONE_OF)):
        return ""
    value = Decimal(_counted(words)).scaleb(_SCALES[found["myriad"] or ""])
    if of == "成":
        return _number(value * 10, share=True)
    return _number(value, share=of == "个百分点")


def _number(value: Decimal, *, share: bool) -> str:
    return f"{'p' if share else 'n'}:{abs(value).normalize():f}"


def _date(words: str) -> str:
    """2026年11月30日 and 2026-11-30 as d:2026-11-30; what is left out, left out."""
    parts = [int(one) for one in re.findall(r"\d+", words)]
    if "-" in words or "年" in words:
        return "d:" + "-".join(map(str, parts))
    return f"d:{'-' if '月' in words else '--'}" + "-".join(map(str, parts))


def _partial(day: str) -> set[str]:
    """A day as every form that names it or a part of it."""
    parts = [str(int(one)) for one in day.split("-")]
    year, month, rest = parts[0], parts[1], parts[2:]
    forms = {f"d:{year}-{month}", f"d:{year}", f"d:-{month}", f"n:{year}"}
    for one in rest:
        forms |= {f"d:{year}-{month}-{one}", f"d:-{month}-{one}", f"d:--{one}"}
    return forms


def _counted(numeral: str) -> int:
    """The number that a Chinese numeral says: 十二, 一百零五, 两千; digit by digit too: 二零."""
    if not any(one in numeral for one in "十百千"):
        return int("".join(str(_digit(one)) for one in numeral) or "0")
    total, digit = 0, 0
    for one in numeral:
        size = {"十": 10, "百": 100, "千": 1000}.get(one)
        if size is None:
            digit = _digit(one)
        else:
            total, digit = total + (digit or 1) * size, 0
    return total + digit


def _digit(one: str) -> int:
    return 2 if one == "两" else max("零一二三四五六七八九".find(one), 0)


def _values(node: Any) -> Iterator[Any]:
    """Every value of the contents but places and forms."""
    if isinstance(node, Mapping):
        for name, value in node.items():
            if name not in _PLACES:
                yield from _values(value)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from _values(value)
    else:
        yield node


def _forms(value: Any) -> set[str]:
    """One value of the contents as texts may print it: a count, a decimal, a day, someone's words.

    A decimal that stands alone may be a percentage or a plain figure; a count is never one.
    """
    if isinstance(value, bool) or value is None:
        return set()
    if isinstance(value, int):
        return {_number(Decimal(value), share=False)}
    text = str(value)
    if re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", text):
        return _partial(text)
    exact = _decimal(text)
    if exact is None:
        return _told(text)
    return {
        _number(form, share=share) for share in (False, True) for form in (exact, *_printed(exact))
    }


def _told(text: str) -> set[str]:
    """The figures of a sentence, and the parts of the days that it names."""
    told = {one.says for one in figures_in(text)}
    for says in list(told):
        day = says.removeprefix("d:")
        if says.startswith("d:") and day.count("-") and not day.startswith("-"):
            told |= _partial(day)
    return told


def _measured(line: Mapping[str, Any]) -> set[str]:
    """An indicator's values in its own unit of measure, and as 万 and 亿 of it."""
    unit = str(line.get("unit", ""))
    scale = next((_SCALES[one] for one in ("万亿", "亿", "万") if unit.startswith(one)), 0)
    forms: set[str] = set()
    for value in line.values():
        exact = _decimal(value) if isinstance(value, str) else None
        if exact is None:
            continue
        whole = exact.scaleb(scale)
        for shown in _SCALES.values():
            if abs(whole) >= Decimal(1).scaleb(shown):
                told = (one.scaleb(shown) for one in _printed(whole.scaleb(-shown)))
                forms |= {_number(one, share=False) for one in (whole, *told)}
    return forms


def _printed(exact: Decimal) -> Iterator[Decimal]:
    return (half_up(exact, places) for places in _PRINTED)


def _decimal(text: str) -> Decimal | None:
    try:
        value = Decimal(text) if re.fullmatch(r"-?\d{1,18}(\.\d{1,8})?", text) else None
    except InvalidOperation:
        return None
    return value
