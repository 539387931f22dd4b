"""How the head and the title of a report go in English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from core.periods import Period, PeriodKind
from reports.outputs.narrative.frame import SPECIAL, Frame, Spell
from reports.outputs.tongue import EN, Tongue, date_en, period_en
from reports.outputs.words import title_mark

_NAMES: dict[str, str] = {
    PeriodKind.MONTH: "Monthly",
    PeriodKind.QUARTER: "Quarterly",
    PeriodKind.HALF: "Half-yearly",
    PeriodKind.YEAR: "Annual",
    SPECIAL: "Special",
}
_BEFORE: dict[str, str] = {
    PeriodKind.MONTH: "the previous month",
    PeriodKind.QUARTER: "the previous quarter",
    PeriodKind.YEAR: "the previous year",
}


@dataclass(frozen=True)
class EnglishFrame(Frame):
    """The frame of the reference translation.

    `keys` are those of the official paragraphs: a list is told in one paragraph or in several as
    the official one is, so that each English passage stands for one Chinese.
    """

    keys: frozenset[str] = frozenset()
    say: ClassVar[Tongue] = EN

    @property
    def measure(self) -> str:
        """What plans call their levels has no English of its own."""
        return "measure"

    @property
    def area(self) -> str:
        """What plans call their levels has no English of its own."""
        return "area"

    @property
    def masthead(self) -> str:
        """Monthly Report on Policy Implementation."""
        if self.circular:
            return "Circular on Policy Implementation"
        return f"{_NAMES[self.kind]} Report on Policy Implementation"

    @property
    def when(self) -> str:
        """October 2026, or the days of a special report."""
        if isinstance(self.period, Spell):
            return f"{date_en(self.period.starts_on)} to {date_en(self.period.ends_on)}"
        return period_en(self.period)

    @property
    def title_lines(self) -> tuple[str, ...]:
        """The plan's own title stands as it is."""
        return self.titled(f"on the Implementation of {self.plan_title}")

    @property
    def plan_title(self) -> str:
        """《…》."""
        return title_mark(self.contents["plan"]["title"])

    def titled(self, of: str) -> tuple[str, ...]:
        """The lines of the title on `of`, with the period or the special report's subject."""
        form = "Circular" if self.circular else "Report"
        if isinstance(self.period, Spell):
            return (f"Special {form} {of}", f"{self.period.subject} ({self.when})")
        when = self.when
        return (f"{form} {of}", when[0].upper() + when[1:])

    def task(self, line: Mapping[str, object]) -> str:
        """An initiative by its measure; where a measure has several, by its own number too."""
        position, title = line["position"], line["title"]
        cell = self.cells.get(int(str(position)))
        if cell is None:
            return f"initiative {line['code']} ({title})"
        own = f", initiative {line['code']}" if len(cell["codes"]) > 1 else ""
        return f"Measure {position}{own} ({title})"

    def before(self, key: str) -> str:
        """How sentences call the period of the report before."""
        try:
            earlier = Period.parse(key)
        except ValueError:
            return self._issue_of(key)
        if isinstance(self.period, Period) and earlier == self.period.previous():
            return _BEFORE.get(self.period.kind, period_en(earlier))
        return f"the previous issue ({period_en(earlier)})"

    def _issue_of(self, key: str) -> str:
        try:
            return f"the previous issue (as of {date_en(date.fromisoformat(key))})"
        except ValueError:
            return "the previous issue"
