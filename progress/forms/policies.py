"""The form of a light policy: every threshold, checked in words that the person can act on."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from progress.status import Policy

_DAY = {"invalid": _("Write a day, for example 2026-12-18.")}
# Shares are shown and typed as percentages.
SHARES = ("red_below", "yellow_below")


def _percent(label: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, min_value=0, max_value=100, max_digits=5, decimal_places=2
    )


def _count(label: Any, *, least: int = 0, most: int = 250) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most)


class PolicyForm(forms.Form):
    """A new version of a plan's light rule."""

    name = forms.CharField(label=_("Name of the rule"), max_length=60)
    compare = forms.ChoiceField(
        label=_("Held against the plan to date by"),
        choices=[("ratio", _("its share, in percent")), ("points", _("percentage points behind"))],
    )
    red_below = _percent(_("By share: red below, %"))
    yellow_below = _percent(_("By share: yellow below, %"))
    red_over_points = _percent(_("By points: red above, points behind"))
    yellow_from_points = _percent(_("By points: yellow from, points behind"))
    tolerance_points = _percent(_("Tolerance: points behind that light nothing"))
    plan_by = forms.ChoiceField(
        label=_("Without milestones the plan to date runs by"),
        choices=[
            ("days", pgettext_lazy("plan to date", "calendar days")),
            ("months", _("whole months")),
        ],
    )
    milestone_red_after_days = _count(_("A milestone is red after, working days overdue"))
    due_soon_days = _count(_("Due soon within, working days"))
    due_soon_percent = _percent(_("Due soon: yellow below, %"))
    missed_rounds_red = _count(_("Red after rounds in a row without filing"), least=1, most=24)
    short_rounds_red = _count(_("Red after rounds in a row behind the plan; 0 is off"), most=24)
    not_begun_yellow_months = _count(_("Not begun: yellow after months; 0 is off"), most=24)
    not_begun_red_months = _count(_("Not begun: red after months; 0 is off"), most=24)
    effective_on = forms.DateField(
        label=_("In force from"),
        error_messages=_DAY,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(
        label=_("Reason for the change"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean(self) -> dict[str, Any]:
        """Thresholds in order; each refusal stands at the field to mend."""
        data: dict[str, Any] = super().clean() or {}
        self._in_order("red_below", "yellow_below", _("Yellow cannot end below where red ends."))
        self._in_order(
            "yellow_from_points", "red_over_points", _("Red cannot begin before yellow does.")
        )
        if data.get("not_begun_yellow_months") and data.get("not_begun_red_months"):
            self._in_order(
                "not_begun_yellow_months",
                "not_begun_red_months",
                _("Red cannot come before yellow."),
            )
        return data

    def _in_order(self, lower: str, upper: str, sentence: Any) -> None:
        low, high = self.cleaned_data.get(lower), self.cleaned_data.get(upper)
        if low is not None and high is not None and low > high:
            self.add_error(upper, sentence)

    def policy(self, number: int) -> Policy:
        """The rule as typed, as version `number`; call after `is_valid`."""
        said = {k: v for k, v in self.cleaned_data.items() if k not in ("effective_on", "reason")}
        for name in SHARES:
            said[name] = said[name] / Decimal(100)
        return Policy(version=number, **said)


def as_initial(policy: Policy) -> dict[str, Any]:
    """A rule as the form shows it."""
    said = {name: getattr(policy, name) for name in PolicyForm.base_fields if hasattr(policy, name)}
    for name in SHARES:
        said[name] = said[name] * 100
    return {
        name: value.normalize().__format__("f") if isinstance(value, Decimal) else value
        for name, value in said.items()
    }
