"""What many initiatives shall be, as it is asked for: an empty field leaves each as it is."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django import forms
from django.db.models import Q
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from accounts.queries import units_for_choice
from desks.bulk.rules import How, Wanted
from progress.components import reader_language
from recommendations.breakdown import QUARTERS
from recommendations.choices import Cadence, ToldBy
from recommendations.forms.breakdown import units_named
from recommendations.imports import cells
from recommendations.ledger_columns import BY_KEY
from recommendations.models import Initiative

_TEXTS = ("contact_words", "deliverable", "annual_goal", *QUARTERS, "remarks")
_LISTS = ("joint", "supporting", "leaders")
_FLAGS = ("ongoing", "no_indicator")
_PLAN = "plan"
# What may be emptied, and what an emptied field is.
EMPTY: dict[str, Any] = {
    **dict.fromkeys(_LISTS, ()),
    **dict.fromkeys(("contact", "starts_on", "due_on", "goal_year")),
    **dict.fromkeys(_TEXTS, ""),
}
# How the page lays them out.
GROUPS = (
    (_("Units and people"), ("lead", "joint", "supporting", "leaders", "contact", "contact_words")),
    (_("Start and due date"), ("starts_on", "due_on", "reason", "ongoing")),
    (_("Progress and weight"), ("told_by", "cadence", "weight", "no_indicator")),
    (_("Results and goals"), ("deliverable", "goal_year", "annual_goal", *QUARTERS, "remarks")),
)


class Asked(NamedTuple):
    """One field on the page: how its list is taken, and whether it can be and is emptied."""

    field: BoundField
    how: BoundField | None
    can_empty: bool
    emptied: bool


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]  # no [] at run time
    """A person by name and unit."""

    def label_from_instance(self, obj: User) -> str:
        """Names alone may be alike."""
        return f"{obj.name}（{obj.unit.short_name}）" if obj.unit else obj.name


def _unit_field(*, rows: int) -> forms.CharField:
    return forms.CharField(
        required=False, max_length=2000, widget=forms.Textarea({"rows": rows}),
        help_text=_("Names with 、 between them."),
    )  # fmt: skip


class BulkForm(forms.Form):
    """What several initiatives shall be."""

    lead = forms.ModelChoiceField(Unit.objects.none(), required=False, empty_label=_("as it is"))
    joint, supporting = _unit_field(rows=2), _unit_field(rows=2)
    leaders = forms.CharField(
        required=False, max_length=400, help_text=_("Names with 、 between them.")
    )
    contact = PersonField(User.objects.none(), required=False, empty_label=_("as it is"))
    starts_on = forms.DateField(required=False, widget=forms.DateInput({"type": "date"}))
    due_on = forms.DateField(required=False, widget=forms.DateInput({"type": "date"}))
    reason = forms.CharField(
        label=_("Reason"), max_length=300, required=False,
        help_text=_("Needed where the due date changes."),
    )  # fmt: skip
    told_by = forms.ChoiceField(choices=[("", _("as it is")), *ToldBy.choices], required=False)
    cadence = forms.ChoiceField(
        choices=[("", _("as it is")), (_PLAN, _("as the plan")), *Cadence.choices], required=False
    )
    weight = forms.DecimalField(
        required=False, min_value=Decimal("0.0001"), max_digits=13, decimal_places=4
    )
    goal_year = forms.IntegerField(required=False, min_value=2000, max_value=2100)
    empty = forms.MultipleChoiceField(choices=[(name, name) for name in EMPTY], required=False)

    def __init__(
        self, data: QueryDict | None = None, *, rows: Sequence[Initiative], on: date
    ) -> None:
        super().__init__(data)
        self.sent = data or QueryDict()
        for name in _TEXTS:
            self.fields[name] = _text_field(name)
        for name in _FLAGS:
            self.fields[name] = forms.ChoiceField(
                choices=[("", _("as it is")), ("yes", _("yes")), ("no", _("no"))], required=False
            )
        for name in _LISTS:
            self.fields[f"{name}_how"] = forms.ChoiceField(
                choices=[(How.ADD, _("add")), (How.REPLACE, _("put in place of those there")),
                         (How.REMOVE, _("take off"))],
                required=False,
            )  # fmt: skip
        language = "zh" if reader_language() == "zh" else "en"
        for name, one in self.fields.items():
            if name in BY_KEY:
                one.label = BY_KEY[name].head(language)
        lead, contact = self.fields["lead"], self.fields["contact"]
        lead.queryset = units_for_choice(on)  # type: ignore[attr-defined]
        contact.queryset = _people_of(rows)  # type: ignore[attr-defined]

    def groups(self) -> Iterator[tuple[Any, list[Asked]]]:
        """The fields as the page shows them, under their legends."""
        emptied = self.sent.getlist("empty")
        for legend, names in GROUPS:
            yield legend, [
                Asked(self[name], self[f"{name}_how"] if name in _LISTS else None, name in EMPTY,
                      name in emptied)
                for name in names
            ]  # fmt: skip

    def carried(self) -> list[tuple[str, str]]:
        """Everything that was typed, for the next step to carry on."""
        return [(name, value) for name in self.fields for value in self.sent.getlist(name)]

    def clean_joint(self) -> tuple[int, ...]:
        """Keys of the joint units, in their order."""
        return units_named(self.cleaned_data["joint"])

    def clean_supporting(self) -> tuple[int, ...]:
        """Keys of the supporting units, in their order."""
        return units_named(self.cleaned_data["supporting"])

    def clean_leaders(self) -> tuple[str, ...]:
        """The leaders' names, each once."""
        return cells.names(self.cleaned_data["leaders"])

    def clean(self) -> dict[str, Any]:
        """Something must change, nothing be given and emptied at once; another date needs its
        reason."""
        data: dict[str, Any] = self.cleaned_data
        for name in data.get("empty", ()):
            if data.get(name):
                self.add_error(name, _("Write what it shall be, or empty it: not both."))
        for name in _LISTS:
            replaced = data.get(f"{name}_how") == How.REPLACE and name not in data.get("empty", ())
            if replaced and name in data and not data[name]:
                self.add_error(name, _("Write which ones, or tick that it shall be empty."))
        if not self.errors and not self.wanted():
            raise forms.ValidationError(_("Nothing is to change. Fill in at least one field."))
        due = data.get("due_on") or "due_on" in data.get("empty", ())
        if due and not data.get("reason", "").strip():
            self.add_error("reason", _("Write why the due date changes."))
        return data

    def wanted(self) -> Wanted:
        """What the form says. Only after it was found valid."""
        data = self.cleaned_data
        values = {name: EMPTY[name] for name in data["empty"] if name not in _LISTS}
        lists = {name: (How.REPLACE, ()) for name in data["empty"] if name in _LISTS}
        for name in ("starts_on", "due_on", "told_by", "weight", "goal_year", *_TEXTS):
            if data[name] not in (None, ""):
                values[name] = data[name]
        for name in ("lead", "contact"):
            if data[name]:
                values[name] = data[name].pk
        if data["cadence"]:
            values["cadence"] = "" if data["cadence"] == _PLAN else data["cadence"]
        values |= {name: data[name] == "yes" for name in _FLAGS if data[name]}
        for name in _LISTS:
            if data[name]:
                lists[name] = (How(data[f"{name}_how"] or How.ADD), data[name])
        contact = data["contact"]
        return Wanted(values, lists, data["reason"], contact.unit_id if contact else None)


def _text_field(name: str) -> forms.CharField:
    most = Initiative._meta.get_field(name).max_length  # type: ignore[union-attr]
    widget = forms.TextInput() if name == "contact_words" else forms.Textarea({"rows": 2})
    return forms.CharField(required=False, max_length=most, widget=widget)


def _people_of(rows: Sequence[Initiative]) -> Any:
    """The people of the units that have a part in one of these."""
    units = Unit.objects.filter(Q(leads__in=rows) | Q(supports__initiative__in=rows))
    people = User.objects.filter(is_active=True, unit__in=units.values("pk"))
    return people.select_related("unit").order_by("unit__position", "username")
