"""What may be written of an initiative, and the rows that hold it: parts of actions."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import compress
from operator import attrgetter, gt

from django.db.models import CharField
from django.utils.translation import gettext as _

from core.bulk import among, insert_values, put_values, update_values
from core.refusals import BadInput, Conflict, require
from recommendations.breakdown import LISTS, Breakdown
from recommendations.choices import (
    OPEN_STATES,
    Cadence,
    InitiativeState,
    PlanState,
    ToldBy,
    UnitPart,
)
from recommendations.models import (
    DueRow,
    Initiative,
    InitiativeLeader,
    InitiativeMeasure,
    InitiativeUnit,
    LeadRow,
    Plan,
    WeightRow,
)
from recommendations.queries import COLUMNS
from recommendations.wording import Names, label
from recommendations.writing.details import first_days

# Not yet given to anybody: its dates and units are proposals, and no dated row tells of them.
UNASSIGNED = (InitiativeState.DRAFT, InitiativeState.DECLINED)
CHANGEABLE = (*UNASSIGNED, *OPEN_STATES, InitiativeState.SUSPENDED)
LONGEST_NAME = 60
_TOLD_BY, _CADENCES = frozenset(ToldBy.values), frozenset(Cadence.values)
YEARS = range(2000, 2101)
LONGEST = {
    name: found.max_length
    for name, column in COLUMNS.items()
    if isinstance(found := Initiative._meta.get_field(column), CharField) and found.max_length
}
_TEXTS = attrgetter(*LONGEST)


class Numbered:
    """An initiative by its number, as a sentence begins; written out only where one is needed."""

    __slots__ = ("code",)

    def __init__(self, code: int) -> None:
        self.code = code

    def __str__(self) -> str:
        return _("No. %(code)d") % {"code": self.code}


def _text_faults(value: Breakdown, which: Numbered) -> Iterator[str]:
    if not value.title.strip():
        yield _("%(which)s: give a title.") % {"which": which}
    too_long = map(gt, map(len, _TEXTS(value)), LONGEST.values())
    for name, most in compress(LONGEST.items(), too_long):
        yield (
            _("%(which)s: “%(field)s” has more than %(n)d characters. Shorten it.")
            % {"which": which, "field": label(name), "n": most}
        )
    if any(not name.strip() or len(name) > LONGEST_NAME for name in value.leaders):
        yield (
            _("%(which)s: write each leader's name, at most %(n)d characters.")
            % {"which": which, "n": LONGEST_NAME}
        )
    if len(set(value.leaders)) != len(value.leaders):
        yield _("%(which)s: a leader stands twice.") % {"which": which}


def _choice_faults(value: Breakdown, which: Numbered) -> Iterator[str]:
    if value.told_by not in _TOLD_BY:
        yield _("%(which)s: choose how its progress is told.") % {"which": which}
    if value.cadence and value.cadence not in _CADENCES:
        yield _("%(which)s: choose how often it is filed.") % {"which": which}
    if value.goal_year is not None and value.goal_year not in YEARS:
        yield _("%(which)s: give the goal's year with four digits.") % {"which": which}
    if not 0 < value.weight < 10**9:
        yield (
            _("%(which)s: a weight is greater than zero and below a billion.") % {"which": which}
        )


def _unit_faults(value: Breakdown, which: Numbered, names: Names) -> Iterator[str]:
    units = [key for key in (value.lead, *value.joint, *value.supporting) if key is not None]
    if len(set(units)) != len(units):
        yield (
            _("%(which)s: a unit stands twice. Each unit has one part in an initiative.")
            % {"which": which}
        )
    if any(key not in names.units for key in units):
        yield (_("%(which)s: a unit is not in the list of units. Choose again.") % {"which": which})


def _record_faults(plan: Plan, value: Breakdown, which: Numbered, names: Names) -> Iterator[str]:
    yield from _unit_faults(value, which, names)
    if not names.measures.get(value.measure, "").startswith(f"{plan.slug}/"):
        yield _("%(which)s: choose a measure of this plan.") % {"which": which}
    if value.measure in value.serves or len(set(value.serves)) != len(value.serves):
        yield _("%(which)s: a measure stands twice.") % {"which": which}
    if any(key not in names.measures for key in value.serves):
        yield (
            _("%(which)s: a measure that it serves is not there any more. Choose again.")
            % {"which": which}
        )
    if value.contact is not None and value.contact not in names.people:
        yield (
            _("%(which)s: the contact is not in the list of people. Choose again.")
            % {"which": which}
        )


def _date_faults(state: str, value: Breakdown, which: Numbered) -> Iterator[str]:
    if value.starts_on and value.due_on and value.starts_on > value.due_on:
        yield (
            _("%(which)s: the due date is before the start. Mend one of them.") % {"which": which}
        )
    if state in UNASSIGNED:
        return
    if value.lead is None:
        yield _("%(which)s: give it a lead unit.") % {"which": which}
    if not value.ongoing and value.due_on is None:
        yield _("%(which)s: give a due date, or mark it as ongoing.") % {"which": which}


def _refuse_first(faults: Iterator[str]) -> None:
    """The first fault's sentence refuses; sentences are made only where one is needed."""
    for sentence in faults:
        raise BadInput(sentence)


def _faults(
    plan: Plan, state: str, value: Breakdown, which: Numbered, names: Names
) -> Iterator[str]:
    yield from _text_faults(value, which)
    yield from _choice_faults(value, which)
    yield from _record_faults(plan, value, which, names)
    yield from _date_faults(state, value, which)


def check_new(plan: Plan, value: Breakdown, which: Numbered, names: Names) -> None:
    """Refuse what a draft initiative cannot be, with a sentence that begins with `which`."""
    _refuse_first(_faults(plan, InitiativeState.DRAFT, value, which, names))


