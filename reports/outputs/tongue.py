"""The language in which a report is told: its labels, lights, days and lists.

The official text is Chinese, and its labels stand in the code as they are printed; `phrases` has
what each is called in the reference translation. No catalogue of the pages has a part in it: a
report's words must not change because a page's did.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from core.periods import MONTH_NAMES, Period, PeriodKind
from core.sentences import Language
from core.zh import date_zh, numeral_zh
from progress.reasons import LIGHT_WORDS
from reports.outputs.phrases import ENGLISH
from reports.outputs.words import clean, phrase

if TYPE_CHECKING:
    from reports.contents.shape import ReasonLine

NOTHING = "—"
_LISTED: dict[Language, str] = {"zh": "、", "en": ", "}
_CLAUSES: dict[Language, str] = {"zh": "；", "en": "; "}
_GREY: dict[Language, str] = {"zh": "无数据", "en": "No data"}
_LIGHTS: dict[Language, dict[str, str]] = {
    code: {light.value: words[code] for light, words in LIGHT_WORDS.items()} | {"grey": grey}
    for code, grey in _GREY.items()
}
# Room for 100.0 in a column whose head is short.
_FIGURES = 38
_NUMBER = ("first", "second", "third", "fourth")


def date_en(d: date) -> str:
    """9 November 2026."""
    return f"{d.day} {MONTH_NAMES[d.month - 1]} {d.year}"


def period_en(period: Period) -> str:
    """October 2026, the third quarter of 2026, the first half of 2026, the year 2026."""
    if period.kind == PeriodKind.MONTH:
        return period.label_en
    if period.kind == PeriodKind.YEAR:
        return f"the year {period.year}"
    span = "quarter" if period.kind == PeriodKind.QUARTER else "half"
    return f"the {_NUMBER[period.number - 1]} {span} of {period.year}"


@dataclass(frozen=True)
class Tongue:
    """One of the two languages. Called with a label as the Chinese report prints it."""

    code: Language

    def __call__(self, label: str, **figures: object) -> str:
        """The label with its figures; raises KeyError for what English has no words for."""
        return (label if self.code == "zh" else ENGLISH[label]).format(**figures)

    @property
    def english(self) -> bool:
        """Whether it is the reference translation's."""
        return self.code == "en"

    def light(self, light: str) -> str:
        """滞后 or Behind; 无数据 or No data for an indicator that cannot be judged."""
        return _LIGHTS[self.code][light]

    def day(self, iso: str | None) -> str:
        """2026年10月31日 or 31 October 2026, — where there is none."""
        if not iso:
            return NOTHING
        found = date.fromisoformat(iso)
        return date_en(found) if self.english else date_zh(found)

    def heading(self, number: int, title: str) -> str:
        """（一）发展核心技术, or (1) and the title as it is."""
        return f"({number}) {title}" if self.english else f"（{numeral_zh(number)}）{title}"

    def part(self, number: int, title: str) -> str:
        """一、总体进展, or I. Overall progress."""
        return f"{roman(number)}. {title}" if self.english else f"{numeral_zh(number)}、{title}"

    def named(self, position: int, title: str) -> str:
        """第4项国际机构双向合作, or Measure 4 (国际机构双向合作)."""
        return f"Measure {position} ({title})" if self.english else f"第{position}项{title}"

    def listed(self, names: Iterable[str]) -> str:
        """Names, each once."""
        return _LISTED[self.code].join(dict.fromkeys(names))

    def clauses(self, parts: Iterable[str]) -> str:
        """Phrases, each once."""
        return _CLAUSES[self.code].join(dict.fromkeys(parts))

    def reason(self, line: ReasonLine) -> str:
        """The reason of a light, as a phrase that a sentence can take in."""
        return " ".join(clean(line["en"]).split()) if self.english else phrase(line["zh"])

    def with_unit(self, name: str, unit: str) -> str:
        """An indicator and what it is counted in."""
        if not unit:
            return name
        return f"{name} ({unit})" if self.english else f"{name}（{unit}）"

    def width(self, text: str) -> int:
        """Room for a table's head, in tenths of a character, with the cell's margins.

        Chinese stands on one line; English breaks between words.
        """
        if self.english:
            return max(6 * max(map(len, text.split() or [""])) + 8, _FIGURES)
        return 10 * len(text) + 6


_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def roman(number: int) -> str:
    """I, IV, XII: how English numbers the parts of a report."""
    told = ""
    for value, letters in _ROMAN:
        told += letters * (number // value)
        number %= value
    return told


ZH, EN = Tongue("zh"), Tongue("en")
