"""The list of units in and out: a preview first, then all of it or nothing."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.actions import import_units
from accounts.choices import Permission, UnitCategory
from accounts.exports import units_workbook
from accounts.forms import UnitListForm
from accounts.imports.check import Change, Checked, check, state_of_list
from accounts.imports.read import UnitRow, read_file, read_text, restored, stored
from accounts.models import Unit
from accounts.permissions import actor_of, needs
from accounts.views.common import attempt, get_or_post
from core.refusals import Refusal, require

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a column is called, in the sheet as on the page.
COLUMNS = {
    "place": "序号", "name": "全称", "short_name": "简称", "category": "类别", "aliases": "别名",
    "pinyin": "拼音", "pinyin_override": "拼音", "key": "编号",
}  # fmt: skip


def _in_words(name: str, value: Any) -> str:
    return str(UnitCategory(value).label) if name == "category" else str(value)


def _line(change: Change) -> dict[str, Any]:
    """A line of the preview: the unit, and each field with what it was and would be."""
    fields = [
        (COLUMNS[name], _in_words(name, change.before[name]) if change.before else "",
         _in_words(name, value))
        for name, value in change.after.items()
        if value and name != "name" or change.before
    ]  # fmt: skip
    if change.aliases:
        fields.append((COLUMNS["aliases"], "", "、".join(change.aliases)))
    if change.place and (change.unit is None or change.place != change.unit.position):
        was = str(change.unit.position) if change.unit else ""
        fields.append((COLUMNS["place"], was, str(change.place)))
    name = change.unit.name if change.unit else change.after["name"]
    return {"number": change.row.number, "name": name, "fields": fields}


def _preview(
    request: HttpRequest, rows: list[UnitRow], *, status: int = 200, sentence: str = ""
) -> HttpResponse:
    """What the list would change, or every fault in it."""
    checked: Checked = check(rows)
    faults = [(fault.number, COLUMNS[fault.column], fault.sentence) for fault in checked.faults]
    context = {
        "faults": faults,
        "new": [_line(change) for change in checked.new],
        "changed": [_line(change) for change in checked.changed],
        "same": len(checked.same),
        "rows": json.dumps(stored(rows), ensure_ascii=False),
        "seen": state_of_list(),
        "sentence": sentence,
    }
    return render(request, "accounts/unit_preview.html", context, status=422 if faults else status)


def _read(data: dict[str, Any]) -> list[UnitRow]:
    file = data.get("file")
    return read_file(file.read(), file.name) if file else read_text(data["text"])


@get_or_post
@needs(Permission.UNIT_MANAGE)
def unit_import(request: HttpRequest) -> HttpResponse:
    """A file or a paste is read and shown; what was shown is applied when sent back."""
    if "rows" in request.POST:
        return _apply(request)
    form, status = UnitListForm(), 200
    if request.method == "POST":
        form = UnitListForm(request.POST, request.FILES)
        tried = attempt(form, _read)
        if tried.done:
            return _preview(request, tried.value)
        status = tried.status
    return render(request, "accounts/unit_import.html", {"form": form}, status=status)


def _apply(request: HttpRequest) -> HttpResponse:
    try:
        values = json.loads(request.POST["rows"])
    except (ValueError, RecursionError):
        values = None
    rows = restored(values)
    require(rows, _("The preview cannot be read any more. Send the list again."))
    try:
        done = import_units(
            rows=rows, seen=request.POST.get("seen", ""), on=timezone.localdate(),
            now=timezone.now(), by=actor_of(request),
        )  # fmt: skip
    except Refusal as refusal:
        return _preview(request, rows, status=refusal.status, sentence=str(refusal.sentence))
    messages.success(
        request,
        _("Units added: %(new)s, changed: %(changed)s.")
        % {"new": len(done.new), "changed": len(done.changed)},
    )
    return redirect("units")


@require_safe
@needs(Permission.UNIT_MANAGE)
def unit_export(request: HttpRequest) -> HttpResponse:
    """The units that exist, as a workbook of the shape that is imported."""
    current = Unit.objects.valid_on(timezone.localdate()).in_official_order()
    answer = HttpResponse(units_workbook(current), content_type=_XLSX)
    name = f"units-{timezone.localdate():%Y%m%d}.xlsx"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
