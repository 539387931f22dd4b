"""Holds a table's rows against the plan: what is new, what changes, what is wrong."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from itertools import islice
from typing import Any

from core.packed import Packed
from recommendations.breakdown import (
    FIELDS,
    Breakdown,
    as_json,
    differing,
    from_json,
    merge,
    with_values,
)
from recommendations.imports.cells import folded_name, names, plain, units, words
from recommendations.imports.days import Day
from recommendations.imports.faults import Fault
from recommendations.imports.known import Known, KnownInitiative, KnownMeasure, Went
from recommendations.imports.rows import ReadRow, ReadTable
from recommendations.ledger_columns import BETWEEN

_PLAIN = frozenset(FIELDS) - {"measure", "lead", "starts_on", "due_on", "due_words"}


# Rows that are held at a time; each time that so many are done is told, and what their initiatives
# are is asked for together.
_MANY = _TOLD_EACH = 5_000


@dataclass(frozen=True, slots=True)
class WantedRow:
    """What a row asks for. `initiative` is None for a new one, whose `code` is 0; `version` is the
    one to compare."""

    number: int
    initiative: int | None
    code: int
    version: int
    to: Breakdown


class WantedRows:
    """Wanted rows in little memory, and as an import keeps them."""

    def __init__(self, kept: Packed | None = None) -> None:
        self.kept = Packed() if kept is None else kept

    def append(self, row: WantedRow) -> None:
        """One more."""
        told = row.number, row.initiative, row.code, row.version, as_json(row.to)
        self.kept.append(told)

    def __len__(self) -> int:
        return len(self.kept)

    def __iter__(self) -> Iterator[WantedRow]:
        for number, initiative, code, version, value in self.kept:
            yield WantedRow(number, initiative, code, version, from_json(value))


@dataclass
class Checked:
    """A whole table against the plan. `missing` are codes that no row names: they stay as is."""

    new: WantedRows = field(default_factory=WantedRows)
    changed: WantedRows = field(default_factory=WantedRows)
    same: int = 0
    missing: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    left_out: list[tuple[int, str]] = field(default_factory=list)


class _Wrong(ValueError):
    """A row that cannot be taken."""

    def __init__(self, name: str | None, code: str, **figures: str | int) -> None:
        super().__init__(code)
        self.name, self.code, self.figures = name, code, figures


def check_table(
    table: ReadTable, known: Known, labels: Mapping[str, str],
    step: Callable[[int], None] = lambda _done: None,
) -> Checked:  # fmt: skip
    """Every row of the table. `labels` names fields in faults; `step` hears how many are done."""
    check = _Check(table, known, labels)
    done = 0
    while some := list(islice(table.rows, _MANY)):
        pairs = check.matched(some)
        for start in range(0, len(pairs), _TOLD_EACH):
            step(done + start)
            check.hold(pairs[start : start + _TOLD_EACH])
        done += len(some)
    result = check.result
    result.missing = sorted(one.code for one in known.initiatives if one.pk not in check.met)
    result.faults.sort(key=lambda fault: (fault.row, -1 if fault.column is None else fault.column))
    return result


Pair = tuple[ReadRow, KnownInitiative | None]
# A title is asked for twice, and measures come again and again.
_folded = lru_cache(maxsize=2_000)(folded_name)


class _Check:
    """A table on its way, some rows at a time. `met` keeps what its rows have named so far."""

    def __init__(self, table: ReadTable, known: Known, labels: Mapping[str, str]) -> None:
        self.known, self.labels = known, labels
        self.result = Checked(faults=table.faults, left_out=table.left_out)
        self.met: dict[int | bytes, int] = {}

    def _wrong(self, row: ReadRow, wrong: _Wrong) -> None:
        column = row.columns.get(wrong.name) if wrong.name else None
        self.result.faults.append(Fault(row.number, column, wrong.code, wrong.figures))

    def matched(self, rows: Sequence[ReadRow]) -> list[Pair]:
        """The rows whose cells can be taken, each with the initiative that it means."""
        bad = {fault.row for fault in self.result.faults}
        pairs = []
        for row in rows:
            try:
                there = _match(row, self.known)
                _once(row, there, self.met)
            except _Wrong as wrong:
                self._wrong(row, wrong)
                continue
            if row.number not in bad:
                pairs.append((row, there))
        return pairs

    def hold(self, pairs: Sequence[Pair]) -> None:
        """Rows against what their initiatives are."""
        known, result = self.known, self.result
        values = known.values([there.pk for _row, there in pairs if there is not None])
        was = known.was(_stale(pairs))
        for row, there in pairs:
            try:
                now = None if there is None else _value(there, values)
                wanted = _wanted(row, there, now, was, known, self.labels)
            except _Wrong as wrong:
                self._wrong(row, wrong)
                continue
            if now is None:
                result.new.append(wanted)
            elif differing(now, wanted.to):
                result.changed.append(wanted)
            else:
                result.same += 1


def _value(there: KnownInitiative, values: Mapping[int, Breakdown]) -> Breakdown:
    if there.pk not in values:
        # It went while the table was gone through.
        raise _Wrong("code", "no_such_code", number=there.code)
    return values[there.pk]


def _stale(pairs: Iterable[Pair]) -> set[Went]:
    """The rows that were exported before somebody changed them."""
    return {
        (there.pk, seen)
        for row, there in pairs
        if there is not None
        and (seen := row.values.get("row_version"))
        and row.values.get("row_key")
        and seen != there.version
    }


def _match(row: ReadRow, known: Known) -> KnownInitiative | None:
    """The initiative that a row means: by its hidden key, its number, its title; None is new."""
    if key := row.values.get("row_key"):
        if key not in known.by_key:
            raise _Wrong(None, "no_such_key")
        return known.by_key[key]
    code = row.values.get("code")
    if code is not None:
        if code not in known.by_code:
            raise _Wrong("code", "no_such_code", number=code)
        return known.by_code[code]
    if "title" not in row.values:
        return None
    title = _folded(row.values["title"])
    if not title:
        raise _Wrong("title", "no_title")
    found = known.by_title.get(title, ())
    if len(found) > 1:
        raise _Wrong("title", "same_title", text=row.values["title"])
    return found[0] if found else None


def _once(row: ReadRow, there: KnownInitiative | None, met: dict[int | bytes, int]) -> None:
    """No two rows for one initiative, nor two new ones of one title and measure."""
    if there is not None:
        place: int | bytes = there.pk
    else:
        told = row.values.get
        text = f"{_folded(told('title'))}\n{_folded(told('measure'))}\n{told('lead')}"
        # Sixteen bytes say as much as the whole text, in less memory.
        place = blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()
    if place in met:
        raise _Wrong("title", "twice", other=met[place] + 1)
    met[place] = row.number


@lru_cache(maxsize=1_000)
def _beginning(measure: int) -> Breakdown:
    """What a new row of this measure is before its cells are looked at."""
    return Breakdown(title="", measure=measure)


def _wanted(
    row: ReadRow, there: KnownInitiative | None, now: Breakdown | None,
    was: Mapping[Went, Breakdown], known: Known, labels: Mapping[str, str],
) -> WantedRow:  # fmt: skip
    """What a row asks for. `now` is what its initiative is, `was` what stale ones were."""
    if there is None or now is None:
        start = _beginning(_measure(row, known).pk)
        told = _values(row, start, known, clears=True, fresh=True)
        to = Breakdown(**{"title": "", "measure": start.measure, **told})
        _require_possible(to, assigned=False)
        return WantedRow(row.number, None, 0, 1, to)
    seen = row.values.get("row_version")
    base = now
    if seen is not None and seen != there.version:
        base = was.get((there.pk, seen), now)
    mine = with_values(base, _values(row, base, known, clears="row_key" in row.values))
    to = mine if base is now else _merged(base, mine, now, labels)
    changes = differing(now, to)
    if changes and there.ended:
        raise _Wrong(None, "ended")
    if changes:
        _require_possible(to, assigned=there.assigned)
    return WantedRow(row.number, there.pk, there.code, there.version, to)


def _merged(
    base: Breakdown, mine: Breakdown, now: Breakdown, labels: Mapping[str, str]
) -> Breakdown:
    """Mine on what is there now; a field that both changed is for a person to settle."""
    merged = merge(base, mine, now)
    for name in merged.clashes:
        theirs = getattr(now, name)
        raise _Wrong(
            name, "changed_meanwhile", field=labels.get(name, name),
            theirs="、".join(map(str, theirs)) if isinstance(theirs, tuple) else str(theirs or ""),
        )  # fmt: skip
    return merged.value


def _values(
    row: ReadRow, base: Breakdown, known: Known, *, clears: bool, fresh: bool = False
) -> dict[str, Any]:
    """The breakdown's fields that this row sets. An empty cell sets one only where it `clears`.

    `fresh`: the base has been made of this row's measure already, and is nothing beside.
    """
    told = {
        name: value
        for name, value in row.values.items()
        if name in _PLAIN and (clears or name not in row.blank)
    }
    for name, value in () if fresh else told.items():
        # What a sheet would have been given for the value that is there is no change of it.
        have = getattr(base, name)
        if have != value and _as_read(name, have, known) == value:
            told[name] = have
    for name, standard in (("weight", base.weight), ("told_by", base.told_by)):
        if name in told and not told[name]:
            told[name] = standard
    # Of an initiative that went out of here only the plan says where it belongs.
    named = "measure" in row.values and "measure" not in row.blank
    if named and not fresh and not row.values.get("row_key"):
        told["measure"] = _measure(row, known).pk
    _set_units(row, base, known, told, clears=clears)
    _set_days(row, base, told, clears=clears)
    return told


def _as_read(name: str, value: Any, known: Known) -> Any:
    """What is read from the cell in which this value goes out."""
    if name == "leaders":
        return names(BETWEEN.join(value))
    if name in {"joint", "supporting"}:
        return units(BETWEEN.join(known.unit_names[key] for key in value), known.units)[0]
    return words(value) if isinstance(value, str) else value


def _set_units(
    row: ReadRow, base: Breakdown, known: Known, told: dict[str, Any], *, clears: bool
) -> None:
    """Of several units in the lead's column the first leads; the others support it."""
    if "lead" not in row.values or ("lead" in row.blank and not clears):
        return
    own = (base.lead,) if base.lead is not None else ()
    if row.values["lead"] == (_as_read("joint", own, known) if own else ()):
        return
    lead, *others = row.values["lead"] or (None,)
    told["lead"] = lead
    if others:
        if "supporting" in row.values and "supporting" not in row.blank:
            raise _Wrong("lead", "several_units", text=str(len(others) + 1))
        told["supporting"] = tuple(others)


