"""What may be written of an initiative, and the rows that hold it: parts of actions."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db.models import CharField
from django.utils.translation import gettext as _

from core.refusals import Conflict, require
from recommendations.actions.details import first_days
from recommendations.breakdown import LISTS, Breakdown, differing
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

# Not yet given to anybody: its dates and units are proposals, and no dated row tells of them.
UNASSIGNED = (InitiativeState.DRAFT, InitiativeState.DECLINED)
CHANGEABLE = (*UNASSIGNED, *OPEN_STATES, InitiativeState.SUSPENDED)
LONGEST_NAME = 60
YEARS = range(2000, 2101)
LONGEST = {
    name: found.max_length
    for name, column in COLUMNS.items()
    if isinstance(found := Initiative._meta.get_field(column), CharField) and found.max_length
}


def _check_texts(value: Breakdown, which: str) -> None:
    require(value.title.strip(), _("%(which)s: give a title.") % {"which": which})
    for name, most in LONGEST.items():
        require(
            len(getattr(value, name)) <= most,
            _("%(which)s: “%(field)s” has more than %(n)d characters. Shorten it.")
            % {"which": which, "field": label(name), "n": most},
        )
    for name in value.leaders:
        require(
            name.strip() and len(name) <= LONGEST_NAME,
            _("%(which)s: write each leader's name, at most %(n)d characters.")
            % {"which": which, "n": LONGEST_NAME},
        )
    require(
        len(set(value.leaders)) == len(value.leaders),
        _("%(which)s: a leader stands twice.") % {"which": which},
    )


def _check_choices(value: Breakdown, which: str) -> None:
    require(
        value.told_by in ToldBy.values,
        _("%(which)s: choose how its progress is told.") % {"which": which},
    )
    require(
        value.cadence in {"", *Cadence.values},
        _("%(which)s: choose how often it is filed.") % {"which": which},
    )
    require(
        value.goal_year is None or value.goal_year in YEARS,
        _("%(which)s: give the goal's year with four digits.") % {"which": which},
    )
    require(
        0 < value.weight < 10**9,
        _("%(which)s: a weight is greater than zero and below a billion.") % {"which": which},
    )


def _check_records(plan: Plan, value: Breakdown, which: str, names: Names) -> None:
    units = [key for key in (value.lead, *value.joint, *value.supporting) if key is not None]
    require(
        len(set(units)) == len(units),
        _("%(which)s: a unit stands twice. Each unit has one part in an initiative.")
        % {"which": which},
    )
    require(
        all(key in names.units for key in units),
        _("%(which)s: a unit is not in the list of units. Choose again.") % {"which": which},
    )
    require(
        names.measures.get(value.measure, "").startswith(f"{plan.slug}/"),
        _("%(which)s: choose a measure of this plan.") % {"which": which},
    )
    require(
        value.measure not in value.serves and len(set(value.serves)) == len(value.serves),
        _("%(which)s: a measure stands twice.") % {"which": which},
    )
    require(
        all(key in names.measures for key in value.serves),
        _("%(which)s: a measure that it serves is not there any more. Choose again.")
        % {"which": which},
    )
    require(
        value.contact is None or value.contact in names.people,
        _("%(which)s: the contact is not in the list of people. Choose again.") % {"which": which},
    )


def _check_dates(state: str, value: Breakdown, which: str) -> None:
    require(
        value.starts_on is None or value.due_on is None or value.starts_on <= value.due_on,
        _("%(which)s: the due date is before the start. Mend one of them.") % {"which": which},
    )
    if state in UNASSIGNED:
        return
    require(value.lead is not None, _("%(which)s: give it a lead unit.") % {"which": which})
    require(
        value.ongoing or value.due_on is not None,
        _("%(which)s: give a due date, or mark it as ongoing.") % {"which": which},
    )


def check_new(plan: Plan, value: Breakdown, which: str, names: Names) -> None:
    """Refuse what a draft initiative cannot be, with a sentence that begins with `which`."""
    _check_texts(value, which)
    _check_choices(value, which)
    _check_records(plan, value, which, names)
    _check_dates(InitiativeState.DRAFT, value, which)


def check(row: Initiative, before: Breakdown, to: Breakdown, reason: str, names: Names) -> None:
    """Refuse a change that cannot be, with a sentence that names the initiative."""
    which = _("No. %(code)d") % {"code": row.code}
    require(
        row.plan.state in {PlanState.DRAFT, PlanState.ACTIVE},
        _("%(which)s: the plan is closed. Nothing in it can be changed.") % {"which": which},
        kind=Conflict,
    )
    require(
        row.state in CHANGEABLE,
        _("%(which)s has ended (%(state)s) and is not changed any more.")
        % {"which": which, "state": row.get_state_display()},
        kind=Conflict,
    )
    _check_texts(to, which)
    _check_choices(to, which)
    _check_records(row.plan, to, which, names)
    _check_dates(row.state, to, which)
    require(
        row.state in UNASSIGNED or before.due_on == to.due_on or reason.strip(),
        _("%(which)s: write why the due date changes.") % {"which": which},
    )


def _columns_of(value: Breakdown) -> dict[str, object]:
    return {column: getattr(value, name) for name, column in COLUMNS.items()}


def _add_lists(rows: Sequence[Initiative], values: Mapping[int, Breakdown]) -> None:
    """Units, leaders and further measures of initiatives that have none yet."""
    units, leaders, serves = [], [], []
    for row in rows:
        value = values[row.pk]
        parts = [(key, UnitPart.JOINT) for key in value.joint]
        parts += [(key, UnitPart.SUPPORTING) for key in value.supporting]
        units += [
            InitiativeUnit(initiative=row, unit_id=key, part=part, position=position)
            for position, (key, part) in enumerate(parts, start=1)
        ]
        leaders += [
            InitiativeLeader(initiative=row, name=name, position=position)
            for position, name in enumerate(value.leaders, start=1)
        ]
        serves += [InitiativeMeasure(initiative=row, measure_id=key) for key in value.serves]
    InitiativeUnit.objects.bulk_create(units, batch_size=1000)
    InitiativeLeader.objects.bulk_create(leaders, batch_size=1000)
    InitiativeMeasure.objects.bulk_create(serves, batch_size=1000)


def _replace_lists(
    rows: Sequence[Initiative], before: Mapping[int, Breakdown], to: Mapping[int, Breakdown]
) -> None:
    other = [row for row in rows if set(LISTS) & set(differing(before[row.pk], to[row.pk]))]
    if not other:
        return
    for model in (InitiativeUnit, InitiativeLeader, InitiativeMeasure):
        model.objects.filter(initiative__in=other).delete()
    _add_lists(other, to)


def _lead(row: Initiative) -> int:
    """The lead unit's key, which every assigned initiative has."""
    require(row.lead_id is not None, _("No. %(code)d has no lead unit.") % {"code": row.code})
    return row.lead_id or 0


