"""Reads the State Council's yearly notice on days off, as pasted.

Each numbered item names a holiday and says which days are off (放假) and which weekend days are
worked in lieu (上班). Weekdays in brackets and “共N天” are checked against the days. Sentences that
only encourage something (“鼓励…”) set no day and are passed over.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from core.daylists.shape import Fault, ListedDay, UnreadableList, YearList, as_year
from core.sentences import Figure

# After normalisation brackets and colons are half-width, 、 and 。 stay as they are.
_ITEM = re.compile(
    r"(?:^|(?<=[。;\s]))[一二三四五六七八九十]{1,3}、([^:。\n、]{1,20}(?:、[^:。\n]{1,20})?):"
)
_YEAR = re.compile(r"(\d{4})年")
_DAY = re.compile(
    r"(?:(?P<year>\d{4})年)?(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})日(?P<said>\([^()]{0,30}\))?"
)
_SAID = re.compile(r"(?:周|星期)([一二三四五六日天])")
_COUNT = re.compile(r"共(\d{1,2})天")
_WEEKDAYS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "日": 7, "天": 7}
# What an item may say besides its days.
_REMARKS = re.compile(
    r"放假(?:调休|\d{1,2}天|公休)?|上班|不?调休|与周末连休|补休|共\d{1,2}天|公休日?|照常|正常|[,;\s至到和、()-]"
)
_PASSED_OVER = ("鼓励", "结合")
_LONGEST_RUN = 60


def looks_like_a_notice(text: str) -> bool:
    """Whether the text has numbered items that say 放假, rather than one line a day."""
    plain = _plain(text)
    return "放假" in plain and _ITEM.search(plain) is not None


def read_notice(text: str, *, year: int | None = None) -> YearList:
    """The year's days off and days worked in lieu.

    The year is the given one, else the first that the text names. Raises UnreadableList with every
    fault, each with its line in the text.
    """
    plain = _plain(text)
    named = _YEAR.search(plain)
    if year is None and named is None:
        raise UnreadableList([Fault(0, "no_year")])
    reader = _Reader(plain, year if year is not None or named is None else int(named[1]))
    items = list(_ITEM.finditer(plain))
    for index, item in enumerate(items):
        end = items[index + 1].start() if index + 1 < len(items) else len(plain)
        reader.read_item(item[1].strip(), item.end(), end)
    return as_year(reader.days, year=reader.year, faults=reader.faults)


def _plain(text: str) -> str:
    """Full-width digits, brackets and colons made half-width; lines stay where they are."""
    return unicodedata.normalize("NFKC", text.replace("\r\n", "\n").replace("\r", "\n"))


@dataclass(frozen=True)
class _Run:
    """From a day to a day, both counted."""

    first: date
    last: date

    def days(self) -> Iterator[date]:
        for offset in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=offset)


class _Reader:
    """Walks through the items and gathers days and faults."""

    def __init__(self, text: str, year: int | None) -> None:
        assert year is not None
        self.text, self.year = text, year
        self.days: list[ListedDay] = []
        self.faults: list[Fault] = []

    def read_item(self, name: str, start: int, end: int) -> None:
        """One numbered item, sentence by sentence; a line without days ends it."""
        for sentence in re.finditer(r"[^。;\n]+", self.text[start:end]):
            at = start + sentence.start()
            said = sentence[0].strip()
            if not said or said.startswith(_PASSED_OVER):
                continue
            line = self.text.count("\n", 0, at + len(sentence[0]) - len(sentence[0].lstrip())) + 1
            if not _DAY.search(said):
                if "放假" in said or "上班" in said:
                    self._fault(line, "not_understood", text=said[:40])
                # A paragraph that names no day has left the list: wishes for a safe holiday.
                return
            self._read_sentence(name, said, line)

    def _read_sentence(self, name: str, said: str, line: int) -> None:
        worked, off = "上班" in said, "放假" in said
        rest = _REMARKS.sub("", _DAY.sub("", said))
        if worked == off or rest:
            self._fault(line, "not_understood", text=said[:40])
            return
        runs = list(self._runs(said, line))
        for run in runs:
            for day in run.days():
                called = f"{name}调休上班" if worked else name
                self.days.append(ListedDay(day, worked, called, line))
        count = _COUNT.search(said)
        real = sum((run.last - run.first).days + 1 for run in runs)
        if off and count and runs and int(count[1]) != real:
            self._fault(line, "wrong_count", said=int(count[1]), real=real)

    def _runs(self, said: str, line: int) -> Iterator[_Run]:
        """The days and spans of days of a sentence; the month carries on from the one before."""
        open_from: date | None = None
        place, year, month = 0, self.year, 0
        for found in _DAY.finditer(said):
            joined = said[place : found.start()].strip() in {"至", "到", "-"}
            place = found.end()
            if found["year"] or found["month"]:
                year = int(found["year"] or self.year)
            month = int(found["month"]) if found["month"] else month
            day = self._day(year, month, found, line)
            if joined and open_from is not None and day is not None:
                if not 0 <= (day - open_from).days <= _LONGEST_RUN:
                    self._fault(line, "backwards", text=said[:40])
                else:
                    yield _Run(open_from + timedelta(days=1), day)
                open_from = None
            elif day is not None:
                yield _Run(day, day)
                open_from = day
            else:
                open_from = None

    def _day(self, year: int, month: int, found: re.Match[str], line: int) -> date | None:
        written = found[0].partition("(")[0]
        try:
            day = date(year, month, int(found["day"]))
        except ValueError:
            self._fault(line, "no_such_day", text=written)
            return None
        said = _SAID.search(found["said"] or "")
        if said and _WEEKDAYS[said[1]] != day.isoweekday():
            self._fault(
                line, "wrong_weekday", text=f"{year}年{month}月{found['day']}日",
                said_weekday=_WEEKDAYS[said[1]], real_weekday=day.isoweekday(),
            )  # fmt: skip
        return day

    def _fault(self, line: int, code: str, **figures: Figure) -> None:
        self.faults.append(Fault(line, code, figures))
