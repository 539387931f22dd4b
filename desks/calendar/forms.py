"""The forms of the work calendar. Each is previewed first, then applied."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LONGEST_TEXT = 60_000
_DAY = {"invalid": _("Write a day, for example 2026-12-18.")}


class DayForm(forms.Form):
    """One day, set by hand."""

    worked = forms.TypedChoiceField(
        label=_("This day is"),
        choices=[("yes", pgettext_lazy("calendar", "worked")), ("no", _("off"))],
        coerce=lambda value: value == "yes",
    )
    name = forms.CharField(
        label=_("Name, for example of the holiday"), max_length=100, required=False
    )
    reason = forms.CharField(label=_("Basis"), max_length=200)


class YearForm(forms.Form):
    """A year's list: pasted, or as a file."""

    text = forms.CharField(
        label=_("The notice's text, or one line a day: date, off or worked, name"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 9}),
    )
    file = forms.FileField(label=_("Or a file: .csv, .txt or .xlsx"), required=False)
    year = forms.IntegerField(
        label=_("Year, if the text does not name it"),
        min_value=2000,
        max_value=2100,
        required=False,
    )
    source = forms.CharField(label=_("Source"), max_length=200)

    def clean(self) -> dict[str, Any]:
        """One of text and file, not both."""
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and bool(data.get("text")) == bool(data.get("file")):
            self.add_error("text", _("Paste the text or choose a file: one of the two."))
        return data


class AfterForm(forms.Form):
    """So many working days after a day."""

    start = forms.DateField(
        label=_("Day"),
        error_messages=_DAY,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    n = forms.IntegerField(label=_("Working days after it"), min_value=-2_000, max_value=2_000)


class BetweenForm(forms.Form):
    """How many working days lie between two days."""

    first = forms.DateField(
        label=_("From, not counted"),
        error_messages=_DAY,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    last = forms.DateField(
        label=_("To, counted"),
        error_messages=_DAY,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
