"""The ledger as one person asks for it: address in, rows out. The page, the sheet and the bulk
actions all begin here, so that they speak of the same rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import QueryDict

from core.refusals import require
from desks.filters import FIELDS, LABELS, LAZY, TYPED, LedgerFilter, labelled
from desks.ledger.columns import FIRST, SHOWN, Sort, chosen, order_of, sorts
from desks.ledger.rows import Row, ledger_rows, page_rows, unfiltered_rows
from desks.moments import Moment
from progress.components import reader_language
from recommendations.ledger_columns import BY_KEY, Kind

PER_PAGE = (20, 50, 100, 200)
USUAL = 50
_FIGURES = {Kind.WHOLE, Kind.YEAR, Kind.NUMBER, Kind.PERCENT, Kind.POINTS}


class Chip(NamedTuple):
    """A set filter: its words, and the address without it."""

    name: str
    label: str
    value: str
    words: str
    without: str


class Head(NamedTuple):
    """A column's head: its words, the address that sorts by it, and how it sorts now."""

    key: str
    label: str
    sort: str
    also: str
    direction: str
    figures: bool


def _address(query: QueryDict) -> str:
    return f"?{query.urlencode()}"


def _with(query: QueryDict, **changes: Sequence[str]) -> str:
    """The address with some names set to other values; the page number goes."""
    made = query.copy()
    made.pop("page", None)
    for name, values in changes.items():
        made.setlist(name, list(values))
        if not values:
            del made[name]
    return _address(made)


