"""Two reports of a plan beside each other, or the last one beside today: a page and a workbook."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts.choices import Permission
from accounts.models import User
from accounts.permissions import needs, person
from core.zh import date_zh
from recommendations.models import Plan
from recommendations.permissions import plan_for
from reports.contents import Contents, gather
from reports.contents.difference import compared
from reports.models import Report
from reports.outputs.compared_sheet import FILE, compared_sheet
from reports.queries import contents_of, latest_report

NOW = "now"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Side:
    """One of the two: a report, or the plan as it is now."""

    key: str
    contents: Contents
    report: Report | None = None

    @property
    def label_zh(self) -> str:
        """2026年10月, or the day of today's figures."""
        if self.report is None:
            return f"{date_zh(datetime.fromisoformat(self.contents['as_of']).date())}（当前）"
        return self.report.subject.label_zh


def _reports(user: User, plan: Plan) -> list[Report]:
    """Those that the person may see, newest first, without their contents."""
    rows = Report.objects.visible_to(user).filter(schedule__plan=plan)
    return list(rows.select_related("schedule").defer("contents"))


def _side(key: str, plan: Plan, listed: list[Report], *, now: datetime) -> Side:
    """The side of this key; 404 where there is none."""
    if key == NOW:
        today = timezone.localdate(now)
        return Side(NOW, gather(plan, as_of=today, known_at=now))
    found = next((row for row in listed if row.public_id == key), None)
    if found is None:
        raise Http404
    return Side(key, contents_of(found), found)


def _sides(request: HttpRequest, plan: Plan) -> tuple[list[Report], Side | None, Side | None]:
    """Who is compared: unless told otherwise the last issue to leaders with today."""
    listed = _reports(person(request), plan)
    now = timezone.now()
    if not listed:
        return listed, None, None
    issue = latest_report(plan, known_at=now)
    last = next((row for row in listed if issue and row.pk == issue.pk), listed[0])
    first = _side(request.GET.get("from", last.public_id), plan, listed, now=now)
    return listed, first, _side(request.GET.get("to", NOW), plan, listed, now=now)


@require_safe
@needs(Permission.REPORT_VIEW)
def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """What differs between two reports, or between the last one and now."""
    plan = plan_for(person(request), slug)
    listed, was, now = _sides(request, plan)
    context = {
        "plan": plan,
        "listed": listed,
        "was": was,
        "now": now,
        "found": compared(now.contents, was.contents) if was and now else None,
        "query": request.GET.urlencode(),
    }
    return render(request, "reports/compare.html", context)


@require_safe
@needs(Permission.REPORT_VIEW)
def compare_sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as a workbook; 404 while there is no report to compare with."""
    plan = plan_for(person(request), slug)
    _listed, was, now = _sides(request, plan)
    if was is None or now is None:
        raise Http404
    title = f"{now.contents['plan']['title']}与上期比较"
    data = compared_sheet(
        compared(now.contents, was.contents),
        title=title, was=was.label_zh, now=now.label_zh, at=timezone.localtime(),
    )  # fmt: skip
    response = HttpResponse(data, content_type=XLSX)
    header = content_disposition_header(as_attachment=True, filename=FILE)
    response.headers["Content-Disposition"] = header or "attachment"
    return response
