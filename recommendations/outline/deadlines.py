"""Deadlines as official papers and ledgers print them: 年底前, 11月中旬, 2026.11.22, 长期坚持.

Pure functions. The document reader and the ledger import read deadlines by the same rules.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from recommendations.outline.spelling import folded

NARROW = str.maketrans("０１２３４５６７８９．－／～", "0123456789.-/~")
DIGITS = "〇一二三四五六七八九"
BEFORE = r"\s*(?:之前|以前|前)"
# A figure or a word of number before 年底 or 上半年 makes it a span of time: 三年内, 每半年.
TURN = r"(?<![\d一二三四五六七八九十两几半全多每])"
YEAR = (
    r"(?:(?P<y>(?<!\d)20\d\d(?!\d)|二[〇零○][〇零○一二三四五六七八九]{2})\s*年?\s*"
    rf"|{TURN}(?P<turn>今年|本年|当年|明年|次年|后年)度?)"
)
MONTH = r"(?P<m>(?<![\d一二三四五六七八九])(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]))\s*月"
DAY = r"(?P<d>3[01]|[12]\d|0?[1-9]|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
# What is done by then; so a past quarter's figures are no deadline.
DONE_WORDS = "完成|出台|建成|印发|启动|落实|实现|投产|投用|开工|到位|报送|上报|通车|竣工|办结"
DONE = rf"(?=\s*(?:要|须|应|将|力争|确保|全面|全部|基本)?(?:(?:{DONE_WORDS})(?!的)|[；;。）)]|$))"
WORKED = rf"(?=\s*(?:要|须|应|将|力争|确保|全面|全部|基本)?(?:{DONE_WORDS})(?!的))"

# Each form is tried where it stands; the earliest match counts, of equals the form above.
FORMS = (
    re.compile(
        rf"(?P<y>(?<!\d)20\d\d)\s*(?:年|[-./])\s*(?P<m>1[0-2]|0?[1-9])\s*(?:月|[-./])\s*{DAY}(?!\d)\s*日?"
    ),
    re.compile(rf"{YEAR}?{MONTH}\s*{DAY}\s*日"),
    re.compile(rf"{YEAR}?{MONTH}\s*(?P<part>上旬|中旬|下旬|月?底|末|初|中)"),
    re.compile(rf"{YEAR}?{MONTH}"),
    re.compile(r"(?P<y>(?<!\d)20\d\d)\s*[-./]\s*(?P<m>1[0-2]|0?[1-9])(?![\d])"),
    re.compile(rf"{YEAR}?第?\s*(?P<q>[一二三四1234])\s*季度\s*[末底]?"),
    re.compile(rf"(?:{YEAR}|{TURN})(?P<half>[上下])半年"),
    re.compile(rf"(?:{YEAR}|{TURN})年?(?P<half>中)(?=前|完成|$)"),
    re.compile(rf"{YEAR}年?\s*[底末终]"),
    re.compile(rf"{YEAR}(?!\s*年?\s*[\d春夏秋冬])(?:内(?!容))?"),
    re.compile(rf"{TURN}年[底末终]"),
    re.compile(rf"{TURN}年内(?!容)"),
    re.compile(rf"{YEAR}?\s*[Qq](?P<q>[1-4])(?!\d)"),
    re.compile(r"(?<!\d)(?P<y>20\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)"),
)
HALF_YEAR = {"上": 6, "中": 6, "下": 12}
PARTS = {"上旬": 10, "中旬": 20, "初": 10, "中": 20}
TURNS = {"明年": 1, "次年": 1, "后年": 2}

# In running text a date is a deadline only where it says so.
PROSE_FORMS = (
    re.compile(rf"{YEAR}?{MONTH}\s*{DAY}\s*日{BEFORE}"),
    re.compile(rf"{YEAR}?{MONTH}\s*(?P<part>上旬|中旬|下旬|月?底|末|初|中)(?:{BEFORE}|{DONE})"),
    re.compile(rf"{YEAR}?{MONTH}(?:(?P<before>{BEFORE})|{DONE})"),
    re.compile(rf"{YEAR}?第?\s*(?P<q>[一二三四])\s*季度\s*[末底]?(?:{BEFORE}|{DONE})"),
    re.compile(rf"(?:{YEAR}|{TURN})(?P<half>[上下])半年(?:{BEFORE}|{DONE})"),
    re.compile(rf"{YEAR}年?\s*[底末终](?:{BEFORE}|{WORKED})"),
    re.compile(rf"{TURN}年[底末终](?:{BEFORE}|{WORKED})"),
    re.compile(rf"(?:{YEAR}|{TURN}年)内(?!容)"),
    re.compile(rf"{YEAR}(?:{BEFORE}|{WORKED})"),
)
HINT = re.compile("[年月季]|20[0-9][0-9]")
ONGOING = re.compile(
    r"长期坚持|长期推进|长期有效|长期实施|长期|持续推进|持续实施|持续开展|持续落实|持续|常态化(?:推进|开展)?|经常性|每年"
    r"|贯穿全年|ongoing|continuing|continuous",
    re.IGNORECASE,
)
MONTHS = "january february march april may june july august september october november december"
ENGLISH_DAY = (
    rf"(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+)?(?:(?P<month>{'|'.join(MONTHS.split())})\s+)"
)
ENGLISH = re.compile(
    r"\b(?:by|before|no later than)\s+(?:the\s+)?(?:end\s+of\s+)?(?:the\s+)?"
    rf"(?:{ENGLISH_DAY})?(?P<y>20\d\d)\b",
    re.IGNORECASE,
)
_OTHER_DAY = ENGLISH_DAY.replace("?P<d>", "?P<d2>").replace("?P<month>", "?P<month2>")
ENGLISH_CELL = re.compile(
    rf"\b(?:end\s+of\s+(?:{ENGLISH_DAY})?|{_OTHER_DAY})(?P<y>20\d\d)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A printed deadline: ``text`` as it stands, ``on`` its last day.

    ``on`` is None where the year is not told, where the date does not exist, and for what is
    ``ongoing`` and never due (长期坚持).
    """

    text: str
    on: date | None
    ongoing: bool = False