def _dated(
    rows: Sequence[Initiative], before: Mapping[int, Breakdown], reasons: Mapping[int, str],
    on: date, now: datetime,
) -> None:  # fmt: skip
    """Dated rows of what an assigned initiative changes in lead, dates and weight."""
    given = [row for row in rows if row.state not in UNASSIGNED]
    led = [row for row in given if before[row.pk].lead != row.lead_id]
    days = first_days(LeadRow, led, on=on) if led else {}
    LeadRow.objects.bulk_create(
        LeadRow(initiative=row, value_id=_lead(row), effective_on=days[row.pk], recorded_at=now)
        for row in led
    )
    dated = [
        row
        for row in given
        if (before[row.pk].starts_on, before[row.pk].due_on) != (row.starts_on, row.due_on)
    ]
    days = first_days(DueRow, dated, on=on) if dated else {}
    DueRow.objects.bulk_create(
        DueRow(
            initiative=row, starts_on=row.starts_on, value=row.due_on, reason=reasons[row.pk],
            effective_on=days[row.pk], recorded_at=now,
        )
        for row in dated
    )  # fmt: skip
    weighed = [row for row in given if before[row.pk].weight != row.weight]
    days = first_days(WeightRow, weighed, on=on) if weighed else {}
    WeightRow.objects.bulk_create(
        WeightRow(initiative=row, value=row.weight, effective_on=days[row.pk], recorded_at=now)
        for row in weighed
    )


def write_rows(
    rows: Sequence[Initiative], before: Mapping[int, Breakdown], to: Mapping[int, Breakdown],
    reasons: Mapping[int, str], on: date, now: datetime,
) -> None:  # fmt: skip
    """Bring held initiatives and their rows to what they shall be; versions go up by one."""
    if not rows:
        return
    for row in rows:
        for column, item in _columns_of(to[row.pk]).items():
            setattr(row, column, item)
        row.version += 1
    Initiative.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["id"],
        update_fields=[*COLUMNS, "version"], batch_size=500,
    )  # fmt: skip
    _replace_lists(rows, before, to)
    _dated(rows, before, reasons, on, now)


def write_new(
    plan: Plan, values: Sequence[Breakdown], *, first_code: int, names: Names
) -> list[Initiative]:
    """Draft initiatives numbered from `first_code` on."""
    rows = []
    for code, value in enumerate(values, start=first_code):
        check_new(plan, value, _("No. %(code)d") % {"code": code}, names)
        rows.append(Initiative(plan=plan, code=code, **_columns_of(value)))
    made = Initiative.objects.bulk_create(rows, batch_size=500)
    _add_lists(made, {row.pk: value for row, value in zip(made, values, strict=True)})
    return made


def begin_rows(rows: Sequence[Initiative], *, on: date, now: datetime) -> None:
    """The first dated rows of newly assigned initiatives, beside the state's."""
    LeadRow.objects.bulk_create(
        LeadRow(initiative=row, value_id=_lead(row), effective_on=on, recorded_at=now)
        for row in rows
    )
    DueRow.objects.bulk_create(
        DueRow(
            initiative=row, starts_on=row.starts_on, value=row.due_on, effective_on=on,
            recorded_at=now,
        )
        for row in rows
    )  # fmt: skip
    WeightRow.objects.bulk_create(
        WeightRow(initiative=row, value=row.weight, effective_on=on, recorded_at=now)
        for row in rows
    )
