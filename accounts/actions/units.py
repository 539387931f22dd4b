"""How units come, change places, end and go on in others."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.choices import UnitCategory
from accounts.models import Unit, UnitSuccession
from accounts.register import hold_list, renumber, reorder, require_free, sounds_of
from core.audit import Actor, record
from core.refusals import Conflict, require
from core.search.entries import index
from core.templatetags.words import day
from core.versions import save_version


@transaction.atomic
def add_unit(
    *,
    name: str,
    short_name: str,
    position: int | None = None,
    category: str = UnitCategory.OTHER,
    valid_from: date | None = None,
    is_example: bool = False,
    by: Actor,
) -> Unit:
    """A new unit at its place in the official list, at the end unless told; the rest move down."""
    name, short_name = name.strip(), short_name.strip()
    require(name, _("Write the unit's full name."))
    units = hold_list()
    for one in {name, short_name or name}:
        require_free(one)
    unit = Unit(
        name=name,
        short_name=short_name or name,
        position=len(units) + 1 if position is None else position,
        category=category,
        valid_from=valid_from,
        is_example=is_example,
    )
    for column, value in sounds_of(unit, []).items():
        setattr(unit, column, value)
    unit.save()
    if position is not None:
        units.insert(max(position, 1) - 1, unit)
        renumber(units)
    index("unit", [unit.pk])
    record(by=by, verb="unit.added", subject=unit, after={"name": name, "position": unit.position})
    return unit


@transaction.atomic
def edit_unit(
    *,
    unit: Unit,
    category: str,
    valid_from: date | None,
    pinyin_override: str,
    version: int,
    by: Actor,
) -> Unit:
    """Change what is known of a unit beside its names, its place and its end."""
    require(
        valid_from is None or unit.valid_until is None or valid_from <= unit.valid_until,
        _("The unit would begin after its last day. Mend one of the two days."),
    )
    wanted: dict[str, Any] = {
        "category": category,
        "valid_from": valid_from,
        "pinyin_override": pinyin_override.strip(),
    }
    before = {name: getattr(unit, name) for name in wanted}
    unit.pinyin_override = wanted["pinyin_override"]
    aliases = list(unit.aliases.values_list("name", flat=True))
    save_version(unit, version=version, **wanted, **sounds_of(unit, aliases))
    index("unit", [unit.pk])
    changed = [name for name in wanted if before[name] != wanted[name]]
    record(
        by=by,
        verb="unit.changed",
        subject=unit,
        before={name: before[name] for name in changed},
        after={name: wanted[name] for name in changed},
    )
    return unit


@transaction.atomic
def move_unit(*, unit: Unit, place: int, version: int, now: datetime, by: Actor) -> Unit:
    """Put a unit at a place of the official list (1 is the first); the whole list is renumbered.

    A place behind the last means the last. Days before `now` keep the order that they had.
    """
    require(place >= 1, _("Places begin at 1. Write 1 or more."))
    before = unit.position
    there = hold_list()
    units = [one for one in there if one.pk != unit.pk]
    save_version(unit, version=version)
    units.insert(place - 1, unit)
    reorder(units, before=there, now=now)
    record(
        by=by,
        verb="unit.moved",
        subject=unit,
        before={"position": before},
        after={"position": unit.position},
    )
    return unit


@transaction.atomic
def end_unit(
    *, unit: Unit, last_day: date, successors: Sequence[Unit], version: int, by: Actor
) -> Unit:
    """A unit ends with its last day; the successors, in the order given, carry on its work.

    What it leads stays with it until it is handed over, and keeps its name where it is frozen.
    """
    hold_list()
    require(
        unit.valid_until is None,
        _("The unit's last day is set already. Take it back first to set another."),
        kind=Conflict,
    )
    require(
        unit.valid_from is None or unit.valid_from <= last_day,
        _("The last day is before the unit's first. Mend the day."),
    )
    require(
        len({one.pk for one in successors}) == len(successors),
        _("A successor stands twice. Name each once."),
    )
    for one in successors:
        require(one.pk != unit.pk, _("A unit cannot succeed itself. Choose another unit."))
        require(
            not one.ended(last_day + timedelta(days=1)),
            _("%(unit)s ended on %(day)s and cannot carry on the work. Choose another unit.")
            % {"unit": one.name, "day": day(one.valid_until)},
        )
    save_version(unit, version=version, valid_until=last_day)
    UnitSuccession.objects.bulk_create(
        UnitSuccession(unit=unit, successor=one, position=position)
        for position, one in enumerate(successors, start=1)
    )
    record(
        by=by,
        verb="unit.ended",
        subject=unit,
        after={"valid_until": last_day, "successors": [one.name for one in successors]},
    )
    return unit


@transaction.atomic
def reopen_unit(*, unit: Unit, version: int, by: Actor) -> Unit:
    """Take back a unit's last day and its successors."""
    require(
        unit.valid_until is not None,
        _("The unit has no last day. There is nothing to take back."),
        kind=Conflict,
    )
    before = {
        "valid_until": unit.valid_until,
        "successors": [
            link.successor.name for link in unit.successions.select_related("successor")
        ],
    }
    save_version(unit, version=version, valid_until=None)
    unit.successions.all().delete()
    record(by=by, verb="unit.reopened", subject=unit, before=before)
    return unit


@transaction.atomic
def let_sign_alone(*, unit: Unit, why: str, version: int, by: Actor) -> Unit:
    """A one-person unit may sign what it wrote, for a reason; without one it may not any more."""
    why = why.strip()
    require(
        why or unit.signs_alone,
        _("Write why nobody else in the unit can sign."),
        fields={"why": _("Write why nobody else in the unit can sign.")},
    )
    before = {"signs_alone": unit.signs_alone, "why": unit.signs_alone_why}
    save_version(unit, version=version, signs_alone=bool(why), signs_alone_why=why)
    after = {"signs_alone": unit.signs_alone, "why": unit.signs_alone_why}
    record(by=by, verb="unit.signs_alone", subject=unit, before=before, after=after)
    return unit
