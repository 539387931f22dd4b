"""What the actions on units share: the list held, numbered through, its names kept apart."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import FormerName, FormerOrder, Unit, UnitAlias
from accounts.queries import owner_of
from accounts.sounds import sounds
from core.refusals import Conflict, require


def hold_list() -> list[Unit]:
    """Every unit in official order, held until the transaction ends.

    Names are unique across three columns and places are numbered through, which no constraint can
    say: of two who change the list at once, the second waits.
    """
    return list(Unit.objects.select_for_update().in_official_order())


def renumber(units: Sequence[Unit]) -> None:
    """Number the list 1 to n as it stands; only the units that moved are written."""
    moved = []
    for place, unit in enumerate(units, start=1):
        if unit.position != place:
            unit.position = place
            moved.append(unit)
    Unit.objects.bulk_update(moved, ["position"], batch_size=500)


def reorder(units: Sequence[Unit], *, before: Sequence[Unit], now: datetime) -> None:
    """`renumber`, keeping the order of `before` for past days if it was another one."""
    old = {unit.pk: None for unit in before}
    if [unit.pk for unit in units if unit.pk in old] != list(old):
        FormerOrder.objects.create(units=list(old), recorded_at=now)
    renumber(units)


def sounds_of(unit: Unit, aliases: Sequence[str]) -> dict[str, str]:
    """The two columns by which a unit is found; an override is how its short name is read."""
    names = dict.fromkeys([unit.short_name, unit.name, *aliases])
    read = [
        sounds(name, override=unit.pinyin_override if name == unit.short_name else "")
        for name in names
    ]
    return {
        "pinyin": "/".join(dict.fromkeys(one for one, _initials in read if one))[:2000],
        "initials": "/".join(dict.fromkeys(one for _pinyin, one in read if one))[:600],
    }


def require_free(name: str, *, unit: Unit | None = None) -> None:
    """Refuse a name that another unit has, as full name, short name or alias; say which unit."""
    owner = owner_of(name)
    require(
        owner is None or (unit is not None and owner.pk == unit.pk),
        _("“%(name)s” is already a name of %(unit)s. Use that unit, or write another name.")
        % {"name": name, "unit": owner.name if owner else ""},
        kind=Conflict,
    )


def keep_former_name(unit: Unit, *, on: date | None, now: datetime) -> None:
    """Keep what the unit was shown as, for the pages of days before.

    It is called otherwise from `on`, and never later than from the moment of writing.
    """
    until = None if on is None else min(on, timezone.localdate(now)) - timedelta(days=1)
    FormerName.objects.create(
        unit=unit, name=unit.name, short_name=unit.short_name, until=until, recorded_at=now
    )


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
