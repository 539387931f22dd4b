"""The small forms of what is asked and answered beside the rounds."""

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from progress.choices import HandLight, RequestKind, Rung
from recommendations.choices import Quality

LONGEST = 2000
_DAY = {"invalid": _("Write a day, for example 2026-12-18.")}


def _words(label: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        error_messages=_DAY,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def _which() -> forms.CharField:
    return forms.CharField(
        label=_("Lives on in, for merging: its number, or plan/number"),
        required=False,
        max_length=80,
    )


def _only(form: forms.Form, name: str, wanted: Collection[str]) -> None:
    """Offer these choices alone; one that was sent is left to the action, which says what is
    wrong with it.
    """
    field: Any = form.fields[name]
    sent = form.data.get(form.add_prefix(name), "")
    field.choices = [(key, words) for key, words in field.choices if key in wanted or key == sent]


class RequestForm(forms.Form):
    """Ask for one of the kinds; each needs its own fields, which the actions tell."""

    kind = forms.ChoiceField(label=_("What is asked for"), choices=RequestKind.choices)
    reason = _words(_("Reason"))
    new_due_on = _day(_("New due date, for an extension"), required=False)
    new_goal = forms.CharField(
        label=_("New annual goal, for an adjustment"), max_length=300, required=False
    )
    into = _which()
    until_on = _day(_("Last day of the rest, for a suspension"), required=False)

    def __init__(self, *args: Any, kinds: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _only(self, "kind", kinds)


class DecisionForm(forms.Form):
    """Agree or not."""

    agreed = forms.ChoiceField(
        label=_("Decision"), choices=[("yes", _("agreed")), ("no", _("not agreed"))]
    )
    decision = _words(_("Words; needed when it is not agreed"), required=False)
    granted_on = _day(_("Another day than was asked for"), required=False)
    quality = forms.ChoiceField(
        label=_("Quality, where completion is agreed"),
        choices=[("", "—"), *Quality.choices],
        required=False,
    )

    def __init__(self, *args: Any, kind: str, ways: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _only(self, "agreed", ways)
        if kind not in {RequestKind.EXTENSION, RequestKind.RESUMPTION, RequestKind.SUSPENSION}:
            del self.fields["granted_on"]
        if kind != RequestKind.COMPLETION:
            del self.fields["quality"]


class StepForm(forms.Form):
    """What the office does by itself."""

    kind = forms.ChoiceField(label=_("What shall be done"))
    reason = _words(_("Reason"))
    on = _day(_("From which day; today where none is given"), required=False)
    new_due_on = _day(_("New due date, for an extension or a resumption"), required=False)
    until_on = _day(_("Last day of the rest, for a suspension"), required=False)
    into = _which()
    quality = forms.ChoiceField(
        label=_("Quality, for a completion"),
        choices=[("", "—"), *Quality.choices],
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, kinds: Iterable[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = list(kinds)  # type: ignore[attr-defined]


class DeclineForm(forms.Form):
    """The unit gives it back."""

    reason = _words(_("Why the unit declines"))
    version = forms.IntegerField(widget=forms.HiddenInput)


class StrikeOffForm(forms.Form):
    """Strike it off the ledger."""

    on = _day(_("Struck off on"))
    words = _words(_("Remarks"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class MatterForm(forms.Form):
    """Something that the unit cannot settle alone."""

    matter = _words(_("Matter"))
    proposal = _words(_("Proposal"))
    asked_of = forms.CharField(label=_("Who is asked"), max_length=120)
    due_on = _day(_("Answer wanted by"), required=False)


class AnswerForm(forms.Form):
    """What came of a matter."""

    answer = _words(_("Answer"))


class DirectionForm(forms.Form):
    """A leader's direction, verbatim."""

    leader = forms.CharField(label=_("Leader"), max_length=60)
    words = _words(_("Words of the direction, verbatim"))
    given_on = _day(_("Given on"))
    due_on = _day(_("Reply wanted by"), required=False)


class DirectionsForm(DirectionForm):
    """A direction on several initiatives of a plan, or on all that are under way."""

    codes = forms.CharField(
        label=_("Numbers of the initiatives, commas between; none for the whole plan"),
        required=False,
        max_length=400,
    )


class ReplyForm(forms.Form):
    """The unit's reply to a direction."""

    reply = _words(_("Reply"))


class ReminderForm(forms.Form):
    """Remind the lead unit of its filing."""

    rung = forms.ChoiceField(label=_("Rung"), choices=Rung.choices)
    basis = _words(_("Basis"))

    def __init__(self, *args: Any, rungs: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _only(self, "rung", rungs)


class OverrideForm(forms.Form):
    """A light set by hand."""

    light = forms.ChoiceField(label=_("Light"), choices=HandLight.choices)
    reason = _words(_("Reason"))
    expires_on = _day(_("Valid until"))
