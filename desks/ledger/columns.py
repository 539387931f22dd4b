"""What stands in each column of the ledger: which values it reads, how it sorts, what it says."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from django.db.models import Case, Exists, F, IntegerField, Min, OuterRef, Q, Subquery, Value, When
from django.utils.translation import get_language

from progress.choices import UpdateState
from progress.components import SHAPES, light_word, reader_language
from progress.lights import Reason
from progress.reasons import words
from recommendations.breakdown import QUARTERS
from recommendations.choices import Cadence, InitiativeState, ToldBy, UnitPart
from recommendations.ledger_columns import BETWEEN, FLAG_WORDS, known_keys
from recommendations.models import DueRow, InitiativeLeader, InitiativeUnit, MilestoneRow

Row = Mapping[str, Any]
# These two head every row and are never left out.
FIRST = ("code", "title")
DEFAULT = ("light", "percent", "planned", "lead", "joint", "supporting", "due_on", "filing")


@dataclass(frozen=True)
class Shown:
    """A column's side of the house: the names it reads, the extra it needs, its order, its value.

    `order` gives the expressions that it sorts by; None where it is no order (long words).
    `value` gives what a sheet holds: text, whole number, decimal, day, or None for an empty cell.
    `words` gives the words of a column that is a choice, in the language that is read now.
    """

    values: tuple[str, ...]
    value: Callable[[Row], Any]
    order: Callable[[], Sequence[Any]] | None = None
    extra: str = ""
    words: Callable[[], Mapping[str, str]] | None = None


def getter(key: str) -> Callable[[Row], Any]:
    """What gives a column's value for many rows, all in the language that is read now."""
    shown = SHOWN[key]
    if shown.words is None:
        return shown.value
    words_, (name,) = shown.words(), shown.values
    return lambda row: words_[row[name]] if row[name] else None


def _by(*names: str) -> Callable[[], Sequence[Any]]:
    return lambda: [F(name) for name in names]


def _by_place(name: str, values: Sequence[str]) -> Callable[[], Sequence[Any]]:
    """In the order in which the words are listed, not the alphabet's."""
    whens = [When(**{name: value}, then=Value(place)) for place, value in enumerate(values)]
    return lambda: [Case(*whens, default=None, output_field=IntegerField(null=True))]


def _by_first_unit(part: str) -> Callable[[], Sequence[Any]]:
    """By the official place of the first unit of a part."""

    def order() -> Sequence[Any]:
        rows = InitiativeUnit.objects.filter(initiative=OuterRef("pk"), part=part)
        return [Subquery(rows.order_by("position", "pk").values("unit__position")[:1])]

    return order


def _by_leader() -> Sequence[Any]:
    rows = InitiativeLeader.objects.filter(initiative=OuterRef("pk"))
    return [Subquery(rows.order_by("position", "pk").values("name")[:1])]


def _by_first_due() -> Sequence[Any]:
    rows = DueRow.objects.filter(initiative=OuterRef("pk"), value__isnull=False)
    return [Subquery(rows.order_by("effective_on", "recorded_at", "pk").values("value")[:1])]


def _by_milestone() -> Sequence[Any]:
    """The nearest day among the milestones whose newest row is open."""
    later = MilestoneRow.objects.filter(milestone=OuterRef("milestone")).filter(
        Q(effective_on__gt=OuterRef("effective_on"))
        | Q(effective_on=OuterRef("effective_on"), recorded_at__gt=OuterRef("recorded_at"))
        | Q(
            effective_on=OuterRef("effective_on"),
            recorded_at=OuterRef("recorded_at"),
            pk__gt=OuterRef("pk"),
        )
    )
    rows = (
        MilestoneRow.objects.filter(milestone__initiative=OuterRef("pk"))
        .filter(~Exists(later), done_on__isnull=True, dropped=False)
        .order_by()
        .values("milestone__initiative")
        .annotate(nearest=Min("due_on"))
    )
    return [Subquery(rows.values("nearest"))]


@cache
def _labels(choices: Any, _language: str | None) -> Mapping[str, str]:
    """The words of a choice in one language: translated once, not for each of many rows."""
    return {value: str(label) for value, label in choices.choices}


def _of(choices: Any) -> Callable[[], Mapping[str, str]]:
    return lambda: _labels(choices, get_language())


def _lights() -> Mapping[str, str]:
    return {light: light_word(light) for light in SHAPES}


def _choice(
    name: str, words_: Callable[[], Mapping[str, str]], order: Callable[[], Sequence[Any]]
) -> Shown:
    """A column of a choice: its value is the choice's word."""
    return Shown(
        (name,), lambda row: words_()[row[name]] if row[name] else None, order, words=words_
    )


def _area(row: Row) -> str:
    return f"{row['area_number']}{row['area_title']}"


def _units(part: str) -> Callable[[Row], Any]:
    return lambda row: (
        BETWEEN.join(name for _short, name in row["units"][part]) or None if row["units"] else None
    )


def reasons_in_words(row: Row) -> str:
    """All reasons of the light, in the reader's language."""
    language = "zh" if reader_language() == "zh" else "en"
    said = [words(Reason.from_json(reason), language) for reason in row["reasons"] or ()]  # type: ignore[arg-type]
    return ("；" if language == "zh" else "; ").join(said)


def _step(place: int) -> Callable[[Row], Any]:
    return lambda row: row["next_step"][place] if row["next_step"] else None


