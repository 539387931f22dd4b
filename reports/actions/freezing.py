"""How reports come to be: drafted once on the due day, their figures frozen."""

import hashlib
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.audit import Actor, record
from core.models import AuditEvent
from core.periods import Period
from core.refusals import Conflict, require
from core.search.entries import index
from reports.choices import FileFormat
from reports.contents import Contents, cells
from reports.models import Report, ReportFile, Schedule
from reports.writing import canonical, file_name


def _shows_example(contents: Contents) -> bool:
    """Whether anything in it is invented: the plan itself, a measure's work, or a figure."""
    return (
        contents["plan"]["is_example"]
        or any(cell["is_example"] for cell in cells(contents).values())
        or any(line["is_example"] for line in contents["indicators"])
    )


@transaction.atomic
def freeze_report(
    *, schedule: Schedule, period: Period, contents: Contents, docx: bytes, known_at: datetime,
    by: Actor,
) -> Report:  # fmt: skip
    """Keep a period's contents and files for good. Refuses a period that has a report."""
    require(
        not Report.objects.filter(schedule=schedule, period=period.key).exists(),
        _("This period's report has already been frozen."),
        kind=Conflict,
    )
    text = canonical(contents)
    head = AuditEvent.objects.order_by("-seq").first()
    report = Report.objects.create(
        schedule=schedule,
        period=period.key,
        period_ends_on=period.ends_on,
        as_of=date.fromisoformat(contents["as_of"]),
        known_at=known_at,
        contents=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        audit_seq=head.seq if head else 0,
        audit_link=head.link if head else "",
        is_example=_shows_example(contents),
    )
    ReportFile.objects.create(
        report=report,
        format=FileFormat.DOCX,
        name=file_name(contents["plan"]["title"], period, ending="docx"),
        data=docx,
        sha256=hashlib.sha256(docx).hexdigest(),
    )
    index("report", [report.pk])
    record(
        by=by, verb="report.frozen", subject=report, plan=schedule.plan.slug,
        after={"period": period.key, "sha256": report.sha256},
    )  # fmt: skip
    return report
