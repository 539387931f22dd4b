"""What a unit is called, was called, and is called by people."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Unit, UnitAlias
from accounts.register import (
    hold_list,
    keep_former_name,
    keep_old_names,
    require_free,
    sounds_of,
)
from core.audit import Actor, record
from core.refusals import Conflict, require
from core.search.entries import index
from core.versions import save_version


@transaction.atomic
def rename_unit(
    *, unit: Unit, name: str, short_name: str, on: date | None, version: int, now: datetime,
    by: Actor,
) -> Unit:  # fmt: skip
    """Call a unit otherwise from a day on; the old names stay known as its former ones.

    Without a day it is the correction of a slip, and the unit is found by the wrong name no more.
    Frozen reports and pages of past days keep the name of their day either way.
    """
    name, short_name = name.strip(), short_name.strip() or name.strip()
    require(name, _("Write the unit's full name."))
    require(
        (name, short_name) != (unit.name, unit.short_name),
        _("The unit is called so already. Write the new name."),
    )
    require(
        on is None or unit.valid_from is None or unit.valid_from < on,
        _("The new name would begin before the unit's first day is over. Mend the day."),
    )
    hold_list()
    for one in {name, short_name}:
        require_free(one, unit=unit)
    before = {"name": unit.name, "short_name": unit.short_name}
    if on is None:
        unit.aliases.filter(name__in=[name, short_name]).delete()
    else:
        keep_old_names(unit, name=name, short_name=short_name, on=on)
    keep_former_name(unit, on=on, now=now)
    unit.name, unit.short_name = name, short_name
    sounds = sounds_of(unit, list(unit.aliases.values_list("name", flat=True)))
    save_version(unit, version=version, name=name, short_name=short_name, **sounds)
    index("unit", [unit.pk])
    after = {"name": name, "short_name": short_name, "on": on}
    record(by=by, verb="unit.renamed", subject=unit, before=before, after=after)
    return unit


@transaction.atomic
def add_alias(*, unit: Unit, name: str, version: int, by: Actor) -> UnitAlias:
    """Another name that people use for the unit; documents and lists are read with it."""
    name = name.strip()
    require(name, _("Write the other name."))
    hold_list()
    require_free(name, unit=unit)
    require(
        name not in {unit.name, unit.short_name} and not unit.aliases.filter(name=name).exists(),
        _("The unit has this name already. Write another one."),
        kind=Conflict,
    )
    alias = UnitAlias.objects.create(unit=unit, name=name)
    aliases = list(unit.aliases.values_list("name", flat=True))
    save_version(unit, version=version, **sounds_of(unit, aliases))
    index("unit", [unit.pk])
    record(by=by, verb="unit.alias_added", subject=unit, after={"alias": name})
    return alias


@transaction.atomic
def remove_alias(*, alias: UnitAlias, version: int, by: Actor) -> None:
    """Take away another name of a unit. What was read with it stays with the unit."""
    unit, name = alias.unit, alias.name
    require(
        UnitAlias.objects.filter(pk=alias.pk).delete()[0] == 1,
        _("The name is gone already. Load the page again."),
        kind=Conflict,
    )
    aliases = list(unit.aliases.values_list("name", flat=True))
    save_version(unit, version=version, **sounds_of(unit, aliases))
    index("unit", [unit.pk])
    record(by=by, verb="unit.alias_removed", subject=unit, before={"alias": name})
