"""A report cut to what one leader is in charge of, or one unit leads: a page, and its files."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.choices import Permission
from accounts.permissions import needs, person
from reports.choices import FileFormat
from reports.contents import Contents
from reports.contents.portfolio import leaders, units
from reports.models import Delivery, Report
from reports.parts import WHOLE, part_of
from reports.permissions import report_by_id
from reports.portfolios import Portfolio, formats, portfolio_files, portfolio_of
from reports.queries import contents_of
from reports.views.reading import attached


def _chosen(request: HttpRequest, contents: Contents) -> tuple[str, str]:
    """The leader or the unit whose part is asked for: the first leader unless told; "" for none."""
    leader, unit = request.GET.get("leader", ""), request.GET.get("unit", "")
    if leader and unit:
        raise Http404
    if not leader and not unit:
        leader = next(iter(leaders(contents)), "")
        unit = "" if leader else next(iter(units(contents)), "")
    if leader not in ["", *leaders(contents)] or unit not in ["", *units(contents)]:
        raise Http404
    return leader, unit


def _file(report: Report, found: Portfolio, wanted: str) -> HttpResponse:
    """A part as a file; 404 for a format that there is none of."""
    if wanted not in formats():
        raise Http404
    (made,) = portfolio_files(report, found, [FileFormat(wanted)])
    return attached(made.data, made.name, wanted)


@require_safe
@needs(Permission.REPORT_VIEW)
def portfolio(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """The same report for one portfolio; 404 for a name or a format that it does not have."""
    report = report_by_id(person(request), slug, public_id)
    contents = contents_of(report)
    leader, unit = _chosen(request, contents)
    context: dict[str, Any] = {
        "plan": report.schedule.plan,
        "report": report,
        "leaders": leaders(contents),
        "units": units(contents),
        "leader": leader,
        "unit": unit,
        "formats": formats(),
        "document": None,
    }
    if leader or unit:
        found = portfolio_of(report, part_of(leader=leader, unit=unit))
        if wanted := request.GET.get("form", ""):
            return _file(report, found, wanted)
        context["document"] = found.document
    return render(request, "reports/portfolio.html", context)


@require_safe
@needs(Permission.REPORT_VIEW)
def part(request: HttpRequest, public_id: str) -> HttpResponse:
    """The part of a report that was sent to this person; 404 for what was sent to another."""
    found = (
        Delivery.objects.filter(public_id=public_id, to=person(request))
        .exclude(part=WHOLE)
        .select_related("report__schedule__plan")
        .first()
    )
    if found is None:
        raise Http404
    report = found.report
    portfolio = portfolio_of(report, found.part)
    if wanted := request.GET.get("form", ""):
        return _file(report, portfolio, wanted)
    context = {
        "plan": report.schedule.plan,
        "report": report,
        "sent": found,
        "formats": formats(),
        "document": portfolio.document,
    }
    return render(request, "reports/part.html", context)
