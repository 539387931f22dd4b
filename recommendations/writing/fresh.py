"""New drafts and all that a draft has, as plain rows. Part of other actions' transactions."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import count
from operator import attrgetter

from core.bulk import insert_values, new_keys
from core.fields import public_ids
from recommendations.breakdown import Breakdown, as_json
from recommendations.choices import InitiativeState
from recommendations.models import DetailRow, Initiative, Plan, StateRow
from recommendations.queries import COLUMNS
from recommendations.watchers import Fresh
from recommendations.wording import Names
from recommendations.writing.rows import Numbered, add_lists, check_new

_FIELDS = tuple(COLUMNS)
_VALUES = attrgetter(*_FIELDS)
_DEFAULTS = {
    field.attname: field.get_default()
    for field in Initiative._meta.concrete_fields
    if field.attname not in {"id", "public_id", "plan_id", "code", *COLUMNS.values()}
}
_ATTNAMES = tuple(field.attname for field in Initiative._meta.concrete_fields)


def write_new(
    plan: Plan, values: Sequence[Breakdown], *, first_code: int, names: Names, on: date,
    now: datetime,
) -> list[Fresh]:  # fmt: skip
    """Draft initiatives numbered from `first_code` on, with their units and first dated rows."""
    for code, value in enumerate(values, start=first_code):
        check_new(plan, value, Numbered(code), names)
    keys, ids = new_keys(Initiative, len(values)), public_ids(len(values))
    rows = list(map(Fresh, keys, ids, count(first_code), values))
    insert_values(
        Initiative, ("id", "public_id", "code", *_FIELDS),
        ((row.pk, row.public_id, row.code, *_VALUES(row.value)) for row in rows),
        shared={"plan": plan.pk},
    )  # fmt: skip
    add_lists({row.pk: row.value for row in rows})
    dated = {"effective_on": on, "recorded_at": now}
    insert_values(
        StateRow, ("initiative",), ((row.pk,) for row in rows),
        shared={"value": InitiativeState.DRAFT.value, **dated},
    )  # fmt: skip
    insert_values(
        DetailRow, ("initiative", "told_by", "ongoing", "values"),
        ((row.pk, row.value.told_by, row.value.ongoing, as_json(row.value)) for row in rows),
        shared={"version": 1, **dated},
    )  # fmt: skip
    return rows


def instance_of(plan: Plan, row: Fresh) -> Initiative:
    """A draft that has just been written, as the database would give it."""
    told = {
        "id": row.pk, "public_id": row.public_id, "plan_id": plan.pk, "code": row.code, **_DEFAULTS,
    }  # fmt: skip
    told |= zip(COLUMNS.values(), _VALUES(row.value), strict=True)
    made = Initiative(*(told[name] for name in _ATTNAMES))
    made.plan = plan
    return made
