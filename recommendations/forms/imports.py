"""What people fill in when a ledger comes in."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.sheets import LARGEST_FILE, Sheet, column_letter
from recommendations.imports.columns import FIELDS
from recommendations.imports.heads import Head
from recommendations.wording import label

# Columns that only our own sheets have; nobody chooses them by hand.
HIDDEN = ("row_key", "row_version")
_MORE = {
    "code": _("initiative number"),
    "area": _("area"),
    "period": _("from – to"),
}
SAMPLES = 3


def field_label(name: str) -> str:
    """What a field of a ledger is called."""
    return str(_MORE[name]) if name in _MORE else label(name)


class LedgerFileForm(forms.Form):
    """A ledger's file, and the year that its “年底前” means."""

    file = forms.FileField(
        label=_("File (.xlsx, .xls, .docx, .csv)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xlsm,.xls,.ods,.docx,.csv"}),
    )
    year = forms.IntegerField(label=_("Year that dates without a year mean"), min_value=2000,
                              max_value=2100)  # fmt: skip

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_FILE:
            raise forms.ValidationError(
                _("The file is larger than %(n)d MB. Split it into several files."),
                params={"n": LARGEST_FILE // 2**20},
            )
        return file


class ColumnsForm(forms.Form):
    """Which column is what. One select a column, `c0` and so on; rows are counted from 1."""

    sheet = forms.ChoiceField(label=_("Sheet"))
    head_first = forms.IntegerField(label=_("The head begins in row"), min_value=1)
    head_last = forms.IntegerField(label=_("and ends in row"), min_value=1)
    year = forms.IntegerField(label=_("Year that dates without a year mean"), min_value=2000,
                              max_value=2100)  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, sheets: Sequence[Sheet], sheet: Sheet, head: Head, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sheet"].choices = [  # type: ignore[attr-defined]
            (one.name, one.name) for one in sheets if not one.hidden
        ]
        choices: list[tuple[str, Any]] = [("", _("not brought in"))]
        choices += [(name, field_label(name)) for name in FIELDS if name not in HIDDEN]
        self.columns = []
        for index, name in enumerate(head.names):
            if not name and not _samples(sheet, head, index):
                continue
            self.fields[f"c{index}"] = forms.ChoiceField(
                choices=[*choices, *((one, one) for one in HIDDEN if one == name)],
                required=False,
                label=f"{column_letter(index)} {name}",
            )
            self.columns.append((index, name, _samples(sheet, head, index)))

    def rows(self) -> list[tuple[str, str, list[str], Any]]:
        """Each column's letter, head, first values and select."""
        return [
            (column_letter(index), name, samples, self[f"c{index}"])
            for index, name, samples in self.columns
        ]

    def chosen(self) -> dict[str, int]:
        """Field → column. A field chosen for two columns takes the first."""
        found: dict[str, int] = {}
        for index, _name, _values in self.columns:
            name = self.cleaned_data.get(f"c{index}")
            if name:
                found.setdefault(name, index)
        return found

    def clean(self) -> dict[str, Any]:
        """A field has one column."""
        told = super().clean() or {}
        names = [told.get(f"c{index}") for index, _name, _values in self.columns]
        chosen = [name for name in names if name]
        for name in dict.fromkeys(chosen):
            if chosen.count(name) > 1:
                self.add_error(
                    None,
                    _("“%(field)s” was chosen for two columns. Keep one.")
                    % {"field": field_label(name)},
                )
        return told


def _samples(sheet: Sheet, head: Head, column: int) -> list[str]:
    """The first values below the head, so that one sees what the column holds."""
    values = (row[column] for row in sheet.rows[head.last + 1 :])
    found: list[str] = []
    for value in values:
        if value is not None and len(found) < SAMPLES:
            found.append(str(value)[:40])
    return found
