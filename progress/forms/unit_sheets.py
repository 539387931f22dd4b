"""What is sent with a unit's sheet. Parsing only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.sheets import LARGEST_FILE
from progress.actions.unit_sheets import LEAVE_OUT, MINE, THEIRS


class UnitSheetForm(forms.Form):
    """The file that comes back."""

    file = forms.FileField(
        label=_("Filled-in sheet (.xlsx)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.ods"}),
        error_messages={"required": _("Choose the file first.")},
    )

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(
                _("The file is larger than %(n)d MB. Split it into several files."),
                params={"n": LARGEST_FILE // 2**20},
            )
        return file


class DecideForm(forms.Form):
    """The preview's digest, and what is decided."""

    conflicts = forms.ChoiceField(
        label=_("Where somebody else wrote in the meantime"),
        choices=[
            (LEAVE_OUT, _("leave these items out of this upload")),
            (THEIRS, _("keep what they wrote; take the rest of the row from the sheet")),
            (MINE, _("take what the sheet says")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    hand = forms.BooleanField(label=_("Hand over for signing what lacks nothing"), required=False)
    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, conflicts: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not conflicts:
            del self.fields["conflicts"]

    def clean_conflicts(self) -> str:
        """Without a word these items are left out."""
        return str(self.cleaned_data["conflicts"] or LEAVE_OUT)
