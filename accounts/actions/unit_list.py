"""A whole list of units comes in: all of it, or nothing."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.imports.check import Change, Checked, check, state_of_list
from accounts.imports.read import UnitRow
from accounts.models import Unit, UnitAlias
from accounts.register import (
    hold_list,
    keep_former_name,
    keep_old_names,
    reorder,
    sounds_of,
)
from core.audit import Actor, record
from core.refusals import Conflict, require
from core.search.entries import index


def _write(change: Change, *, on: date, now: datetime) -> Unit:
    """One line's fields and aliases; its place is given with the whole list's."""
    unit = change.unit or Unit(position=0)
    called = {name: change.after.get(name, getattr(unit, name)) for name in ("name", "short_name")}
    if change.unit and {"name", "short_name"} & set(change.after):
        keep_old_names(unit, **called, on=on)
        keep_former_name(unit, on=on, now=now)
    for name, value in change.after.items():
        setattr(unit, name, value)
    there = list(unit.aliases.values_list("name", flat=True)) if change.unit else []
    for name, value in sounds_of(unit, [*there, *change.aliases]).items():
        setattr(unit, name, value)
    if change.unit:
        unit.version += 1
    unit.save()
    UnitAlias.objects.bulk_create(
        UnitAlias(unit=unit, name=name) for name in change.aliases if name not in there
    )
    return unit


def _told(checked: Checked) -> dict[str, object]:
    return {
        "added": [change.after["name"] for change in checked.new],
        "changed": {
            change.unit.name: {
                **change.after,
                **({"aliases": change.aliases} if change.aliases else {}),
            }
            for change in checked.changed
            if change.unit
        },
    }


@transaction.atomic
def import_units(
    *, rows: Sequence[UnitRow], seen: str, on: date, now: datetime, by: Actor
) -> Checked:
    """Apply a list as its preview showed it; `seen` is `state_of_list()` of that moment.

    A unit that the list calls otherwise keeps its old name as an alias until the day before `on`.
    """
    there = hold_list()
    require(
        state_of_list() == seen,
        _("The list of units has changed since the preview. Look at the new preview, then import."),
        kind=Conflict,
    )
    checked = check(rows)
    require(not checked.faults, _("The list has faults. Mend them and send it again."))
    require(
        checked.new or checked.changed, _("The list says what is there already."), kind=Conflict
    )
    told = _told(checked)
    written = {
        id(change): _write(change, on=on, now=now) for change in (*checked.new, *checked.changed)
    }
    listed = [one if isinstance(one, Unit) else written[id(one)] for one in checked.order]
    reorder(listed, before=there, now=now)
    index("unit", [unit.pk for unit in written.values()])
    record(by=by, verb="units.imported", after=told)
    return checked
