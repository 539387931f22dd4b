"""An initiative's fields and their values in words: for comparisons, history, the audit trail."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.models import Unit, User
from core.exact import show
from recommendations.breakdown import LISTS, Breakdown, differing
from recommendations.choices import Cadence, ToldBy
from recommendations.models import Initiative, Measure

_LABELS: Mapping[str, Any] = {
    "measure": gettext_lazy("measure"),
    "lead": gettext_lazy("lead unit"),
    "contact": gettext_lazy("contact"),
    "serves": gettext_lazy("also serves"),
    "joint": gettext_lazy("joint units"),
    "supporting": gettext_lazy("supporting units"),
    "leaders": gettext_lazy("leaders in charge"),
}
_RECORDS = {"measure", "serves", "lead", "joint", "supporting", "contact"}


@dataclass(frozen=True)
class Names:
    """What keys are called. Three queries for any number of breakdowns."""

    units: Mapping[int, str] = field(default_factory=dict)
    measures: Mapping[int, str] = field(default_factory=dict)
    people: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def of(cls, values: Iterable[Breakdown]) -> "Names":
        """The names of everything that these breakdowns point to."""
        listed = list(values)
        units = {key for one in listed for key in (one.lead, *one.joint, *one.supporting) if key}
        measures = {key for one in listed for key in (one.measure, *one.serves)}
        people = {one.contact for one in listed if one.contact}
        return cls(
            dict(Unit.objects.filter(pk__in=units).values_list("pk", "name")),
            {
                pk: f"{slug}/{position} {title}"
                for pk, slug, position, title in Measure.objects.filter(
                    pk__in=measures
                ).values_list("pk", "plan__slug", "position", "title")
            },
            dict(User.objects.filter(pk__in=people).values_list("pk", "name")),
        )

    def of_key(self, name: str, key: int) -> str:
        """What the record behind a field's key is called."""
        if name in {"measure", "serves"}:
            return self.measures.get(key, "")
        return self.people.get(key, "") if name == "contact" else self.units.get(key, "")


def label(name: str) -> str:
    """What a field is called on a page."""
    if name in _LABELS:
        return str(_LABELS[name])
    return str(Initiative._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def value_words(name: str, value: Any, names: Names) -> str:
    """A field's value as a person reads it; '' for nothing."""
    if name in LISTS:
        texts = [names.of_key(name, one) if name in _RECORDS else one for one in value]
        return pgettext("between names", ", ").join(texts)
    if value in (None, ""):
        return ""
    if name in _RECORDS:
        return names.of_key(name, value)
    return _plain_words(name, value)


def _plain_words(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal):
        return show(value)
    if isinstance(value, date):
        return value.isoformat()
    if name == "told_by":
        return str(ToldBy(value).label)
    if name == "cadence":
        return str(Cadence(value).label)
    return str(value)


@dataclass(frozen=True)
class FieldChange:
    """One field that differs: its name, what it is called, both values in words."""

    name: str
    label: str
    before: str
    after: str


def changes_in_words(before: Breakdown, after: Breakdown, names: Names) -> list[FieldChange]:
    """The fields in which two breakdowns differ, in words."""
    return [
        FieldChange(
            name,
            label(name),
            value_words(name, getattr(before, name), names),
            value_words(name, getattr(after, name), names),
        )
        for name in differing(before, after)
    ]
