"""A ledger comes in: upload, columns, what would change, and back again."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.choices import Permission
from accounts.permissions import actor_of, needs, person
from core.marked import Mark, marked_copy
from core.models import WorkState
from core.refusals import Refusal, require
from core.sentences import Language
from recommendations.actions.imports import (
    apply_import,
    drop_import,
    map_columns,
    undo_import,
    upload_ledger,
)
from recommendations.actions.queued import queue_import
from recommendations.choices import ImportState, ImportWork
from recommendations.forms.imports import ColumnsForm, LedgerFileForm
from recommendations.imports.faults import Fault
from recommendations.imports.heads import head_at
from recommendations.models import LedgerImport, Plan
from recommendations.permissions import plan_for
from recommendations.queries.imports import (
    check_of,
    is_large,
    require_idle,
    sheet_of,
    sheets_of,
    work_of,
)
from recommendations.wording import label

_GET_POST = require_http_methods(["GET", "HEAD", "POST"])
LISTED = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _language() -> Language:
    return "zh" if (get_language() or "zh").startswith("zh") else "en"


def _one(request: HttpRequest, slug: str, public_id: str) -> LedgerImport:
    """One import of a plan that the person may manage; else 404."""
    plan = plan_for(person(request), slug)
    found = LedgerImport.objects.filter(plan=plan, public_id=public_id)
    batch = found.select_related("plan", "file", "uploaded_by").first()
    if batch is None:
        raise Http404
    return batch


@_GET_POST
@needs(Permission.PLAN_MANAGE)
def imports(request: HttpRequest, slug: str) -> HttpResponse:
    """The ledgers that came into a plan, and the form for one more."""
    plan = plan_for(person(request), slug)
    now = timezone.now()
    form = LedgerFileForm(
        request.POST or None, request.FILES or None,
        initial={"year": timezone.localdate(now).year},
    )  # fmt: skip
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                batch = upload_ledger(
                    plan=plan, data=file.read(), file_name=file.name or "",
                    year=form.cleaned_data["year"], uploader=person(request), now=now,
                    by=actor_of(request),
                )  # fmt: skip
                return redirect("import", slug, batch.public_id)
            except Refusal as refusal:
                form.add_error(None, str(refusal.sentence))
                status = refusal.status
    rows = plan.imports.select_related("uploaded_by").order_by("-uploaded_at", "-pk")[:LISTED]
    return render(
        request, "recommendations/imports.html",
        {"plan": plan, "form": form, "rows": list(rows)}, status=status,
    )  # fmt: skip


def _columns_form(batch: LedgerImport, request: HttpRequest) -> ColumnsForm:
    """The form for the sheet and head that were asked for, else those of the import."""
    sheets = sheets_of(batch)
    visible = {sheet.name: sheet for sheet in sheets if not sheet.hidden}
    asked = request.POST or request.GET
    sheet = visible.get(asked.get("sheet", ""), visible.get(batch.sheet) or sheets[0])
    first, last = batch.head_first, batch.head_last
    told = [asked.get(name, "") for name in ("head_first", "head_last")]
    if all(one.isascii() and one.isdigit() and len(one) < 7 for one in told):
        first, last = (int(one) - 1 for one in told)
    if not 0 <= first <= last < len(sheet.rows):
        first = last = 0
    head = head_at(sheet, first=first, last=last)
    initial = {
        "sheet": sheet.name, "head_first": first + 1, "head_last": last + 1, "year": batch.year,
        "version": batch.version,
    }  # fmt: skip
    initial |= {f"c{column}": name for name, column in batch.columns.items()}
    return ColumnsForm(request.POST or None, initial=initial, sheets=sheets, sheet=sheet, head=head)


def _check(request: HttpRequest, batch: LedgerImport, form: ColumnsForm) -> int:
    """Map and check; 200 where that went well."""
    if not form.is_valid():
        return 422
    told = form.cleaned_data
    try:
        map_columns(
            batch=batch, sheet=told["sheet"], head_first=told["head_first"] - 1,
            head_last=told["head_last"] - 1, columns=form.chosen(), year=told["year"],
            version=told["version"], now=timezone.now(), by=actor_of(request),
        )  # fmt: skip
    except Refusal as refusal:
        form.add_error(None, str(refusal.sentence))
        return refusal.status
    return 200


def _shown(batch: LedgerImport) -> dict[str, Any]:
    """What the last check found, in the reader's words."""
    result, language = batch.result, _language()
    faults = [
        Fault(row, column, code, figures)
        for row, column, code, figures in result.get("shown_faults", [])
    ]
    changes = [
        {
            "row": row,
            "code": code,
            "title": title,
            "fields": [(label(name), before, after) for name, before, after in fields],
        }
        for row, code, title, fields in result.get("shown_changes", [])
    ]
    return {
        "result": result,
        "faults": [(fault.place, fault.words(language)) for fault in faults],
        "changes": changes,
        "new_rows": result.get("shown_new", []),
    }


