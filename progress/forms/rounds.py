"""A round by hand, and one that is skipped."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.periods import Period
from progress.queries import RoundDays


class _Day(forms.DateInput):
    input_type = "date"


class AddRoundForm(forms.Form):
    """Which period, on which days, whom it asks, and why."""

    period = forms.CharField(
        label=_("Period"),
        max_length=10,
        help_text=_("2026-10 is a month, 2026-Q3 a quarter, 2026-H1 a half-year, 2026 a year."),
    )
    opens_on = forms.DateField(label=_("Opens on"), widget=_Day(format="%Y-%m-%d"))
    filing_due_on = forms.DateField(label=_("Filing due on"), widget=_Day(format="%Y-%m-%d"))
    review_ends_on = forms.DateField(label=_("Review ends on"), widget=_Day(format="%Y-%m-%d"))
    everyone = forms.BooleanField(
        label=_("Asks every initiative under way, whatever its cadence"), required=False
    )
    reason = forms.CharField(
        label=_("reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean_period(self) -> Period:
        """The period that the key names."""
        try:
            return Period.parse(self.cleaned_data["period"].strip().upper())
        except ValueError:
            raise forms.ValidationError(
                _("Write a period as 2026-10, 2026-Q3, 2026-H1 or 2026.")
            ) from None

    def said(self) -> dict[str, Any]:
        """As the action takes it."""
        told = self.cleaned_data
        days = RoundDays(told["opens_on"], told["filing_due_on"], told["review_ends_on"])
        return {
            "period": told["period"],
            "days": days,
            "everyone": told["everyone"],
            "reason": told["reason"],
        }


class SkipForm(forms.Form):
    """Why nobody, or this initiative, is asked to file."""

    reason = forms.CharField(
        label=_("reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
