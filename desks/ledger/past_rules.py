"""How rows that are values are filtered and sorted: as the database does it with the present."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict

from accounts.models import Unit
from desks.filters import LedgerFilter
from desks.ledger.columns import FILINGS, Sort
from desks.ledger.rows import Row
from recommendations.choices import OPEN_STATES, Cadence, InitiativeState, ToldBy
from recommendations.models import Plan
from recommendations.queries import Outline


class _Then(forms.MultipleChoiceField):
    """Records of a past day by their keys, which may be no more."""

    def __init__(self, label: Any, rows: Iterable[Any]) -> None:
        self.rows = {str(row.pk): row for row in rows}
        super().__init__(label=label, choices=[(key, key) for key in self.rows], required=False)

    def clean(self, value: Any) -> Any:
        return [self.rows[key] for key in super().clean(value)]


class PastFilter(LedgerFilter):
    """The ledger's filters, by the areas and measures of that day and any unit."""

    def __init__(self, data: QueryDict, *, plan: Plan, today: date, outline: Outline) -> None:
        super().__init__(data, plan=plan, today=today)
        for name in {"area", "measure"} & data.keys():
            offered: Iterable[Any] = outline.areas if name == "area" else outline.measures
            self.fields[name] = _Then(self.fields[name].label, offered)
        for name in ("lead", "unit"):
            self.fields[name].queryset = Unit.objects.in_official_order()  # type: ignore[attr-defined]


def _keys(rows: Any) -> set[Any]:
    return {row.pk for row in rows}


def _units(row: Row) -> set[int]:
    """Lead, joint and supporting units."""
    found = {unit.pk for some in row["parts"].values() for unit in some}
    return found | ({row["lead_unit"].pk} if row["lead_unit"] else set())


def _words(row: Row, asked: str) -> bool:
    wanted = asked.lower()
    if wanted in row["title"].lower() or wanted in row["wording"].lower():
        return True
    return wanted.isascii() and wanted.isdigit() and int(wanted) == row["code"]


def _due(row: Row, name: str, form: LedgerFilter) -> bool:
    start, end = form.due_between(name)
    due = row["due_on"]
    if due is None or (end is not None and due > end) or (start is not None and due < start):
        return False
    return name != "overdue" or row["state"] in OPEN_STATES


_LACKS: Mapping[str, Callable[[Row], bool]] = {
    "unit": lambda row: row["lead_unit"] is None,
    "date": lambda row: row["due_on"] is None and not row["ongoing"],
    "goal": lambda row: not row["annual_goal"],
    "leader": lambda row: not row["leaders"],
    "milestone": lambda row: not row["has_steps"],
}
_BY: Mapping[str, Callable[[Row, Any, LedgerFilter], bool]] = {
    "words": lambda row, value, _form: _words(row, value),
    "light": lambda row, value, _form: row["light"] in value,
    "area": lambda row, value, _form: row["area_pk"] in _keys(value),
    "measure": lambda row, value, _form: row["measure_pk"] in _keys(value),
    "lead": lambda row, value, _form: (
        row["lead_unit"] is not None and row["lead_unit"].pk in _keys(value)
    ),
    "unit": lambda row, value, _form: bool(_units(row) & _keys(value)),
    "leader": lambda row, value, _form: bool(set(row["leaders"]) & set(value)),
    "state": lambda row, value, _form: row["state"] in value,
    "filing": lambda row, value, _form: (row["filing"] or "none") == value,
    "due": _due,
    "due_from": lambda row, value, _form: row["due_on"] is not None and row["due_on"] >= value,
    "due_to": lambda row, value, _form: row["due_on"] is not None and row["due_on"] <= value,
    "behind": lambda row, value, _form: row["gap"] is not None and row["gap"] <= -value,
    "ongoing": lambda row, value, _form: row["ongoing"] == (value == "yes"),
    "lacks": lambda row, value, _form: any(_LACKS[one](row) for one in value),
}


def fits(row: Row, asked: Mapping[str, Any], form: LedgerFilter) -> bool:
    """Whether a row has everything that is asked for."""
    return all(_BY[name](row, value, form) for name, value in asked.items())


def _place(values: Sequence[str], value: str | None) -> int | None:
    return list(values).index(value) if value is not None and value in values else None


def _first(units: Sequence[Unit]) -> int | None:
    return units[0].position if units else None


_ORDERS: Mapping[str, Callable[[Row], tuple[Any, ...]]] = {
    "area": lambda row: (row["area_position"],),
    "measure": lambda row: (row["measure_position"],),
    "leaders": lambda row: (row["leaders"][0] if row["leaders"] else None,),
    "lead": lambda row: (
        (row["lead_unit"].position, row["lead_unit"].pk) if row["lead_unit"] else (None, None)
    ),
    "joint": lambda row: (_first(row["parts"]["joint"]),),
    "supporting": lambda row: (_first(row["parts"]["supporting"]),),
    "contact": lambda row: (row["contact_name"],),
    "first_due_on": lambda row: (row["first_due"],),
    "told_by": lambda row: (_place(ToldBy.values, row["told_by"]),),
    "cadence": lambda row: (_place(Cadence.values, row["cadence"]),),
    "milestone_on": lambda row: (row["next_step"][0] if row["next_step"] else None,),
    "light": lambda row: (row["need"], row["gap"]),
    "filing": lambda row: (_place(FILINGS, row["filing"]),),
    "state": lambda row: (_place(InitiativeState.values, row["state"]),),
}


def _key_of(key: str) -> Callable[[Row], tuple[Any, ...]]:
    return _ORDERS.get(key) or (lambda row: (row[key],))


def in_order(rows: Sequence[Row], sorts: Sequence[Sort]) -> list[Row]:
    """The rows in an order. Empty cells come last either way; ties stand by number."""
    found = sorted(rows, key=lambda row: (row["code"], row["pk"]))
    for one in reversed(sorts):
        key_of = _key_of(one.key)
        for place in reversed(range(len(key_of(found[0])) if found else 0)):
            found = _sorted(found, [key_of(row)[place] for row in found], falling=one.falling)
    return found


def _sorted(rows: list[Row], values: list[Any], *, falling: bool) -> list[Row]:
    """Sorted by one value each; stable, what has none last."""
    pairs = list(zip(values, rows, strict=True))
    some = [pair for pair in pairs if pair[0] is not None]
    some.sort(key=lambda pair: pair[0], reverse=falling)
    return [row for _value, row in some] + [row for value, row in pairs if value is None]
