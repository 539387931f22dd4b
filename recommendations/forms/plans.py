"""What a person says of a plan as a whole."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from recommendations.models import Finding, Measure, Plan


class TitleForm(forms.Form):
    """What a plan is called."""

    title = forms.CharField(label=_("Title"), max_length=200)
    short_title = forms.CharField(label=_("Short title"), max_length=40)
    version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, plan: Plan) -> "TitleForm":
        """The form as it opens."""
        first = {"title": plan.title, "short_title": plan.short_title, "version": plan.version}
        return cls(initial=first)


class AddressedForm(forms.Form):
    """Which measures address a finding; `seen` are those that did when the page was opened."""

    measures: Any = forms.ModelMultipleChoiceField(
        label=_("Measures"),
        queryset=Measure.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    seen = forms.RegexField(
        r"\A(\d{1,15}(,\d{1,15})*)?\Z", required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, finding: Finding, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["measures"].queryset = finding.plan.measures.order_by("position")  # type: ignore[attr-defined]

    @classmethod
    def of(cls, finding: Finding) -> "AddressedForm":
        """The form as it opens."""
        links = finding.addressed_by.in_force().order_by("measure__position", "pk")
        keys = list(links.values_list("measure_id", flat=True))
        return cls(initial={"measures": keys, "seen": ",".join(map(str, keys))}, finding=finding)

    @property
    def keys_seen(self) -> list[int]:
        """The keys in `seen`."""
        return [int(one) for one in self.cleaned_data["seen"].split(",") if one]
