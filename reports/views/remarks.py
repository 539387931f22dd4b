"""A leader's remark on a paragraph, and what stands beside a signed report."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import actor_of, may, needs, person
from core.refusals import Refusal
from progress.views.lists import numbered
from recommendations.models import Initiative
from reports.actions import record_remark
from reports.delivery import delivered
from reports.forms import RemarkForm
from reports.layers import Place, places
from reports.models import Report
from reports.permissions import report_by_id
from reports.recipients import people_for, shares_of
from reports.remarks import remarks_on, told_of
from reports.telling import address_of
from reports.views.editing import form_page
from reports.writing import document_shown


def beside(user: User, report: Report) -> dict[str, Any]:
    """What the report's page shows beside the text: who got it, leaders' remarks, the ways on.

    For `reports/beside.html`.
    """
    drafts = may(user, Permission.REPORT_DRAFT)
    office = drafts or may(user, Permission.REPORT_SIGN)
    remarkable = report.signed and may(user, Permission.DIRECTION_RECORD)
    return {
        "may_edit": drafts and not report.signed,
        "delivered": delivered(report) if office and report.signed else [],
        "sees_delivery": office and report.signed,
        "sees_expected": office and not report.signed,
        "expected": people_for(report) if office and not report.signed else [],
        "shares": shares_of(report) if office and not report.signed else [],
        "remarks": remarks_on(user, report) if report.signed else [],
        "remarkable": places(document_shown(report)) if remarkable else [],
    }


def _chosen(report: Report, said: dict[str, Any]) -> list[Initiative]:
    """Those that were ticked and those that were named by number, each once, by number."""
    named = numbered(report.schedule.plan, said.pop("codes"))
    ticked = list(said.pop("concerned").select_related("plan", "lead"))
    return sorted({row.pk: row for row in [*ticked, *named]}.values(), key=lambda row: row.code)


def _record(request: HttpRequest, report: Report, place: Place, form: RemarkForm) -> int:
    """Record what was sent; 0, or the status of a refusal that now stands in the form."""
    if not form.is_valid():
        return 422
    said = dict(form.cleaned_data)
    try:
        record_remark(
            report=report, key=place.key, initiatives=_chosen(report, said), **said,
            person=person(request), now=timezone.now(), by=actor_of(request),
        )  # fmt: skip
    except Refusal as refusal:
        named = {name: words for name, words in refusal.fields.items() if name in form.fields}
        for name, words in named.items():
            form.add_error(name, str(words))
        if not named:
            form.add_error(None, str(refusal.sentence))
        return refusal.status
    return 0


@form_page
@needs(Permission.DIRECTION_RECORD)
def remark(request: HttpRequest, slug: str, public_id: str, key: str) -> HttpResponse:
    """A secretary enters what a leader said of a paragraph of a signed report."""
    report = report_by_id(person(request), slug, public_id)
    found = {place.key: place for place in places(document_shown(report))} if report.signed else {}
    if key not in found:
        raise Http404
    place, status = found[key], 200
    offered = told_of(report, key, place.text)
    form = RemarkForm(request.POST or None, offered=offered)
    if request.method == "POST":
        status = _record(request, report, place, form)
        if not status:
            messages.success(request, _("Recorded; the units are told."))
            return redirect(f"{address_of(report)}#remarks")
    context = {
        "plan": report.schedule.plan,
        "report": report,
        "place": place,
        "offered": offered,
        "form": form,
    }
    return render(request, "reports/remark.html", context, status=status)
