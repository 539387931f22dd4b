"""A code and its figures put into words, in Chinese and in English.

A figure's name says how it is written: ``…_on`` is a date, ``…days`` working days, ``…percent`` a
percentage, ``…ratio`` a share of one, ``…points`` percentage points, ``…period`` a period's key,
``…weekday`` a day of the week, 1 for Monday to 7 for Sunday.
Any other figure stands as it is.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from typing import Literal, NamedTuple

from core.exact import show
from core.periods import MONTH_NAMES, Period
from core.zh import date_zh, half_up

Language = Literal["zh", "en"]
Figure = str | int


class Sentence(NamedTuple):
    """The two wordings of one code, with figures in braces."""

    zh: str
    en: str

    def fill(self, figures: Mapping[str, Figure], language: Language) -> str:
        """The wording with its figures; raises KeyError for a missing figure.

        Raises ValueError for a language that is not offered.
        """
        if language not in ("zh", "en"):
            raise ValueError(f"There are words in zh and en, not in {language}.")
        template = self.zh if language == "zh" else self.en
        written = {name: _written(name, figure, language) for name, figure in figures.items()}
        return template.format_map(written)


def _written(name: str, figure: Figure, language: Language) -> str:
    for ending, write in _WRITERS.items():
        if name.endswith(ending):
            return write(str(figure), language)
    return str(figure)


def _date(figure: str, language: Language) -> str:
    d = date.fromisoformat(figure)
    return date_zh(d) if language == "zh" else f"{d.day} {MONTH_NAMES[d.month - 1]} {d.year}"


def _days(figure: str, language: Language) -> str:
    days = int(figure)
    if days == 0:
        # Only days of rest have passed, or are left.
        return "不足1个工作日" if language == "zh" else "less than one working day"
    if language == "zh":
        return f"{days}个工作日"
    return f"{days} working day{'' if days == 1 else 's'}"


def _percent(figure: str, _language: Language) -> str:
    return f"{show(half_up(Decimal(figure), 1))}%"


def _ratio(figure: str, _language: Language) -> str:
    # Rounded down, so that what missed a threshold never reads as having reached it.
    tenths = (Decimal(figure) * 100).quantize(Decimal("0.1"), rounding=ROUND_FLOOR)
    return f"{show(tenths)}%"


def _points(figure: str, language: Language) -> str:
    points = show(half_up(Decimal(figure), 1))
    if language == "zh":
        return f"{points}个百分点"
    return f"{points} percentage point{'' if points == '1' else 's'}"


def _period(figure: str, language: Language) -> str:
    try:
        period = Period.parse(figure)
    except ValueError:
        return figure
    return period.label_zh if language == "zh" else period.label_en


def _weekday(figure: str, language: Language) -> str:
    number = int(figure) - 1
    return f"周{'一二三四五六日'[number]}" if language == "zh" else _WEEKDAYS[number]


_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WRITERS: Mapping[str, Callable[[str, Language], str]] = {
    "_on": _date,
    "weekday": _weekday,
    "days": _days,
    "percent": _percent,
    "ratio": _ratio,
    "points": _points,
    "period": _period,
}
