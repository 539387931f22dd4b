"""Reports as people read them: the list, one of them, its files."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from django import forms
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import may, needs, person
from core.refusals import Refusal
from recommendations.models import Plan
from recommendations.permissions import plan_for
from reports.choices import FileFormat, ReportState
from reports.forms import CorrectForm, RedrawForm, SignForm
from reports.lines import courses
from reports.models import Delivery, Report, ReportFile, Schedule
from reports.outputs.files import TYPES, makeable
from reports.parts import WHOLE
from reports.permissions import by_id, report_for
from reports.preparing import require_signer, waits_for
from reports.queries import seal_of
from reports.views.remarks import beside
from reports.writing import document_shown, draft_file, formats_of, words_mark

NOTHING: Mapping[str, forms.Form] = MappingProxyType({})
OFFICE = (Permission.REPORT_DRAFT, Permission.REPORT_SIGN)


def _listed(user: User, plan: Plan) -> list[Report]:
    """Every report that the person may see, without the long texts; three queries."""
    files = Prefetch("files", ReportFile.objects.defer("data"))
    return list(
        Report.objects.visible_to(user)
        .filter(schedule__plan=plan)
        .for_list()
        .select_related("schedule__plan", "signed_by")
        .prefetch_related(files)
        .order_by("-period_ends_on", "-edition", "-pk")
    )


def _by_series(rows: Sequence[Report]) -> list[dict[str, Any]]:
    """The reports by kind and audience, each with its rows newest first."""
    groups: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        schedule = row.schedule
        group = groups.setdefault(
            (schedule.kind, schedule.audience),
            {
                "kind": schedule.get_kind_display(),
                "audience": schedule.get_audience_display(),
                "rows": [],
            },
        )
        group["rows"].append(row)
    order = ["month", "quarter", "half", "year", "special"]
    return [
        groups[key]
        for key in sorted(groups, key=lambda one: (one[1] == "units", order.index(one[0])))
    ]


def _sent_parts(user: User, plan: Plan) -> list[Delivery]:
    """The parts of this plan's reports that were sent to the person, newest first; one query."""
    return list(
        Delivery.objects.filter(to=user, report__schedule__plan=plan)
        .exclude(part=WHOLE)
        .select_related("report__schedule")
        .defer("report__contents", "report__draft", "report__seal")
        .order_by("-posted_at", "-pk")
    )


@require_safe
@needs(Permission.REPORT_VIEW)
def reports(request: HttpRequest, slug: str) -> HttpResponse:
    """All reports of a plan by kind and audience, and what comes next."""
    user = person(request)
    plan = plan_for(user, slug)
    schedules = list(Schedule.objects.filter(plan=plan, active=True).select_related("plan"))
    office = any(may(user, one) for one in OFFICE)
    coming = courses(schedules, now=timezone.now()) if office else []
    context = {
        "plan": plan,
        "groups": _by_series(_listed(user, plan)),
        "schedules": schedules,
        "courses": coming,
        "office": office,
        "parts": _sent_parts(user, plan),
    }
    return render(request, "reports/list.html", context)


def _neighbours(user: User, report: Report) -> dict[str, Any]:
    """The other periods of its kind and audience, and those before and after it."""
    schedule = report.schedule
    rows = Report.objects.visible_to(user).filter(
        schedule__plan=schedule.plan_id,
        schedule__kind=schedule.kind,
        schedule__audience=schedule.audience,
    )
    by_period: dict[tuple[int, str], Report] = {}
    found = rows.for_list().select_related("schedule__plan").newest_first()
    for row in found:
        by_period.setdefault((row.schedule_id, row.period), row)
    others = list(by_period.values())
    place = [(one.schedule_id, one.period) for one in others].index(
        (report.schedule_id, report.period)
    )
    editions = [row for row in found if row.period == report.period
                and row.schedule_id == report.schedule_id]  # fmt: skip
    return {
        "others": others,
        "later": others[place - 1] if place else None,
        "earlier": others[place + 1] if place + 1 < len(others) else None,
        "corrections": sorted(
            (row for row in editions if row.corrects_id == report.pk), key=lambda row: row.edition
        ),
        "corrected": next((row for row in editions if row.pk == report.corrects_id), None),
    }


def _may_sign(report: Report, user: User) -> str:
    """Why this person may not sign it, as a sentence; "" where nothing stands against it."""
    try:
        require_signer(report, user)
    except Refusal as refusal:
        return str(refusal.sentence)
    return ""


def _deeds(report: Report, user: User) -> dict[str, Any]:
    """The forms of what this person may do with it, and what stands against signing."""
    found: dict[str, Any] = {}
    drafts = may(user, Permission.REPORT_DRAFT)
    if report.signed:
        if drafts and not report.corrections.exists():
            found["correct"] = CorrectForm()
        return found
    if drafts:
        found["redraw"] = RedrawForm(initial={"version": report.version})
    if may(user, Permission.REPORT_SIGN):
        found["against"] = _may_sign(report, user)
        found["waits"] = waits_for(report, now=timezone.now())
        if not found["against"]:
            seen = {"version": report.version, "seen": words_mark(report)}
            found["sign"] = SignForm(initial=seen, waits=found["waits"])
    return found


def report_page(
    request: HttpRequest, report: Report, *, status: int = 200, alert: str = "",
    bound: Mapping[str, forms.Form] = NOTHING,
) -> HttpResponse:  # fmt: skip
    """The report and beside it its files and what may be done; a refused form comes back."""
    user = person(request)
    context = {
        "plan": report.schedule.plan,
        "report": report,
        "document": document_shown(report),
        "seal": seal_of(report) if report.signed else None,
        "files": list(report.files.defer("data")),
        "drafts": [] if report.signed else formats_of(report.schedule),
        "alert": alert,
        "deeds": {**_deeds(report, user), **bound},
        **beside(user, report),
        **_neighbours(user, report),
    }
    return render(request, "reports/report.html", context, status=status)


@require_safe
@needs(Permission.REPORT_VIEW)
def report(request: HttpRequest, slug: str, series: str, period: str) -> HttpResponse:
    """One period's report: its latest signed edition, the draft while nothing is signed."""
    return report_page(request, report_for(person(request), slug, series, period))


@require_safe
@needs(Permission.REPORT_VIEW)
def report_edition(
    request: HttpRequest, slug: str, series: str, period: str, edition: int
) -> HttpResponse:
    """One edition of it, also when a later one is there."""
    return report_page(request, report_for(person(request), slug, series, period, edition))


def attached(data: bytes, name: str, kind: str) -> HttpResponse:
    """A file of a report, for keeping."""
    response = HttpResponse(data, content_type=TYPES[FileFormat(kind)])
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    return response


@require_safe
@needs(Permission.REPORT_VIEW)
def report_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """A report's file, as it was kept, always as an attachment."""
    user = person(request)
    found = ReportFile.objects.filter(
        public_id=public_id, report__in=Report.objects.visible_to(user)
    ).first()
    if found is None:
        raise Http404
    return attached(bytes(found.data), found.name, found.format)


@require_safe
@needs(*OFFICE)
def report_draft_file(request: HttpRequest, public_id: str, form: str) -> HttpResponse:
    """A draft in one format, made now and not kept."""
    found = by_id(person(request), public_id)
    if found.state != ReportState.DRAFT or form not in makeable():
        raise Http404
    made = draft_file(found, FileFormat(form))
    return attached(made.data, made.name, form)
