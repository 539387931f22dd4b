"""A report in English: the reference translation on a page, and its files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.choices import Permission
from accounts.permissions import needs, person
from reports.choices import FileFormat
from reports.english import english_file, english_of
from reports.outputs.files import makeable
from reports.permissions import report_by_id
from reports.views.reading import attached


@require_safe
@needs(Permission.REPORT_VIEW)
def english(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """The translation, or with `form` a file of it; 404 for a format that there is none of."""
    report = report_by_id(person(request), slug, public_id)
    wanted = request.GET.get("form", "")
    if wanted and wanted not in makeable():
        raise Http404
    if wanted:
        made = english_file(report, FileFormat(wanted))
        return attached(made.data, made.name, wanted)
    context = {
        "plan": report.schedule.plan,
        "report": report,
        "document": english_of(report).document,
        "formats": makeable(),
    }
    return render(request, "reports/english.html", context)
