"""What a list would change, and every fault in it; nothing is written."""

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.choices import UnitCategory
from accounts.imports.read import UnitRow
from accounts.models import Unit, UnitAlias

# How lists of government bodies head their groups, beside our own words.
_CATEGORY_WORDS = {
    "办公厅": "office", "办公室": "office", "政府组成部门": "constituent", "特设机构": "special",
    "政府直属机构": "direct", "部门管理的机构": "managed", "区政府": "district", "区县": "district",
    "县": "district", "党委机构": "party", "党群部门": "party",
}  # fmt: skip
_LONGEST = {"name": 120, "short_name": 40, "pinyin": 200}
_LARGEST_PLACE = 100_000


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, where, and how to mend it. `column` names a field of the row."""

    number: int
    column: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Change:
    """What one line means: a new unit (`unit` None), or fields that differ."""

    row: UnitRow
    unit: Unit | None
    before: dict[str, Any]
    after: dict[str, Any]
    aliases: list[str]
    place: int | None


@dataclass(slots=True)
class Checked:
    """The whole list: what is new, what differs, what stays, what is wrong."""

    new: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    same: list[Change] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    # The official order as it would be: lines for new units, units for the others.
    order: list[Unit | Change] = field(default_factory=list)


def state_of_list() -> str:
    """A mark of the list as it stands: whatever anybody changes of it changes the mark."""
    rows = Unit.objects.order_by("pk").values_list("pk", "version", "position")
    return hashlib.sha256(repr(list(rows)).encode()).hexdigest()[:32]


def _category(text: str) -> str | None:
    """The category that the words name, in either language; None for unknown words."""
    plain = text.strip().casefold()
    known = {value: value for value in UnitCategory.values} | _CATEGORY_WORDS
    for language in ("zh-hans", "en"):
        with override(language):
            known |= {str(one.label).casefold(): one.value for one in UnitCategory}
    return known.get(plain)


class _Names:
    """Who has which name while the list is walked: a line's names count as soon as it is read.

    A holder is a unit's key, or a new line's number below zero.
    """

    def __init__(self) -> None:
        self.units = list(Unit.objects.in_official_order())
        self.by_key = {unit.public_id: unit for unit in self.units}
        self.by_name = {unit.name: unit for unit in self.units}
        self.called = {unit.pk: unit.name for unit in self.units}
        self.aliases: dict[int, set[str]] = {unit.pk: set() for unit in self.units}
        self.holders: dict[str, int] = {}
        for unit in self.units:
            self.holders |= {unit.name: unit.pk, unit.short_name: unit.pk}
        for alias in UnitAlias.objects.order_by("pk"):
            self.aliases[alias.unit_id].add(alias.name)
            self.holders[alias.name] = alias.unit_id

    def taken(self, name: str, holder: int) -> str:
        """Claim a name; what its present holder is called if that is somebody else, else ''."""
        present = self.holders.setdefault(name, holder)
        return "" if present == holder else self.called[present]


class _Walk:
    """One pass over the lines."""

    def __init__(self, rows: Sequence[UnitRow]) -> None:
        self.names, self.checked = _Names(), Checked()
        self.seen: dict[int, int] = {}
        for row in rows:
            self._line(row)
        if not self.checked.faults:
            self.checked.order = self._order()

    def _fault(self, row: UnitRow, column: str, sentence: str) -> None:
        self.checked.faults.append(Fault(row.number, column, sentence))

    def _line(self, row: UnitRow) -> None:
        faults = len(self.checked.faults)
        unit = self._unit(row)
        after, place = self._values(row, unit), self._place(row)
        if len(self.checked.faults) > faults:
            return
        holder = unit.pk if unit else -row.number
        self.names.called[holder] = after["name"]
        if holder in self.seen:
            facts = {"line": self.seen[holder]}
            self._fault(row, "name", _("Line %(line)s names this unit already.") % facts)
            return
        self.seen[holder] = row.number
        aliases = self._claim(row, holder, after)
        if len(self.checked.faults) > faults:
            return
        before = {name: getattr(unit, name) for name in after} if unit else {}
        differs = {name for name in after if unit is None or before[name] != after[name]}
        kept = {name: after[name] for name in after if name in differs}
        moves = unit is not None and place is not None and place != unit.position
        change = Change(row, unit, {one: before[one] for one in kept if unit}, kept, aliases, place)
        if unit is None:
            self.checked.new.append(change)
        elif kept or aliases or moves:
            self.checked.changed.append(change)
        else:
            self.checked.same.append(change)

    def _unit(self, row: UnitRow) -> Unit | None:
        """The unit that the line speaks of: by its key, else by its full name."""
        if row.key and row.key not in self.names.by_key:
            self._fault(row, "key", _("No unit has this key. Leave the cell empty for a new unit."))
        return self.names.by_key.get(row.key) or self.names.by_name.get(row.name)

    def _values(self, row: UnitRow, unit: Unit | None) -> dict[str, str]:
        """The unit's fields after the import. A cell left empty changes nothing."""
        if not row.name:
            self._fault(row, "name", _("Write the unit's full name."))
        for column, longest in _LONGEST.items():
            if len(getattr(row, column)) > longest:
                sentence = _("The text is longer than %(n)s characters. Shorten it.")
                self._fault(row, column, sentence % {"n": longest})
        if any(len(name) > _LONGEST["name"] for name in row.other_names()):
            sentence = _("The text is longer than %(n)s characters. Shorten it.")
            self._fault(row, "aliases", sentence % {"n": _LONGEST["name"]})
        category = _category(row.category) if row.category else None
        if row.category and category is None:
            words = "、".join(str(one.label) for one in UnitCategory)
            sentence = _("“%(text)s” is no category. Write one of %(words)s.")
            self._fault(row, "category", sentence % {"text": row.category[:40], "words": words})
        return {
            "name": row.name,
            "short_name": row.short_name or (unit.short_name if unit else row.name[:40]),
            "category": category or (unit.category if unit else UnitCategory.OTHER.value),
            "pinyin_override": row.pinyin or (unit.pinyin_override if unit else ""),
        }

    def _place(self, row: UnitRow) -> int | None:
        if not row.place:
            return None
        digits = unicodedata.normalize("NFKC", row.place).rstrip("．.、")
        if digits.isdecimal() and len(digits) < 7 and 1 <= int(digits) <= _LARGEST_PLACE:
            return int(digits)
        self._fault(
            row, "place", _("“%(text)s” is no place. Write 1 or more.") % {"text": row.place[:40]}
        )
        return None

    def _claim(self, row: UnitRow, holder: int, after: dict[str, str]) -> list[str]:
        """Take the line's names for its unit; the aliases that are new to it."""
        own = {"name": after["name"], "short_name": after["short_name"]}
        named = [*own.items(), *(("aliases", name) for name in row.other_names())]
        for column, name in named:
            present = self.names.taken(name, holder)
            if present:
                sentence = _("“%(name)s” is already a name of %(unit)s. Mend one of the two.")
                self._fault(row, column, sentence % {"name": name, "unit": present})
        there = self.names.aliases.get(holder, set()) | set(own.values())
        return [name for name in row.other_names() if name not in there]

    def _order(self) -> list[Unit | Change]:
        """Lines with a place go there, smallest first; new ones without go to the end."""
        lines = [*self.checked.new, *self.checked.changed, *self.checked.same]
        placed = [line for line in lines if line.place is not None]
        moved = {line.unit.pk for line in placed if line.unit}
        order: list[Unit | Change] = [one for one in self.names.units if one.pk not in moved]
        order += [line for line in self.checked.new if line.place is None]
        for line in sorted(placed, key=lambda one: (one.place or 0, one.row.number)):
            order.insert((line.place or 1) - 1, line.unit or line)
        return order


def check(rows: Sequence[UnitRow]) -> Checked:
    """What these lines would change. Two queries."""
    return _Walk(rows).checked