def _closed_faults(row: Initiative, which: Numbered) -> Iterator[str]:
    if row.plan.state not in {PlanState.DRAFT, PlanState.ACTIVE}:
        yield (_("%(which)s: the plan is closed. Nothing in it can be changed.") % {"which": which})
    if row.state not in CHANGEABLE:
        yield (
            _("%(which)s has ended (%(state)s) and is not changed any more.")
            % {"which": which, "state": row.get_state_display()}
        )


def check(row: Initiative, before: Breakdown, to: Breakdown, reason: str, names: Names) -> None:
    """Refuse a change that cannot be, with a sentence that names the initiative."""
    which = Numbered(row.code)
    for sentence in _closed_faults(row, which):
        raise Conflict(sentence)
    _refuse_first(_faults(row.plan, row.state, to, which, names))
    if row.state in UNASSIGNED or before.due_on == to.due_on:
        return
    require(reason.strip(), _("%(which)s: write why the due date changes.") % {"which": which})


def add_lists(values: Mapping[int, Breakdown]) -> None:
    """Units, leaders and further measures of initiatives that have none now, by their keys."""
    parts, leaders, serves = [], [], []
    for pk, value in values.items():
        units = [(key, UnitPart.JOINT.value) for key in value.joint]
        units += [(key, UnitPart.SUPPORTING.value) for key in value.supporting]
        parts += [(pk, key, part, place) for place, (key, part) in enumerate(units, start=1)]
        leaders += [(pk, name, place) for place, name in enumerate(value.leaders, start=1)]
        serves += [(pk, key, None) for key in value.serves]
    insert_values(InitiativeUnit, ("initiative", "unit", "part", "position"), parts)
    insert_values(InitiativeLeader, ("initiative", "name", "position"), leaders)
    # What was served before is opened again.
    names = ("initiative", "measure", "ended_at")
    put_values(InitiativeMeasure, names, serves, key=("initiative", "measure"))


def _replace_lists(
    to: Mapping[int, Breakdown], fields: Mapping[int, Sequence[str]], *, now: datetime
) -> None:
    other = {pk: value for pk, value in to.items() if not set(LISTS).isdisjoint(fields[pk])}
    if not other:
        return
    keys = among(list(other))
    for model in (InitiativeUnit, InitiativeLeader):
        model.objects.filter(initiative__in=keys).delete()
    InitiativeMeasure.objects.in_force().filter(initiative__in=keys).update(ended_at=now)
    add_lists(other)


def _add_leads(rows: Iterable[Initiative], on: date, now: datetime) -> None:
    listed = list(rows)
    days = first_days(LeadRow, listed, on=on) if listed else {}
    values = [(row.pk, row.lead_id, days[row.pk], now) for row in listed]
    insert_values(LeadRow, ("initiative", "value", "effective_on", "recorded_at"), values)


def _add_dues(
    rows: Iterable[Initiative], reasons: Mapping[int, str], on: date, now: datetime
) -> None:
    names = ("initiative", "starts_on", "value", "reason", "effective_on", "recorded_at")
    listed = list(rows)
    days = first_days(DueRow, listed, on=on) if listed else {}
    values = [
        (row.pk, row.starts_on, row.due_on, reasons.get(row.pk, ""), days[row.pk], now)
        for row in listed
    ]
    insert_values(DueRow, names, values)


def _add_weights(rows: Iterable[Initiative], on: date, now: datetime) -> None:
    listed = list(rows)
    days = first_days(WeightRow, listed, on=on) if listed else {}
    values = [(row.pk, row.weight, days[row.pk], now) for row in listed]
    insert_values(WeightRow, ("initiative", "value", "effective_on", "recorded_at"), values)


def _dated(
    rows: Sequence[Initiative], before: Mapping[int, Breakdown], reasons: Mapping[int, str],
    on: date, now: datetime,
) -> None:  # fmt: skip
    """Dated rows of what an assigned initiative changes in lead, dates and weight."""
    given = [row for row in rows if row.state not in UNASSIGNED]
    _add_leads((row for row in given if before[row.pk].lead != row.lead_id), on, now)
    _add_dues(
        (
            row
            for row in given
            if (before[row.pk].starts_on, before[row.pk].due_on) != (row.starts_on, row.due_on)
        ),
        reasons, on, now,
    )  # fmt: skip
    _add_weights((row for row in given if before[row.pk].weight != row.weight), on, now)


def write_rows(
    rows: Sequence[Initiative], before: Mapping[int, Breakdown], to: Mapping[int, Breakdown],
    fields: Mapping[int, Sequence[str]], reasons: Mapping[int, str], on: date, now: datetime,
) -> None:  # fmt: skip
    """Bring held initiatives and their rows to what they shall be; versions go up by one.

    `fields` are the names of those that differ.
    """
    # Rows that change in the same fields go in one statement.
    alike: dict[tuple[str, ...], list[Initiative]] = defaultdict(list)
    for row in rows:
        row.version += 1
        changed = tuple(name for name in fields[row.pk] if name in COLUMNS)
        alike[changed].append(row)
        for name in changed:
            setattr(row, COLUMNS[name], getattr(to[row.pk], name))
    for changed, some in alike.items():
        update_values(
            Initiative, [*changed, "version"],
            (
                [*(getattr(to[row.pk], name) for name in changed), row.version, row.pk]
                for row in some
            ),
        )  # fmt: skip
    _replace_lists(to, fields, now=now)
    _dated(rows, before, reasons, on, now)


def begin_rows(rows: Sequence[Initiative], *, on: date, now: datetime) -> None:
    """The first dated rows of newly assigned initiatives, beside the state's."""
    _add_leads(rows, on, now)
    _add_dues(rows, {}, on, now)
    _add_weights(rows, on, now)