def _said(name: str) -> Callable[[Row], Any]:
    return lambda row: (row["last_update"] or {}).get(name) or None


def _flag(name: str) -> Shown:
    """Yes or no, by the words of a sheet."""

    def value(row: Row) -> str:
        return FLAG_WORDS["zh" if reader_language() == "zh" else "en"][0 if row[name] else 1]

    return Shown((name,), value, _by(name))


def _own(name: str) -> Callable[[Row], Any]:
    """The value as it is stored; an empty text is an empty cell."""
    return lambda row: None if row[name] == "" else row[name]


def _plain(name: str) -> Shown:
    """A column of the initiative's own, sorted as it is stored."""
    return Shown((name,), _own(name), _by(name))


def _word(name: str, choices: Any) -> Shown:
    """One word of a list, sorted by its place there."""
    return _choice(name, _of(choices), _by_place(name, choices.values))


FILINGS = [
    UpdateState.RETURNED, UpdateState.DRAFT, UpdateState.FOR_SIGNING, UpdateState.SUBMITTED,
    UpdateState.APPROVED,
]  # fmt: skip
SHOWN: Mapping[str, Shown] = {
    "area": Shown(("area_number", "area_title"), _area, _by("measure__area__position")),
    "code": _plain("code"),
    "title": _plain("title"),
    "measure": Shown(
        ("measure_number", "measure_title"),
        lambda row: f"{row['measure_number']}{row['measure_title']}",
        _by("measure__position"),
    ),
    "wording": Shown(("wording",), _own("wording")),
    "deliverable": _plain("deliverable"),
    "goal_year": _plain("goal_year"),
    "annual_goal": _plain("annual_goal"),
    **{name: _plain(name) for name in QUARTERS},
    "leaders": Shown(
        (), lambda row: BETWEEN.join(row["leaders"] or ()) or None, _by_leader, "leaders"
    ),
    "lead": Shown(("lead_short", "lead_name"), _own("lead_name"), _by("lead__position", "lead")),
    "joint": Shown((), _units("joint"), _by_first_unit(UnitPart.JOINT), "units"),
    "supporting": Shown((), _units("supporting"), _by_first_unit(UnitPart.SUPPORTING), "units"),
    "contact": Shown(("contact_name",), _own("contact_name"), _by("contact__name")),
    "contact_words": _plain("contact_words"),
    "starts_on": _plain("starts_on"),
    "due_on": Shown(("due_on", "ongoing"), _own("due_on"), _by("due_on")),
    "first_due_on": Shown((), _own("first_due"), _by_first_due, "first_due"),
    "extensions": Shown((), lambda row: (row["dues"] or (None, 0))[1], None, "dues"),
    "ongoing": _flag("ongoing"),
    "told_by": _word("told_by", ToldBy),
    "cadence": _word("cadence", Cadence),
    "no_indicator": _flag("no_indicator"),
    "weight": _plain("weight"),
    "milestone": Shown((), _step(1), None, "next_step"),
    "milestone_on": Shown((), _step(0), _by_milestone, "next_step"),
    "progress": Shown((), _said("progress"), None, "last_update"),
    "percent": Shown(("percent", "planned", "light"), _own("percent"), _by("now__percent")),
    "planned": Shown(("planned",), _own("planned"), _by("now__planned")),
    "gap": Shown(("gap",), _own("gap"), _by("now__gap")),
    "light": _choice("light", _lights, _by("now__need", "now__gap")),
    "reasons": Shown(("reasons",), lambda row: reasons_in_words(row) or None),
    "problems": Shown((), _said("problems"), None, "last_update"),
    "next_steps": Shown((), _said("next_steps"), None, "last_update"),
    "matters": Shown((), lambda row: "\n".join(row["matters"] or ()) or None, None, "matters"),
    "filing": _choice("filing", _of(UpdateState), _by_place("round_update__state", FILINGS)),
    "state": _word("state", InitiativeState),
    "remarks": _plain("remarks"),
}


class Sort(NamedTuple):
    """One key of the order."""

    key: str
    falling: bool

    @property
    def word(self) -> str:
        """As the address writes it."""
        return f"-{self.key}" if self.falling else self.key


def chosen(keys: object) -> tuple[str, ...]:
    """The columns after the first two: those of `keys` that there are, else the usual ones."""
    return tuple(key for key in known_keys(keys) if key not in FIRST) or DEFAULT


def sorts(words_: Sequence[str]) -> tuple[Sort, ...]:
    """The address's order, at most two keys; what is no order is left out."""
    found = {}
    for word in words_:
        key = word.removeprefix("-")
        if key in SHOWN and SHOWN[key].order is not None and key not in found:
            found[key] = Sort(key, word.startswith("-"))
    return tuple(found.values())[:2]


def order_of(keys: Sequence[Sort]) -> list[Any]:
    """The expressions of an order. Empty cells come last either way; ties stand by number."""
    made: list[Any] = []
    for key in keys:
        order = SHOWN[key.key].order
        for one in order() if order else ():
            # What nobody can lack needs no word about where nothing goes: an index can serve it.
            last = None if key.key == "code" else True
            made.append(one.desc(nulls_last=last) if key.falling else one.asc(nulls_last=last))
    by_number = any(key.key == "code" for key in keys)
    return [*made, "pk"] if by_number else [*made, "code", "pk"]