def read_deadline(text: str, *, year: int | None) -> Deadline | None:
    """The deadline that a cell or a clause of its own states; None where it states none.

    ``year`` is the one that 年底前 refers to. Of several dates the last printed one counts: a span
    ends with it, and the work with its last step.
    """
    plain = _plain(text)
    english = ENGLISH.search(plain) or ENGLISH_CELL.search(plain)
    if english:
        return Deadline(text[english.start() : english.end()], _english_day(english))
    found: list[re.Match[str]] = []
    position = 0
    while match := _earliest(plain, position):
        found.append(match)
        position = match.end()
    if found:
        first, last = found[0], found[-1]
        on = _day(last, _year_before(found, year), plain)
        end = last.end() + len(_closing(plain[last.end() :]))
        return Deadline(text[first.start() : end].strip(), on)
    ongoing = ONGOING.search(plain)
    return Deadline(text[ongoing.start() : ongoing.end()], None, ongoing=True) if ongoing else None


def find_deadline(text: str, *, year: int | None) -> Deadline | None:
    """The first deadline in running text, where a date must call itself one (前, 完成 …)."""
    if not HINT.search(text):
        return None
    plain = _plain(text)
    matches = [match for form in PROSE_FORMS if (match := form.search(plain))]
    for match in sorted(matches, key=lambda found: (found.start(), -found.end())):
        on = _day(match, year, plain)
        # What was to be done before the paper's own year is no task of it.
        if on is None or year is None or on.year >= year:
            return Deadline(text[match.start() : match.end()].strip(), on)
    english = ENGLISH.search(plain)
    if english:
        return Deadline(text[english.start() : english.end()], _english_day(english))
    return None


def _plain(text: str) -> str:
    """In one spelling, letter by letter."""
    return folded(text).translate(NARROW)


def _earliest(plain: str, position: int) -> re.Match[str] | None:
    matches = [match for form in FORMS if (match := form.search(plain, position))]
    return min(matches, key=lambda match: match.start(), default=None)


def _closing(rest: str) -> str:
    """The 前 or 底前 behind a date, which belongs to its words."""
    match = re.match(r"\s*(?:[底末])?(?:之前|以前|前)", rest)
    return match.group() if match else ""


def _year_before(found: list[re.Match[str]], year: int | None) -> int | None:
    """The year that an earlier date of the same span told."""
    for match in found[:-1]:
        year = _year(match, year)
    return year


def _year(match: re.Match[str], year: int | None) -> int | None:
    parts = match.groupdict()
    printed = parts.get("y")
    if printed:
        return _number(printed)
    turn = parts.get("turn")
    if turn and year is not None:
        return year + TURNS.get(turn, 0)
    return year


def _day(match: re.Match[str], year: int | None, plain: str) -> date | None:
    parts = match.groupdict()
    year = _year(match, year)
    if year is None:
        return None
    month = _month(parts)
    if month is None:
        return None
    if month not in range(1, 13):
        return None
    last = calendar.monthrange(year, month)[1]
    if parts.get("d"):
        day = _number(parts["d"])
        return date(year, month, day) if 1 <= day <= last else None
    closing = parts.get("before") or _closing(plain[match.end() :])
    bare = parts.get("m") and not parts.get("part")
    if bare and closing and not re.match(r"\s*[底末]", closing):
        # “6月前” without 底 is over when June begins.
        return date(year, month, 1) - timedelta(days=1)
    return date(year, month, PARTS.get(parts.get("part") or "", last))


def _month(parts: dict[str, str | None]) -> int | None:
    if parts.get("m"):
        return _number(parts["m"] or "")
    if parts.get("q"):
        return 3 * _number(parts["q"] or "")
    if parts.get("half"):
        return HALF_YEAR[parts["half"] or "下"]
    return 12


def _number(printed: str) -> int:
    """A year, month or day in figures or in Chinese."""
    if printed.isascii():
        return int(printed)
    printed = printed.replace("零", "〇").replace("○", "〇")
    tens, ten, ones = printed.partition("十")
    if not ten:
        return int("".join(str(DIGITS.index(digit)) for digit in printed))
    return 10 * (DIGITS.index(tens) if tens else 1) + (DIGITS.index(ones) if ones else 0)


def _english_day(match: re.Match[str]) -> date | None:
    year = int(match.group("y"))
    parts = match.groupdict()
    name = parts.get("month") or parts.get("month2")
    printed = parts.get("d") or parts.get("d2")
    month = MONTHS.split().index(name.lower()) + 1 if name else 12
    last = calendar.monthrange(year, month)[1]
    day = int(printed) if printed else last
    return date(year, month, day) if 1 <= day <= last else None
