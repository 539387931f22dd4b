"""What a year's list of days off holds, what can be wrong with one, and how to mend it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from core.sentences import Figure, Language, Sentence

LONGEST_NAME = 100

SENTENCES: Mapping[str, Sentence] = {
    "empty": Sentence(
        "没有读到任何日期：请粘贴放假安排通知，或按“日期，休／班，名称”逐行填写。",
        "No day was read: paste the notice, or write one line a day: date, off or worked, name.",
    ),
    "no_year": Sentence(
        "通知里没有写明年份：请在“年份”一栏填写，例如2027。",
        "The notice names no year: write it into the field “Year”, for example 2027.",
    ),
    "no_date": Sentence(
        "“{text}”不是日期：请写成2027-01-01或2027年1月1日。",
        "“{text}” is not a day: write 2027-01-01.",
    ),
    "no_such_day": Sentence(
        "“{text}”不存在：请核对月份和日期。",
        "There is no day “{text}”: check month and day.",
    ),
    "no_kind": Sentence(
        "“{text}”看不出是放假还是上班：请写“休”或“班”。",
        "“{text}” says neither off nor worked: write off or worked.",
    ),
    "wrong_weekday": Sentence(
        "{text}不是{said_weekday}，而是{real_weekday}：请核对日期和年份。",
        "{text} is a {real_weekday}, not a {said_weekday}: check day and year.",
    ),
    "wrong_count": Sentence(
        "写的是共{said}天，按起止日期是{real}天：请核对。",
        "The text says {said} days, the days it names are {real}: check them.",
    ),
    "backwards": Sentence(
        "{text}的结束早于开始：请核对起止日期。",
        "{text} ends before it begins: check both days.",
    ),
    "not_understood": Sentence(
        "看不懂“{text}”：请写成“…放假…”或“…上班”，或删去这一句。",
        "“{text}” was not understood: say which days are off or worked, or take the words out.",
    ),
    "other_year": Sentence(
        "{text}不属于{year}年：一次只导入一年的安排。",
        "{text} does not belong to {year}: bring in one year at a time.",
    ),
    "twice": Sentence(
        "{text}出现了两次：请只留一处。",
        "{text} is listed twice: keep one of them.",
    ),
    "already_worked": Sentence(
        "{text}是{real_weekday}，本来就上班：补班日只能是周六或周日，请核对。",
        "{text} is a {real_weekday} and worked anyway: a weekend day is worked in lieu.",
    ),
    "festival_missing": Sentence(
        "{text}按规定放假，清单里却是上班：请补全{year}年的安排后再导入。",
        "{text} is off by law, and the list leaves it worked: complete the list of {year}.",
    ),
    "no_spring_festival": Sentence(
        "{year}年1月20日至2月25日之间没有春节放假：请补全全年安排后再导入。",
        "No Spring Festival between 20 January and 25 February {year}: complete the year's list.",
    ),
    "long_name": Sentence(
        "名称超过{most}个字：请缩短。",
        "The name has more than {most} characters: shorten it.",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class ListedDay:
    """One day of a list: worked or off, and what it is called. `line` counts from 1."""

    date: date
    worked: bool
    name: str
    line: int


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, in which line (0: the list as a whole)."""

    line: int
    code: str
    figures: Mapping[str, Figure] = field(default_factory=dict, hash=False)

    def words(self, language: Language) -> str:
        """What is wrong and how to mend it."""
        return SENTENCES[self.code].fill(self.figures, language)


class UnreadableList(ValueError):
    """A list that is refused whole, with every fault that was found."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))
        super().__init__("; ".join(fault.words("en") for fault in self.faults))


@dataclass(frozen=True)
class YearList:
    """A year's days that differ from Monday to Friday, oldest first."""

    year: int
    days: tuple[ListedDay, ...]


def differs_from_the_week(day: ListedDay) -> bool:
    return day.worked != (day.date.weekday() < 5)


def as_year(days: Sequence[ListedDay], *, year: int, faults: list[Fault]) -> YearList:
    """The list of `year`, checked as a whole; raises UnreadableList with these faults and more.

    The end of December before may belong to it, as New Year's holiday sometimes begins there.
    Statutory days (1 January, 1 May, 1 to 3 October, Spring Festival; State Council decree on
    festivals, 2024) must be off, so that half a list cannot pass for a year's.
    """
    if not days and not faults:
        raise UnreadableList([Fault(0, "empty")])
    faults = [*faults, *_faults_of_days(days, year)]
    if not faults:
        faults = list(_festivals_missing(days, year))
    if faults:
        raise UnreadableList(faults)
    kept = sorted((day for day in days if differs_from_the_week(day)), key=lambda day: day.date)
    return YearList(year, tuple(kept))


def _faults_of_days(days: Sequence[ListedDay], year: int) -> Iterable[Fault]:
    seen: set[date] = set()
    for day in days:
        text = day.date.isoformat()
        if day.date in seen:
            yield Fault(day.line, "twice", {"text": text})
        seen.add(day.date)
        if day.date.year != year and (day.date.year, day.date.month) != (year - 1, 12):
            yield Fault(day.line, "other_year", {"text": text, "year": year})
        if day.worked and day.date.weekday() < 5:
            figures: dict[str, Figure] = {"text": text, "real_weekday": day.date.isoweekday()}
            yield Fault(day.line, "already_worked", figures)
        if len(day.name) > LONGEST_NAME:
            yield Fault(day.line, "long_name", {"most": LONGEST_NAME})


def _festivals_missing(days: Sequence[ListedDay], year: int) -> Iterable[Fault]:
    off = {day.date for day in days if not day.worked}
    worked = {day.date for day in days if day.worked}
    for month, number in ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3)):
        festival = date(year, month, number)
        if festival in worked or (festival.weekday() < 5 and festival not in off):
            yield Fault(0, "festival_missing", {"text": festival.isoformat(), "year": year})
    if sum(date(year, 1, 20) <= day <= date(year, 2, 25) for day in off) < 3:
        yield Fault(0, "no_spring_festival", {"year": year})
