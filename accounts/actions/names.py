"""What a unit is called, was called, and is called by people."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.units import hold_list, require_free, sounds_of
from accounts.models import Unit, UnitAlias
from core.audit import Actor, record
from core.refusals import Conflict, require
from core.versions import save_version


def _in_use_since(unit: Unit, on: date) -> date | None:
    """The first day of the present name: the day after the last former one's, else the unit's."""
    ends = [one for one in unit.aliases.values_list("valid_until", flat=True) if one and one < on]
    return max(ends) + timedelta(days=1) if ends else unit.valid_from


def keep_old_names(unit: Unit, *, name: str, short_name: str, on: date) -> list[str]:
    """Keep as aliases what the unit is called no more from that day; the names that were kept.

    A name that the unit takes back is an alias no longer.
    """
    since, until = _in_use_since(unit, on), on - timedelta(days=1)
    unit.aliases.filter(name__in=[name, short_name]).delete()
    given_up = dict.fromkeys([unit.name, unit.short_name])
    kept = [one for one in given_up if one not in {name, short_name}]
    there = set(unit.aliases.filter(name__in=kept).values_list("name", flat=True))
    UnitAlias.objects.bulk_create(
        UnitAlias(
            unit=unit,
            name=one,
            valid_from=since if since is None or since <= until else None,
            valid_until=until,
        )
        for one in kept
        if one not in there
    )
    return kept


@transaction.atomic
def rename_unit(
    *, unit: Unit, name: str, short_name: str, on: date | None, version: int, by: Actor
) -> Unit:
    """Call a unit otherwise from a day on; the old names stay known as its former ones.

    Without a day it is the correction of a slip, and the wrong name is kept nowhere but on the
    trail. Frozen reports keep the name of their day either way.
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
    unit.name, unit.short_name = name, short_name
    aliases = list(unit.aliases.values_list("name", flat=True))
    save_version(
        unit, version=version, name=name, short_name=short_name, **sounds_of(unit, aliases)
    )
    record(
        by=by,
        verb="unit.renamed",
        subject=unit,
        before=before,
        after={"name": name, "short_name": short_name, "on": on},
    )
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
    record(by=by, verb="unit.alias_removed", subject=unit, before={"alias": name})
