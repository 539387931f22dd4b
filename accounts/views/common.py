"""What the administrators' pages share: a form that is tried, a list that is searched."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_tables2 import RequestConfig

from core.refusals import Refusal, require
from core.tables import RowTable

PAGE = 50
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


class Outcome(NamedTuple):
    """What became of a form: done with a value, or not, with the status to answer."""

    done: bool
    status: int
    value: Any = None


def attempt(form: forms.Form, deed: Callable[[dict[str, Any]], Any]) -> Outcome:
    """Do the deed with the form's data; a refusal's sentence goes above the form."""
    if not form.is_valid():
        return Outcome(done=False, status=422)
    data = {name: value for name, value in form.cleaned_data.items() if name != "namesake"}
    try:
        return Outcome(done=True, status=302, value=deed(data))
    except Refusal as refusal:
        form.add_error(None, str(refusal.sentence))
        return Outcome(done=False, status=refusal.status)


def search(request: HttpRequest, kind: type[forms.Form]) -> dict[str, Any]:
    """What the address asks for; refuses what no filter has."""
    form = kind(request.GET)
    for errors in form.errors.values():
        require(not errors, errors[0])
    return form.cleaned_data


def whole_number(text: str) -> int | None:
    """A number of at most nine digits; None for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def version_of(request: HttpRequest) -> int:
    """The state of the thing that a button's page showed; refuses where it is missing."""
    version = whole_number(request.POST.get("version", ""))
    require(version, _("The page is not whole. Load it again, then save."))
    return version or 0


def paged(request: HttpRequest, table: RowTable) -> RowTable:
    """The table, sorted and paged as the address says."""
    RequestConfig(request, paginate={"per_page": PAGE, "silent": True}).configure(table)
    return table
