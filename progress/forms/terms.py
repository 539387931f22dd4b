"""The form of a plan's terms."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from progress.terms import LONGEST, Terms, terms_of
from recommendations.choices import Cadence
from recommendations.models import Plan


def _days(label: Any, help_text: Any, *, least: int = 0) -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=help_text, min_value=least, max_value=LONGEST)


class TermsForm(forms.Form):
    """How often a plan is filed, and its terms in working days."""

    cadence = forms.ChoiceField(
        label=_("Is filed"),
        choices=Cadence.choices,
        help_text=_("Where an initiative has no cadence of its own."),
    )
    filing_due_after = _days(
        _("Filing is due, working days after the period's end"), _("0 is the last day itself.")
    )
    review_ends_after = _days(
        _("Review ends, working days after the period's end"),
        _("The round closes with it."),
    )
    accept_within = _days(
        _("An assignment is accepted or declined within, working days"),
        _("From the assignment, or from the plan's publication where that is later."),
        least=1,
    )
    reason = forms.CharField(
        label=_("Reason for the change"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, plan: Plan) -> "TermsForm":
        """The form as it opens."""
        return cls(initial={**terms_of(plan).as_dict(), "version": plan.version})

    @property
    def terms(self) -> Terms:
        """The terms as typed; call after `is_valid`."""
        said = self.cleaned_data
        return Terms(
            said["cadence"], said["filing_due_after"], said["review_ends_after"],
            said["accept_within"],
        )  # fmt: skip