def _set_days(row: ReadRow, base: Breakdown, told: dict[str, Any], *, clears: bool) -> None:
    for name in ("period", "starts_on", "due_on"):
        if name not in row.values or (name in row.blank and not clears):
            continue
        value = row.values[name]
        if name == "starts_on" or (name == "period" and value.starts.on):
            told["starts_on"] = (value if name == "starts_on" else value.starts).on
        if name != "starts_on":
            _set_due(value if name == "due_on" else value.due, base, told)


def _set_due(day: Day, base: Breakdown, told: dict[str, Any]) -> None:
    if day.on == base.due_on and not day.words:
        return
    told["due_on"], told["due_words"] = day.on, day.words
    if day.ongoing:
        told["ongoing"] = True


def _measure(row: ReadRow, known: Known) -> KnownMeasure:
    """By the measure's number or words, else the only one of the area, else by the title."""
    text = row.values.get("measure") or ""
    if text not in known.met:
        known.met[text] = _by_number_or_words(text, known)
    found = known.met[text]
    found = (
        found
        or (None if text else known.alone_in_area.get(row.values.get("area") or ""))
        or (None if text else known.by_wording.get(folded_name(row.values.get("title"))))
        or (known.measures[0] if len(known.measures) == 1 else None)
    )
    if found is None:
        last = max(known.by_position, default=0)
        raise _Wrong("measure" if "measure" in row.columns else "title", "no_measure", last=last)
    return found


