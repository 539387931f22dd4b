"""The small forms around a report: proof copies asked for, objections answered, remarks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit
from progress.forms.asks import DirectionForm
from recommendations.models import Initiative


class ProofsForm(forms.Form):
    """Which units get their lines, and how many working days they have."""

    units = forms.ModelMultipleChoiceField(
        label=_("Units"), queryset=Unit.objects.none(), to_field_name="public_id",
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    days = forms.IntegerField(
        label=_("Working days to answer"), min_value=1, max_value=30, initial=2
    )

    def __init__(self, *args: Any, units: list[Unit], **more: Any) -> None:
        super().__init__(*args, **more)
        chosen = self.fields["units"]
        assert isinstance(chosen, forms.ModelMultipleChoiceField)
        chosen.queryset = Unit.objects.in_official_order().filter(pk__in=[one.pk for one in units])


class ObjectionForm(forms.Form):
    """What comes of an objection."""

    accepted = forms.ChoiceField(
        label=_("Answer"), choices=[("yes", _("accepted")), ("no", _("not accepted"))]
    )
    reply = forms.CharField(label=_("Answer in words"), max_length=4000)


class RemarkForm(DirectionForm):
    """A leader's words on a paragraph, and the initiatives that they concern."""

    concerned = forms.ModelMultipleChoiceField(
        label=_("Initiatives that it concerns"), queryset=Initiative.objects.none(),
        to_field_name="code", widget=forms.CheckboxSelectMultiple, required=False,
    )  # fmt: skip
    codes = forms.CharField(
        label=_("Numbers of further initiatives of the plan, commas between"),
        required=False, max_length=400,
    )  # fmt: skip

    def __init__(self, *args: Any, offered: list[Initiative], **more: Any) -> None:
        super().__init__(*args, **more)
        chosen = self.fields["concerned"]
        assert isinstance(chosen, forms.ModelMultipleChoiceField)
        chosen.queryset = Initiative.objects.filter(pk__in=[row.pk for row in offered])
        chosen.initial = [row.code for row in offered]
