"""What is in the plan already, as the check of a table needs it."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from recommendations.breakdown import Breakdown
from recommendations.imports.cells import folded_name


@dataclass(frozen=True)
class KnownMeasure:
    """A measure of the plan. `position` runs through the plan, `number` is as printed."""

    pk: int
    position: int
    number: str
    title: str
    text: str
    area: str


class KnownInitiative(NamedTuple):
    """An initiative of the plan, as little of it as every row needs. `assigned`: it needs a lead
    and a due date; `ended`: fixed."""

    pk: int
    code: int
    version: int
    assigned: bool = False
    ended: bool = False


# A row that was exported: its initiative, and the version with which it went out.
Went = tuple[int, int]


@dataclass(frozen=True)
class Known:
    """The plan as a table is checked against it.

    `units` maps folded names to keys, `unit_names` keys to the names that go out; `told_by` and
    `cadence` map words to choices; `longest` maps text fields to characters. `values` gives what
    some initiatives are, by primary key; `was` older versions of rows that were exported before
    somebody changed them, where they are kept. `keys` gives all keys that go out, `titles` all
    titles with their measures: asked for only where rows go by them. `year` is the one
    that “年底前” means.
    """

    year: int
    measures: Sequence[KnownMeasure]
    initiatives: Sequence[KnownInitiative]
    units: Mapping[str, int]
    values: Callable[[Sequence[int]], Mapping[int, Breakdown]]
    was: Callable[[Collection[Went]], Mapping[Went, Breakdown]]
    keys: Callable[[], Iterable[tuple[int, str]]]
    titles: Callable[[], Iterable[tuple[int, str, int]]]
    unit_names: Mapping[int, str] = field(default_factory=dict)
    told_by: Mapping[str, str] = field(default_factory=dict)
    cadence: Mapping[str, str] = field(default_factory=dict)
    longest: Mapping[str, int] = field(default_factory=dict)
    # Which measure a text means: the same few texts stand in thousands of rows.
    met: dict[str, KnownMeasure | None] = field(default_factory=dict, compare=False)

    @cached_property
    def by_key(self) -> Mapping[str, KnownInitiative]:
        """By the key that exported rows carry."""
        there = {one.pk: one for one in self.initiatives}
        return {key: there[pk] for pk, key in self.keys() if pk in there}

    @cached_property
    def by_code(self) -> Mapping[int, KnownInitiative]:
        """By the number within the plan."""
        return {one.code: one for one in self.initiatives}

    @cached_property
    def by_title(self) -> Mapping[str, Sequence[KnownInitiative]]:
        """By folded title; and by the wording of a measure that has one initiative alone."""
        found: dict[str, list[KnownInitiative]] = defaultdict(list)
        serving: dict[int, list[KnownInitiative]] = defaultdict(list)
        there = {one.pk: one for one in self.initiatives}
        for pk, title, served in self.titles():
            if pk in there:
                found[folded_name(title)].append(there[pk])
                serving[served].append(there[pk])
        for measure in self.measures:
            alone = serving[measure.pk]
            for text in {folded_name(measure.text), folded_name(measure.title)}:
                if len(alone) == 1 and text not in found:
                    found[text] = alone
        return found

    @cached_property
    def by_position(self) -> Mapping[int, KnownMeasure]:
        """Measures by their running number."""
        return {one.position: one for one in self.measures}

    @cached_property
    def by_wording(self) -> Mapping[str, KnownMeasure]:
        """Measures by folded wording and title, with and without its number; a wording that two
        share names neither."""
        found: dict[str, KnownMeasure | None] = {}
        for one in self.measures:
            texts = (one.text, one.title, f"{one.number}{one.title}")
            for text in {folded_name(text) for text in texts}:
                found[text] = None if text in found else one
        return {text: one for text, one in found.items() if one is not None}

    @cached_property
    def alone_in_area(self) -> Mapping[str, KnownMeasure]:
        """The measures that are their area's only one, by the area's folded title."""
        areas: dict[str, list[KnownMeasure]] = defaultdict(list)
        for one in self.measures:
            areas[folded_name(one.area)].append(one)
        return {area: ones[0] for area, ones in areas.items() if len(ones) == 1}
