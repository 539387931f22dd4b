"""Reports as leadership reads them, and their files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts.choices import Permission
from accounts.permissions import needs, person
from core.models import WorkItem, WorkState
from core.periods import Period
from recommendations.permissions import plan_for
from reports.models import Report, ReportFile, Schedule
from reports.outputs.narrative import document
from reports.permissions import report_for
from reports.queries import contents_of

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@require_safe
@needs(Permission.REPORT_VIEW)
def reports(request: HttpRequest, slug: str) -> HttpResponse:
    """All reports of a plan, newest first, and what is planned or under way."""
    user = person(request)
    plan = plan_for(user, slug)
    schedules = list(Schedule.objects.filter(plan=plan, active=True))
    keys = [f"{schedule.public_id}:" for schedule in schedules]
    work = [
        item
        for item in WorkItem.objects.filter(kind="report.freeze").exclude(state=WorkState.DONE)
        if any(item.key.startswith(key) for key in keys)
    ]
    listed = Report.objects.visible_to(user).filter(schedule__plan=plan)
    return render(
        request,
        "reports/list.html",
        {
            "plan": plan,
            "reports": list(listed.select_related("schedule").defer("contents")),
            "schedules": schedules,
            "work": work,
        },
    )


@require_safe
@needs(Permission.REPORT_VIEW)
def report(request: HttpRequest, slug: str, kind: str, period: str) -> HttpResponse:
    """One report from its frozen contents alone."""
    user = person(request)
    found = report_for(user, slug, kind, period)
    others = (
        Report.objects.visible_to(user)
        .filter(schedule=found.schedule)
        .only("period", "schedule", "period_ends_on")
    )
    return render(
        request,
        "reports/report.html",
        {
            "plan": found.schedule.plan,
            "report": found,
            "others": list(others),
            "files": list(found.files.defer("data")),
            "document": document(
                contents_of(found),
                period=Period.parse(found.period),
                issuer=found.schedule.issuer,
                drafted_on=timezone.localdate(found.known_at),
            ),
        },
    )


@require_safe
@needs(Permission.REPORT_VIEW)
def report_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """A report's file, as it was kept, always as an attachment."""
    user = person(request)
    found = (
        ReportFile.objects.filter(public_id=public_id, report__in=Report.objects.visible_to(user))
        .select_related("report")
        .first()
    )
    if found is None:
        raise Http404
    response = HttpResponse(bytes(found.data), content_type=TYPES[found.format])
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=found.name) or "attachment"
    )
    return response
