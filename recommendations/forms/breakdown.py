"""The form by which an initiative is broken down: who, what, by when, told how."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from accounts.queries import known_units
from core.exact import show
from recommendations.breakdown import QUARTERS, Breakdown
from recommendations.choices import Cadence, ToldBy
from recommendations.imports import cells
from recommendations.imports.cells import folded_name
from recommendations.ledger_columns import BETWEEN
from recommendations.models import Initiative, Measure, Plan
from recommendations.wording import Names, label

_BETWEEN = re.compile(r"[、，,;；\s]+")
_LINES = ("deliverable", "annual_goal", *QUARTERS, "remarks")


def _days(name: str) -> forms.DateField:
    return forms.DateField(
        label=label(name),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


def units_named(text: str) -> tuple[int, ...]:
    """Keys of the units that a text names, in its order. Raises ValidationError for unknown names,
    of which none is made."""
    if not text.strip():
        return ()
    known = {folded_name(one): unit.pk for one, unit in known_units().items()}
    found, unknown = cells.units(text, known)
    if unknown:
        raise forms.ValidationError(
            _("No unit is called “%(names)s”. Use a name of the list of units.")
            % {"names": BETWEEN.join(unknown)}
        )
    return found


class BreakdownForm(forms.Form):
    """Every field of a breakdown. Units stand as text in the order of the document, so that a line
    of the document can be pasted; unknown names are told, none is made."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    title = forms.CharField(max_length=60)
    measure = forms.ModelChoiceField(queryset=Measure.objects.none(), empty_label=None)
    serves = forms.CharField(
        required=False, max_length=600,
        help_text=_("Measures of other plans too: address of the plan/number, as in beijing-ai/3."),
    )  # fmt: skip
    lead = forms.ModelChoiceField(queryset=Unit.objects.none(), required=False)
    joint = forms.CharField(
        required=False, max_length=1000, widget=forms.TextInput(attrs={"list": "unit-names"})
    )
    supporting = forms.CharField(
        required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    leaders = forms.CharField(required=False, max_length=400)
    contact = forms.ModelChoiceField(queryset=User.objects.none(), required=False)
    contact_words = forms.CharField(required=False, max_length=120)
    starts_on = forms.DateField()
    due_on = forms.DateField()
    due_words = forms.CharField(required=False, max_length=60)
    ongoing = forms.BooleanField(required=False)
    reason = forms.CharField(
        label=_("Why the due date changes"), required=False, max_length=300,
        help_text=_("Needed once the initiative has been assigned."),
    )  # fmt: skip
    told_by = forms.ChoiceField(choices=ToldBy.choices)
    cadence = forms.ChoiceField(choices=[("", _("as the plan")), *Cadence.choices], required=False)
    weight = forms.DecimalField(max_digits=13, decimal_places=4, min_value=Decimal("0.0001"))
    goal_year = forms.IntegerField(required=False, min_value=2000, max_value=2100)
    no_indicator = forms.BooleanField(required=False)

    def __init__(self, *args: Any, plan: Plan, row: Initiative | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in _LINES:
            self.fields[name] = forms.CharField(
                required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
            )
        self.fields["starts_on"], self.fields["due_on"] = _days("starts_on"), _days("due_on")
        measure, lead, contact = (self.fields[name] for name in ("measure", "lead", "contact"))
        measure.queryset = plan.measures.order_by("position")  # type: ignore[attr-defined]
        lead.queryset = Unit.objects.in_official_order()  # type: ignore[attr-defined]
        contact.queryset = _people(row)  # type: ignore[attr-defined]
        for name, one in self.fields.items():
            if name not in {"version", "reason"}:
                one.label = label(name)
        if row is None:
            self.fields["version"].required = False

    def clean_joint(self) -> tuple[int, ...]:
        """Keys of the joint units, in their order."""
        return units_named(self.cleaned_data["joint"])

    def clean_supporting(self) -> tuple[int, ...]:
        """Keys of the supporting units, in their order."""
        return units_named(self.cleaned_data["supporting"])

    def clean_leaders(self) -> tuple[str, ...]:
        """The leaders' names, each once."""
        return cells.names(self.cleaned_data["leaders"])

    def clean_serves(self) -> tuple[int, ...]:
        """Keys of the measures that are named as plan/number."""
        found: list[int] = []
        for told in filter(None, _BETWEEN.split(self.cleaned_data["serves"])):
            slug, _slash, number = told.rpartition("/")
            place = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0
            measure = Measure.objects.filter(plan__slug=slug, position=place).first()
            if measure is None:
                raise forms.ValidationError(
                    _("There is no measure “%(told)s”. Write the plan's address/number.")
                    % {"told": told}
                )
            found.append(measure.pk)
        return tuple(sorted(set(found)))

    def value(self) -> Breakdown:
        """What the form says. Only after it was found valid."""
        told = self.cleaned_data
        plain = {
            name: told[name] or ""
            for name in ("title", "contact_words", "due_words", "cadence", *_LINES)
        }
        return Breakdown(
            **plain,
            measure=told["measure"].pk, serves=told["serves"],
            lead=told["lead"].pk if told["lead"] else None, joint=told["joint"],
            supporting=told["supporting"], leaders=told["leaders"],
            contact=told["contact"].pk if told["contact"] else None,
            starts_on=told["starts_on"], due_on=told["due_on"], ongoing=told["ongoing"],
            told_by=told["told_by"], weight=told["weight"], goal_year=told["goal_year"],
            no_indicator=told["no_indicator"],
        )  # fmt: skip


def _people(row: Initiative | None) -> Any:
    """The people of the initiative's units, and whoever is its contact now."""
    people = User.objects.filter(is_active=True).order_by("unit__position", "username")
    if row is None:
        return people.none()
    units = [row.lead_id, *row.units.values_list("unit", flat=True)]
    own = people.filter(unit__in=[key for key in units if key])
    return (own | people.filter(contact_for=row)).distinct()


def initial_of(value: Breakdown, names: Names) -> Mapping[str, Any]:
    """A breakdown as the form shows it."""
    told: dict[str, Any] = {
        name: getattr(value, name)
        for name in (
            "title", "measure", "lead", "contact", "contact_words", "starts_on", "due_on",
            "due_words", "ongoing", "told_by", "cadence", "goal_year", "no_indicator", *_LINES,
        )
    }  # fmt: skip
    for name in ("joint", "supporting"):
        told[name] = BETWEEN.join(names.units.get(key, "") for key in getattr(value, name))
    told["leaders"] = BETWEEN.join(value.leaders)
    told["serves"] = BETWEEN.join(
        names.measures.get(key, "").partition(" ")[0] for key in value.serves
    )
    told["weight"] = show(value.weight)
    return told


class StepForm(forms.Form):
    """One milestone; an empty title leaves it out."""

    key = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=_("Milestone"), max_length=100, required=False)
    due_on = forms.DateField(
        label=_("Due"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    weight = forms.DecimalField(
        label=_("Weight"), max_digits=13, decimal_places=4, min_value=Decimal("0.0001"),
        required=False,
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Its head stands above the column, out of a screen reader's sight.
        for one in self.fields.values():
            one.widget.attrs["aria-label"] = one.label

    def clean(self) -> dict[str, Any]:
        """A milestone has a day; its weight is 1 unless told."""
        told = super().clean() or {}
        if told.get("title", "").strip() and not told.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("Give the day by which it is due."))
        return told