@dataclass
class Listing:
    """A plan's ledger by an address. `plan` comes from `ledger_plan`; `today` is the day shown."""

    plan: Any
    query: QueryDict
    today: date
    moment: Moment | None = None

    def form(self) -> LedgerFilter:
        """What reads the address's filters."""
        return LedgerFilter(self.query, plan=self.plan, today=self.today)

    @cached_property
    def filter(self) -> LedgerFilter:
        """The address's filters; refused with one sentence where they make no sense."""
        form = self.form()
        for errors in form.errors.values():
            require(not errors, errors[0])
        return form

    @cached_property
    def every(self) -> Any:
        """All rows of the plan."""
        return ledger_rows(self.plan)

    @cached_property
    def rows(self) -> QuerySet[Any]:
        """The rows that fit."""
        return self.filter.found(self.every) if self.narrowed else self.every

    @cached_property
    def narrowed(self) -> bool:
        """Whether a filter is set. Where the address names none, none need be read."""
        return any(name in self.query for name in FIELDS) and any(
            self.filter.cleaned_data[name] not in (None, "", []) for name in FIELDS
        )

    @cached_property
    def count(self) -> int:
        """How many fit."""
        return self.rows.count() if self.narrowed else self.total

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The columns after number and title: the address's, else the person's own."""
        asked = self.query.get("columns", "")
        keys = chosen(asked.split(",") if asked else self.plan.own_columns)
        # Here and nowhere else: the page, its copies on paper and every file take these columns.
        return keys if self.plan.sees_matters else tuple(key for key in keys if key != "matters")

    @cached_property
    def all_keys(self) -> tuple[str, ...]:
        """The columns, number and title among them."""
        return (*FIRST, *self.keys)

    @cached_property
    def sorts(self) -> tuple[Sort, ...]:
        """The order that is asked for; document order, which is by number, where none is."""
        return sorts(self.query.getlist("sort")) or sorts(["code"])

    def order(self) -> list[Any]:
        """The expressions of the order, new ones each time."""
        return order_of(self.sorts)

    @property
    def grouped(self) -> bool:
        """In document order areas head their rows."""
        return self.sorts[0].word == "code"

    @cached_property
    def per_page(self) -> int:
        """Rows on a page."""
        asked = self.query.get("rows", "")
        return int(asked) if asked in map(str, PER_PAGE) else USUAL

    @cached_property
    def page(self) -> Any:
        """The page that is asked for, or one that is there."""
        # Rows that are counted already need no queryset to be paged.
        pages = Paginator(range(self.count), self.per_page)
        return pages.get_page(self.query.get("page", "1"))

    def page_rows(self) -> list[Row]:
        """The rows of the page."""
        if not self.count:
            return []
        start = self.page.start_index() - 1
        end = start + self.per_page
        if not self.narrowed:
            return unfiltered_rows(self.plan, self.sorts, self.all_keys, start=start, end=end)
        return page_rows(self.rows, self.every, self.order, self.all_keys, start=start, end=end)

    def pks(self) -> list[int]:
        """The keys of all rows that fit, in order."""
        return list(self.rows.order_by(*self.order()).values_list("pk", flat=True))

    def chips(self) -> list[Chip]:
        """What is set, one by one."""
        found = []
        for name in FIELDS:
            values = self.query.getlist(name)
            for value in values:
                if value.strip():
                    label = str(LABELS[name])
                    left = [one for one in values if one != value]
                    words = self.filter.words_of(name, value)
                    found.append(Chip(name, label, value, words, _with(self.query, **{name: left})))
        return found

    def heads(self) -> list[Head]:
        """The heads of the columns after the title's, which comes first for both of its keys."""
        return [self._head(key) for key in ("code", *self.keys)]

    def _head(self, key: str) -> Head:
        column = BY_KEY[key]
        label = column.head("zh" if reader_language() == "zh" else "en")
        # A share stands beside its bar, which begins on the left.
        figures = column.kind in _FIGURES and key != "percent"
        if SHOWN[key].order is None:
            return Head(key, label, "", "", "", figures)
        lead = self.sorts[0]
        rising = lead.word == key
        sort = _with(self.query, sort=[f"-{key}" if rising else key])
        also = ""
        if "code" not in (lead.key, key) and lead.key != key:
            # A second key; numbers never tie, so nothing can come after them.
            falls = any(one.word == key for one in self.sorts[1:])
            also = _with(self.query, sort=[lead.word, f"-{key}" if falls else key])
        return Head(key, label, sort, also, _direction(lead) if lead.key == key else "", figures)

    @cached_property
    def columns_shown(self) -> tuple[int, int]:
        """How many columns are shown, of how many there are."""
        return len(self.all_keys), len(SHOWN)

    @cached_property
    def address(self) -> str:
        """This listing's address, without the page number."""
        return _with(self.query)

    @cached_property
    def page_query(self) -> str:
        """What stands before the page number in an address."""
        left = _with(self.query).removeprefix("?")
        return f"{left}&" if left else ""

    @property
    def layout(self) -> list[tuple[str, list[str]]]:
        """What of the address is no filter, for the form that asks for other filters."""
        return [(name, self.query.getlist(name)) for name in ("sort", "rows", "columns", "as_of")]

    @property
    def without_day(self) -> list[tuple[str, list[str]]]:
        """The address without the day that it asks for."""
        return [pair for pair in self.query.lists() if pair[0] not in {"as_of", "page"}]

    @property
    def of_today(self) -> str:
        """This listing's address, of today."""
        return _with(self.query, as_of=[]) if "as_of" in self.query else self.address

    @property
    def without_rows(self) -> list[tuple[str, list[str]]]:
        """The address without the number of rows on a page."""
        return [pair for pair in self.query.lists() if pair[0] not in {"rows", "page"}]

    @property
    def total(self) -> int:
        """How many rows the plan has."""
        return int(self.plan.total)

    def labelled(self, name: str) -> list[tuple[str, str]]:
        """Value and words of each option of a list that is opened."""
        return list(labelled(self.plan, name))

    def typed(self) -> dict[str, tuple[Any, str]]:
        """The filters that are typed: label, and what the address says."""
        return {name: (LABELS[name], self.query.get(name) or "") for name in TYPED}

    def lazy(self) -> list[tuple[str, Any, dict[str, Any]]]:
        """The filters whose options are asked for when opened: name, label, what is set now."""
        found = []
        for name in LAZY:
            chosen = [value for value in self.query.getlist(name) if value]
            pairs = [(value, self.filter.words_of(name, value)) for value in chosen]
            found.append((name, LABELS[name], {"chosen": chosen, "pairs": pairs}))
        return found

    @cached_property
    def kept(self) -> str:
        """What a saved view keeps of the address: filters, order, columns, rows on a page."""
        made = self.query.copy()
        for name in ("page", "view", "all"):
            made.pop(name, None)
        for name in list(made):
            if name not in {*FIELDS, "sort", "rows", "columns"}:
                made.pop(name)
        made["columns"] = ",".join(self.keys)
        return made.urlencode()


def _direction(sort: Sort) -> str:
    return "descending" if sort.falling else "ascending"
