"""How units and people are found: by name, short name, account, and by the sound of the name."""

from collections.abc import Iterator, Sequence

from accounts.models import Unit, User
from core.search.kinds import Entry, Kind, register


def _unit_entries(keys: Sequence[int]) -> Iterator[Entry]:
    for unit in Unit.objects.filter(pk__in=keys).prefetch_related("aliases"):
        names = [unit.name, unit.short_name, *(alias.name for alias in unit.aliases.all())]
        yield Entry(
            unit.pk,
            title=unit.name,
            texts=[*dict.fromkeys(names), *unit.pinyin.split("/")],
            sign=unit.initials.replace("/", " "),
        )


def _person_entries(keys: Sequence[int]) -> Iterator[Entry]:
    for user in User.objects.filter(pk__in=keys):
        yield Entry(
            user.pk, title=user.name, texts=[user.username, user.pinyin], sign=user.initials
        )


def register_kinds() -> None:
    """Called when the site starts."""
    register(Kind("unit", "n", lambda: Unit.objects.all(), _unit_entries, loose=True))
    register(Kind("person", "p", lambda: User.objects.all(), _person_entries, loose=True))