def _by_number_or_words(text: str, known: Known) -> KnownMeasure | None:
    number = plain(text)
    if number.isascii() and number.isdigit() and len(number) < 6:
        return known.by_position.get(int(number))
    return _by_words(folded_name(text), known)


def _by_words(text: str, known: Known) -> KnownMeasure | None:
    """The measure of this wording, or the only one whose wording holds it or is held by it."""
    if not text:
        return None
    if text in known.by_wording:
        return known.by_wording[text]
    near = {
        one.pk: one
        for words, one in known.by_wording.items()
        if len(words) >= 6 and len(text) >= 6 and (words in text or text in words)
    }
    return next(iter(near.values())) if len(near) == 1 else None


def _require_possible(to: Breakdown, *, assigned: bool) -> None:
    if not to.title.strip():
        raise _Wrong("title", "no_title")
    units = [one for one in (to.lead, *to.joint, *to.supporting) if one is not None]
    if len(set(units)) != len(units):
        raise _Wrong("supporting", "unit_twice")
    if to.starts_on and to.due_on and to.starts_on > to.due_on:
        raise _Wrong("due_on", "due_before_start")
    if not 0 < to.weight < 10**9:
        raise _Wrong("weight", "weight_positive")
    if assigned and to.lead is None:
        raise _Wrong("lead", "lead_needed")
    if assigned and to.due_on is None and not to.ongoing:
        raise _Wrong("due_on", "due_needed")
