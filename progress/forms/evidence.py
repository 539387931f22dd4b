"""Uploading files, several at once, with the person's word that none is secret."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.files.kinds import ENDINGS

ACCEPT = ",".join(f".{ending}" for ending in ENDINGS)
SWORN = _("These files hold no state secrets and no work secrets.")


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """One or more files, as a list."""

    widget = _Files

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        several = data if isinstance(data, list | tuple) else [data]
        return [super(_FilesField, self).clean(one, initial) for one in several]


class EvidenceForm(forms.Form):
    """Files, a note, and the confirmation."""

    papers = _FilesField(
        label=_("Files"), max_length=1000, allow_empty_file=True,
        widget=_Files(attrs={"accept": ACCEPT, "multiple": True}),
        error_messages={"required": _("Choose at least one file.")},
    )  # fmt: skip
    note = forms.CharField(label=_("Note, if one is needed"), max_length=200, required=False)
    not_secret = forms.BooleanField(
        label=SWORN,
        error_messages={
            "required": _("Confirm that the files hold no state secrets and no work secrets.")
        },
    )
