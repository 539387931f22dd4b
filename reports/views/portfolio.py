"""A report cut to what one leader is in charge of, or one unit leads: a page, and its files."""

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts.choices import Permission
from accounts.permissions import needs, person
from reports.choices import FileFormat
from reports.contents import Contents
from reports.contents.portfolio import cut, leaders, units
from reports.models import Report
from reports.outputs.blocks import Document
from reports.outputs.files import TYPES, make_file, makeable
from reports.permissions import report_by_id
from reports.queries import contents_of
from reports.writing import compose, document_shown, file_name, tail_of

FORMATS = (FileFormat.DOCX, FileFormat.PDF, FileFormat.XLSX)


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


def _words(report: Report, contents: Contents, *, whose: str) -> Document:
    """The words on the cut, composed from the frozen figures: it is an extract, so unsigned."""
    whole = document_shown(report)
    composed = compose(
        contents,
        schedule=report.schedule,
        period=report.subject,
        drafted_on=timezone.localdate(report.known_at),
    )
    return replace(
        composed,
        title_lines=(*whole.title_lines, f"（摘编：{whose}）"),
        issue_line=whole.issue_line,
        date_text=whole.date_text,
        closing=whole.closing,
        recipients="",
    )


def _file(report: Report, one: FileFormat, contents: Contents, words: Document) -> HttpResponse:
    day = timezone.localdate(report.known_at)
    made = make_file(one, contents, words, on=day)
    tail = f"{words.title_lines[-1]}{tail_of(one)}"
    name = file_name(
        contents["plan"]["title"], report.subject.label_zh, tail=tail,
        audience=report.schedule.audience, edition=report.edition,
    )  # fmt: skip
    response = HttpResponse(made.data, content_type=TYPES[one])
    header = content_disposition_header(as_attachment=True, filename=name)
    response.headers["Content-Disposition"] = header or "attachment"
    return response


@require_safe
@needs(Permission.REPORT_VIEW)
def portfolio(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """The same report for one portfolio; 404 for a name or a format that it does not have."""
    report = report_by_id(person(request), slug, public_id)
    contents = contents_of(report)
    leader, unit = _chosen(request, contents)
    formats = [one for one in FORMATS if one in makeable()]
    context: dict[str, Any] = {
        "plan": report.schedule.plan,
        "report": report,
        "leaders": leaders(contents),
        "units": units(contents),
        "leader": leader,
        "unit": unit,
        "formats": formats,
        "document": None,
    }
    if leader or unit:
        part = cut(contents, leader=leader, unit=unit)
        words = _words(report, part, whose=leader or unit)
        wanted = request.GET.get("form", "")
        if wanted and wanted not in formats:
            raise Http404
        if wanted:
            return _file(report, FileFormat(wanted), part, words)
        context["document"] = words
    return render(request, "reports/portfolio.html", context)
