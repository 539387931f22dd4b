"""The unit's sheet 填报表: taken out, brought back, looked at, decided on."""

import tempfile
from datetime import datetime
from itertools import groupby
from typing import IO, Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import actor_of, needs, person
from core.downloads import attachment, safe_name
from core.marked import Kept, Mark, marked_copy
from core.periods import Period
from core.refusals import BadInput, Refusal
from core.sentences import Language
from progress.actions import (
    apply_sheet,
    drop_sheet,
    look_into,
    record_sheet_export,
    upload_sheet,
)
from progress.actions.unit_sheets import LEAVE_OUT, Applied, Look, read_tables, tables_of
from progress.choices import SelfRating
from progress.components import reader_language
from progress.forms.unit_sheets import DecideForm, UnitSheetForm
from progress.models import UnitSheet
from progress.outputs.unit_sheet import Page, write_unit_sheet
from progress.sheets.model import FieldChange
from progress.sheets.shape import BY_HEAD, BY_KEY, ROW_KEY, ROW_VERSION
from progress.unit_items import Held, items_of

# The copy is as wide as the sheet was, and hides what only programs read.
_KEPT = Kept(
    hidden={ROW_KEY, ROW_VERSION}, widths={head: BY_KEY[key].width for head, key in BY_HEAD.items()}
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _period(key: str, language: Language) -> str:
    period = Period.parse(key)
    return period.label_zh if language == "zh" else period.label_en


def _pages(held: list[Held], *, language: Language) -> list[Page]:
    """A sheet for each round and unit of what is still to be written."""

    def of(one: Held) -> tuple[Any, ...]:
        filing = one.filing
        return filing.round.ends_on, filing.round.pk, filing.initiative.lead_id or 0

    due = sorted((one for one in held if not one.item.locked), key=of)
    units = {one.filing.initiative.lead_id for one in due}
    plans = {one.filing.initiative.plan_id for one in due}
    found = []
    for _key, group in groupby(due, key=of):
        rows = list(group)
        first = rows[0].filing
        assert first.initiative.lead is not None  # items are those of units
        plan, unit = first.round.plan, first.initiative.lead
        period = _period(first.round.period, language)
        name = [period]
        name += [plan.short_title] if len(plans) > 1 else []
        name += [unit.short_name] if len(units) > 1 else []
        found.append(
            Page(
                name=" ".join(name),
                title=_("%(plan)s: filing sheet for %(period)s")
                % {"plan": plan.title, "period": period},
                due=_("Unit: %(unit)s    Filing due: %(day)s")
                % {"unit": unit.name, "day": f"{first.round.filing_due_on:%Y-%m-%d}"},
                items=[one.item for one in rows],
            )
        )
    return found


def sheet_of(file: IO[bytes], user: User, *, now: datetime) -> int:
    """Write what this person's units still have to file; how many items."""
    language = reader_language()
    pages = _pages(items_of(user, now=now), language=language)
    if not pages:
        return 0
    ratings = {str(key): str(words) for key, words in SelfRating.choices}
    return write_unit_sheet(file, pages, ratings=ratings, now=now, language=language)


@require_safe
@needs(Permission.UPDATE_FILE)
def download(request: HttpRequest) -> HttpResponse:
    """The sheet with everything that is due; who took it is in the audit trail."""
    user, now = person(request), timezone.now()
    file = tempfile.TemporaryFile(prefix="cexing-export-")  # noqa: SIM115 - the answer closes it
    items = sheet_of(file, user, now=now)
    if request.method == "HEAD":
        return HttpResponse(content_type=XLSX)
    record_sheet_export(user=user, items=items, by=actor_of(request))
    file.seek(0)
    answer = FileResponse(file)
    unit = user.unit.short_name if user.unit else user.name
    name = _("%(unit)s_filing_sheet_%(day)s") % {
        "unit": unit, "day": f"{timezone.localdate(now):%Y%m%d}",
    }  # fmt: skip
    answer["Content-Type"] = XLSX
    answer["Content-Disposition"] = attachment(safe_name(name, "xlsx"), plain="filing-sheet")
    answer["Cache-Control"] = "no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer  # type: ignore[return-value]


def _said(change: FieldChange, value: str) -> str:
    """An answer for a reader."""
    if change.name == "self_rating":
        return str(dict(SelfRating.choices).get(value, value))
    if value and change.name == "percent":
        return f"{value}%"
    return value


def _shown(look: Look) -> dict[str, Any]:
    """The check in the reader's words."""
    language = reader_language()

    def told(changes: tuple[FieldChange, ...]) -> list[tuple[str, str, str]]:
        return [
            (change.label or BY_KEY[change.column].head(language), _said(change, change.before),
             _said(change, change.after))
            for change in changes
        ]  # fmt: skip

    checked = look.checked
    rows = [
        {
            "sheet": row.sheet,
            "row": row.row + 1,
            "item": row.item,
            "filing": look.held[row.item.key].filing,
            "changes": told(row.changes),
            "conflicts": told(row.conflicts),
        }
        for row in checked.rows
    ]
    return {
        "rows": [row for row in rows if row["changes"]],
        "conflicts": [row for row in rows if row["conflicts"]],
        "changed": len(rows),
        "same": checked.same,
        "missing": checked.missing,
        "faults": [(one.sheet, one.place, one.words(language)) for one in checked.faults],
    }


def _page(request: HttpRequest, form: UnitSheetForm, *, status: int = 200) -> HttpResponse:
    user, now = person(request), timezone.now()
    sheet = UnitSheet.objects.filter(uploaded_by=user).select_related("uploaded_by").first()
    context: dict[str, Any] = {"sheet": sheet, "form": form}
    if sheet is None:
        context["due"] = sum(not one.item.locked for one in items_of(user, now=now))
    else:
        look = look_into(sheet=sheet, now=now)
        context |= _shown(look)
        decide = {"digest": look.digest, "conflicts": LEAVE_OUT}
        context["decide"] = DecideForm(initial=decide, conflicts=bool(context["conflicts"]))
    return render(request, "progress/unit_sheet.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.UPDATE_FILE)
def unit_sheet(request: HttpRequest) -> HttpResponse:
    """How the sheet is used; an upload; what the upload would change."""
    form = UnitSheetForm(request.POST or None, request.FILES or None)
    if request.method != "POST":
        return _page(request, UnitSheetForm())
    if not form.is_valid():
        return _page(request, form, status=422)
    file = form.cleaned_data["file"]
    try:
        data = file.read()
        upload_sheet(
            data=data, tables=read_tables(data), file_name=file.name or "",
            uploader=person(request), now=timezone.now(), by=actor_of(request),
        )  # fmt: skip
    except Refusal as refusal:
        form.add_error("file", str(refusal.sentence))
        return _page(request, form, status=refusal.status)
    return redirect("unit-sheet")


def _own(request: HttpRequest) -> UnitSheet:
    """The person's upload; else 404."""
    rows = UnitSheet.objects.filter(uploaded_by=person(request)).select_related("uploaded_by")
    sheet = rows.first()
    if sheet is None:
        raise Http404
    return sheet


def _told(done: Applied) -> str:
    """What became of a sheet, in words."""
    words = [
        ngettext("%(n)d item saved as a draft.", "%(n)d items saved as drafts.", done.written)
        % {"n": done.written}
    ]
    if done.left_out:
        words.append(_("%(n)d left as others wrote them.") % {"n": done.left_out})
    if done.handed:
        words.append(_("%(n)d handed over for signing.") % {"n": done.handed})
    if done.lacking:
        words.append(
            _("%(n)d still lack an answer and were not handed over.") % {"n": done.lacking}
        )
    return " ".join(words)


@require_POST
@needs(Permission.UPDATE_FILE)
def unit_sheet_apply(request: HttpRequest) -> HttpResponse:
    """Write what was shown, as drafts."""
    sheet = _own(request)
    form = DecideForm(request.POST, conflicts=True)
    if not form.is_valid():
        raise BadInput(_("The page is incomplete. Load it again."))
    try:
        done = apply_sheet(
            sheet=sheet, **form.cleaned_data, user=person(request), now=timezone.now(),
            by=actor_of(request),
        )  # fmt: skip
    except Refusal as refusal:
        messages.error(request, str(refusal.sentence))
        return redirect("unit-sheet")
    messages.success(request, _told(done))
    return redirect("my-work")


@require_safe
@needs(Permission.UPDATE_FILE)
def marked(request: HttpRequest) -> HttpResponse:
    """The upload as it came, with every faulty cell marked; it can be mended and uploaded again."""
    sheet = _own(request)
    faults = look_into(sheet=sheet, now=timezone.now()).checked.faults
    if not faults:
        raise Http404
    language = reader_language()
    marks = [Mark(one.sheet, one.row, one.column, one.words(language)) for one in faults]
    data = marked_copy(tables_of(sheet), marks, language=language, kept=_KEPT)
    answer = HttpResponse(data, content_type=XLSX)
    name = _("%(file)s_marked") % {"file": sheet.file_name.rpartition(".")[0] or sheet.file_name}
    answer["Content-Disposition"] = attachment(safe_name(name, "xlsx"), plain="marked")
    answer["Cache-Control"] = "no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_POST
@needs(Permission.UPDATE_FILE)
def unit_sheet_drop(request: HttpRequest) -> HttpResponse:
    """Put the upload aside."""
    drop_sheet(sheet=_own(request), user=person(request), by=actor_of(request))
    messages.success(request, _("Put aside. Nothing was written."))
    return redirect("unit-sheet")