@_GET_POST
@needs(Permission.PLAN_MANAGE)
def one(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """One import: its columns, what it would do, what it did."""
    batch = _one(request, slug, public_id)
    work = work_of(batch)
    is_open = batch.state in {ImportState.UPLOADED, ImportState.CHECKED}
    is_open = is_open and (work is None or work.state == WorkState.PARKED)
    form, status = None, 200
    if request.method == "POST":
        require_idle(batch)
        require(is_open, _("This import has ended. Upload the file again."))
    if is_open:
        form = _columns_form(batch, request)
        if request.method == "POST":
            status = _check(request, batch, form)
            if status == 200:
                return redirect("import", slug, public_id)
    context = {"plan": batch.plan, "batch": batch, "form": form, "work": work, **_shown(batch)}
    return render(request, "recommendations/import.html", context, status=status)


def _told(request: HttpRequest) -> int:
    """The version that the page showed."""
    version = request.POST.get("version", "")
    require(
        version.isascii() and version.isdigit() and len(version) < 9,
        _("The page was incomplete. Load it again."),
    )
    return int(version)


def _turn(
    request: HttpRequest, slug: str, public_id: str, action: Callable[..., Any], done: str,
    **more: Any,
) -> HttpResponse:  # fmt: skip
    batch = _one(request, slug, public_id)
    action(batch=batch, version=_told(request), by=actor_of(request), **more)
    messages.success(request, done)
    return redirect("import", slug, public_id)


@require_POST
@needs(Permission.PLAN_MANAGE)
def bring_in(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Write everything that the check showed; of many rows by a worker."""
    now = timezone.now()
    when = {"on": timezone.localdate(now), "now": now}
    if is_large(_one(request, slug, public_id)):
        said = _("The ledger is being brought in. This page shows how far it is.")
        return _turn(request, slug, public_id, queue_import, said, what=ImportWork.APPLY, **when)
    return _turn(
        request, slug, public_id, apply_import, _("The ledger has been brought in."), **when
    )


@require_POST
@needs(Permission.PLAN_MANAGE)
def undo(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Take it back whole; of many rows by a worker."""
    now = timezone.now()
    when = {"on": timezone.localdate(now), "now": now}
    if is_large(_one(request, slug, public_id)):
        said = _("The import is being undone. This page shows when that has ended.")
        return _turn(request, slug, public_id, queue_import, said, what=ImportWork.UNDO, **when)
    return _turn(
        request, slug, public_id, undo_import, _("Everything is as it was before."), **when
    )


@require_POST
@needs(Permission.PLAN_MANAGE)
def drop(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """Put it aside."""
    return _turn(request, slug, public_id, drop_import, _("The import was put aside."))


@require_safe
@needs(Permission.PLAN_MANAGE)
def returned(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """The sheet as it came, with every faulty cell marked."""
    batch = _one(request, slug, public_id)
    plan: Plan = batch.plan
    if batch.state != ImportState.CHECKED:
        raise Http404
    sheet, language = sheet_of(batch), _language()
    marks = [
        Mark(sheet.name, fault.row, fault.column, fault.words(language))
        for fault in check_of(batch).faults
    ]
    data = marked_copy([sheet], marks, language=language)
    answer = HttpResponse(data, content_type=XLSX)
    name = quote(_("Returned %(file)s") % {"file": batch.file_name.rpartition(".")[0] or plan.slug})
    answer["Content-Disposition"] = (
        f"attachment; filename=\"returned.xlsx\"; filename*=UTF-8''{name}.xlsx"
    )
    return answer
