"""The forms of reminders: when a plan reminds, what was sent by hand, and supervision orders."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from progress.choices import Channel
from progress.forms.asks import LONGEST, _day, _words
from progress.reminding import FARTHEST, Moments


class MomentsForm(forms.Form):
    """When to remind, in working days."""

    around = forms.CharField(
        label=_("Working days before (−) and after the day, as in −5, −1, 1, 3"),
        max_length=60,
    )
    waiting = forms.IntegerField(
        label=_("Working days after which an undecided request is brought up"),
        min_value=1,
        max_value=FARTHEST,
    )
    ahead = forms.IntegerField(
        label=_("Working days before an initiative's own due date"), min_value=1, max_value=FARTHEST
    )
    order = forms.BooleanField(
        label=_("At the last moment after the day, draft a supervision order for signature"),
        required=False,
    )
    effective_on = _day(_("In force from"))
    reason = _words(_("Reason for the change"))
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def clean_around(self) -> tuple[int, ...]:
        """The numbers; a real minus sign counts like the keyboard's."""
        raw = self.cleaned_data["around"].replace("−", "-").replace("－", "-").replace("+", "")
        parts = [part for part in re.split(r"[,，、;\s]+", raw) if part]
        if not all(re.fullmatch(r"-?[0-9]{1,3}", part) for part in parts):
            raise ValidationError(_("Write whole numbers separated by commas."))
        return tuple(int(part) for part in parts)

    def moments(self) -> Moments:
        """What the valid form says."""
        data: dict[str, Any] = self.cleaned_data
        return Moments(
            around=data["around"],
            waiting=data["waiting"],
            ahead=data["ahead"],
            order=data["order"],
        )


class ByHandForm(forms.Form):
    """A unit was called or written to."""

    unit = forms.SlugField(max_length=16)
    channel = forms.ChoiceField(label=_("Sent by"), choices=Channel.choices)
    spoken_to = forms.CharField(label=_("Spoken to"), max_length=60, required=False)
    words = _words(_("Words"))


class OrderForm(forms.Form):
    """A draft as it will be signed."""

    basis = _words(_("Basis"))
    requirement = _words(_("Requirement"))
    responsible = forms.CharField(label=_("Person responsible"), max_length=120, required=False)
    deadline = _day(_("Deadline"))


class DropForm(forms.Form):
    """Why a draft is not issued."""

    reason = forms.CharField(label=_("Why it is not issued"), max_length=LONGEST)


class OutcomeForm(forms.Form):
    """What the unit reports."""

    outcome = _words(_("Outcome"))
