"""What people type on the desks' own pages."""

from typing import NamedTuple

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from desks.ledger.columns import FIRST
from progress.components import reader_language
from recommendations.ledger_columns import COLUMNS


class ColumnLine(NamedTuple):
    """One column in the form: whether it is chosen, and its place among the chosen."""

    key: str
    label: str
    chosen: bool
    place: str


class ColumnsForm:
    """A tick and a place for each column. Equal places keep the order in which they stand."""

    def __init__(self, data: QueryDict | None, *, shown: tuple[str, ...]) -> None:
        self.data, self.shown = data, shown
        self.problem = ""

    def picked(self) -> list[str]:
        """The ticked columns by their places; a place that is no number stands last."""
        data = self.data or QueryDict()
        keys = [key for key in data.getlist("column") if key]

        def place(key: str) -> int:
            typed = data.get(f"place_{key}", "")
            return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else 9999

        return sorted(keys, key=place)

    def lines(self) -> list[ColumnLine]:
        """The chosen columns in their order, then the others as the ledger lists them."""
        language = "zh" if reader_language() == "zh" else "en"
        shown = list(self.shown) if self.data is None else self.picked()
        place = {key: number for number, key in enumerate(shown, start=1)}
        listed = [column for column in COLUMNS if column.key not in FIRST]
        listed.sort(key=lambda column: place.get(column.key, len(place) + 1))
        return [
            ColumnLine(
                column.key,
                column.head(language),
                column.key in place,
                str(place.get(column.key, "")),
            )  # fmt: skip
            for column in listed
        ]


class ViewForm(forms.Form):
    """A saved view's name, and whether all who read the plan see it."""

    name = forms.CharField(label=_("Name of the view"), max_length=30)
    shared = forms.BooleanField(label=_("For all who read this plan"), required=False)
    position = forms.IntegerField(label=_("Place"), min_value=0, max_value=999, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
