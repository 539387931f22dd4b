"""How units and people are found: by name, short name, account, and by the sound of the name."""

from collections.abc import Iterator, Sequence

from accounts.models import Unit, User
from core.search.kinds import Entry, Kind, register


def spelled(name: str) -> tuple[str, str]:
    """A Chinese name in Latin letters: the whole of it, and the initials; fagaiwei, fgw."""
    # Its dictionaries take a moment to load, and most processes never spell a name.
    from pypinyin import lazy_pinyin

    syllables: list[str] = lazy_pinyin(name)
    return "".join(syllables), "".join(syllable[:1] for syllable in syllables)


def _unit_entries(keys: Sequence[int]) -> Iterator[Entry]:
    for unit in Unit.objects.filter(pk__in=keys):
        names = list(dict.fromkeys([unit.name, unit.short_name]))
        sounds = [spelled(name) for name in names]
        yield Entry(
            unit.pk,
            title=unit.name,
            texts=[*names, *(sound for sound, _initials in sounds)],
            sign=" ".join(initials for _sound, initials in sounds),
        )


def _person_entries(keys: Sequence[int]) -> Iterator[Entry]:
    for user in User.objects.filter(pk__in=keys):
        sound, initials = spelled(user.name)
        yield Entry(user.pk, title=user.name, texts=[user.username, sound], sign=initials)


def register_kinds() -> None:
    """Called when the site starts."""
    register(Kind("unit", "n", lambda: Unit.objects.all(), _unit_entries, loose=True))
    register(Kind("person", "p", lambda: User.objects.all(), _person_entries, loose=True))
