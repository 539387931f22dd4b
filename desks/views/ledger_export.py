"""The ledger taken out as a file."""

import tempfile

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.choices import Permission
from accounts.permissions import actor_of, needs
from desks.exports import attachment, csv_lines, file_name, write_workbook
from desks.ledger.listing import Listing
from desks.views.ledger import listing_of, require_present
from recommendations.actions import record_export

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def _workbook(listing: Listing) -> FileResponse:
    """The workbook, from a file that is gone when it has been sent."""
    file = tempfile.TemporaryFile(prefix="cexing-export-")  # noqa: SIM115 - the answer closes it
    write_workbook(file, listing, now=timezone.now())
    file.seek(0)
    return FileResponse(file)


@require_safe
@needs(Permission.PLAN_VIEW)
def ledger_export(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """Exactly what the address shows, all pages of it. Who took what is in the audit trail."""
    if form not in TYPES:
        raise Http404
    listing = listing_of(request, slug)
    require_present(listing)
    name = attachment(file_name(listing.plan.short_title, listing.today, form))
    if request.method == "HEAD":
        answer: HttpResponseBase = HttpResponse(content_type=TYPES[form])
    else:
        record_export(
            plan=listing.plan, form=form, query=listing.kept, columns=listing.all_keys,
            rows=listing.count, by=actor_of(request),
        )  # fmt: skip
        answer = _workbook(listing) if form == "xlsx" else StreamingHttpResponse(csv_lines(listing))
    answer["Content-Type"] = TYPES[form]
    answer["Content-Disposition"] = name
    answer["Cache-Control"] = "no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer  # type: ignore[return-value]
