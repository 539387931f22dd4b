"""The components of `progress.components` in Django templates."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from progress import components
from progress.desks_passed import spent, stays
from progress.models import Update
from progress.reasons import words
from progress.status import Reason

register = template.Library()


@register.simple_tag
def light(value: str, style: str = "") -> SafeString:
    """A light; style is "", "plain" or "large"."""
    return components.light(value, plain=style == "plain", large=style == "large")


@register.simple_tag
def shape(value: str) -> SafeString:
    """A light's bare shape."""
    return components.shape_icon(value)


@register.simple_tag
def bar(percent: Decimal | str | None, planned: Decimal | str | None, of: str) -> SafeString:
    """A bar with its tick."""
    return components.bar(percent, planned, of)


@register.simple_tag
def step(value: Decimal | str | None) -> SafeString:
    """A rise or fall."""
    return components.step(value)


@register.filter
def whole(value: Decimal | str | None) -> str:
    """A percentage without decimals."""
    return components.whole(value)


@register.filter
def light_word(value: str) -> str:
    """A light's word."""
    return components.light_word(value)


@register.filter
def shape_name(value: str) -> str:
    """The name of a light's shape, for class names."""
    return components.SHAPES[value]


@register.filter
def said(reason: Mapping[str, Any]) -> str:
    """A reason line in the reader's language."""
    return str(reason[components.reader_language()])


@register.filter
def because(cell: Mapping[str, Any]) -> str:
    """Why a measure has its light: every reason that speaks for it, in one sentence."""
    language = components.reader_language()
    speaking = [r for r in cell["reasons"] if r["light"] == cell["light"]] or cell["reasons"]
    said = [str(reason[language]) for reason in speaking]
    if language == "zh":
        return "；".join(said)
    return "; ".join([*said[:1], *(words[:1].lower() + words[1:] for words in said[1:])])


@register.filter
def in_words(reason: Mapping[str, Any]) -> str:
    """A stored reason in the reader's language."""
    language = components.reader_language()
    return words(Reason.from_json(reason), "zh" if language == "zh" else "en")


@register.filter
def get(mapping: Mapping[str, Any], key: str) -> Any:
    """One value of a mapping by a name that is itself a value."""
    return mapping[key]


@register.filter
def absolute(value: int) -> int:
    """A change without its sign."""
    return abs(value)


@register.simple_tag
def filing(state: str | None) -> SafeString:
    """Where an update is."""
    return components.filing(state)


@register.simple_tag
def passed(update: Update | None, now: datetime) -> str:
    """How long an update lay on each desk: “unit 2 days, signing 5 hours”; "" where none began.

    Its returns are read, which a list fetches beforehand.
    """
    if update is None or not update.pk:
        return ""
    found = spent(stays(update, update.returns.all()), now=now)
    words = {"unit": _("unit"), "signing": _("signing"), "office": _("office")}
    told = [f"{words[desk]} {_lasted(time)}" for desk, time in found.items() if time]
    return _(", ").join(told)


def _lasted(time: timedelta) -> str:
    hours = int(time / timedelta(hours=1))
    if hours < 1:
        return _("under an hour")
    if hours < 24:
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    return ngettext("%(n)d day", "%(n)d days", hours // 24) % {"n": hours // 24}
