"""The forms of documents, readings and the plans made of them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from recommendations.choices import ClauseKind, FindingKind

LONGEST_TEXT = 500_000
LARGEST_KEY = 1_000_000
_DAY = {"invalid": _("Write a day, for example 2026-12-18.")}


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        error_messages=_DAY,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class UploadForm(forms.Form):
    """A document as a file, or as pasted text."""

    file = forms.FileField(
        label=_("File (Word, PDF or text, at most 20 MB)"),
        required=False,
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".docx,.pdf,.txt,.md", "data-most": "20"}),
    )
    text = forms.CharField(
        label=_("Or paste the document's text"),
        required=False,
        max_length=LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    title = forms.CharField(
        label=_("Title, if the document's own first lines do not tell it"),
        required=False,
        max_length=200,
    )
    source = forms.CharField(
        label=_("Source (where it was published)"), required=False, max_length=300
    )

    def clean(self) -> dict[str, Any]:
        """Exactly one of file and text."""
        told = super().clean() or {}
        file, text = told.get("file"), str(told.get("text") or "").strip()
        if not self.errors and bool(file) == bool(text):
            raise forms.ValidationError(
                _("Choose a file or paste the text, and only one of the two.")
            )
        return told


class EditionForm(UploadForm):
    """A changed edition of a plan's document: it has its title already."""

    title = None  # type: ignore[assignment]
    source = None  # type: ignore[assignment]


class CorrectionForm(forms.Form):
    """What a correction may carry; which of it counts is the verb's to say."""

    version = forms.IntegerField(min_value=1, max_value=LARGEST_KEY)
    key = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_KEY)
    place = forms.IntegerField(required=False, min_value=0, max_value=100 * LARGEST_KEY)
    paragraph = forms.IntegerField(required=False, min_value=0, max_value=LARGEST_KEY)
    area = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_KEY)
    number = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_KEY)
    words = forms.CharField(required=False, max_length=400)
    title = forms.CharField(required=False, max_length=400)
    where = forms.CharField(required=False, max_length=10)
    kind = forms.CharField(required=False, max_length=20)
    name = forms.CharField(required=False, max_length=300)
    unit = forms.CharField(required=False, max_length=120)
    holds = forms.CharField(required=False, max_length=5)


KINDS = [
    (ClauseKind.MEASURE.value, _("measure")),
    (ClauseKind.AREA.value, _("area")),
    (ClauseKind.SECTION.value, _("section")),
    (f"finding:{FindingKind.STATUS.value}", _("finding: state of things")),
    (f"finding:{FindingKind.STRENGTH.value}", _("finding: strength")),
    (f"finding:{FindingKind.PROBLEM.value}", _("finding: problem")),
]


class PlanForm(forms.Form):
    """What a person decides about a plan."""

    title = forms.CharField(label=_("Title of the plan"), max_length=200)
    short_title = forms.CharField(label=_("Short title, for page heads"), max_length=40)
    slug = forms.SlugField(label=_("Address: letters, digits, hyphens"), max_length=60)
    starts_on = _day(_("Starts on"))
    ends_on = _day(_("Ends on"))
    adopted_by = forms.CharField(
        label=_("Adopted by (can be recorded later)"), max_length=120, required=False
    )
    adopted_number = forms.CharField(
        label=_("Document number of the adoption"), max_length=60, required=False
    )
    adopted_on = _day(_("Adopted on"), required=False)
    area_word = forms.CharField(label=_("What areas are called"), max_length=20, initial="领域")
    measure_word = forms.CharField(
        label=_("What measures are called"), max_length=20, initial="举措"
    )
    initiative_word = forms.CharField(
        label=_("What initiatives are called"), max_length=20, initial="任务"
    )


class AdoptionForm(forms.Form):
    """What gave a plan its authority."""

    adopted_by = forms.CharField(label=_("Adopted by"), max_length=120)
    number = forms.CharField(
        label=_("Document number of the adoption"), max_length=60, required=False
    )
    on = _day(_("Adopted on"))
