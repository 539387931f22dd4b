"""Uploading files, several at once, with the person's word that none is secret."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.files.kinds import ENDINGS
from progress.models import Evidence

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
        label=_("Add files"), max_length=1000, allow_empty_file=True,
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


class PaperForm(forms.Form):
    """A signature on paper: who signed, when, and the scan, sent now or beside the update."""

    signer = forms.CharField(label=_("Signer's name"), max_length=60)
    position = forms.CharField(label=_("Signer's position"), max_length=80)
    signed_on = forms.DateField(
        label=_("Signed on"),
        error_messages={"invalid": _("Write a day, for example 2026-12-18.")},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    there = forms.ChoiceField(label=_("Scan that is beside the update"), required=False)
    scan = forms.FileField(
        label=_("Scan or photograph of the signed paper"), required=False, max_length=1000,
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.ofd,.png,.jpg,.jpeg"}),
    )  # fmt: skip
    not_secret = forms.BooleanField(label=SWORN, required=False)
    version = forms.IntegerField(min_value=1, max_value=2_000_000_000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, there: list[Evidence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {row.public_id: row.name for row in there}
        self.fields["there"].choices = [("", _("a new file, below")), *known.items()]  # type: ignore[attr-defined]
        if not known:
            del self.fields["there"]
