"""The fields of an audit event in words: what each is called, what it was, what it became."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from core.models import AuditEvent
from core.templatetags.words import day
from core.templatetags.words import period as period_words
from desks.verbs import field_in_words
from progress.choices import LightChoice, RequestKind, Rung, SelfRating, UpdateState
from recommendations.breakdown import FIELDS
from recommendations.choices import Cadence, InitiativeState, ToldBy
from recommendations.wording import label

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH = re.compile(r"[0-9]{4}-(?:[0-9]{2}|Q[1-4])")
_CHOICES: Mapping[str, tuple[Any, ...]] = {
    "state": (InitiativeState, UpdateState),
    "self_rating": (SelfRating,),
    "kind": (RequestKind,),
    "light": (LightChoice,),
    "rung": (Rung,),
    "told_by": (ToldBy,),
    "cadence": (Cadence,),
}
# Say nothing to a reader.
_SILENT = {"sha256", "revision"}


class Change(NamedTuple):
    """One field: its name in words, its values before and after in words; "" for nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Known:
    """What keys in the trail are called: milestones by their primary key."""

    steps: Mapping[str, str]


def changes_of(event: AuditEvent, known: Known) -> list[Change]:
    """Each field of an event that has a value before or after, in the order of the trail."""
    names = dict.fromkeys([*event.after, *event.before])
    found = [
        Change(
            _name(name),
            _words(name, event.before.get(name), known),
            _words(name, event.after.get(name), known),
        )
        for name in names
        if name not in _SILENT
    ]
    return [one for one in found if one.before or one.after]


def _name(name: str) -> str:
    return label(name) if name in FIELDS else field_in_words(name)


def _words(name: str, value: Any, known: Known) -> str:
    """A value as a person reads it; never as the trail stores it."""
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Mapping):
        parts = [
            f"{known.steps.get(str(key), field_in_words(str(key)))}{_(': ')}"
            f"{_words('', item, known) or '—'}"
            for key, item in value.items()
        ]
        return _("; ").join(parts)
    if isinstance(value, list):
        return _("; ").join(_words(name, item, known) or "—" for item in value)
    return _text(name, str(value))


def _text(name: str, value: str) -> str:
    for choices in _CHOICES.get(name, ()):
        if value in choices.values:
            return str(choices(value).label)
    if name == "percent":
        return f"{value}%"
    if name == "period" and _MONTH.fullmatch(value):
        return period_words(value)
    if _DAY.fullmatch(value):
        try:
            return day(date.fromisoformat(value))
        except ValueError:
            return value
    return value
